package enginetest

import (
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// revocations are the ways to end a recruiter's right to submit, and how each is
// undone.
var revocations = []struct {
	name     string
	end      func(access.System) error
	again    func(access.System) error
	terminal bool
}{
	{"unshare", func(s access.System) error { _, err := s.Unshare(background, devToAnn); return err }, giveDev, false},
	{
		"pause", func(s access.System) error { _, err := s.Pause(background, devToAnn); return err },
		func(s access.System) error { _, err := s.Unpause(background, devToAnn); return err }, false,
	},
	{
		"suspend", func(s access.System) error { return s.Suspend(background, "north") },
		func(s access.System) error { return s.Reinstate(background, "north") }, false,
	},
	{
		"deactivate", func(s access.System) error { return s.Deactivate(background, "ann") },
		func(s access.System) error { return s.Reactivate(background, "ann") }, false,
	},
	{
		"archive", func(s access.System) error { return s.Archive(background, "dev") },
		func(s access.System) error { return s.Reopen(background, "dev") }, false,
	},
	{"terminate", func(s access.System) error { return s.Terminate(background, "north") }, nil, true},
}

var devToAnn = access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("ann")}}

func giveDev(s access.System) error { _, err := s.Share(background, devToAnn); return err }

// North makes the account with the agency north, its recruiters ann, who is its
// admin, and bob, the agency south with cem, and the openings dev and ops; dev is
// shared with ann.
func (w *World) North(t T, settings agency.Settings) {
	t.Helper()
	require.NoError(t, w.Sys.Configure(background, settings))
	for _, id := range []agency.AgencyID{"north", "south"} {
		require.NoError(t, w.Sys.PutAgency(background, agency.Agency{ID: id, Title: "Agency " + string(id)}))
	}
	for id, of := range map[agency.RecruiterID]agency.AgencyID{"ann": "north", "bob": "north", "cem": "south"} {
		require.NoError(t, w.Sys.PutRecruiter(background, agency.Recruiter{
			ID: id, Agency: of, Admin: id == "ann", State: agency.RecruiterActive, Email: string(id) + "@" + string(of) + ".example",
		}))
	}
	require.NoError(t, w.Sys.PutOpenings(background, agency.Opening{ID: "dev", Title: "Developer"}, agency.Opening{ID: "ops", Title: "Operator"}))
	require.NoError(t, giveDev(w.Sys))
}

// NothingAfterRevocation checks under contention that once a right to submit was
// taken away no submission that starts later is accepted, and that each one that
// was accepted is in the journal and in the outbox, once.
func NothingAfterRevocation(t *testing.T, newStore NewStore) {
	st := newStore(t)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	for i, r := range revocations {
		t.Run(r.name, func(t *testing.T) {
			w := Open(t, st, accountNumber(i), nil)
			w.North(t, agency.Settings{})
			contenders := contend(w, 8)
			defer contenders.stop()
			rounds := 5
			if r.terminal {
				rounds = 1
			}
			for range rounds {
				contenders.accepted(t, 20)
				require.NoError(t, r.end(w.Sys))
				contenders.epoch.Add(1)
				contenders.denied(t, 20)
				if !r.terminal {
					contenders.epoch.Add(1)
					require.NoError(t, r.again(w.Sys))
				}
			}
			contenders.stop()
			require.Empty(t, contenders.late, "accepted after the revocation had returned")
			w.recorded(t, contenders.made)
		})
	}
}

// contest is several goroutines that submit without a pause.
type contest struct {
	epoch    atomic.Int64 // odd while a submission that starts must be denied
	stopping atomic.Bool
	events   chan bool // accepted or denied
	done     sync.WaitGroup

	mu   sync.Mutex
	made map[candidate.SubmissionID]bool
	late []candidate.SubmissionID
	bad  []error
}

func contend(w *World, n int) *contest {
	c := &contest{events: make(chan bool), made: map[candidate.SubmissionID]bool{}}
	for g := range n {
		c.done.Go(func() {
			rec := w.Recruiter("ann")
			for k := 0; !c.stopping.Load(); k++ {
				request := candidate.RequestID(fmt.Sprintf("%d/%d", g, k))
				began := c.epoch.Load()
				receipt, err := rec.Submit(background, "dev", request, candidate.Entry{Name: "Nr " + strconv.Itoa(k)})
				mustDeny := began%2 == 1 && c.epoch.Load() == began // nothing was given back meanwhile
				c.mu.Lock()
				switch {
				case err == nil:
					c.made[receipt.Submission] = true
					if mustDeny {
						c.late = append(c.late, receipt.Submission)
					}
				case deniedWith(err) == nil:
					c.bad = append(c.bad, err)
				}
				c.mu.Unlock()
				if c.stopping.Load() {
					return
				}
				c.events <- err == nil
			}
		})
	}
	return c
}

// stop ends the contest.
func (c *contest) stop() {
	c.stopping.Store(true)
	ended := make(chan struct{})
	go func() { c.done.Wait(); close(ended) }()
	for {
		select {
		case <-c.events:
		case <-ended:
			return
		}
	}
}

func (c *contest) accepted(t T, n int) { c.await(t, true, n) }
func (c *contest) denied(t T, n int)   { c.await(t, false, n) }

// await waits for n attempts of an outcome.
func (c *contest) await(t T, accepted bool, n int) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for n > 0 {
		select {
		case was := <-c.events:
			if was == accepted {
				n--
			}
		case <-deadline:
			require.Fail(t, "the submissions do not go on", "errors: %v", c.bad)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	require.Empty(t, c.bad)
}

// recorded checks that journal and outbox hold each submission, once.
func (w *World) recorded(t T, made map[candidate.SubmissionID]bool) {
	t.Helper()
	journalled := map[candidate.SubmissionID]int{}
	rows, err := collect(func(c access.Cursor) (access.Page[store.JournalRow], error) {
		return w.Sys.Journal(background, store.Subject{Recruiter: "ann"}, c, access.MaxLimit)
	})
	require.NoError(t, err)
	for _, row := range rows {
		if row.Action == "submit" && !row.Denied {
			journalled[row.Submission]++
		}
	}
	published := map[candidate.SubmissionID]int{}
	last := int64(0)
	for _, e := range w.drain(t) {
		require.Equal(t, last+1, e.Seq, "the outbox has a gap")
		last = e.Seq
		decoded, err := event.Decode(e.Name, e.Version, e.Payload)
		require.NoError(t, err)
		if received, ok := decoded.(*event.SubmissionReceived); ok {
			published[received.Submission]++
		}
	}
	require.Len(t, journalled, len(made))
	require.Len(t, published, len(made))
	for id := range made {
		require.Equal(t, 1, journalled[id], "journal entries about %s", id)
		require.Equal(t, 1, published[id], "events about %s", id)
	}
	n, err := w.Sys.CountSubmissions(background, access.SubmissionsOf{})
	require.NoError(t, err)
	require.Equal(t, len(made), n)
}

// drain takes every event out of the account's outbox.
func (w *World) drain(t T) []store.Event {
	t.Helper()
	var all []store.Event
	for {
		claim, err := w.Store.Outbox().Claim(background, w.Account, time.Hour, store.MaxLimit)
		require.NoError(t, err)
		if len(claim.Events) == 0 {
			return all
		}
		seqs := make([]int64, len(claim.Events))
		for i, e := range claim.Events {
			seqs[i] = e.Seq
		}
		all = append(all, claim.Events...)
		require.NoError(t, w.Store.Outbox().Ack(background, w.Account, claim.Token, seqs...))
	}
}
