package storetest

import (
	"context"
	"errors"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// refusing poisons a transaction that writes something of a kind.
func refusing(k kind) hooks {
	return hooks{update: func(u updating) error {
		refused := false
		fn := u.fn
		u.fn = func(t store.Tx) error {
			err := fn(transaction{t, func(b *batch) {
				refused = refused || b.kind == k
				b.apply(t)
			}})
			if refused {
				return errors.Join(store.ErrUnsupported, err)
			}
			return err
		}
		return u.run()
	}}
}

// supporting answers lists of a kind though they are not supported.
func supporting(k store.Kind) hooks {
	return hooks{answer: func(a asking) (store.Facts, error) {
		f, err := a.ask()
		if errors.Is(err, store.ErrUnsupported) && a.q.List.Kind == k {
			f, err = store.Facts{Rows: new(store.Rows)}, nil
		}
		return f, err
	}}
}

func missingFaults() []fault {
	delivery, journal, remarks := []Capability{Delivery}, []Capability{JournalQueries}, []Capability{Remarks}
	return []fault{
		{
			name: "empty queues without Delivery", flaw: "Where there is no Delivery the outbox is empty.", caught: "CAP-01", missing: delivery,
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.pending = func(context.Context, agency.AccountID, int) ([]agency.AccountID, error) { return nil, nil }
				o.claim = func(context.Context, agency.AccountID, time.Duration, int) (store.Claim, error) {
					return store.Claim{}, nil
				}
			}},
		},
		{
			name: "acknowledges without Delivery", flaw: "Where there is no Delivery Ack does nothing.", caught: "CAP-01", missing: delivery,
			hooks: hooks{outbox: func(o *faultyOutbox) {
				o.ack = func(context.Context, agency.AccountID, string, ...int64) error { return nil }
			}},
		},
		{
			name: "Publish without Delivery", flaw: "Where there is no Delivery Publish is refused.", caught: "CAP-01", missing: delivery,
			hooks: refusing(anEvent),
		},
		{
			name: "empty journal", flaw: "Where there are no JournalQueries the journal is empty.", caught: "CAP-02", missing: journal,
			hooks: supporting(store.ListJournal),
		},
		{
			name: "Journal without queries", flaw: "Where there are no JournalQueries Journal is refused.", caught: "CAP-02", missing: journal,
			hooks: refusing(aLine),
		},
		{
			name: "EraseValues without queries", flaw: "Where there are no JournalQueries EraseValues is refused.", caught: "CAP-02", missing: journal,
			hooks: refusing(anErasure),
		},
		{
			name: "no remarks", flaw: "Where there are no Remarks none are listed.", caught: "CAP-03", missing: remarks,
			hooks: supporting(store.ListRemarks),
		},
		{
			name: "drops remarks", flaw: "Where there are no Remarks PutRemarks does nothing.", caught: "CAP-03", missing: remarks,
			hooks: droppingWrites(func(b *batch) bool { return b.kind == aRemark }),
		},
	}
}
