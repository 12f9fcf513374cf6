package fuzz

import (
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/store"
)

// A write is something to do in a Tx. What it hands in is overwritten
// afterwards, as far as it can be: a store must have kept a copy.
type write interface {
	write(t store.Tx)
	apply(a *modelAccount) (ok bool) // not ok: it must be refused
	parts() int
	without(i int) write
	String() string
}

// putting is a call of one of the methods that insert or replace records.
type putting[T any] struct {
	method  string
	records []T
	bad     bool // an identifier breaks the rule
	put     func(store.Tx, ...T)
	keep    func(*modelAccount, T)
}

func (w putting[T]) write(t store.Tx) {
	records := slices.Clone(w.records)
	w.put(t, records...)
	clear(records)
}

func (w putting[T]) apply(a *modelAccount) bool {
	for _, r := range w.records {
		if w.bad {
			return false
		}
		w.keep(a, r)
	}
	return true
}

func (w putting[T]) parts() int {
	if w.bad || len(w.records) < 2 {
		return 0
	}
	return len(w.records)
}

func (w putting[T]) without(i int) write {
	w.records = leaveOut(w.records, i)
	return w
}

func (w putting[T]) String() string { return w.method + "(" + golikeAll(w.records) + ")" }

// whole is a write that has no parts.
type whole struct{}

func (whole) parts() int { return 0 }

type journaling struct {
	whole
	entry  store.Entry
	values []store.Value
}

func (w journaling) write(t store.Tx) {
	values := slices.Clone(w.values)
	t.Journal(w.entry, values...)
	clear(values)
}

func (w journaling) apply(a *modelAccount) bool {
	e := w.entry
	e.Seq = int64(len(a.journal) + 1)
	a.journal = append(a.journal, store.JournalRow{Entry: e, Values: some(slices.Clone(w.values))})
	return true
}

func (w journaling) without(int) write { return w }

func (w journaling) String() string {
	return strings.TrimSuffix("Journal("+golike(w.entry)+", "+golikeAll(w.values), ", ") + ")"
}

type erasing struct {
	whole
	of store.Subject
}

func (w erasing) write(t store.Tx) { t.EraseValues(w.of) }

func (w erasing) apply(a *modelAccount) bool {
	a.erase(w.of)
	return true
}

func (w erasing) without(int) write { return w }
func (w erasing) String() string    { return "EraseValues(" + golike(w.of) + ")" }

type publishing struct {
	whole
	event store.Event
}

func (w publishing) write(t store.Tx) {
	e := w.event
	e.Payload = slices.Clone(e.Payload)
	t.Publish(e)
	clear(e.Payload)
}

func (w publishing) apply(a *modelAccount) bool {
	a.queue.add(w.event)
	return true
}

func (w publishing) without(int) write { return w }
func (w publishing) String() string    { return "Publish(" + golike(w.event) + ")" }
