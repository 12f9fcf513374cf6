package pgstore_test

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

// wire counts round trips: how often something is written after something was
// read.
type wire struct {
	net.Conn
	trips   *atomic.Int64
	writing atomic.Bool
}

func (w *wire) Write(p []byte) (int, error) {
	if !w.writing.Swap(true) {
		w.trips.Add(1)
	}
	return w.Conn.Write(p)
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	w.writing.Store(false)
	return n, err
}

// counted is a pool of one connection, as Open makes it, and the number of
// round trips that it has made since it was connected.
func counted(t testing.TB, change ...func(*pgxpool.Config)) (*pgxpool.Pool, *atomic.Int64) {
	trips := new(atomic.Int64)
	config, err := pgstore.Configured(shared(t))
	require.NoError(t, err)
	config.MaxConns = 1
	config.ConnConfig.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, address)
		return &wire{Conn: c, trips: trips}, err
	}
	config.AfterConnect = func(context.Context, *pgx.Conn) error {
		trips.Store(0)
		return nil
	}
	for _, fn := range change {
		fn(config)
	}
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool, trips
}

// acme makes an account with ann and bob in agency north, and 60 openings, "dev"
// among them, that are shared with both.
func acme(t testing.TB, st store.Store) *access.Engine {
	ctx := t.Context()
	eng, err := access.New(st, access.Options{Secret: []byte("a test's secret, of 32 bytes and more")})
	require.NoError(t, err)
	sys := eng.System("acme", "setup")
	require.NoError(t, sys.Configure(ctx, agency.PerRecruiter()))
	require.NoError(t, sys.PutStaff(ctx, agency.Staff{ID: "lee", Role: agency.SuperAdmin}))
	require.NoError(t, sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "North"}))
	openings := []agency.Opening{{ID: "dev", Title: "Developer"}}
	for i := range 59 {
		openings = append(openings, agency.Opening{ID: agency.OpeningID(fmt.Sprint("o", i)), Title: "An opening"})
	}
	require.NoError(t, sys.PutOpenings(ctx, openings...))
	grants := access.Grants{}
	for _, o := range openings {
		grants.Openings = append(grants.Openings, o.ID)
	}
	for _, id := range []agency.RecruiterID{"ann", "bob"} {
		require.NoError(t, sys.PutRecruiter(ctx, agency.Recruiter{ID: id, Agency: "north", State: agency.RecruiterActive}))
		grants.To = append(grants.To, agency.ToRecruiter(id))
	}
	_, err = sys.Share(ctx, grants)
	require.NoError(t, err)
	return eng
}

// holding takes the locks of all accounts on a connection of its own, and
// returns what gives them back.
func holding(t *testing.T) func() {
	c, err := pgx.Connect(t.Context(), shared(t))
	require.NoError(t, err)
	_, err = c.Exec(t.Context(), "begin; select 1 from agencyaccess.account for update")
	require.NoError(t, err)
	return func() {
		_, err := c.Exec(t.Context(), "rollback")
		require.NoError(t, err)
		require.NoError(t, c.Close(t.Context()))
	}
}

func TestRoundTrips(t *testing.T) {
	st := opened(t)
	acme(t, st)
	pool, trips := counted(t)
	st, err := pgstore.New(pool)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	eng, err := access.New(st, access.Options{Secret: []byte("a test's secret, of 32 bytes and more")})
	require.NoError(t, err)
	ann, lee := eng.Recruiter("acme", "ann"), eng.Staff("acme", "lee")

	n := 0
	submit := func(ctx context.Context) error {
		n++
		_, err := ann.Submit(ctx, "dev", candidate.RequestID(fmt.Sprint("r", n)), candidate.Entry{Name: "Jane Doe"})
		return err
	}
	for range 60 { // a page of 50 has more after it
		require.NoError(t, submit(t.Context()))
	}
	// The engine guesses from the settings and levels that it saw before.
	_, err = ann.Openings(t.Context(), "", 1)
	require.NoError(t, err)
	_, err = lee.Submissions(t.Context(), access.SubmissionsOf{}, "", 1)
	require.NoError(t, err)
	operations := []struct {
		name string
		most int64
		do   func(context.Context) error
	}{
		{"submission", 3, submit},
		{"denied submission", 2, func(ctx context.Context) error {
			_, err := ann.Submit(ctx, "nothing", "r", candidate.Entry{Name: "Jane Doe"})
			denied := new(access.Denied)
			require.ErrorAs(t, err, &denied)
			return nil
		}},
		{"repeated submission", 2, func(ctx context.Context) error {
			_, err := ann.Submit(ctx, "dev", "r1", candidate.Entry{Name: "Jane Doe"})
			return err
		}},
		{"keys, members, probes and persons", 1, func(ctx context.Context) error {
			_, err := st.Read(ctx, "acme", store.Query{
				Recruiter: "ann", Opening: "dev", Keys: digests(20), Emails: []string{"a@x.example"}, ProbesSince: time.UnixMicro(1),
				Candidates: []candidate.ID{"c1"},
			})
			return err
		}},
		{"a domain, invitations and lists", 1, func(ctx context.Context) error {
			_, err := st.Read(ctx, "acme", store.Query{
				Recruiter: "ann", Email: "a@x.example", Domain: "x.example", Invitation: "i1", Latest: true, Lists: []agency.ListID{"tier1"},
			})
			return err
		}},
		{"deletion of an account", 2, func(ctx context.Context) error { return st.Delete(ctx, "globex") }},
		{"page of claims", 1, func(ctx context.Context) error {
			f, err := st.Read(ctx, "acme", store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListClaims}, Limit: 50}})
			require.Len(t, f.Rows.Claims, 50)
			return err
		}},
		{"Can", 1, func(ctx context.Context) error {
			can, err := ann.Can(ctx, policy.Submit, access.OnOpening("dev"))
			require.True(t, can.Allowed())
			return err
		}},
		{"page of 50 openings", 1, func(ctx context.Context) error {
			page, err := ann.Openings(ctx, "", 50)
			require.Len(t, page.Rows, 50)
			return err
		}},
		{"page of 50 submissions", 1, func(ctx context.Context) error {
			page, err := ann.Submissions(ctx, access.SubmissionFilter{}, "", 50)
			require.Len(t, page.Rows, 50)
			return err
		}},
		{"page of colleagues", 1, func(ctx context.Context) error {
			_, err := ann.Colleagues(ctx, "", 50)
			return err
		}},
		{"staff's page of 50 submissions", 1, func(ctx context.Context) error {
			page, err := lee.Submissions(ctx, access.SubmissionsOf{}, "", 50)
			require.Len(t, page.Rows, 50)
			return err
		}},
		{"page of the journal", 1, func(ctx context.Context) error {
			page, err := lee.Journal(ctx, store.Subject{}, "", 50)
			require.Len(t, page.Rows, 50)
			return err
		}},
	}
	befores := []struct {
		name string
		do   func(t *testing.T)
	}{
		{"at any time", func(*testing.T) {}},
		{"first on a connection", func(t *testing.T) {
			pool.Reset()
			require.NoError(t, pool.Ping(t.Context()))
		}},
		{"first after an error of the server", func(t *testing.T) {
			_, err := pool.Exec(t.Context(), "select 1 / 0")
			require.Error(t, err)
		}},
		{"first after a context that ended", func(t *testing.T) {
			defer holding(t)()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			defer cancel()
			require.ErrorIs(t, submit(ctx), context.DeadlineExceeded)
		}},
		{"first after an error in its own batch", func(t *testing.T) {
			_, err := pool.Exec(t.Context(), `create function agencyaccess.refuse() returns trigger language plpgsql as
				$$ begin raise exception 'refused'; end $$;
				create trigger refuse before insert on agencyaccess.entry for each row execute function agencyaccess.refuse()`)
			require.NoError(t, err)
			require.Error(t, submit(t.Context()))
			_, err = pool.Exec(t.Context(), `drop function agencyaccess.refuse cascade`)
			require.NoError(t, err)
		}},
	}
	for _, before := range befores {
		for _, op := range operations {
			t.Run(op.name+" "+before.name, func(t *testing.T) {
				before.do(t)
				trips.Store(0)
				require.NoError(t, op.do(t.Context()))
				require.Equal(t, op.most, trips.Load())
			})
		}
	}
}

// A cancel request goes to the server on a connection of its own, and may come
// late: what it could hit must not be used again.
func TestConnectionsThatWereToldToCancelAreNotUsedAgain(t *testing.T) {
	acme(t, opened(t))
	pool, _ := counted(t)
	st, err := pgstore.New(pool)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	session := func() (pid int) {
		require.NoError(t, pool.QueryRow(t.Context(), "select pg_backend_pid()").Scan(&pid))
		return pid
	}
	before := session()
	_, err = st.Read(t.Context(), "acme", store.Query{})
	require.NoError(t, err)
	require.Equal(t, before, session())

	defer holding(t)()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err = st.Update(ctx, "acme", func(tx store.Tx) error {
		_, err := tx.Facts(store.Query{})
		return err
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NotEqual(t, before, session())
}
