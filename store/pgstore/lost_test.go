package pgstore_test

import (
	"bytes"
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/pgcluster"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

// once is a rule for the first message that matches.
func once(v verdict, match func(message) bool) rule {
	var met atomic.Bool
	return func(m message) verdict {
		if match(m) && met.CompareAndSwap(false, true) {
			return v
		}
		return pass
	}
}

// saying matches what the client sends with a text in it, such as the beginning
// of a statement or the name of a prepared one.
func saying(text string) func(message) bool {
	return func(m message) bool {
		return !m.fromServer && (m.kind == 'P' || m.kind == 'B') && bytes.Contains(m.body, []byte(text))
	}
}

// done matches the server's word that a command is done.
func done(command string) func(message) bool {
	return func(m message) bool { return m.fromServer && m.kind == 'C' && bytes.HasPrefix(m.body, []byte(command)) }
}

// answered matches the n-th end of a batch's answers.
func answered(n int64) func(message) bool {
	var seen atomic.Int64
	return func(m message) bool { return m.fromServer && m.kind == 'Z' && seen.Add(1) == n }
}

func TestLostConnections(t *testing.T) {
	for _, tt := range []struct {
		name string
		rule rule
		want error
		runs int
		made int // how often it is committed when the error is told
	}{
		{"before the first batch", once(cut, saying("begin isolation level read committed")), nil, 1, 1},
		{"inside the first batch", once(cut, saying("agencyaccess_put_agency")), nil, 2, 1},
		{"with its answers", once(cut, done("INSERT")), nil, 2, 1},
		{"before the commit is sent", once(cut, saying("agencyaccess_journal")), store.ErrUnknown, 1, 0},
		{"instead of the commit", once(cut, func(m message) bool { return !m.fromServer && bytes.HasPrefix(m.body, []byte("\x00commit")) }), store.ErrUnknown, 1, 0},
		{"with the answer to the commit", once(cut, done("COMMIT")), store.ErrUnknown, 1, 1},
		{"behind the answer to the commit", once(cutBehind, answered(2)), nil, 1, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sound := opened(t)
			p := through(t, shared(t))
			st, _ := onOneConnection(t, p.DSN)
			_, err := st.Read(context.Background(), "acme", store.Query{}) // connects
			require.NoError(t, err)
			p.obey(tt.rule)
			var w writer
			require.ErrorIs(t, w.write(context.Background(), st, "north"), tt.want)
			// Before the first batch, the callback has run when it is sent.
			require.GreaterOrEqual(t, w.runs, tt.runs)
			require.LessOrEqual(t, w.runs, tt.runs+1)
			until(t, func() bool { return sessionsIn(t, "idle in transaction", "active") == 0 })
			require.Equal(t, tt.made, written(t, sound))
			require.NoError(t, w.write(context.Background(), st, "south"))
			require.Equal(t, tt.made+1, written(t, sound))
		})
	}
}

// sessionsIn counts other sessions in the database that are in one of the states.
func sessionsIn(t testing.TB, states ...string) int {
	t.Helper()
	c := connected(t, shared(t))
	defer c.Close(context.Background())
	return ask[int](t, c, `select count(*) from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid() and state = any($1)`, states)
}

func TestLostWhileReading(t *testing.T) {
	require.NoError(t, put(opened(t), "acme", "north"))
	p := through(t, shared(t))
	st := reopenedAt(t, p.DSN)
	p.obey(once(cut, saying("agencyaccess_facts")))
	require.True(t, has(t, st, "acme", "north"))
	p.obey(once(cut, func(m message) bool { return m.fromServer && m.kind == 'D' }))
	require.True(t, has(t, st, "acme", "north"))
	p.obey(once(cut, done("SELECT")))
	runs := 0
	require.NoError(t, st.View(context.Background(), "acme", func(r store.Reader) error {
		runs++
		f, err := r.Facts(store.Query{Agency: "north"})
		require.True(t, err != nil || f.Agency.ID == "north")
		return err
	}))
	require.Equal(t, 2, runs)
}

// A submission whose commit was not answered is asked for again.
func TestLostAnswerToASubmission(t *testing.T) {
	sound := opened(t)
	eng := engineOn(t, sound)
	p := through(t, shared(t))
	st := reopenedAt(t, p.DSN)
	for i, tt := range []struct {
		name candidate.RequestID
		rule rule
	}{
		{"done", once(cut, done("COMMIT"))},
		{"not done", once(cut, func(m message) bool { return !m.fromServer && bytes.HasPrefix(m.body, []byte("\x00commit")) })},
	} {
		t.Run(string(tt.name), func(t *testing.T) {
			p.obey(tt.rule)
			_, err := submit(eng.With(st), tt.name)
			require.ErrorIs(t, err, store.ErrUnknown)
			first, err := submit(eng.With(st), tt.name)
			require.NoError(t, err)
			second, err := submit(eng, tt.name)
			require.NoError(t, err)
			require.Equal(t, first, second)
			require.Len(t, submissions(t, sound), i+1)
		})
	}
}

func TestRestartedServer(t *testing.T) {
	c := pgcluster.Start(t, pgcluster.Fast())
	st := reopenedAt(t, c.DSN("postgres"), pgstore.WithAttempts(100))
	const writers = 4
	together := func(meanwhile func()) {
		errs := make(chan error, 2*writers)
		for range writers {
			go func() { errs <- new(writer).write(context.Background(), st, "north") }()
			go func() {
				_, err := st.Read(context.Background(), "acme", store.Query{Agency: "north"})
				errs <- err
			}()
		}
		meanwhile()
		for range 2 * writers {
			require.NoError(t, soon(t, errs))
		}
	}
	together(func() {}) // which fills the pool
	for i := range 2 {
		c.Kill()
		together(func() { require.NoError(t, c.Restart()) })
		require.Equal(t, (i+2)*writers, written(t, st))
	}
}

func TestSlowServer(t *testing.T) {
	st := opened(t)
	stop := trouble{statement: "perform pg_sleep(600)"}.make(t)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, new(writer).write(ctx, st, "north"), context.DeadlineExceeded)
	ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	err := make(chan error, 1)
	go func() { err <- new(writer).write(ctx, st, "north") }()
	until(t, func() bool { return sessionsIn(t, "active") == 1 })
	cancel()
	require.ErrorIs(t, soon(t, err), context.Canceled)
	until(t, func() bool { return sessionsIn(t, "active", "idle in transaction") == 0 })
	stop()
	require.False(t, has(t, st, "acme", "north"))
	require.NoError(t, new(writer).write(context.Background(), st, "north"))
	require.Equal(t, 1, written(t, st))
}

// A network that says nothing any more is given up soon after the deadline.
func TestSilentServer(t *testing.T) {
	sound := opened(t)
	p := through(t, shared(t))
	st := reopenedAt(t, p.DSN, pgstore.WithCommitTimeout(20*time.Millisecond))
	silence := func(from func(message) bool) (end func()) {
		over := make(chan struct{})
		p.obey(func(m message) verdict {
			if from(m) {
				<-over
			}
			return pass
		})
		return func() { p.obey(nil); close(over) }
	}
	t.Run("before the commit", func(t *testing.T) {
		end := silence(done("INSERT"))
		defer end()
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		defer cancel()
		require.ErrorIs(t, new(writer).write(ctx, st, "north"), context.DeadlineExceeded)
		require.False(t, has(t, sound, "acme", "north"))
	})
	t.Run("at the commit", func(t *testing.T) {
		end := silence(done("COMMIT"))
		defer end()
		require.ErrorIs(t, new(writer).write(context.Background(), st, "north"), store.ErrUnknown)
		require.True(t, has(t, sound, "acme", "north"))
	})
	require.NoError(t, new(writer).write(context.Background(), sound, "north"))
}

// Connections that are lost together are given up once.
func TestLostTogether(t *testing.T) {
	const views = 4
	st := reopenedAt(t, shared(t)+" pool_max_conns="+strconv.Itoa(views))
	empty(t, shared(t))
	var asked, lost sync.WaitGroup
	asked.Add(views)
	lost.Add(1)
	errs := make(chan error, views)
	for range views {
		var once sync.Once
		go func() {
			errs <- st.View(context.Background(), "acme", func(r store.Reader) error {
				_, err := r.Agencies("north")
				once.Do(func() {
					asked.Done()
					lost.Wait()
				})
				if err == nil {
					_, err = r.Agencies("north")
				}
				return err
			})
		}()
	}
	asked.Wait()
	c := connected(t, shared(t))
	run(t, c, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
	lost.Done()
	for range views {
		require.NoError(t, soon(t, errs))
	}
	require.EqualValues(t, 1, pgstore.Resets(st))
}
