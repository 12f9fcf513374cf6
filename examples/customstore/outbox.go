package customstore

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// A line is how an account's events wait. Its times are by the clock of this
// machine, which is the only one that can have the file open.
type line struct {
	Last  int64     // number of the newest event there ever was
	Token string    // of the present claim; empty when there is none
	First int64     // number of the claim's first event
	End   int64     // number of its last event
	Until time.Time // when the present claim can be taken over
	Retry time.Time // before then nothing is handed out
}

func (l *line) free(now time.Time) bool {
	return (l.Token == "" || !now.Before(l.Until)) && !now.Before(l.Retry)
}

// Outbox returns the queue of events waiting to be delivered.
func (s *Store) Outbox() store.Outbox { return outbox{s} }

type outbox struct{ store *Store }

func checkLimit(limit int) error {
	if limit < 1 || limit > store.MaxLimit {
		return fmt.Errorf("%w: limit", store.ErrInvalid)
	}
	return nil
}

func (o outbox) Pending(ctx context.Context, after agency.AccountID, limit int) (found []agency.AccountID, err error) {
	err = o.store.view(ctx, "pending", func(t *bolt.Tx) error {
		if err := checkLimit(limit); err != nil {
			return err
		}
		now := time.Now()
		c := t.Bucket(pendingBucket).Cursor()
		for id, _ := c.Seek([]byte(after)); id != nil && len(found) < limit; id, _ = c.Next() {
			if ctx.Err() != nil {
				return ended(ctx)
			}
			r := reader{ctx: ctx, bucket: t.Bucket(accountsBucket).Bucket(id)}
			l := get[line](&r, queue.key())
			if r.err != nil {
				return r.err
			}
			if string(id) != string(after) && l.free(now) {
				found = append(found, agency.AccountID(id))
			}
		}
		return nil
	})
	return found, err
}

func (o outbox) Claim(
	ctx context.Context, account agency.AccountID, lease time.Duration, limit int,
) (claim store.Claim, err error) {
	err = o.change(ctx, "claim", account, func(t *tx, l *line) error {
		if err := checkLimit(limit); err != nil {
			return err
		}
		if lease <= 0 {
			return fmt.Errorf("%w: lease", store.ErrInvalid)
		}
		now := time.Now()
		if !l.free(now) {
			return nil
		}
		for text := range t.walk(nil, events.key()) {
			if claim.Events = append(claim.Events, decode[store.Event](&t.reader, text)); len(claim.Events) == limit {
				break
			}
		}
		if len(claim.Events) == 0 {
			return nil
		}
		l.Token, l.Until = rand.Text(), now.Add(lease)
		l.First, l.End = claim.Events[0].Seq, claim.Events[len(claim.Events)-1].Seq
		for i := range claim.Events {
			e := &claim.Events[i]
			e.Attempt++
			t.put(events.key().ascending(e.Seq), e)
		}
		claim.Token = l.Token
		t.wrote = true
		return nil
	})
	if err != nil {
		return store.Claim{}, err
	}
	return claim, nil
}

func (o outbox) Ack(ctx context.Context, account agency.AccountID, token string, seqs ...int64) error {
	return o.holding(ctx, "acknowledge", account, token, func(t *tx, l *line) error {
		for _, seq := range seqs {
			if seq < l.First || seq > l.End {
				return fmt.Errorf("%w: sequence number outside the claim", store.ErrInvalid)
			}
		}
		for _, seq := range seqs {
			t.remove(events.key().ascending(seq))
		}
		oldest := t.first(events.key())
		if oldest == nil {
			l.Token = ""
			return t.file.Bucket(pendingBucket).Delete([]byte(account))
		}
		if decode[store.Event](&t.reader, oldest).Seq > l.End {
			l.Token = ""
		}
		return nil
	})
}

func (o outbox) Release(ctx context.Context, account agency.AccountID, token string, retryAfter time.Duration) error {
	return o.holding(ctx, "release", account, token, func(_ *tx, l *line) error {
		l.Token, l.Retry = "", time.Now().Add(retryAfter)
		return nil
	})
}

// holding is change for whoever holds the account's present claim.
func (o outbox) holding(
	ctx context.Context, operation string, account agency.AccountID, token string, fn func(*tx, *line) error,
) error {
	return o.change(ctx, operation, account, func(t *tx, l *line) error {
		if token == "" || l.Token != token {
			return store.ErrConflict
		}
		t.wrote = true
		return fn(t, l)
	})
}

// change runs fn on the line of an account, and keeps what it made of it if fn
// set t.wrote.
func (o outbox) change(
	ctx context.Context, operation string, account agency.AccountID, fn func(*tx, *line) error,
) error {
	return o.store.update(ctx, operation, func(file *bolt.Tx) (bool, error) {
		t := newTx(ctx, file, account)
		l := get[line](&t.reader, queue.key())
		if err := fn(t, &l); err != nil {
			return false, err
		}
		if t.wrote {
			t.put(queue.key(), l)
		}
		return t.wrote, t.err
	})
}
