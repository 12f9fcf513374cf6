package storetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// presentReader is a Reader that asks anew each time instead of one snapshot.
type presentReader struct {
	ctx     context.Context
	disk    store.Store
	account agency.AccountID
}

func (r presentReader) Facts(q store.Query) (store.Facts, error) {
	return r.disk.Read(r.ctx, r.account, q)
}

// once asks one question in a View of its own.
func once[T any](r presentReader, ask func(store.Reader) ([]T, error)) (rows []T, err error) {
	err = r.disk.View(r.ctx, r.account, func(r store.Reader) (err error) {
		rows, err = ask(r)
		return err
	})
	return rows, err
}

func (r presentReader) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	return once(r, func(r store.Reader) ([]agency.Agency, error) { return r.Agencies(ids...) })
}

func (r presentReader) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	return once(r, func(r store.Reader) ([]agency.Recruiter, error) { return r.Recruiters(ids...) })
}

func (r presentReader) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	return once(r, func(r store.Reader) ([]agency.Opening, error) { return r.Openings(ids...) })
}

func (r presentReader) Shares(openings []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	return once(r, func(r store.Reader) ([]agency.Share, error) { return r.Shares(openings, to) })
}

// partReader reads some questions from one place and the rest from another.
type partReader struct {
	store.Reader
	other store.Reader
	facts func(store.Query) bool // which questions go to other
}

func (r partReader) Facts(q store.Query) (store.Facts, error) {
	if r.facts(q) {
		return r.other.Facts(q)
	}
	return r.Reader.Facts(q)
}

// viewed changes what a View reads from.
func viewed(from func(snapshot store.Reader, now presentReader) store.Reader) hooks {
	return hooks{view: func(v viewing) error {
		fn := v.fn
		v.fn = func(r store.Reader) error {
			if _, err := r.Facts(store.Query{}); err != nil {
				return err
			}
			return fn(from(r, presentReader{v.ctx, v.s.disk, v.account}))
		}
		return v.run()
	}}
}

// A writeLedger holds the versions in which records were last written, and lets
// callbacks run side by side on snapshots.
type writeLedger struct {
	mu      sync.Mutex
	version map[string]int64 // by account and key
	now     int64
	checks  bool // conflicts of two writes are noticed
}

// latency is how long a faulty store takes between two steps that should be
// one, so that others come between them.
const latency = 500 * time.Microsecond

// update runs fn beside other writers: it reads a snapshot, or its own writes
// on top of what is committed by then, and writes at the end.
func (l *writeLedger) update(u updating) error {
	for {
		var own []*batch
		l.mu.Lock()
		snapshot := l.now
		l.mu.Unlock()
		err := u.s.disk.View(u.ctx, u.account, func(r store.Reader) error {
			return u.fn(transaction{draftReader{r, u, &own}, func(b *batch) { own = append(own, b) }})
		})
		if err != nil {
			return err
		}
		time.Sleep(latency)
		if again, err := l.commit(u, snapshot, own); !again {
			return err
		}
	}
}

func (l *writeLedger) commit(u updating, snapshot int64, own []*batch) (again bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var keys []string
	for _, b := range own {
		for _, k := range b.keys() {
			keys = append(keys, string(u.account)+"\x00"+k)
		}
	}
	if l.checks && slices.ContainsFunc(keys, func(k string) bool { return l.version[k] > snapshot }) {
		return true, nil
	}
	l.now++
	for _, k := range keys {
		l.version[k] = l.now
	}
	return false, u.s.disk.Update(u.ctx, u.account, func(t store.Tx) error {
		for _, b := range own {
			b.apply(t)
		}
		return nil
	})
}

// draftReader reads a snapshot until there are writes of one's own.
type draftReader struct {
	store.Reader
	u   updating
	own *[]*batch
}

func (d draftReader) Facts(q store.Query) (f store.Facts, err error) {
	if len(*d.own) == 0 {
		return d.Reader.Facts(q)
	}
	err = d.u.s.disk.Update(d.u.ctx, d.u.account, func(t store.Tx) error {
		for _, b := range *d.own {
			b.apply(t)
		}
		if f, err = t.Facts(q); err != nil {
			return err
		}
		return errRollback
	})
	if errors.Is(err, errRollback) {
		err = nil
	}
	return f, err
}

func sideBySide(checks bool) func(store.Store) hooks {
	return func(store.Store) hooks {
		l := &writeLedger{version: make(map[string]int64), checks: checks}
		return hooks{update: l.update}
	}
}

func isolationFaults() []fault {
	always := func() bool { return true }
	return []fault{
		{
			name: "lost updates", flaw: "Callbacks of one account run side by side, and the last to commit overwrites.",
			caught: "RACE-11 TX-10 RACE-01 RACE-08 RACE-09", plant: sideBySide(false),
		},
		{
			name: "write skew", flaw: "Of two callbacks that run side by side only those are repeated that wrote the same record.",
			caught: "RACE-02", plant: sideBySide(true),
		},
		{
			name: "views of the present", flaw: "Each question in a View is answered from the latest state.", caught: "TX-11 RACE-04",
			hooks: viewed(func(_ store.Reader, now presentReader) store.Reader { return now }),
		},
		{
			name: "phantoms", flaw: "Lists in a View are answered from the latest state.", caught: "RACE-04",
			hooks: viewed(func(r store.Reader, now presentReader) store.Reader {
				return partReader{r, now, func(q store.Query) bool { return q.List != nil }}
			}),
		},
		{
			name: "single records of the present", flaw: "Getters of a View are answered from the latest state.", caught: "RACE-04",
			hooks: viewed(func(r store.Reader, now presentReader) store.Reader {
				return partReader{now, r, func(store.Query) bool { return true }}
			}),
		},
		{
			name: "late snapshot", flaw: "A View's snapshot is that of its first question's end, not the same for all.", caught: "TX-11",
			hooks: viewed(func(r store.Reader, now presentReader) store.Reader {
				asked := false
				return partReader{r, now, func(store.Query) bool {
					defer func() { asked = true }()
					return asked
				}}
			}),
		},
		{
			name: "dirty reads", flaw: "A Read beside an Update sees what is not committed.", caught: "TX-12 RACE-03",
			plant: dirtyReads,
		},
		{
			name: "torn Read", flaw: "The list of a Read is from a later state than its facts.", caught: "RACE-10",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				if a.q.List == nil || a.inTx {
					return a.ask()
				}
				single := a.q
				single.List = nil
				f, err := a.next(single)
				if err != nil {
					return f, err
				}
				time.Sleep(latency)
				late, err := a.ask()
				f.Rows = late.Rows
				return f, err
			}},
		},
		{
			name: "commits in two steps", flaw: "The last write of a callback is committed after the others.", caught: "RACE-07",
			hooks: hooks{update: func(u updating) error {
				fn := u.fn
				var last []*batch
				u.fn = func(t store.Tx) error {
					var own []*batch
					err := fn(transaction{flushing{t, func() {
						for _, b := range own {
							b.apply(t)
						}
						own = nil
					}}, func(b *batch) { own = append(own, b) }})
					n := max(0, len(own)-1)
					for _, b := range own[:n] {
						b.apply(t)
					}
					last = own[n:]
					return err
				}
				if err := u.run(); err != nil || len(last) == 0 {
					return err
				}
				time.Sleep(latency)
				u.fn = func(t store.Tx) error {
					last[0].apply(t)
					return nil
				}
				return u.run()
			}},
		},
		{
			name: "lagging Reads", flaw: "A Read may miss the commit before it.", caught: "TX-01", plant: laggingReplica(true, false, always),
		},
		{
			name: "lagging Views", flaw: "A View may miss the commit before it.", caught: "TX-01", plant: laggingReplica(false, true, always),
		},
		{
			name: "sometimes lagging", flaw: "Every other Read goes to a replica that lags behind.", caught: "RACE-06",
			plant: func(disk store.Store) hooks {
				var mu sync.Mutex
				n := 0
				return laggingReplica(true, false, func() bool {
					mu.Lock()
					defer mu.Unlock()
					n++
					return n%2 == 0
				})(disk)
			},
		},
		{
			name: "stale cache", flaw: "Settings are cached by Read and forgotten before the commit instead of after it.", caught: "RACE-05",
			plant: cachedSettings(false),
		},
		{
			name: "cache for good", flaw: "Settings are cached by Read for good.", caught: "RACE-05", plant: cachedSettings(true),
		},
	}
}
