package enginetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// NewStore makes an empty store, which the property closes.
type NewStore func(testing.TB) store.Store

// T is what a check needs; both testing.TB and rapid's T have it.
type T interface {
	require.TestingT
	Helper()
}

// Start is when every world begins.
var Start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// Secret is the engines' secret.
const Secret = "a secret for tests, of 32 bytes and more"

// Clock tells the time that it was set to.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Read returns the time.
func (c *Clock) Read() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

// Set sets the time.
func (c *Clock) Set(t time.Time) { c.mu.Lock(); defer c.mu.Unlock(); c.now = t }

// IDs makes identifiers that follow from a label and how many were made since it
// was set, so that an operation is given the same ones in every world.
type IDs struct {
	mu    sync.Mutex
	label string
	n     int
}

// Reset starts a new series.
func (s *IDs) Reset(label string) { s.mu.Lock(); defer s.mu.Unlock(); s.label, s.n = label, 0 }

// Next returns the next identifier of the series.
func (s *IDs) Next() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	return idOf(s.label, s.n)
}

func idOf(label string, n int) string {
	sum := sha256.Sum256([]byte(label + " " + strconv.Itoa(n)))
	return hex.EncodeToString(sum[:13])
}

// submissionOf is the identifier of the submission that the operation so
// labelled makes.
func submissionOf(label string) candidate.SubmissionID { return candidate.SubmissionID(idOf(label, 1)) }

// World is an engine with one account, under a clock and identifiers that the
// test sets.
type World struct {
	Store   store.Store
	Engine  *access.Engine
	Account agency.AccountID
	Clock   *Clock
	IDs     *IDs
	Blobs   store.Blobs
	Sys     access.System
	Tokens  map[string]string        // of alerts, by the label of the operation
	Secrets map[string]invite.Secret // of invitations, likewise
}

// Open makes a world on a store. The account does not exist yet.
func Open(t T, st store.Store, account agency.AccountID, blobs store.Blobs) *World {
	t.Helper()
	w := &World{Store: st, Account: account, Clock: &Clock{now: Start}, IDs: &IDs{label: "world"}, Blobs: blobs, Tokens: map[string]string{}, Secrets: map[string]invite.Secret{}}
	w.Renew(t)
	return w
}

// Renew puts a new engine on the world's store, as after a restart.
func (w *World) Renew(t T) {
	t.Helper()
	eng, err := access.New(w.Store, access.Options{
		Secret: []byte(Secret), Clock: w.Clock.Read, IDs: w.IDs.Next, Blobs: w.Blobs,
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	require.NoError(t, err)
	w.Engine, w.Sys = eng, eng.System(w.Account, "test")
}

// Staff is the handle of a regular user.
func (w *World) Staff(id agency.StaffID) access.Staff { return w.Engine.Staff(w.Account, id) }

// Recruiter is the handle of a recruiter.
func (w *World) Recruiter(id agency.RecruiterID) access.Recruiter {
	return w.Engine.Recruiter(w.Account, id)
}

// collect walks all pages of a list.
func collect[R any](page func(access.Cursor) (access.Page[R], error)) ([]R, error) {
	var rows []R
	for row, err := range access.All(page) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

var background = context.Background()
