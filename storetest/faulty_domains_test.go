package storetest

import (
	"slices"
	"strings"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// domains looks agencies up by comparing all there are, and answers with as
// many as pick leaves.
func domains(known func(a agency.Agency, domain string) bool, pick func([]agency.Agency) []agency.Agency) hooks {
	return hooks{answer: func(a asking) (store.Facts, error) {
		f, err := a.ask()
		if err != nil || a.q.Domain == "" {
			return f, err
		}
		all, err := a.every(store.Scope{Kind: store.ListAgencies})
		f.AtDomain = pick(slices.DeleteFunc(all.Agencies, func(r agency.Agency) bool { return !known(r, a.q.Domain) }))
		return f, err
	}}
}

func knows(a agency.Agency, domain string) bool { return a.Known.Has(domain) }

func told(all []agency.Agency) []agency.Agency {
	if len(all) == 0 {
		return nil
	}
	return all[:min(len(all), store.MaxAtDomain)]
}

// outreachFaults are those of lists, known domains and addresses in conflict.
func outreachFaults() []fault {
	// conflicted answers who holds an address, and which members have it, anew.
	conflicted := func(holds, member func(agency.Recruiter) bool) hooks {
		return hooks{answer: func(a asking) (store.Facts, error) {
			f, err := a.ask()
			if err != nil || a.q.Email == "" && len(a.q.Emails) == 0 {
				return f, err
			}
			all, err := a.every(store.Scope{Kind: store.ListRecruiters})
			with := func(email string, is func(agency.Recruiter) bool) (id agency.RecruiterID) {
				for _, r := range slices.Backward(all.Recruiters) {
					if agency.FoldEmail(r.Recruiter.Email) == email && r.Recruiter.State != agency.RecruiterDeactivated && is(r.Recruiter) {
						id = r.Recruiter.ID
					}
				}
				return id
			}
			f.EmailRecruiter, f.Members = "", nil
			if a.q.Email != "" {
				f.EmailRecruiter = with(a.q.Email, holds)
			}
			for _, e := range a.q.Emails {
				if with(e, func(r agency.Recruiter) bool { return r.Agency == f.Agency.ID && member(r) }) != "" {
					f.Members = append(f.Members, e)
				}
			}
			return f, err
		}}
	}
	anybody := func(agency.Recruiter) bool { return true }
	inOrder := func(r agency.Recruiter) bool { return !r.Conflict }
	return []fault{
		{
			name: "lists in order of ID", flaw: "Facts.Lists are in order of ID, whatever the question's order.", caught: "FACT-19",
			hooks: answered(func(_ store.Query, f *store.Facts) {
				slices.SortFunc(f.Lists, func(a, b agency.List) int { return strings.Compare(string(a.ID), string(b.ID)) })
			}),
		},
		{
			name: "lists once each", flaw: "A list that is asked for twice comes once.", caught: "FACT-19",
			hooks: asked(func(q *store.Query) { q.Lists = onceEach(slices.Clone(q.Lists)) }),
		},
		{
			name: "lists there are", flaw: "Facts.Lists leaves out what is not there.", caught: "FACT-19 FACT-01",
			hooks: answered(func(_ store.Query, f *store.Facts) {
				f.Lists = slices.DeleteFunc(f.Lists, func(l agency.List) bool { return l.ID == "" })
			}),
		},
		{
			name: "drops one list", flaw: "Of several lists the first is dropped.", caught: "FACT-19",
			hooks: altered(func(b *batch) { b.dropped = b.dropped[:min(len(b.dropped), 1)] }),
		},
		{
			name: "drops no lists", flaw: "DropLists does nothing.", caught: "FACT-19 LIST-17 OWN-08",
			hooks: droppingWrites(ofKind(aDrop)),
		},
		{
			name: "dropped for good", flaw: "A list that was dropped cannot be put again.", caught: "FACT-19",
			plant: func(store.Store) hooks {
				var dropped sync.Map
				return altered(func(b *batch) {
					for _, id := range b.dropped {
						dropped.Store(id, true)
					}
					b.rosters = slices.DeleteFunc(b.rosters, func(l agency.List) bool { _, was := dropped.Load(l.ID); return was })
				})
			},
		},
		{
			name: "dropping nothing is an error", flaw: "DropLists of one that is not there poisons the transaction.", caught: "FACT-19 TX-19",
			hooks: hooks{write: func(t store.Tx, b *batch) {
				for _, id := range b.dropped {
					if f, err := t.Facts(store.Query{Lists: []agency.ListID{id}}); err == nil && f.Lists[0].ID == "" {
						t.PutAgencies(agency.Agency{})
					}
				}
				b.apply(t)
			}},
		},
		{
			name: "lists from the last", flaw: "ListLists are in descending order of ID.", caught: "LIST-17 PAGE-25",
			hooks: orderedBy(kindIs(store.ListLists), func(_ store.Kind, a, b store.After) int { return strings.Compare(b.ID, a.ID) }),
		},
		{
			name: "lists with members", flaw: "ListLists leaves out those that nobody is on.", caught: "LIST-17",
			hooks: keeping(store.ListLists, func(r oneRow, _ store.List) bool { return r.rows().Lists[0].Members.Len() > 0 }),
		},
		{
			name: "agencies at work", flaw: "AtDomain has active agencies only.", caught: "FACT-20",
			hooks: domains(func(a agency.Agency, domain string) bool { return knows(a, domain) && a.State == agency.Active }, told),
		},
		{
			name: "declared domains", flaw: "AtDomain has agencies that declare the domain.", caught: "FACT-20",
			hooks: domains(func(a agency.Agency, domain string) bool { return knows(a, domain) || a.Domains.Has(domain) }, told),
		},
		{
			name: "subdomains", flaw: "AtDomain has agencies that are known by a domain above it.", caught: "FACT-20",
			hooks: domains(func(a agency.Agency, domain string) bool {
				return slices.ContainsFunc(a.Known.Slice(), func(d string) bool { return d == domain || strings.HasSuffix(domain, "."+d) })
			}, told),
		},
		{
			name: "domains without letter case", flaw: "AtDomain compares without letter case.", caught: "ID-19",
			hooks: domains(func(a agency.Agency, domain string) bool {
				return slices.ContainsFunc(a.Known.Slice(), func(d string) bool { return strings.EqualFold(d, domain) })
			}, told),
		},
		{
			name: "domains by their first one", flaw: "AtDomain knows the first domain of each agency only.", caught: "FACT-20 FACT-21",
			hooks: domains(func(a agency.Agency, domain string) bool { return knows(a, domain) && a.Known.Slice()[0] == domain }, told),
		},
		{
			name: "all at a domain", flaw: "AtDomain has more than MaxAtDomain.", caught: "FACT-20",
			hooks: domains(knows, func(all []agency.Agency) []agency.Agency {
				if len(all) == 0 {
					return nil
				}
				return all
			}),
		},
		{
			name: "the last at a domain", flaw: "Of many agencies at a domain the last are told.", caught: "FACT-20",
			hooks: domains(knows, func(all []agency.Agency) []agency.Agency {
				if len(all) == 0 {
					return nil
				}
				return all[max(0, len(all)-store.MaxAtDomain):]
			}),
		},
		{
			name: "nobody at a domain", flaw: "AtDomain is empty, and not nil, where there is nobody.", caught: "FACT-20",
			hooks: domains(knows, func(all []agency.Agency) []agency.Agency { return append([]agency.Agency{}, told(all)...) }),
		},
		{
			name: "agencies without their domains", flaw: "The agencies of AtDomain come without Known.", caught: "FACT-20",
			hooks: answered(func(_ store.Query, f *store.Facts) {
				turn(f.AtDomain, func(a *agency.Agency) { a.Known = agency.Frozen[string]{} })
			}),
		},
		{
			name: "known for good", flaw: "An agency stays known by the domains that it gave up.", caught: "FACT-21 OWN-08",
			plant: func(store.Store) hooks {
				var mu sync.Mutex
				ever := make(map[agency.AgencyID][]string)
				h := domains(func(a agency.Agency, domain string) bool {
					mu.Lock()
					defer mu.Unlock()
					return slices.Contains(ever[a.ID], domain)
				}, told)
				h.write = func(t store.Tx, b *batch) {
					mu.Lock()
					turn(b.agencies, func(r *agency.Agency) { ever[r.ID] = append(ever[r.ID], r.Known.Slice()...) })
					mu.Unlock()
					b.apply(t)
				}
				return h
			},
		},
		{
			name: "conflicts hold addresses", flaw: "EmailRecruiter names a recruiter with a conflict.", caught: "FACT-22 OWN-08",
			hooks: conflicted(anybody, anybody),
		},
		{
			name: "conflicts are no members", flaw: "Members leaves out recruiters with a conflict.", caught: "FACT-22 OWN-08",
			hooks: conflicted(inOrder, inOrder),
		},
		{
			name: "conflicts are members only", flaw: "Members has recruiters with a conflict only.", caught: "FACT-16",
			hooks: conflicted(inOrder, func(r agency.Recruiter) bool { return r.Conflict }),
		},
	}
}
