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
	holders := make(map[candidate.Key][]candidate.ID) // what a store keeps
	for _, k := range ring.Keys(known) {
		holders[k] = append(holders[k], "c1")
	}

	typed := match.Normalise(candidate.Entry{Name: "Liz Havisham"}, match.Options{})
	lookup := ring.Lookup(typed)
	var blocks [][]candidate.ID
	var counts []int
	for _, k := range lookup.Keys() {
		blocks, counts = append(blocks, holders[k]), append(counts, len(holders[k]))
	}
	for _, id := range match.Best(blocks) {
		m := match.Compare(typed, known, lookup.Weights(1, counts))
		fmt.Println(id, m.Verdict, m.Evidence)
	}
	// Output: c1 possible given name is a nickname; same surname
}
