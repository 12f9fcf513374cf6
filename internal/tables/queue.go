package tables

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"time"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// The queue's row is locked before anything about its events is decided, so
// that a claim, an acknowledgement and a commit that publishes see each other.
var queueStatements = []Statement{
	{"pending", `select q.account from {queue} q where q.waiting = 1 and q.account > $1 and q.retry <= {now}
		and (q.token = '' or q.until <= {now}) order by q.account limit $2`},
	{"queue", `select q.waiting, q.token, q.until, q.first, q.last, q.retry, {now} from {queue} q where q.account = $1 {lock}`},
	{"claim", `update {queue} set token = $2, until = $3,
			first = coalesce((select min(e.seq) from {event} e where e.account = $1), 0),
			last = coalesce((select max(c.seq) from (
				select e.seq from {event} e where e.account = $1 order by e.seq limit $4) c), 0)
		where account = $1`},
	{"claimed", `update {event} set attempt = attempt + 1 where account = $1
			and seq <= (select q.last from {queue} q where q.account = $1) returning seq, doc, payload, attempt`},
	{"acknowledge", `delete from {event} where account = $1 and seq = $2`},
	{"acknowledged", `update {queue} set
			waiting = case when (select min(e.seq) from {event} e where e.account = $1) is null then 0 else 1 end,
			token = case when (select min(e.seq) from {event} e where e.account = $1) <= $2 then token else '' end
		where account = $1`},
	{"release", `update {queue} set token = '', retry = $2 where account = $1`},
}

// A queue is an account's outbox inside a transaction. A token, once given,
// holds until its lease has run out and somebody else has claimed the events.
type queue struct {
	tables  *Tables
	account agency.AccountID
	run     Runner

	waiting            int64
	token              string
	until, first, last int64
	retry, now         int64
}

// queue locks and reads the account's queue; nil if it has none.
func (t *Tables) queue(ctx context.Context, account agency.AccountID, run Runner) (*queue, error) {
	var q *queue
	c := t.question("queue", string(account))
	c.Read = func(rows Rows) error {
		if q = nil; !rows.Next() {
			return nil
		}
		q = &queue{tables: t, account: account, run: run}
		return rows.Scan(&q.waiting, &q.token, &q.until, &q.first, &q.last, &q.retry, &q.now)
	}
	return q, run.Run(ctx, []Call{c})
}

// claim is that of store.Outbox, on a queue that may be nil.
func (q *queue) claim(ctx context.Context, lease time.Duration, limit int) (store.Claim, error) {
	if q == nil || q.waiting == 0 || q.retry > q.now || (q.token != "" && q.until > q.now) {
		return store.Claim{}, nil
	}
	claim := store.Claim{Token: rand.Text()}
	claimed := q.tables.call("claimed", string(q.account))
	claimed.Read = func(rows Rows) error {
		claim.Events = nil
		for rows.Next() {
			var seq, attempt int64
			var doc, payload []byte
			if err := rows.Scan(&seq, &doc, &payload, &attempt); err != nil {
				return err
			}
			var e store.Event
			if err := decode(doc, &e); err != nil {
				return err
			}
			e.Seq, e.Attempt, e.Payload = seq, int(attempt), payload
			claim.Events = append(claim.Events, e)
		}
		return nil
	}
	until := q.now + max(lease.Microseconds(), 1)
	err := q.run.Run(ctx, []Call{q.tables.call("claim", string(q.account), claim.Token, until, int64(limit)), claimed})
	if err != nil || len(claim.Events) == 0 {
		return store.Claim{}, err
	}
	slices.SortFunc(claim.Events, func(a, b store.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	return claim, nil
}

// held answers whether token is the present claim's.
func (q *queue) held(token string) error {
	if q == nil || token == "" || q.token != token {
		return store.ErrConflict
	}
	return nil
}

// ack is that of store.Outbox, on a queue that may be nil.
func (q *queue) ack(ctx context.Context, token string, seqs []int64) error {
	if err := q.held(token); err != nil {
		return err
	}
	calls := make([]Call, 0, len(seqs)+1)
	for _, seq := range seqs {
		if seq < q.first || seq > q.last {
			return errors.Wrap(store.ErrInvalid, "sequence number outside the claim")
		}
		calls = append(calls, q.tables.call("acknowledge", string(q.account), seq))
	}
	return q.run.Run(ctx, append(calls, q.tables.call("acknowledged", string(q.account), q.last)))
}

// release is that of store.Outbox, on a queue that may be nil.
func (q *queue) release(ctx context.Context, token string, retryAfter time.Duration) error {
	if err := q.held(token); err != nil {
		return err
	}
	return q.run.Run(ctx, []Call{q.tables.call("release", string(q.account), q.now+retryAfter.Microseconds())})
}
