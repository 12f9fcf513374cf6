package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
)

// evaluation is what was found out about a file.
type evaluation struct {
	index  *index
	known  []person       // by ID
	having map[string]int // how many of an entity are known

	records, pairs, found int // found: true pairs that were compared
	possible, probable    quality
	lookups               quality
	scored                []int
	took                  []time.Duration

	misses int // to be told still
	told   []string

	onPair func(p, q person, m match.Match) // if there is one, for every pair that may be one
}

// quality counts answers.
type quality struct{ right, wrong, missed int }

func newEvaluation(misses int) (*evaluation, error) {
	secret := []byte("measuring needs no secret, but a keyring does")
	ring, err := match.NewKeyring("dupeval", secret, "dupeval")
	if err != nil {
		return nil, err
	}
	return &evaluation{index: newIndex(ring), having: make(map[string]int), misses: misses}, nil
}

// arriving looks every person up among those before, in a random order.
func (e *evaluation) arriving(people []person, seed uint64) {
	order := rand.New(rand.NewPCG(seed, seed)).Perm(len(people))
	for _, i := range order {
		r := people[i].record()
		e.lookup(people[i], r)
		e.learn(people[i], r)
	}
}

// against looks the people up among those known.
func (e *evaluation) against(known, people []person) {
	for _, p := range known {
		e.learn(p, p.record())
	}
	for _, p := range people {
		e.lookup(p, p.record())
	}
}

func (p person) record() *match.Record {
	return match.Normalise(p.entry, match.Options{Region: p.region})
}

func (e *evaluation) learn(p person, r *match.Record) {
	e.records++
	e.index.add(r)
	e.known = append(e.known, p)
	e.having[p.entity]++
}

func (e *evaluation) lookup(p person, r *match.Record) {
	start := time.Now()
	compared, found := e.index.lookup(r)
	e.took = append(e.took, time.Since(start))
	e.scored = append(e.scored, len(compared))

	truth := e.having[p.entity]
	e.pairs += truth
	seen := 0
	var possible, probable quality
	best := -1
	for _, n := range compared {
		m := found[n]
		if e.onPair != nil && m.Verdict >= candidate.Possible {
			e.onPair(p, e.known[n], m)
		}
		is := e.known[n].entity == p.entity
		if is {
			seen++
		}
		possible.count(m.Verdict >= candidate.Possible, is)
		probable.count(m.Verdict >= candidate.Probable, is)
		if b := found[best]; m.Verdict > b.Verdict || m.Verdict == b.Verdict && m.Score > b.Score {
			best = n
		}
		if is != (m.Verdict >= candidate.Possible) || !is && m.Verdict >= candidate.Probable {
			e.tell(p, e.known[n], m)
		}
	}
	e.found += seen
	possible.missed, probable.missed = truth-possible.right, truth-probable.right
	if seen < truth {
		for i, k := range e.known {
			if k.entity == p.entity && !slices.Contains(compared, i) {
				e.tell(p, k, match.Compare(r, k.record(), nil))
			}
		}
	}
	e.possible.sum(possible)
	e.probable.sum(probable)
	switch {
	case best >= 0 && e.known[best].entity == p.entity:
		e.lookups.right++
	default:
		if best >= 0 {
			e.lookups.wrong++
		}
		if truth > 0 {
			e.lookups.missed++
		}
	}
}

func (e *evaluation) tell(p, q person, m match.Match) {
	if e.misses == 0 {
		return
	}
	e.misses--
	what := "wrong"
	if p.entity == q.entity {
		what = "missed"
	}
	e.told = append(e.told, fmt.Sprintf("%s: %s %.1f: %s\n  %s\n  %s", what, m.Verdict, m.Score, m.Evidence, p, q))
}

func (q *quality) count(said, is bool) {
	switch {
	case said && is:
		q.right++
	case said:
		q.wrong++
	}
}

func (q *quality) sum(other quality) {
	q.right += other.right
	q.wrong += other.wrong
	q.missed += other.missed
}

func (q quality) precision() float64 { return ratio(q.right, q.right+q.wrong) }
func (q quality) recall() float64    { return ratio(q.right, q.right+q.missed) }
func (q quality) f1() float64        { return ratio(2*q.right, 2*q.right+q.wrong+q.missed) }

// ratio of nothing to nothing is 1: nothing is wrong with it.
func ratio(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}
