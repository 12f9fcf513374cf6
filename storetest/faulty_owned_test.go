package storetest

import (
	"slices"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

func ownedFaults() []fault {
	since := func(fn func(store.Query, store.Facts) time.Time) hooks {
		return hooks{answer: func(a asking) (store.Facts, error) {
			f, err := a.ask()
			if err == nil && !a.q.ProbesSince.IsZero() {
				a.q.ProbesSince = fn(a.q, f)
				return a.ask()
			}
			return f, err
		}}
	}
	members := func(fn func(r agency.Recruiter, of agency.AgencyID) bool) hooks {
		return hooks{answer: func(a asking) (store.Facts, error) {
			f, err := a.ask()
			if err != nil || len(a.q.Emails) == 0 {
				return f, err
			}
			all, err := a.every(store.Scope{Kind: store.ListRecruiters})
			f.Members = nil
			for _, e := range a.q.Emails {
				if slices.ContainsFunc(all.Recruiters, func(r store.RecruiterRow) bool {
					return r.Recruiter.Email != "" && agency.FoldEmail(r.Recruiter.Email) == e && fn(r.Recruiter, f.Agency.ID)
				}) {
					f.Members = append(f.Members, e)
				}
			}
			return f, err
		}}
	}
	active := func(r agency.Recruiter) bool { return r.State != agency.RecruiterDeactivated }
	return []fault{
		{
			name: "no rulings", flaw: "The submission comes without the ruling on it.", caught: "FACT-12",
			hooks: answered(func(_ store.Query, f *store.Facts) { f.Ruling = nil }),
		},
		{
			name: "empty rulings", flaw: "A submission without a ruling comes with an empty one.", caught: "FACT-12",
			hooks: answered(func(q store.Query, f *store.Facts) {
				if f.Submission.ID != "" && f.Ruling == nil {
					f.Ruling = new(candidate.Ruling)
				}
			}),
		},
		{
			name: "own probes only", flaw: "A probe is found by who made it only.", caught: "FACT-13",
			hooks: answered(func(_ store.Query, f *store.Facts) {
				if f.Probe != nil && f.Probe.Recruiter != f.Recruiter.ID {
					f.Probe = nil
				}
			}),
		},
		{
			name: "own claims only", flaw: "A claim is found by its own agency only.", caught: "FACT-13",
			hooks: answered(func(_ store.Query, f *store.Facts) {
				if f.Agency.ID != "" && f.Claim.Agency != f.Agency.ID {
					f.Claim = candidate.Claim{}
				}
			}),
		},
		{
			name: "probes later than", flaw: "A probe made at ProbesSince is not counted.", caught: "FACT-14",
			hooks: since(func(q store.Query, _ store.Facts) time.Time { return q.ProbesSince.Add(time.Microsecond) }),
		},
		{
			name: "probes of all time", flaw: "Probes before ProbesSince are counted.", caught: "FACT-14",
			hooks: since(func(store.Query, store.Facts) time.Time { return instants[0] }),
		},
		{
			name: "probes of the recruiter for anybody", flaw: "The recruiter's probes for another agency are counted.", caught: "FACT-14",
			plant: func(store.Store) hooks {
				var all sync.Map
				h := altered(func(b *batch) { turn(b.probes, func(r *candidate.Probe) { all.Store(r.ID, *r) }) })
				h.answer = answered(func(q store.Query, f *store.Facts) {
					if f.Probes.Recruiter == 0 {
						return
					}
					f.Probes.Recruiter = 0
					for _, r := range all.Range {
						if r := r.(candidate.Probe); r.Recruiter == q.Recruiter && !r.At.Before(q.ProbesSince) {
							f.Probes.Recruiter++
						}
					}
				}).answer
				return h
			},
		},
		{
			name: "forgets half a day's probes", flaw: "Probes are dropped twelve hours before the newest one.", caught: "FACT-15",
			plant: forgettingProbes(candidate.ProbesCounted/2, true),
		},
		{
			name: "forgets everybody's probes", flaw: "A new probe of one agency drops old ones of another.", caught: "FACT-15",
			plant: forgettingProbes(candidate.ProbesCounted, false),
		},
		{
			name: "members of any agency", flaw: "Members are found in all agencies.", caught: "FACT-16",
			hooks: members(func(r agency.Recruiter, of agency.AgencyID) bool { return of != "" && active(r) }),
		},
		{
			name: "former members", flaw: "Members are found who are deactivated.", caught: "FACT-16",
			hooks: members(func(r agency.Recruiter, of agency.AgencyID) bool { return r.Agency == of }),
		},
		{
			name: "members who are active", flaw: "Members are not found who are invited.", caught: "FACT-16",
			hooks: members(func(r agency.Recruiter, of agency.AgencyID) bool {
				return r.Agency == of && r.State == agency.RecruiterActive
			}),
		},
		{
			name: "members once each", flaw: "An address that is asked for twice is a member's once.", caught: "FACT-16",
			hooks: answered(func(_ store.Query, f *store.Facts) { f.Members = onceEach(f.Members) }),
		},
		{
			name: "members in order", flaw: "Members are in the order of their addresses.", caught: "FACT-16",
			hooks: answered(func(_ store.Query, f *store.Facts) { slices.Sort(f.Members) }),
		},
		{
			name: "no members", flaw: "Members is empty, and not nil, where there are none.", caught: "FACT-16",
			hooks: answered(func(_ store.Query, f *store.Facts) { f.Members = append([]string{}, f.Members...) }),
		},
	}
}

// forgettingProbes drops probes that are older than the newest one of their
// agency, or of all, by more than kept.
func forgettingProbes(kept time.Duration, ofAgency bool) func(store.Store) hooks {
	return func(store.Store) hooks {
		var mu sync.Mutex
		newest := make(map[agency.AgencyID]time.Time)
		of := func(r *candidate.Probe) agency.AgencyID {
			if ofAgency {
				return r.Agency
			}
			return ""
		}
		h := altered(func(b *batch) {
			mu.Lock()
			defer mu.Unlock()
			turn(b.probes, func(r *candidate.Probe) {
				if r.At.After(newest[of(r)]) {
					newest[of(r)] = r.At
				}
			})
		})
		h.answer = answered(func(_ store.Query, f *store.Facts) {
			mu.Lock()
			defer mu.Unlock()
			if f.Probe != nil && newest[of(f.Probe)].Sub(f.Probe.At) > kept {
				f.Probe = nil
			}
		}).answer
		return h
	}
}
