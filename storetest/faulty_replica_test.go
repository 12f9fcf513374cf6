package storetest

import (
	"context"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// A replicaStore is a second store that follows the first, more or less.
type replicaStore struct {
	mu      sync.Mutex
	store   store.Store
	pending []func() // commits that it has not seen
}

func (r *replicaStore) follow(account agency.AccountID, batches []*batch) func() {
	return func() {
		_ = r.store.Update(context.Background(), account, func(t store.Tx) error {
			for _, b := range batches {
				b.apply(t)
			}
			return nil
		})
	}
}

// catchUp applies the commits that the replica has not seen.
func (r *replicaStore) catchUp() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, apply := range r.pending {
		apply()
	}
	r.pending = nil
}

// recordingWrites runs u and hands on what it wrote, if it committed.
func recordingWrites(u updating, committed func([]*batch)) error {
	fn := u.fn
	var own []*batch
	u.fn = func(t store.Tx) error {
		own = nil
		return fn(transaction{t, func(b *batch) {
			own = append(own, b)
			b.apply(t)
		}})
	}
	err := u.run()
	if err == nil {
		committed(own)
	}
	return err
}

// laggingReplica answers Reads, or Views, or both, from a replica that sees a commit
// one question too late.
func laggingReplica(reads, views bool, late func() bool) func(store.Store) hooks {
	return func(store.Store) hooks {
		r := &replicaStore{store: memstore.New()}
		h := hooks{update: func(u updating) error {
			return recordingWrites(u, func(own []*batch) {
				r.mu.Lock()
				defer r.mu.Unlock()
				r.pending = append(r.pending, r.follow(u.account, own))
			})
		}}
		if reads {
			h.answer = func(a asking) (store.Facts, error) {
				if a.inTx || !late() {
					return a.ask()
				}
				defer r.catchUp()
				return r.store.Read(context.Background(), a.account, a.q)
			}
		}
		if views {
			h.view = func(v viewing) error {
				if !late() {
					return v.run()
				}
				defer r.catchUp()
				return r.store.View(v.ctx, v.account, v.fn)
			}
		}
		return h
	}
}

// dirtyReads keeps a second store in which every write is there at once, and reads
// from it while a writer is at work.
func dirtyReads(store.Store) hooks {
	open := &replicaStore{store: memstore.New()}
	var mu sync.Mutex
	inside := 0
	enter := func(n int) {
		mu.Lock()
		defer mu.Unlock()
		inside += n
	}
	return hooks{
		update: func(u updating) error {
			fn := u.fn
			u.fn = func(t store.Tx) error {
				enter(1)
				defer enter(-1)
				return fn(t)
			}
			return u.run()
		},
		write: func(t store.Tx, b *batch) {
			b.apply(t)
			open.follow(acme, []*batch{b})()
		},
		answer: func(a asking) (store.Facts, error) {
			mu.Lock()
			reading := inside > 0 && !a.inTx && a.account == acme
			mu.Unlock()
			if reading {
				return open.store.Read(context.Background(), acme, a.q)
			}
			return a.ask()
		},
	}
}

func cachedSettings(forGood bool) func(store.Store) hooks {
	return func(store.Store) hooks {
		var cache sync.Map
		return hooks{
			update: func(u updating) error {
				if !forGood {
					fn := u.fn
					u.fn = func(t store.Tx) error {
						err := fn(t)
						cache.Delete(u.account)
						_, _ = u.s.Read(u.ctx, u.account, store.Query{}) // somebody who reads meanwhile
						return err
					}
				}
				return u.run()
			},
			answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err != nil || a.inTx {
					return f, err
				}
				s, _ := cache.LoadOrStore(a.account, f.Settings)
				f.Settings = s.(agency.Settings)
				return f, nil
			},
		}
	}
}
