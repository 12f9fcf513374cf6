package match_test

import (
	"fmt"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
)

func ExampleCompare() {
	known := candidate.Entry{Given: "William", Surname: "Havisham", Phones: agency.Freeze("+44 7911 123456")}
	typed := candidate.Entry{Name: "Havishan, Bill", Phones: agency.Freeze("07911 123456")}
	o := match.Options{Region: "GB"}
	m := match.Compare(match.Normalise(known, o), match.Normalise(typed, o), nil)
	fmt.Println(m.Verdict)
	fmt.Println(m.Evidence)
	// Output:
	// probable
	// same mobile number; given name is a nickname; surname differs by one letter
}

// How a store is asked for records like one.
func ExampleKeyring() {
	ring, err := match.NewKeyring("2026-03", []byte("a secret of 32 random bytes or more"), "acme")
	if err != nil {
		panic(err)
	}
	known := match.Normalise(candidate.Entry{Name: "Elizabeth Havisham"}, match.Options{})
	holders := make(map[candidate.Digest][]candidate.Holder) // what a store keeps, and this
	sketches := map[candidate.ID]candidate.Sketch{"c1": known.Sketch()}
	for holding := range ring.Lookup(known).Holdings(nil, "c1", "north").All() {
		holders[holding.Digest] = append(holders[holding.Digest], candidate.Holder{Candidate: "c1", Agency: "north", Turn: holding.Turn})
	}

	typed := match.Normalise(candidate.Entry{Name: "Liz Havisham"}, match.Options{})
	lookup := ring.Lookup(typed)
	var blocks [][]candidate.Holder
	for _, k := range lookup.Keys() {
		blocks = append(blocks, holders[k.Digest])
	}
	search := lookup.Search(blocks, "") // of nobody who is known
	var all []match.Known
	for _, id := range search.Candidates() {
		all = append(all, match.Known{Candidate: id, Agency: "north", Sketch: sketches[id]})
	}
	for _, found := range search.Compare(typed, 1, all) {
		fmt.Println(found.Candidate, found.Verdict, found.Evidence)
	}
	// Output: c1 possible given name is a nickname; same surname
}
