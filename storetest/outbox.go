package storetest

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var outboxChecks = []check{
	{"OUT-01", "Events are numbered in the order of the commits and handed out in that order.", handsOutInOrder, []need{delivery}},
	{"OUT-02", "While some of an account's events are claimed, none of that account's are handed out to anybody else.", claimsAlone, []need{delivery}},
	{"OUT-03", "Ack removes claimed events for good; when all are acknowledged the claim ends.", acknowledges, []need{delivery}},
	{"OUT-04", "A token that does not hold the present claim is ErrConflict, a number outside the claim ErrInvalid, and nothing is removed.", refusesTokens, []need{delivery}},
	{"OUT-05", "A claim whose lease ran out can be taken over.", expires, []need{delivery}},
	{"OUT-06", "Release ends a claim; what was not acknowledged can be claimed again once the time has passed.", releases, []need{delivery}},
	{"OUT-07", "Pending returns the accounts that have events to be claimed now, in ascending order, after the given one.", pends, []need{delivery}},
	{"OUT-08", "A limit out of bounds or a lease that is not positive is refused.", refusesBounds, []need{delivery}},
	{"OUT-09", "A lease, and the time after a release, last as long as was asked.", lasts, []need{delivery}},
	{"OUT-10", "A claim whose lease ran out can be acknowledged and released until somebody takes it over.", late, []need{delivery}},
	{"OUT-11", "If the context has ended before, no method has an effect.", refusesEndedOutbox, []need{delivery}},
}

// publish commits n events to account.
func (p *probe) publish(account agency.AccountID, n int) {
	p.update(account, func(t store.Tx) {
		for range n {
			t.Publish(store.Event{
				Seq: 99, Attempt: 99, At: minute(1), Name: "test.event", Version: 2,
				To: agency.Freeze("agency:north", "staff:lee"), Payload: []byte(`{"n":1}`),
			})
		}
	})
}

// claim waits until events of account can be claimed.
func (p *probe) claim(account agency.AccountID, limit int) (claim store.Claim) {
	p.becomes("a claim", func() bool {
		var err error
		claim, err = p.store.Outbox().Claim(p.ctx, account, time.Hour, limit)
		p.ok(err)
		return claim.Token != ""
	})
	return claim
}

func (p *probe) pending() []agency.AccountID {
	pending, err := p.store.Outbox().Pending(p.ctx, "", 10)
	p.ok(err)
	return pending
}

// lapsed waits until acme has events to be claimed, though they have been
// claimed or released before.
func (p *probe) lapsed() {
	p.becomes("Pending lists the account again", func() bool { return slices.Contains(p.pending(), acme) })
}

// none checks that nothing can be claimed.
func (p *probe) none(what string, account agency.AccountID) {
	claim, err := p.store.Outbox().Claim(p.ctx, account, time.Hour, 1)
	p.ok(err)
	p.equal(what, store.Claim{}, claim)
}

// numbers returns sequence numbers and attempts, as in "1#1 2#1".
func numbers(c store.Claim) (s string) {
	for i, e := range c.Events {
		if i > 0 {
			s += " "
		}
		s += strconv.FormatInt(e.Seq, 10) + "#" + strconv.Itoa(e.Attempt)
	}
	return s
}

func handsOutInOrder(p *probe) {
	p.none("the claim on an unknown account", acme)
	p.publish(acme, 2)
	p.is(p.store.Update(p.ctx, acme, func(t store.Tx) error {
		t.Publish(store.Event{At: minute(1), Name: "lost", Version: 1})
		return errRefused
	}), errRefused)
	p.publish(acme, 1)
	p.publish("other", 1)
	claim := p.claim(acme, 10)
	p.equal("the events", "1#1 2#1 3#1", numbers(claim))
	p.equal("the first", store.Event{
		Seq: 1, Attempt: 1, At: minute(1), Name: "test.event", Version: 2,
		To: agency.Freeze("agency:north", "staff:lee"), Payload: []byte(`{"n":1}`),
	}, head(p, "the events", claim.Events))
	p.equal("the other account's events", "1#1", numbers(p.claim("other", 10)))
}

func claimsAlone(p *probe) {
	p.publish(acme, 3)
	claim := p.claim(acme, 2)
	p.equal("the events", "1#1 2#1", numbers(claim))
	p.none("a claim beside another", acme)
	p.publish(acme, 1)
	p.none("a claim beside another", acme)
	p.equal("accounts with events to be claimed", 0, len(p.pending()))
}

func acknowledges(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 5)
	claim := p.claim(acme, 3)
	p.ok(out.Ack(p.ctx, acme, claim.Token, 2))
	p.ok(out.Ack(p.ctx, acme, claim.Token, 2, 1))
	p.ok(out.Ack(p.ctx, acme, claim.Token))
	p.none("a claim beside one that is partly acknowledged", acme)
	p.ok(out.Ack(p.ctx, acme, claim.Token, 3))
	p.is(out.Ack(p.ctx, acme, claim.Token, 3), store.ErrConflict)
	claim = p.claim(acme, 10)
	p.equal("the events afterwards", "4#1 5#1", numbers(claim))
	p.ok(out.Ack(p.ctx, acme, claim.Token, 4, 5))
	p.none("the claim when all are gone", acme)
	p.publish(acme, 1)
	p.equal("the next event", "6#1", numbers(p.claim(acme, 10)))
}

func refusesTokens(p *probe) {
	out := p.store.Outbox()
	p.is(out.Ack(p.ctx, acme, "token", 1), store.ErrConflict)
	p.publish(acme, 3)
	p.is(out.Ack(p.ctx, acme, "", 1), store.ErrConflict)
	p.is(out.Release(p.ctx, acme, "", 0), store.ErrConflict)
	claim := p.claim(acme, 2)
	p.is(out.Ack(p.ctx, acme, "other"+claim.Token, 1), store.ErrConflict)
	p.is(out.Release(p.ctx, acme, "", 0), store.ErrConflict)
	p.is(out.Ack(p.ctx, "other", claim.Token, 1), store.ErrConflict)
	p.is(out.Ack(p.ctx, acme, claim.Token, 1, 3), store.ErrInvalid)
	p.is(out.Ack(p.ctx, acme, claim.Token, 1, 0), store.ErrInvalid)
	p.ok(out.Release(p.ctx, acme, claim.Token, 0))
	p.is(out.Ack(p.ctx, acme, claim.Token, 1), store.ErrConflict)
	p.is(out.Release(p.ctx, acme, claim.Token, 0), store.ErrConflict)
	p.equal("the events", "1#2 2#2 3#1", numbers(p.claim(acme, 10)))
}

func expires(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 2)
	first := p.brief(2)
	p.lapsed()
	second := p.claim(acme, 1)
	p.equal("the events taken over", "1#2", numbers(second))
	if first.Token == second.Token {
		p.fail("the tokens", "different ones", second.Token)
	}
	p.is(out.Ack(p.ctx, acme, first.Token, 1), store.ErrConflict)
	p.is(out.Release(p.ctx, acme, first.Token, 0), store.ErrConflict)
	p.ok(out.Ack(p.ctx, acme, second.Token, 1))
	p.equal("the rest", "2#2", numbers(p.claim(acme, 1)))
}

// brief claims events of acme for next to no time.
func (p *probe) brief(limit int) store.Claim {
	claim, err := p.store.Outbox().Claim(p.ctx, acme, time.Millisecond, limit)
	p.ok(err)
	head(p, "the events claimed", claim.Events)
	return claim
}

// late acknowledges and releases after the lease ran out, while nobody has
// taken the events over.
func late(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 2)
	claim := p.brief(2)
	p.lapsed()
	p.ok(out.Ack(p.ctx, acme, claim.Token, 1))
	p.lapsed()
	p.ok(out.Release(p.ctx, acme, claim.Token, 0))
	claim = p.brief(1)
	p.equal("the events released", "2#2", numbers(claim))
	p.lapsed()
	p.ok(out.Ack(p.ctx, acme, claim.Token, 2))
	p.equal("accounts with events to be claimed", 0, len(p.pending()))
}

func releases(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 3)
	claim := p.claim(acme, 3)
	p.ok(out.Ack(p.ctx, acme, claim.Token, 2))
	p.ok(out.Release(p.ctx, acme, claim.Token, 0))
	claim = p.claim(acme, 3)
	p.equal("the events released", "1#2 3#2", numbers(claim))
	p.ok(out.Release(p.ctx, acme, claim.Token, time.Hour))
	p.none("a claim before the time has passed", acme)
	p.publish(acme, 1)
	p.none("a claim before the time has passed, with a newer event", acme)
	p.equal("accounts with events to be claimed", 0, len(p.pending()))
}

func pends(p *probe) {
	out := p.store.Outbox()
	for _, a := range []agency.AccountID{"c", "a", "B", "d", "b"} {
		p.publish(a, 1)
	}
	p.update("quiet", func(t store.Tx) { t.PutSettings(agency.Settings{Version: 1}) })
	pending := func(after agency.AccountID, limit int, expected ...agency.AccountID) {
		actual, err := out.Pending(p.ctx, after, limit)
		p.ok(err)
		p.equal("the accounts", expected, actual)
	}
	pending("", 10, "B", "a", "b", "c", "d")
	pending("", 2, "B", "a")
	pending("a", 2, "b", "c")
	pending("aa", 10, "b", "c", "d")
	pending("d", 10)
	claim := p.claim("b", 1)
	pending("", 10, "B", "a", "c", "d")
	p.ok(out.Release(p.ctx, "b", claim.Token, 0))
	claim = p.claim("b", 1)
	p.ok(out.Ack(p.ctx, "b", claim.Token, 1))
	pending("", 10, "B", "a", "c", "d")
	p.publish("b", 1)
	pending("", 10, "B", "a", "b", "c", "d")
}

func refusesBounds(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 1)
	for _, limit := range []int{-1, 0, store.MaxLimit + 1} {
		_, err := out.Pending(p.ctx, "", limit)
		p.is(err, store.ErrInvalid)
		_, err = out.Claim(p.ctx, acme, time.Hour, limit)
		p.is(err, store.ErrInvalid)
	}
	for _, lease := range []time.Duration{0, -time.Second} {
		_, err := out.Claim(p.ctx, acme, lease, 1)
		p.is(err, store.ErrInvalid)
	}
	p.equal("the event", "1#1", numbers(p.claim(acme, 1)))
}

// lasts looks on for a while, which catches leases that are cut to what an
// impatient test would wait for.
func lasts(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 1)
	p.publish("other", 1)
	claim := p.claim(acme, 1)
	p.ok(out.Release(p.ctx, "other", p.claim("other", 1).Token, time.Hour))
	for end := time.Now().Add(6 * p.limits.moment); time.Now().Before(end); time.Sleep(p.limits.moment / 4) {
		p.none("a claim beside one of an hour", acme)
		p.none("a claim an hour too early", "other")
		p.equal("accounts with events to be claimed", 0, len(p.pending()))
	}
	p.ok(out.Ack(p.ctx, acme, claim.Token, 1))
	p.publish(acme, 1)
	claim = p.brief(1)
	p.lapsed()
	p.ok(out.Release(p.ctx, acme, claim.Token, time.Millisecond))
	p.lapsed()
	p.equal("the event in the end", "2#2", numbers(p.claim(acme, 1)))
}

func refusesEndedOutbox(p *probe) {
	out := p.store.Outbox()
	ctx, cancel := context.WithCancel(p.ctx)
	cancel()
	late, cancel := context.WithTimeout(p.ctx, -time.Hour)
	defer cancel()
	p.publish(acme, 2)
	_, err := out.Pending(late, "", 1)
	p.is(err, context.DeadlineExceeded)
	_, err = out.Claim(late, acme, time.Hour, 1)
	p.is(err, context.DeadlineExceeded)
	_, err = out.Pending(ctx, "", 1)
	p.is(err, context.Canceled)
	_, err = out.Claim(ctx, acme, time.Hour, 1)
	p.is(err, context.Canceled)
	claim := p.claim(acme, 2)
	p.equal("the events", "1#1 2#1", numbers(claim))
	p.is(out.Ack(ctx, acme, claim.Token, 1), context.Canceled)
	p.is(out.Release(ctx, acme, claim.Token, 0), context.Canceled)
	p.none("a claim after a Release that was refused", acme)
	p.ok(out.Release(p.ctx, acme, claim.Token, 0))
	p.equal("the events after an Ack that was refused", "1#2 2#2", numbers(p.claim(acme, 2)))
}
