package storetest

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var claimPageChecks = []check{
	{"PAGE-20", "The pages of ListClaims are consecutive pieces of it, with Opening, Agency, Recruiter, Team and EffectiveAt in every combination.", pagesClaims, nil},
	{"PAGE-21", "The pages of ListAgencyClaims are consecutive pieces of it, with and without Opening and EffectiveAt.", pagesAgencyClaims, nil},
	{"PAGE-22", "The pages of ListOwnClaims are consecutive pieces of it, with and without Opening and EffectiveAt.", pagesOwnClaims, nil},
	{"PAGE-23", "The pages of ListCandidates are consecutive pieces of it, at every size.", pagesCandidates, nil},
	{"PAGE-24", "The pages of ListInvitations are consecutive pieces of it, with and without Agency and Recruiter.", pagesInvitations, nil},
	{"PAGE-25", "The pages of ListLists are consecutive pieces of it, at every size.", pagesLists, nil},
}

func pagesClaims(p *probe) {
	w := p.populated()
	p.cutsAll(w, every, "", store.Scope{Kind: store.ListClaims})
	for i := range 3 {
		by := w.claims[i]
		for set := range 32 {
			of := store.Scope{Kind: store.ListClaims}
			if set&1 > 0 {
				of.Opening = w.openingID(i + 2)
			}
			if set&2 > 0 {
				of.Agency = by.Agency
			}
			if set&4 > 0 {
				of.Recruiter = by.Recruiter
			}
			if set&8 > 0 {
				of.Team = w.staffID(i)
			}
			if set&16 > 0 {
				of.EffectiveAt = by.From.Add(time.Minute)
			}
			p.cutsAll(w, few, []agency.RecruiterID{"", w.recruiterID(0), w.recruiterID(1)}[i], of)
		}
	}
	for _, c := range w.claims { // the instants at which something begins or ends
		for _, at := range []time.Time{c.From, c.Ends()} {
			of := store.Scope{Kind: store.ListClaims, EffectiveAt: at}
			p.cuts(store.Query{}, of, w.list("", of), store.MaxLimit)
		}
	}
	of := store.Scope{Kind: store.ListClaims} // no recruiter asks: the rows carry no shares
	p.cuts(store.Query{Agency: w.agencyID(0)}, of, w.list("", of), store.MaxLimit)
}

// pagesOfClaims checks a list of claims that belong to the asker.
func (p *probe) pagesOfClaims(kind store.Kind) {
	w := p.populated()
	for i := range 8 {
		asker := w.recruiterID(i)
		p.cutsAll(w, every, asker, store.Scope{Kind: kind})
		for j := range 8 {
			p.cutsAll(w, few, asker, store.Scope{Kind: kind, Opening: w.openingID(j)})
			p.cutsAll(w, few, asker, store.Scope{Kind: kind, EffectiveAt: w.claims[j].From.Add(time.Minute)})
		}
	}
}

func pagesAgencyClaims(p *probe) { p.pagesOfClaims(store.ListAgencyClaims) }

func pagesOwnClaims(p *probe) { p.pagesOfClaims(store.ListOwnClaims) }

func pagesCandidates(p *probe) {
	p.cutsAll(p.populated(), every, "", store.Scope{Kind: store.ListCandidates})
}

func pagesInvitations(p *probe) {
	w := p.populated()
	p.cutsAll(w, every, "", store.Scope{Kind: store.ListInvitations})
	for i := range 8 {
		for j := range someAgencies {
			p.cutsAll(w, few, "", store.Scope{Kind: store.ListInvitations, Recruiter: w.recruiterID(i), Agency: w.agencyID(j)})
		}
		p.cutsAll(w, few, w.recruiterID(0), store.Scope{Kind: store.ListInvitations, Recruiter: w.recruiterID(i)})
		p.cutsAll(w, few, "", store.Scope{Kind: store.ListInvitations, Agency: w.agencyID(i)})
	}
}

func pagesLists(p *probe) {
	p.cutsAll(p.populated(), every, "", store.Scope{Kind: store.ListLists})
}
