package storetest

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var deliveryChecks = []check{
	{"OUT-12", "An event is handed out no sooner than what was written with it is seen.", tellsOfSeen, []need{delivery}},
	{"OUT-13", "Several accounts' events are claimed side by side, each in its own order.", claimsSideBySide, []need{delivery}},
	{"OUT-14", "Of several consumers of one account, each event reaches one.", sharesOut, []need{delivery}},
	{"OUT-15", "Attempt counts how often an event has been claimed, each time included.", countsAttempts, []need{delivery}},
	{"OUT-16", "A number within a claim that was not handed out is gone, which is no error.", acknowledgesGone, []need{delivery}},
	{"OUT-17", "Acknowledging several at once is all or nothing; a number may be named twice.", acknowledgesTogether, []need{delivery}},
	{"OUT-18", "Events that are published beside a claim come after it, in order.", appendsBesideClaim, []need{delivery}},
	{"OUT-19", "Claim hands out the oldest events, up to the limit.", limitsClaims, []need{delivery}},
	{"OUT-20", "Pending goes through any number of accounts in pages.", pagesPending, []need{delivery}},
	{"OUT-21", "Claims have different tokens.", namesClaims, []need{delivery}},
	{"OUT-22", "Events are numbered without gaps in the order of the commits, though writers compete and fail.", numbersEvents, []need{delivery}},
	{"OUT-23", "Numbers go on when all events are gone; none is used again.", usesNumbersOnce, []need{delivery}},
	{"OUT-24", "Pending, like all that reads, does not wait for a writer.", pendsBesideWriter, []need{delivery}},
	{"OUT-25", "A claim by a consumer who died is handed out again, in order, less what was acknowledged.", survivesConsumer, []need{delivery}},
	{"OUT-26", "Events can be claimed at once after a Release whose time is not positive.", releasesAtOnce, []need{delivery}},
	{"OUT-27", "The events of an Update that fails are never handed out.", dropsEvents, []need{delivery}},
}

func tellsOfSeen(p *probe) {
	const updates = 15
	out := p.store.Outbox()
	writing := async(func() error {
		for n := range updates {
			if err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
				t.PutSettings(agency.Settings{Version: int64(n + 1)})
				t.Publish(store.Event{At: minute(0), Name: "test", Version: n + 1, Payload: []byte(`{}`)})
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	for next := int64(1); next <= updates; {
		claim := p.claim(acme, 2)
		version := p.read(acme, store.Query{}).Settings.Version
		var seqs []int64
		for _, e := range claim.Events {
			p.equal("the number of the next event", next, e.Seq)
			if next++; version < int64(e.Version) {
				p.fail("the version seen with event "+strconv.Itoa(e.Version), e.Version, version)
			}
			seqs = append(seqs, e.Seq)
		}
		p.ok(out.Ack(p.ctx, acme, claim.Token, seqs...))
	}
	p.ok(p.await("the writer", writing))
}

func claimsSideBySide(p *probe) {
	out := p.store.Outbox()
	accounts := []agency.AccountID{"a", "b", "c"}
	claims := make(map[agency.AccountID]store.Claim)
	for i, a := range accounts {
		p.publish(a, i+2)
		claims[a] = p.claim(a, 2)
	}
	for _, a := range accounts {
		p.equal("the events of "+string(a), "1#1 2#1", numbers(claims[a]))
	}
	p.ok(out.Release(p.ctx, "a", claims["a"].Token, 0))
	p.ok(out.Ack(p.ctx, "b", claims["b"].Token, 1, 2))
	p.equal("the events of a", "1#2 2#2", numbers(p.claim("a", 9)))
	p.equal("the events of b", "3#1", numbers(p.claim("b", 9)))
	p.none("a claim on c", "c")
}

// sharesOut lets consumers compete. As their leases do not run out, each event
// reaches one of them, in order.
func sharesOut(p *probe) {
	const consumers, events = 3, 30
	p.publish(acme, events)
	out := p.store.Outbox()
	var mu sync.Mutex
	var order []int64
	p.all(consumers, "a consumer", func(i int) error {
		for end := time.Now().Add(p.limits.patience); time.Now().Before(end); {
			claim, err := out.Claim(p.ctx, acme, time.Hour, 1+i)
			if err != nil {
				return err
			}
			var seqs []int64
			for _, e := range claim.Events {
				seqs = append(seqs, e.Seq)
			}
			mu.Lock()
			order = append(order, seqs...)
			done := len(order) >= events
			mu.Unlock()
			if len(seqs) > 0 {
				if err := out.Ack(p.ctx, acme, claim.Token, seqs...); err != nil {
					return err
				}
			}
			if done {
				return nil
			}
			if len(seqs) == 0 {
				time.Sleep(time.Millisecond / 4)
			}
		}
		return nil
	})
	p.equal("the number of events delivered", events, len(order))
	for i, seq := range order {
		p.equal("the number of an event", int64(i+1), seq)
	}
	p.none("a claim in the end", acme)
}

func countsAttempts(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 2)
	for _, expected := range []string{"1#1 2#1", "1#2 2#2", "1#3 2#3"} {
		claim := p.claim(acme, 9)
		p.equal("the attempts", expected, numbers(claim))
		p.ok(out.Release(p.ctx, acme, claim.Token, 0))
	}
	p.equal("the attempts", "1#4", numbers(p.brief(1)))
	p.lapsed()
	p.equal("the attempts of one more often claimed", "1#5 2#4", numbers(p.claim(acme, 9)))
}

func acknowledgesGone(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 5)
	claim := p.claim(acme, 4)
	p.ok(out.Ack(p.ctx, acme, claim.Token, 2))
	p.ok(out.Release(p.ctx, acme, claim.Token, 0))
	claim = p.claim(acme, 3)
	p.equal("the events", "1#2 3#2 4#2", numbers(claim))
	p.ok(out.Ack(p.ctx, acme, claim.Token, 2))
	p.is(out.Ack(p.ctx, acme, claim.Token, 5), store.ErrInvalid)
	p.is(out.Ack(p.ctx, acme, claim.Token, 0), store.ErrInvalid)
	p.ok(out.Ack(p.ctx, acme, claim.Token, 1, 2, 4))
	p.ok(out.Ack(p.ctx, acme, claim.Token, 1, 2, 4)) // the claim has not ended, nor become smaller
	p.none("a claim beside the rest of another", acme)
	p.ok(out.Ack(p.ctx, acme, claim.Token, 3))
	p.equal("the last event", "5#1", numbers(p.claim(acme, 9)))
}

func acknowledgesTogether(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 4)
	claim := p.claim(acme, 3)
	for _, seqs := range [][]int64{{1, 2, 3, 4}, {3, 2, 99}, {-1, 1}, {0, 1, 2, 3}, {1 << 62, 1}} {
		p.is(out.Ack(p.ctx, acme, claim.Token, seqs...), store.ErrInvalid)
	}
	p.ok(out.Ack(p.ctx, acme, claim.Token, 3, 3, 3))
	p.ok(out.Release(p.ctx, acme, claim.Token, 0))
	claim = p.claim(acme, 9)
	p.equal("the events", "1#2 2#2 4#1", numbers(claim))
	p.ok(out.Ack(p.ctx, acme, claim.Token, 4, 1, 2, 1))
	p.none("a claim when all are gone", acme)
}

func appendsBesideClaim(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 2)
	claim := p.claim(acme, 9)
	p.publish(acme, 2)
	p.is(out.Ack(p.ctx, acme, claim.Token, 3), store.ErrInvalid)
	p.ok(out.Ack(p.ctx, acme, claim.Token, 1))
	p.ok(out.Release(p.ctx, acme, claim.Token, 0))
	p.publish(acme, 1)
	p.equal("the events", "2#2 3#1 4#1 5#1", numbers(p.claim(acme, 9)))
}

func limitsClaims(p *probe) {
	out := p.store.Outbox()
	const events = store.MaxLimit + 5
	p.publish(acme, events)
	claim := p.claim(acme, store.MaxLimit)
	p.equal("the number of events", store.MaxLimit, len(claim.Events))
	var seqs []int64
	for i, e := range claim.Events {
		p.equal("the number of an event", int64(i+1), e.Seq)
		seqs = append(seqs, e.Seq)
	}
	p.ok(out.Ack(p.ctx, acme, claim.Token, seqs...))
	for from := int64(store.MaxLimit + 1); from <= events; from += 2 {
		claim = p.claim(acme, 2)
		p.equal("the first event of a claim", from, head(p, "the events", claim.Events).Seq)
		p.equal("the number of events", int(min(2, events-from+1)), len(claim.Events))
		seqs = seqs[:0]
		for _, e := range claim.Events {
			seqs = append(seqs, e.Seq)
		}
		p.ok(out.Ack(p.ctx, acme, claim.Token, seqs...))
	}
	p.none("a claim in the end", acme)
}

func pagesPending(p *probe) {
	const accounts = 20
	var expected []agency.AccountID
	for i := range accounts {
		id := agency.AccountID(name("account", i))
		p.publish(id, 1)
		if i%4 == 3 {
			p.claim(id, 1)
			continue
		}
		expected = append(expected, id)
	}
	slices.Sort(expected)
	for _, limit := range []int{1, 4, len(expected), store.MaxLimit} {
		var all []agency.AccountID
		for after := agency.AccountID(""); len(all) <= accounts; {
			page, err := p.store.Outbox().Pending(p.ctx, after, limit)
			p.ok(err)
			if all = append(all, page...); len(page) > limit {
				p.fail("the number of accounts", limit, len(page))
			}
			if len(page) == 0 {
				break
			}
			after = page[len(page)-1]
		}
		p.equal("the accounts in pages of "+strconv.Itoa(limit), expected, all)
	}
}

func namesClaims(p *probe) {
	out := p.store.Outbox()
	seen := make(map[string]bool)
	for _, a := range []agency.AccountID{"a", "b"} {
		p.publish(a, 1)
		for range 10 {
			claim := p.claim(a, 1)
			if seen[claim.Token] {
				p.fail("the token of a claim", "a new one", claim.Token)
			}
			seen[claim.Token] = true
			p.ok(out.Release(p.ctx, a, claim.Token, 0))
			p.is(out.Release(p.ctx, a, claim.Token, 0), store.ErrConflict)
		}
	}
}

func numbersEvents(p *probe) {
	const writers, rounds = 3, 6
	p.all(writers, "a writer", func(i int) error {
		for n := range rounds {
			p.failing(n + i)
			if err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
				f, err := t.Facts(store.Query{})
				if err != nil {
					return err
				}
				f.Settings.Version++
				t.PutSettings(f.Settings)
				t.Publish(store.Event{At: minute(0), Name: "kept", Version: int(f.Settings.Version), Payload: []byte(`{}`)})
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	claim := p.claim(acme, 99)
	p.equal("the number of events", writers*rounds, len(claim.Events))
	for i, e := range claim.Events {
		p.equal("the number of an event", int64(i+1), e.Seq)
		p.equal("the version published with event "+strconv.Itoa(i+1), i+1, e.Version)
	}
}

func usesNumbersOnce(p *probe) {
	out := p.store.Outbox()
	for n := int64(1); n <= 6; n += 2 {
		p.publish(acme, 2)
		claim := p.claim(acme, 9)
		p.equal("the number of events", 2, len(claim.Events))
		p.equal("the first event's number", n, claim.Events[0].Seq)
		p.ok(out.Ack(p.ctx, acme, claim.Token, n, n+1))
		p.equal("accounts with events", 0, len(p.pending()))
	}
}

func pendsBesideWriter(p *probe) {
	p.publish(acme, 2)
	p.parked(func() {
		var pending []agency.AccountID
		p.ok(p.await("Pending beside a writer", async(func() (err error) {
			pending, err = p.store.Outbox().Pending(p.ctx, "", 9)
			return err
		})))
		p.equal("the accounts", []agency.AccountID{acme}, pending)
	})
}

func survivesConsumer(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 4)
	dead := p.brief(3)
	p.ok(out.Ack(p.ctx, acme, dead.Token, 2))
	p.lapsed()
	claim := p.claim(acme, 9)
	p.equal("the events", "1#2 3#2 4#1", numbers(claim))
	p.is(out.Ack(p.ctx, acme, dead.Token, 1), store.ErrConflict)
	p.none("a claim beside the heir's", acme)
	p.ok(out.Ack(p.ctx, acme, claim.Token, 1, 3, 4))
	p.none("a claim in the end", acme)
}

func releasesAtOnce(p *probe) {
	out := p.store.Outbox()
	p.publish(acme, 1)
	for _, after := range []time.Duration{0, -time.Second, -time.Hour} {
		claim, err := out.Claim(p.ctx, acme, time.Hour, 1)
		p.ok(err)
		p.equal("the number of events", 1, len(claim.Events))
		p.ok(out.Release(p.ctx, acme, claim.Token, after))
		p.equal("accounts with events to be claimed", []agency.AccountID{acme}, p.pending())
	}
}

func dropsEvents(p *probe) {
	for n := range 4 {
		p.failing(n)
		p.equal("accounts with events", 0, len(p.pending()))
		p.none("a claim after a failed Update", acme)
	}
	p.publish(acme, 1)
	claim := p.claim(acme, 9)
	p.equal("the events", "1#1", numbers(claim))
	p.equal("the event's name", "test.event", claim.Events[0].Name)
}
