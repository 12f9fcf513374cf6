package storetest

import (
	"context"
	"fmt"
	"strconv"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var journalChecks = []check{
	{"LOG-05", "The journal's numbers have no gaps, though writers fail in between in every way.", leavesNoGaps, []need{journalQueries}},
	{"LOG-06", "The journal is in the order of the commits.", journalsCommits, []need{journalQueries}},
	{"LOG-07", "EraseValues removes values by each field of the subject, and by those that are set together.", erasesBySubject, []need{journalQueries}},
	{"LOG-08", "Erasing values leaves the entries as they are.", keepsErasedEntries, []need{journalQueries}},
	{"LOG-09", "The entries of one Update are numbered in the order in which they were handed in.", numbersInOrder, []need{journalQueries}},
	{"LOG-10", "EraseValues removes the values of every entry there is, old and new, however many.", erasesMany, []need{journalQueries}},
}

// failing returns an Update of acme that writes a journal entry and fails, each
// n in another way.
func (p *probe) failing(n int) {
	write := func(t store.Tx) {
		t.Journal(store.Entry{At: minute(0), Action: "lost"}, store.Value{Field: "lost"})
		t.Publish(store.Event{At: minute(0), Name: "lost", Version: 1, Payload: []byte(`{}`)})
		_, _ = t.Facts(store.Query{Agency: "north"}) // a buffering adapter writes here
	}
	switch n % 4 {
	case 0:
		p.is(p.store.Update(p.ctx, acme, func(t store.Tx) error { write(t); return errRefused }), errRefused)
	case 1:
		func() {
			defer func() { p.equal("the panic's value", true, recover() == any(errRefused)) }()
			_ = p.store.Update(p.ctx, acme, func(t store.Tx) error { write(t); panic(errRefused) })
		}()
	case 2:
		ctx, cancel := context.WithCancel(p.ctx)
		defer cancel()
		p.is(p.store.Update(ctx, acme, func(t store.Tx) error { write(t); cancel(); return nil }), context.Canceled)
	default:
		if err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
			write(t)
			t.PutAgencies(agency.Agency{})
			return nil
		}); err == nil {
			p.fail("an Update with a bad identifier", "an error", err)
		}
	}
}

func leavesNoGaps(p *probe) {
	const writers, rounds = 3, 6
	p.all(writers, "a writer", func(i int) error {
		for n := range rounds {
			p.failing(n + i)
			if err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
				t.Journal(store.Entry{At: minute(0), Action: "kept"})
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	rows := p.journal(history)
	p.equal("the number of entries", writers*rounds, len(rows))
	for i, r := range rows {
		p.equal("an entry's number", int64(writers*rounds-i), r.Seq)
		p.equal("an entry's action", "kept", r.Action)
	}
}

func journalsCommits(p *probe) {
	const writers, rounds = 3, 6
	p.all(writers, "a writer", func(int) error {
		for range rounds {
			if err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
				f, err := t.Facts(store.Query{})
				if err != nil {
					return err
				}
				f.Settings.Version++
				t.PutSettings(f.Settings)
				t.Journal(store.Entry{At: minute(0), Action: strconv.FormatInt(f.Settings.Version, 10)})
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, r := range p.journal(history) {
		p.equal("the version written with entry "+strconv.FormatInt(r.Seq, 10), strconv.FormatInt(r.Seq, 10), r.Action)
	}
}

// subjectsOf returns the subject in which the fields of the set are named.
func subjectsOf(set int) (s store.Subject) {
	if set&1 > 0 {
		s.Opening = "dev"
	}
	if set&2 > 0 {
		s.Agency = "north"
	}
	if set&4 > 0 {
		s.Recruiter = "ann"
	}
	if set&8 > 0 {
		s.Staff = "lee"
	}
	if set&16 > 0 {
		s.Submission = "s1"
	}
	return s
}

func erasesBySubject(p *probe) {
	const sets = 1 << subjectFields
	for erased := range sets {
		account := agency.AccountID(fmt.Sprint("account", erased))
		p.update(account, func(t store.Tx) {
			for set := range sets {
				t.Journal(store.Entry{At: minute(0), Action: strconv.Itoa(set), Subject: subjectsOf(set)}, store.Value{Field: "name"})
			}
			t.EraseValues(subjectsOf(erased))
		})
		rows := p.read(account, store.Query{List: &store.List{Scope: history, Limit: sets}}).Rows.Journal
		p.equal("the number of entries", sets, len(rows))
		for _, r := range rows {
			set, _ := strconv.Atoi(r.Action)
			kept := erased == 0 || set&erased != erased
			if kept != (len(r.Values) > 0) {
				p.fail(fmt.Sprintf("whether the values about %+v outlive erasing those about %+v", r.Subject, subjectsOf(erased)), kept, !kept)
			}
		}
	}
}

func keepsErasedEntries(p *probe) {
	expected := store.JournalRow{Entry: store.Entry{
		Seq: 1, At: minute(1), Actor: store.Actor{Kind: store.StaffActor, ID: "lee"}, Action: "update", Denied: true,
		Reasons: agency.Freeze("a", "b"), Fields: agency.Freeze("name", "email"), Subject: subjectsOf(31),
	}}
	p.update(acme, func(t store.Tx) { t.Journal(expected.Entry, store.Value{Field: "name", Before: "Jane"}) })
	for range 2 {
		p.update(acme, func(t store.Tx) { t.EraseValues(store.Subject{Submission: "s1"}) })
		p.equal("the journal", []store.JournalRow{expected}, p.journal(history))
	}
}

func numbersInOrder(p *probe) {
	const entries = 50
	p.update(acme, func(t store.Tx) {
		for i := range entries {
			t.Journal(store.Entry{At: minute(entries - i), Action: strconv.Itoa(i + 1)}, store.Value{Field: strconv.Itoa(i + 1)})
			if i%20 == 19 { // a buffering adapter writes here
				_, err := t.Facts(store.Query{Agency: "north"})
				p.ok(err)
			}
		}
	})
	rows := p.journal(history)
	p.equal("the number of entries", entries, len(rows))
	for i, r := range rows {
		n := strconv.Itoa(entries - i)
		p.equal("an entry", store.JournalRow{
			Entry: store.Entry{Seq: int64(entries - i), At: minute(i + 1), Action: n}, Values: []store.Value{{Field: n}},
		}, r)
	}
}

func erasesMany(p *probe) {
	const entries = 500
	for range 2 {
		p.update(acme, func(t store.Tx) {
			for i := range entries {
				t.Journal(store.Entry{At: minute(0), Action: "test", Subject: subjectsOf(1 + i%2)}, store.Value{Field: "a"}, store.Value{Field: "b"})
			}
		})
	}
	p.update(acme, func(t store.Tx) { t.EraseValues(store.Subject{Opening: "dev"}) })
	rows := p.journal(history)
	p.equal("the number of entries", 2*entries, len(rows))
	for _, r := range rows {
		p.equal("whether an entry about "+string(r.Opening)+string(r.Agency)+" has values", r.Opening == "", len(r.Values) == 2)
	}
}
