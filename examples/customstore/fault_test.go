package customstore

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"
	boltErrors "go.etcd.io/bbolt/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

func newStore(t *testing.T) (s *Store, path string) {
	path = filepath.Join(t.TempDir(), "accounts.db")
	s, err := Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s, path
}

func putStaff(s *Store, name string) error {
	return s.Update(context.Background(), "acme", func(t store.Tx) error {
		t.PutStaff(agency.Staff{ID: "lee", Name: name, Role: agency.SuperAdmin})
		return nil
	})
}

func TestOneProcessHasTheFile(t *testing.T) {
	_, path := newStore(t)
	_, err := Open(path)
	require.ErrorIs(t, err, store.ErrConflict)
	require.ErrorContains(t, err, "customstore: open")
}

func TestOpenFails(t *testing.T) {
	_, err := Open(t.TempDir())
	require.ErrorContains(t, err, "customstore: open")
}

// A commit for which there is no room leaves the store as it was, and at work.
func TestNoRoom(t *testing.T) {
	s, _ := newStore(t)
	require.NoError(t, putStaff(s, "Lee"))
	s.db.MaxSize = 1 << 15
	err := putStaff(s, strings.Repeat("x", 1<<20))
	require.ErrorIs(t, err, boltErrors.ErrMaxSizeReached)
	require.NotErrorIs(t, err, store.ErrUnknown)
	s.db.MaxSize = 0
	f, err := s.Read(context.Background(), "acme", store.Query{Staff: "lee"})
	require.NoError(t, err)
	require.Equal(t, "Lee", f.Staff.Name)
	require.NoError(t, putStaff(s, "Lee again"))
}

// A record that cannot be read fails every question that meets it, and the
// error does not quote it.
func TestDamagedRecord(t *testing.T) {
	s, _ := newStore(t)
	require.NoError(t, putStaff(s, "Lee"))
	require.NoError(t, s.db.Update(func(t *bolt.Tx) error {
		b := t.Bucket(accountsBucket).Bucket([]byte("acme"))
		return b.Put(staff.of("lee"), []byte(`{"ID":"lee","Name":"Secret","Levels":"Secret","State":"Secret"}`))
	}))
	_, err := s.Read(context.Background(), "acme", store.Query{Staff: "lee"})
	require.ErrorIs(t, err, errDamaged)
	require.NotContains(t, err.Error(), "Secret")
	_, err = s.Read(context.Background(), "acme", store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListStaffUsers}, Limit: 1}})
	require.ErrorIs(t, err, errDamaged)
	_, err = s.Read(context.Background(), "acme", store.Query{Staff: "max"})
	require.NoError(t, err)
	require.ErrorIs(t, putStaff(s, "Lee"), errDamaged, "what entries it has in the indexes is not known")
}

func TestFaultsOfCommits(t *testing.T) {
	for name, tt := range map[string]struct {
		err     error
		unknown bool
	}{
		"full disk":      {fmt.Errorf("write: %w", syscall.ENOSPC), false},
		"full file":      {boltErrors.ErrMaxSizeReached, false},
		"broken disk":    {fmt.Errorf("fdatasync: %w", syscall.EIO), true},
		"something else": {errors.New("something else"), true},
	} {
		t.Run(name, func(t *testing.T) {
			err := commitFault("update", tt.err)
			require.ErrorIs(t, err, tt.err)
			require.Equal(t, tt.unknown, errors.Is(err, store.ErrUnknown))
		})
	}
	require.NoError(t, commitFault("update", nil))
}

func TestFaults(t *testing.T) {
	require.ErrorIs(t, fault("view", boltErrors.ErrDatabaseNotOpen), store.ErrClosed)
	require.ErrorIs(t, fault("update", boltErrors.ErrDatabaseReadOnly), store.ErrUnsupported)
	require.ErrorIs(t, fault("open", boltErrors.ErrTimeout), store.ErrConflict)
	require.NoError(t, fault("close", nil))
}
