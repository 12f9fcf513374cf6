package match

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// account is a store, and what the engine does with it.
type account struct {
	ring   *Keyring
	known  map[candidate.ID]Known
	blocks map[candidate.Digest][]candidate.Holder
}

func newAccount(t testing.TB) *account {
	return &account{ring: keyring(t), known: make(map[candidate.ID]Known), blocks: make(map[candidate.Digest][]candidate.Holder)}
}

// add enters somebody for an agency, empty for one who came directly.
func (a *account) add(of agency.AgencyID, e candidate.Entry) candidate.ID {
	r := Normalise(e, british)
	id := candidate.ID(fmt.Sprintf("c%04d", len(a.known)))
	a.known[id] = Known{Candidate: id, Agency: of, Sketch: r.Sketch()}
	for h := range holdings(a.search(r, id), of).All() {
		block := append(a.blocks[h.Digest], candidate.Holder{Candidate: id, Agency: of, Turn: h.Turn})
		slices.SortFunc(block, func(x, y candidate.Holder) int {
			return cmp.Or(cmp.Compare(x.Turn, y.Turn), cmp.Compare(x.Candidate, y.Candidate))
		})
		a.blocks[h.Digest] = block
	}
	return id
}

// holdings are those that were searched.
func holdings(s *Search, of agency.AgencyID) candidate.Held {
	return s.lookup.Holdings(s.stored, s.self, of)
}

func (a *account) search(r *Record, self candidate.ID) *Search {
	l := a.ring.Lookup(r)
	var blocks [][]candidate.Holder
	for _, k := range l.Keys() {
		block := a.blocks[k.Digest]
		blocks = append(blocks, block[:min(len(block), MaxBlock+1)])
	}
	return l.Search(blocks, self)
}

// look returns what is found, in an account of a hundred thousand.
func (a *account) look(e candidate.Entry) map[candidate.ID]Match {
	r := Normalise(e, british)
	s := a.search(r, "")
	var known []Known
	for _, id := range s.Candidates() {
		known = append(known, a.known[id])
	}
	found := make(map[candidate.ID]Match)
	for _, f := range s.Compare(r, 100_000, known) {
		found[f.Candidate] = f.Match
	}
	return found
}

// erase forgets all but the keys.
func (a *account) erase(id candidate.ID) {
	k := a.known[id]
	k.Sketch = ""
	a.known[id] = k
}

// somebody is called unlike others of another number, and not like Jane.
func somebody(i int, more ...func(*candidate.Entry)) candidate.Entry {
	const letters = "bdfklmnprt"
	at := func(n int) string { return string(letters[n%10]) + string("aou"[n%3]) }
	return typed(at(i)+at(i/10)+"x "+at(i/100)+at(i/7)+at(i)+"v", more...)
}

var (
	janesMail = mail("jane.havisham@mail.example")
	janesTel  = tel("+44 7911 123456")
)

func TestFifteenAgenciesThatKnowJaneByOneAddress(t *testing.T) {
	a := newAccount(t)
	for i := range 15 {
		a.add(agency.AgencyID(fmt.Sprintf("agency%d", i)), typed("Jane Havisham", janesMail))
	}
	found := a.look(typed("Jane Havisham", janesMail))
	require.Len(t, found, 15)
	for id, m := range found {
		require.Equal(t, candidate.Exact, m.Verdict, "%s: %s", id, m.Evidence)
		require.True(t, m.Evidence.Has(SameEmail))
	}
}

func TestAnAgencyThatEntersItsOwnMailboxForAll(t *testing.T) {
	a := newAccount(t)
	house := mail("ann@north.example")
	for i := range 50 {
		a.add("north", somebody(i, house))
	}
	others := a.add("south", typed("Jane Havisham", house))
	own := a.add("north", typed("Jane Havisham", house))
	found := a.look(typed("Jane Havisham", house))
	require.Equal(t, candidate.Exact, found[others].Verdict, "south knows the address of one: %s", found[others].Evidence)
	require.Less(t, found[own].Verdict, candidate.Probable, "%s", found[own].Evidence)
	require.True(t, found[own].Evidence.Has(SharedEmail), "%s", found[own].Evidence)
}

func TestFloodingAKeyBlindsNobody(t *testing.T) {
	tests := []struct {
		name string
		fake func(i int) candidate.Entry
	}{
		{"with other names", func(i int) candidate.Entry { return somebody(i, janesMail) }},
		{"with her own name", func(int) candidate.Entry { return typed("Jane Havisham", janesMail) }},
		{"with all that is known of her", func(i int) candidate.Entry { return typed("Jane Havisham", janesMail, janesTel, born("1990-03-07")) }},
	}
	look := typed("Jane Havisham", janesMail, janesTel)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, order := range []string{"after her", "before her"} {
				quiet, a := newAccount(t), newAccount(t)
				if order == "before her" {
					for i := range 300 {
						a.add("flood", tt.fake(i))
					}
				}
				quietJane := quiet.add("north", typed("Jane Havisham", janesMail))
				jane, direct := a.add("north", typed("Jane Havisham", janesMail)), a.add("", typed("Jane Havisham", janesMail))
				if order == "after her" {
					for i := range 300 {
						a.add("flood", tt.fake(i))
					}
				}
				quiet.add("", typed("Jane Havisham", janesMail))
				before, after := quiet.look(look), a.look(look)
				require.Equal(t, before[quietJane].Evidence, after[jane].Evidence)
				require.Equal(t, candidate.Exact, before[quietJane].Verdict)
				require.Equal(t, candidate.Exact, after[jane].Verdict, order)
				require.Equal(t, candidate.Exact, after[direct].Verdict, order)
				require.InDelta(t, before[quietJane].Score, after[jane].Score, 0.1)
			}
		})
	}
}

// An agency's second record of a key stands behind everybody's first.
func TestTurns(t *testing.T) {
	a := newAccount(t)
	for i := range 3 {
		a.add("north", typed("Jane Havisham", janesMail))
		a.add("", somebody(i, janesMail))
	}
	a.add("south", somebody(7, janesMail))
	r := Normalise(typed("Ruth Roe", janesMail), british)
	key := a.ring.Keys(r)[0]
	require.Equal(t, candidate.KeyEmail, key.Kind)
	require.Equal(t, []candidate.Holder{
		{Candidate: "c0000", Agency: "north"},
		{Candidate: "c0001"},
		{Candidate: "c0003"},
		{Candidate: "c0005"},
		{Candidate: "c0006", Agency: "south"},
		{Candidate: "c0002", Agency: "north", Turn: 1},
		{Candidate: "c0004", Agency: "north", Turn: 2},
	}, a.blocks[key.Digest])

	s := a.search(r, "")
	turn := func(s *Search, of agency.AgencyID) uint8 {
		for h := range holdings(s, of).All() {
			require.Equal(t, key.Digest, h.Digest)
			return h.Turn
		}
		return 99
	}
	require.Equal(t, uint8(3), turn(s, "north"))
	require.Equal(t, uint8(1), turn(s, "south"))
	require.Equal(t, uint8(0), turn(s, "west"))
	require.Equal(t, uint8(0), turn(s, ""))
	require.Equal(t, uint8(1), turn(a.search(r, "c0002"), "north"), "its own turn is free")
	require.Equal(t, len(a.ring.Keys(r)), holdings(s, "north").Len(), "the keys of nicknames are not held")

	full := make([]candidate.Holder, 256)
	for i := range full {
		full[i] = candidate.Holder{Candidate: candidate.ID(fmt.Sprintf("c%03d", i)), Agency: "north", Turn: uint8(i)}
	}
	require.Equal(t, uint8(255), turn(a.ring.Lookup(r).Search([][]candidate.Holder{full}, ""), "north"), "turns end")
	require.Equal(t, uint8(0), turn(a.ring.Lookup(r).Search([][]candidate.Holder{full[1:]}, ""), "north"), "the first place does not stay empty")
}

// holders makes a block of candidates of no agency.
func holders(ids ...int) []candidate.Holder {
	var out []candidate.Holder
	for _, id := range ids {
		out = append(out, candidate.Holder{Candidate: candidate.ID(fmt.Sprintf("%03d", id))})
	}
	return out
}

func TestCandidates(t *testing.T) {
	many := make([]int, MaxBlock+1)
	for i := range many {
		many[i] = i
	}
	ids := func(numbers ...int) []candidate.ID {
		out := []candidate.ID{}
		for _, h := range holders(numbers...) {
			out = append(out, h.Candidate)
		}
		return out
	}
	of := func(id agency.AgencyID, block []candidate.Holder) []candidate.Holder {
		for i := range block {
			block[i].Agency, block[i].Turn = id, uint8(min(i, 255))
		}
		return block
	}
	l := keyring(t).Lookup(Normalise(complete(), british))
	tests := []struct {
		name   string
		blocks [][]candidate.Holder
		want   []candidate.ID
	}{
		{"nothing", nil, ids()},
		{"who is in more blocks comes first", [][]candidate.Holder{holders(1, 2), holders(2, 3)}, ids(2, 1, 3)},
		{"a rare key counts for more", [][]candidate.Holder{holders(7, 8, 9), holders(5)}, ids(5, 7, 8, 9)},
		{"a block that is too large is skipped", [][]candidate.Holder{holders(many...), holders(5)}, ids(5)},
		{"one that is just not is read", [][]candidate.Holder{holders(many[:MaxBlock]...)}, ids(many[:maxScored]...)},
		{"one of an agency's rows is read", [][]candidate.Holder{of("north", holders(many...))}, ids(many[:maxScored]...)},
		{"the one looked for is left out", [][]candidate.Holder{holders(1, 999, 2)}, ids(1, 2)},
		{"and counts for nothing", [][]candidate.Holder{holders(append(many[:MaxBlock:MaxBlock], 999)...)}, ids(many[:maxScored]...)},
		{"more blocks than keys", append(make([][]candidate.Holder, len(l.Keys())), holders(1)), ids()},
		{"an agency's others are less rare", [][]candidate.Holder{of("north", holders(1, 2, 3, 4)), holders(8, 9)}, ids(8, 9, 1, 2, 3, 4)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, l.Search(tt.blocks, "999").Candidates())
		})
	}
	require.Len(t, l.Search([][]candidate.Holder{holders(many[:MaxBlock]...), holders(many[1:]...)}, "").Candidates(), maxScored, "no more than can be scored")
}

// What an agency enters beyond its share gives way to others, and only then.
func TestNoAgencyTakesAllPlaces(t *testing.T) {
	l := keyring(t).Lookup(Normalise(complete(), british))
	var blocks [][]candidate.Holder
	for range 4 {
		var block []candidate.Holder
		for i := range MaxBlock {
			block = append(block, candidate.Holder{Candidate: candidate.ID(fmt.Sprintf("f%03d", i)), Agency: "flood", Turn: uint8(i)})
		}
		blocks = append(blocks, block)
	}
	count := func(ids []candidate.ID) (flood int) {
		for _, id := range ids {
			if id[0] == 'f' {
				flood++
			}
		}
		return flood
	}
	require.Equal(t, maxScored, count(l.Search(blocks, "").Candidates()))
	for i, others := range []int{10, 60} {
		var ids []int
		for j := range others {
			ids = append(ids, 200*i+j)
		}
		got := l.Search(append(blocks, holders(ids...)), "").Candidates()
		require.Len(t, got, maxScored)
		require.Equal(t, maxScored-others, count(got))
	}
}

func TestHowManyHaveAName(t *testing.T) {
	a := newAccount(t)
	for i := range 300 {
		a.add("north", typed("Jane "+strings.Fields(somebody(i).Name)[1]))
	}
	own, other := a.add("north", typed("Jane Havisham", janesMail)), a.add("south", typed("Jane Havisham", janesMail))
	found := a.look(typed("Jane Havisham", janesMail))
	require.Less(t, found[own].Score, found[other].Score-2, "among north's, Jane is a frequent name")
	require.Equal(t, candidate.Exact, found[other].Verdict)
}

func TestCompareOfASearch(t *testing.T) {
	a := newAccount(t)
	first, second := a.add("north", typed("Jane Havisham", janesMail)), a.add("", typed("Jayne Havisham", janesMail))
	other := a.add("", typed("Omar Haddad", janesTel))
	r := Normalise(typed("Jane Havisham", janesMail), british)
	known := []Known{a.known[other], a.known[second], a.known[first]}
	s := a.search(r, "")
	found := s.Compare(r, 3, known)
	require.Len(t, found, 2, "who is at least possible")
	require.Equal(t, first, found[0].Candidate, "the highest score first")
	require.Equal(t, found, s.Compare(r, 3, known), "the same again")
	require.Len(t, a.search(r, first).Compare(r, 3, known), 1, "nobody is found to be themselves")

	broken := a.known[first]
	broken.Sketch = "\x7f" + broken.Sketch
	found = s.Compare(r, 3, []Known{broken})
	require.Len(t, found, 1)
	require.True(t, found[0].Evidence.Has(KnownErased), "what cannot be read is judged by its keys")
}
