package storetest

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// hooks are the places in which a fault is planted. Those that are nil pass
// through.
type hooks struct {
	enter   func(ctx context.Context, account agency.AccountID) // before Read, View, Update and Delete
	view    func(viewing) error
	update  func(updating) error
	answer  func(asking) (store.Facts, error) // Facts of every Reader, and Read
	reader  func(store.Reader) store.Reader   // every Reader that is not a Tx
	inside  func(store.Reader) store.Reader   // the Reader of a Tx
	write   func(t store.Tx, b *batch)        // every write
	account func(agency.AccountID) agency.AccountID
	stored  func(k kind, id string) string // every identifier that is written
	id      func(k kind, id string) string // every identifier in a question
	outbox  func(*faultyOutbox)            // sets the methods that it replaces
	delete  func(deleting) error
	close   func() error
}

// faulty is a store with hooks.
type faulty struct {
	disk store.Store
	hooks
}

func plant(disk store.Store, h hooks) store.Store { return &faulty{disk, h} }

// asking is a question on its way to the store.
type asking struct {
	q       store.Query // its List is the hook's own
	account agency.AccountID
	inView  bool
	inTx    bool
	list    *store.List // as handed in
	next    func(store.Query) (store.Facts, error)
}

func (a asking) ask() (store.Facts, error) { return a.next(a.q) }

func (s *faulty) named(account agency.AccountID) agency.AccountID {
	if s.account != nil {
		return s.account(account)
	}
	return account
}

func (s *faulty) facts(
	account agency.AccountID, q store.Query, inView, inTx bool, next func(store.Query) (store.Facts, error),
) (store.Facts, error) {
	list := q.List
	if q.List != nil {
		l := *q.List
		q.List = &l
	}
	if s.id != nil {
		renameQuery(&q, s.id)
	}
	if s.answer == nil {
		return next(q)
	}
	return s.answer(asking{q, account, inView, inTx, list, next})
}

func (s *faulty) Read(ctx context.Context, account agency.AccountID, q store.Query) (store.Facts, error) {
	account = s.named(account)
	if s.enter != nil {
		s.enter(ctx, account)
	}
	return s.facts(account, q, false, false, func(q store.Query) (store.Facts, error) { return s.disk.Read(ctx, account, q) })
}

// viewing is a View on its way to the store.
type viewing struct {
	s       *faulty
	ctx     context.Context
	account agency.AccountID
	fn      func(store.Reader) error
}

// run does what a store without the fault would do.
func (v viewing) run() error {
	return v.s.disk.View(v.ctx, v.account, func(r store.Reader) error {
		if v.s.reader != nil {
			r = v.s.reader(r)
		}
		return v.fn(faultyReader{v.s, v.account, false, r})
	})
}

func (s *faulty) View(ctx context.Context, account agency.AccountID, fn func(store.Reader) error) error {
	account = s.named(account)
	if s.enter != nil {
		s.enter(ctx, account)
	}
	v := viewing{s, ctx, account, fn}
	if s.view != nil {
		return s.view(v)
	}
	return v.run()
}

// updating is an Update on its way to the store.
type updating struct {
	s       *faulty
	ctx     context.Context
	account agency.AccountID
	fn      func(store.Tx) error
}

// run does what a store without the fault would do.
func (u updating) run() error {
	return u.s.disk.Update(u.ctx, u.account, func(t store.Tx) error { return u.fn(u.s.tx(u.account, t)) })
}

// tx puts the hooks around a Tx of the disk.
func (s *faulty) tx(account agency.AccountID, t store.Tx) store.Tx {
	var r store.Reader = t
	if s.inside != nil {
		r = s.inside(r)
	}
	return transaction{faultyReader{s, account, true, r}, func(b *batch) {
		if s.stored != nil {
			b.rename(s.stored)
		}
		if s.write == nil {
			b.apply(t)
			return
		}
		s.write(t, b)
	}}
}

func (s *faulty) Update(ctx context.Context, account agency.AccountID, fn func(store.Tx) error) error {
	account = s.named(account)
	if s.enter != nil {
		s.enter(ctx, account)
	}
	u := updating{s, ctx, account, fn}
	if s.update != nil {
		return s.update(u)
	}
	return u.run()
}

// deleting is a Delete on its way to the store.
type deleting struct {
	s       *faulty
	ctx     context.Context
	account agency.AccountID
}

// run does what a store without the fault would do.
func (d deleting) run() error { return d.s.disk.Delete(d.ctx, d.account) }

func (s *faulty) Delete(ctx context.Context, account agency.AccountID) error {
	account = s.named(account)
	if s.enter != nil {
		s.enter(ctx, account)
	}
	d := deleting{s, ctx, account}
	if s.delete != nil {
		return s.delete(d)
	}
	return d.run()
}

func (s *faulty) Close() error {
	if s.close != nil {
		return s.close()
	}
	return s.disk.Close()
}

func (s *faulty) Outbox() store.Outbox {
	o := &faultyOutbox{disk: s.disk.Outbox(), named: s.named, ready: func() error { return nil }}
	if s.outbox != nil {
		s.outbox(o)
	}
	return o
}

type faultyReader struct {
	s       *faulty
	account agency.AccountID
	inTx    bool
	r       store.Reader
}

func (r faultyReader) Facts(q store.Query) (store.Facts, error) {
	return r.s.facts(r.account, q, !r.inTx, r.inTx, r.r.Facts)
}

func (r faultyReader) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	return r.r.Agencies(renamed(r.s, anAgency, ids)...)
}

func (r faultyReader) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	return r.r.Recruiters(renamed(r.s, aRecruiter, ids)...)
}

func (r faultyReader) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	return r.r.Openings(renamed(r.s, anOpening, ids)...)
}

func (r faultyReader) Shares(openings []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	if r.s.id != nil {
		to = append([]agency.Grantee(nil), to...)
		turn(to, func(g *agency.Grantee) {
			rename(r.s.id, aRecruiter, &g.Recruiter)
			rename(r.s.id, anAgency, &g.Agency)
		})
	}
	return r.r.Shares(renamed(r.s, anOpening, openings), to)
}

// faultyOutbox is an Outbox with hooks.
type faultyOutbox struct {
	disk  store.Outbox
	named func(agency.AccountID) agency.AccountID
	ready func() error // before each method

	pending func(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error)
	claim   func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error)
	ack     func(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error
	release func(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error
}

func (o *faultyOutbox) Pending(ctx context.Context, after agency.AccountID, limit int) ([]agency.AccountID, error) {
	if err := o.ready(); err != nil {
		return nil, err
	}
	if o.pending != nil {
		return o.pending(ctx, after, limit)
	}
	return o.disk.Pending(ctx, after, limit)
}

func (o *faultyOutbox) Claim(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
	if err := o.ready(); err != nil {
		return store.Claim{}, err
	}
	account = o.named(account)
	if o.claim != nil {
		return o.claim(ctx, account, lease, limit)
	}
	return o.disk.Claim(ctx, account, lease, limit)
}

func (o *faultyOutbox) Ack(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
	if err := o.ready(); err != nil {
		return err
	}
	account = o.named(account)
	if o.ack != nil {
		return o.ack(ctx, account, token, seqs...)
	}
	return o.disk.Ack(ctx, account, token, seqs...)
}

func (o *faultyOutbox) Release(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
	if err := o.ready(); err != nil {
		return err
	}
	account = o.named(account)
	if o.release != nil {
		return o.release(ctx, account, token, retryAfter)
	}
	return o.disk.Release(ctx, account, token, retryAfter)
}
