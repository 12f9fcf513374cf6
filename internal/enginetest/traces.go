package enginetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/store"
)

// Traces checks that whatever is changed in random worlds leaves entries in the
// journal that name who did it and what, that a denial leaves entries and nothing
// else, that no secret of an invitation is in any record, entry or event, and
// that every address is in use once.
func Traces(t *testing.T, newStore NewStore) {
	st := newStore(t)
	defer func() { require.NoError(t, st.Close()) }()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		r := roam(t, st, accountNumber(n))
		r.learn(t, Op{})
		before := r.Dump(t)
		for range rapid.IntRange(1, 20).Draw(t, "operations") {
			op := r.next(append(slices.Clone(staffVerbs), recruiterVerbs...))
			a := r.carry(op)
			after := r.Dump(t)
			r.told(op, a, before, after)
			r.learn(t, op)
			r.sealed(after)
			r.unique(t)
			before = r.Dump(t)
		}
	})
}

// told checks the entries that an operation left.
func (r *roamer) told(op Op, a Answer, before, after State) {
	added := after.Journal[:len(after.Journal)-len(before.Journal)]
	who := store.Actor{Kind: store.HostActor, ID: "test"}
	switch {
	case op.ByRecruiter != "":
		who = store.Actor{Kind: store.RecruiterActor, ID: string(op.ByRecruiter)}
	case op.ByStaff != "":
		who = store.Actor{Kind: store.StaffActor, ID: string(op.ByStaff)}
	}
	done := 0
	for _, row := range added {
		by := who
		if op.Do == "accept" && row.Actor.Kind == store.StaffActor { // who invited, and shares now
			by = row.Actor
		}
		if row.Actor != by || row.Action == "" || !row.At.Equal(op.At) {
			r.failed("by %v at %v, who is not %v: %+v", row.Actor, row.At, by, row)
		}
		if !row.Denied {
			done++
		}
	}
	changed := before.Records != after.Records
	if changed && done == 0 {
		r.failed("something changed, and nothing is in the journal")
	}
	if !changed && len(after.Events) > len(before.Events) {
		r.failed("nothing changed, and there are events")
	}
	if deniedWith(a.Err) != nil && len(a.Rows) == 0 && (changed || len(added) != 1) {
		r.failed("denied, with %d entries, changed %t", len(added), changed)
	}
	if a.Err != nil && deniedWith(a.Err) == nil && changed {
		r.failed("it failed, and something changed")
	}
}

// sealed checks that no secret that was handed out, nor the random part of one, is
// kept.
func (r *roamer) sealed(s State) {
	var kept strings.Builder
	kept.WriteString(s.Records)
	for _, row := range s.Journal {
		fmt.Fprintf(&kept, "%+v\n", row)
	}
	for _, e := range s.Events {
		kept.Write(e.Payload)
	}
	text := kept.String()
	for label, secret := range r.Secrets {
		_, random, _ := strings.Cut(string(secret), ".")
		if strings.Contains(text, random) {
			r.failed("the secret of %s is kept", label)
		}
	}
}
