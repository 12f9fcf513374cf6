package storetest

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// knowing changes who is known.
func knowing(fn func(q store.Query, known []store.Known) []store.Known) hooks {
	return answered(func(q store.Query, f *store.Facts) { f.Known = fn(q, f.Known) })
}

func knownFaults() []fault {
	faults := []fault{
		{
			name: "known as often as asked for", flaw: "A candidate asked for twice is known twice.", caught: "KNOWN-01",
			hooks: knowing(func(q store.Query, known []store.Known) (all []store.Known) {
				for _, k := range known {
					all = append(all, k)
					for i, id := range q.Candidates {
						if id == k.Candidate.ID && slices.Contains(q.Candidates[:i], id) {
							all = append(all, k)
						}
					}
				}
				return all
			}),
		},
		{
			name: "known as asked for", flaw: "Candidates that are one person with those asked for are left out.", caught: "KNOWN-01",
			hooks: knowing(func(q store.Query, known []store.Known) []store.Known {
				if len(q.Candidates) == 0 {
					return known
				}
				known = slices.DeleteFunc(known, func(k store.Known) bool { return !slices.Contains(q.Candidates, k.Candidate.ID) })
				return slices.Clip(slices.Concat(known))
			}),
		},
		{
			name: "persons with a record", flaw: "Candidates whose person has no record are not known.", caught: "KNOWN-01",
			hooks: knowing(func(_ store.Query, known []store.Known) []store.Known {
				ids := knownIDs(known)
				return slices.Concat(slices.DeleteFunc(known, func(k store.Known) bool { return !slices.Contains(ids, k.Candidate.Person) }))
			}),
		},
		{
			name: "nobody known", flaw: "Known is empty, and not nil, where nobody is.", caught: "KNOWN-01",
			hooks: knowing(func(_ store.Query, known []store.Known) []store.Known { return append([]store.Known{}, known...) }),
		},
		{
			name: "known in the order of the question", flaw: "Those known are in the order in which they are asked for.", caught: "KNOWN-01",
			hooks: knowing(func(q store.Query, known []store.Known) []store.Known {
				slices.SortStableFunc(known, func(a, b store.Known) int {
					return slices.Index(q.Candidates, a.Candidate.ID) - slices.Index(q.Candidates, b.Candidate.ID)
				})
				return known
			}),
		},
		{
			name: "claims by ID", flaw: "The claims to a candidate are in the order of their IDs.", caught: "KNOWN-02",
			hooks: knowing(func(_ store.Query, known []store.Known) []store.Known {
				for _, k := range known {
					slices.SortFunc(k.Claims, func(a, b candidate.Claim) int { return strings.Compare(string(a.ID), string(b.ID)) })
				}
				return known
			}),
		},
		{
			name: "claims by end", flaw: "The claims to a candidate are in the order of their ends.", caught: "KNOWN-02",
			hooks: knowing(func(_ store.Query, known []store.Known) []store.Known {
				for _, k := range known {
					slices.SortStableFunc(k.Claims, func(a, b candidate.Claim) int { return a.Ends().Compare(b.Ends()) })
				}
				return known
			}),
		},
		{
			name: "claims to the person", flaw: "Each candidate comes with the claims to all who are the same person.", caught: "KNOWN-02",
			hooks: knowing(func(_ store.Query, known []store.Known) []store.Known {
				all := make(map[candidate.ID][]candidate.Claim)
				for _, k := range known {
					all[k.Candidate.Person] = append(all[k.Candidate.Person], k.Claims...)
				}
				turn(known, func(k *store.Known) { k.Claims = all[k.Candidate.Person] })
				return known
			}),
		},
		{
			name: "no claims", flaw: "A candidate without claims comes with an empty list of them.", caught: "KNOWN-01 KNOWN-02",
			hooks: knowing(func(_ store.Query, known []store.Known) []store.Known {
				turn(known, func(k *store.Known) { k.Claims = append([]candidate.Claim{}, k.Claims...) })
				return known
			}),
		},
		{
			name: "the claim's person first", flaw: "Person asks about the claim where there is a submission too.", caught: "KNOWN-03",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err == nil && a.q.Person && a.q.Claim != "" && a.q.Submission != "" {
					a.q.Submission = ""
					var by store.Facts
					by, err = a.ask()
					f.Known = by.Known
				}
				return f, err
			}},
		},
		{
			name: "persons unasked", flaw: "Who a submission is about is known without Person.", caught: "KNOWN-03",
			hooks: asked(func(q *store.Query) { q.Person = true }),
		},
		{
			name: "persons alone", flaw: "Person asks about nobody else.", caught: "KNOWN-03",
			hooks: asked(func(q *store.Query) {
				if q.Person && q.Submission != "" {
					q.Candidates = nil
				}
			}),
		},
		{
			name: "one of the host's", flaw: "Whom the host knows is the first candidate only.", caught: "KNOWN-04",
			hooks: knowing(func(q store.Query, known []store.Known) []store.Known {
				first := slices.IndexFunc(known, func(k store.Known) bool { return k.Candidate.Host == q.Host })
				if q.Host == "" || first < 0 || len(q.Candidates) > 0 {
					return known
				}
				person := known[first].Candidate.Person
				return slices.DeleteFunc(known, func(k store.Known) bool { return k.Candidate.Person != person })
			}),
		},
		{
			name: "the host's empty name", flaw: "An empty Host stands for all whom the host does not know.", caught: "KNOWN-04",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err == nil && a.q.Host == "" && f.Known == nil {
					var all store.Rows
					all, err = a.every(store.Scope{Kind: store.ListCandidates})
					for _, c := range all.Candidates {
						if c.Host == "" {
							f.Known = append(f.Known, store.Known{Candidate: c})
						}
					}
				}
				return f, err
			}},
		},
		{
			name: "a hundred candidates", flaw: "The first hundred candidates of a question are looked up.", caught: "KNOWN-07",
			hooks: asked(func(q *store.Query) { q.Candidates = first100(q.Candidates) }),
		},
		{
			name: "49 are one person", flaw: "No more than 49 candidates of one person are known.", caught: "KNOWN-07",
			hooks: knowing(func(_ store.Query, known []store.Known) []store.Known {
				n := make(map[candidate.ID]int)
				return slices.DeleteFunc(known, func(k store.Known) bool {
					n[k.Candidate.Person]++
					return n[k.Candidate.Person] > 49
				})
			}),
		},
		{
			name: "a hundred claims", flaw: "No more than a hundred claims come with those known.", caught: "KNOWN-07",
			hooks: knowing(func(_ store.Query, known []store.Known) []store.Known {
				left := 100
				turn(known, func(k *store.Known) {
					if k.Claims = k.Claims[:min(len(k.Claims), left)]; len(k.Claims) == 0 {
						k.Claims = nil
					}
					left -= len(k.Claims)
				})
				return known
			}),
		},
	}
	for _, of := range []struct {
		name, flaw, caught string
		key                func(*batch) []any // what each record is known by
		keep               func(b *batch, i int, first any) any
	}{
		{
			"persons for good", "Who a candidate is stays as it was put first.", "KNOWN-05",
			func(b *batch) (ids []any) {
				turn(b.candidates, func(c *candidate.Candidate) { ids = append(ids, c.ID) })
				return ids
			},
			func(b *batch, i int, first any) any {
				if first != nil {
					b.candidates[i].Person = first.(candidate.ID)
				}
				return b.candidates[i].Person
			},
		},
		{
			"hosts for good", "By what the host knows a candidate stays as it was put first.", "KNOWN-05",
			func(b *batch) (ids []any) {
				turn(b.candidates, func(c *candidate.Candidate) { ids = append(ids, c.ID) })
				return ids
			},
			func(b *batch, i int, first any) any {
				if first != nil {
					b.candidates[i].Host = first.(candidate.HostID)
				}
				return b.candidates[i].Host
			},
		},
		{
			"claims to whom they were first", "A claim stays with the candidate that it was put with first.", "KNOWN-06",
			func(b *batch) (ids []any) {
				turn(b.claims, func(c *candidate.Claim) { ids = append(ids, c.ID) })
				return ids
			},
			func(b *batch, i int, first any) any {
				if first != nil {
					b.claims[i].Candidate = first.(candidate.ID)
				}
				return b.claims[i].Candidate
			},
		},
		{
			"claims from when they were first", "A claim begins for good when it was put to begin first.", "KNOWN-06",
			func(b *batch) (ids []any) {
				turn(b.claims, func(c *candidate.Claim) { ids = append(ids, c.ID) })
				return ids
			},
			func(b *batch, i int, first any) any {
				if first != nil {
					b.claims[i].From = first.(time.Time)
				}
				return b.claims[i].From
			},
		},
	} {
		faults = append(faults, fault{name: of.name, flaw: of.flaw, caught: of.caught, plant: func(store.Store) hooks {
			var firsts sync.Map
			return altered(func(b *batch) {
				for i, key := range of.key(b) {
					first, _ := firsts.Load(key)
					firsts.Store(key, of.keep(b, i, first))
				}
			})
		}})
	}
	return faults
}
