package storetest

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// sharedTable keeps the records of one kind without their account: whatever one
// account writes replaces what the others have.
func sharedTable(k kind) func(store.Store) hooks {
	return func(disk store.Store) hooks {
		var mu sync.Mutex
		var all []*batch
		var from []agency.AccountID
		seen := make(map[agency.AccountID]int)
		foreign := func(account agency.AccountID) (missed []*batch) {
			mu.Lock()
			defer mu.Unlock()
			for i := seen[account]; i < len(all); i++ {
				if from[i] != account {
					missed = append(missed, all[i])
				}
			}
			seen[account] = len(all)
			return missed
		}
		return hooks{
			enter: func(ctx context.Context, account agency.AccountID) {
				missed := foreign(account)
				if len(missed) == 0 {
					return
				}
				_ = disk.Update(context.WithoutCancel(ctx), account, func(t store.Tx) error {
					for _, b := range missed {
						b.apply(t)
					}
					return nil
				})
			},
			update: func(u updating) error {
				return recordingWrites(u, func(own []*batch) {
					mu.Lock()
					defer mu.Unlock()
					for _, b := range own {
						if b.kind == k {
							all, from = append(all, b), append(from, u.account)
						}
					}
				})
			},
		}
	}
}

// neighbours knows which accounts were written last.
type neighbours struct {
	mu     sync.Mutex
	recent []agency.AccountID // the last one first
}

func (n *neighbours) update(u updating) error {
	return recordingWrites(u, func([]*batch) {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.recent = append([]agency.AccountID{u.account}, n.recent...)
	})
}

// of returns the account that was written last and is another.
func (n *neighbours) of(account agency.AccountID) agency.AccountID {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, a := range n.recent {
		if a != account {
			return a
		}
	}
	return account
}

// leaking answers some of each question from the other account that was written
// last.
func leaking(when func(store.Query) bool, take func(f *store.Facts, other store.Facts)) func(store.Store) hooks {
	return func(disk store.Store) hooks {
		n := new(neighbours)
		return hooks{update: n.update, answer: func(a asking) (store.Facts, error) {
			f, err := a.ask()
			other := n.of(a.account)
			if err != nil || other == a.account || !when(a.q) {
				return f, err
			}
			foreign, err := disk.Read(context.Background(), other, a.q)
			take(&f, foreign)
			return f, err
		}}
	}
}

// elsewhere reads one kind of record from another account.
type elsewhere struct {
	store.Reader
	other store.Reader
	kind  kind
}

func (r elsewhere) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	if r.kind == anAgency {
		return r.other.Agencies(ids...)
	}
	return r.Reader.Agencies(ids...)
}

func (r elsewhere) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	if r.kind == aRecruiter {
		return r.other.Recruiters(ids...)
	}
	return r.Reader.Recruiters(ids...)
}

func (r elsewhere) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	if r.kind == anOpening {
		return r.other.Openings(ids...)
	}
	return r.Reader.Openings(ids...)
}

func (r elsewhere) Shares(openings []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	if r.kind == aShare {
		return r.other.Shares(openings, to)
	}
	return r.Reader.Shares(openings, to)
}

func tenancyFaults() (faults []fault) {
	for _, k := range []kind{
		aSettings, aStaff, anAgency, aRecruiter, anOpening, aShare, aSubmission, anEntry, aReceipt, aRemark, aLine, anErasure, anEvent,
		aCandidate, aClaim, aRuling, aProbe, anIndex, aHold, aLetGo, anInvitation, aList, aDrop,
	} {
		caught := "ACC-04"
		switch k {
		case anErasure:
			caught = "ACC-05"
		case anEvent:
			caught = "ACC-08"
		}
		faults = append(faults, fault{
			name: "one table for all: " + string(k), flaw: "Writes of one account reach the other accounts' records of this kind: " + string(k) + ".",
			caught: caught, plant: sharedTable(k),
		})
	}
	always := func(store.Query) bool { return true }
	fields := map[string]func(f *store.Facts, other store.Facts){
		"Settings":       func(f *store.Facts, o store.Facts) { f.Settings = o.Settings },
		"Staff":          func(f *store.Facts, o store.Facts) { f.Staff = o.Staff },
		"Recruiter":      func(f *store.Facts, o store.Facts) { f.Recruiter = o.Recruiter },
		"Agency":         func(f *store.Facts, o store.Facts) { f.Agency = o.Agency },
		"Opening":        func(f *store.Facts, o store.Facts) { f.Opening = o.Opening },
		"ToRecruiter":    func(f *store.Facts, o store.Facts) { f.ToRecruiter = o.ToRecruiter },
		"ToAgency":       func(f *store.Facts, o store.Facts) { f.ToAgency = o.ToAgency },
		"Submission":     func(f *store.Facts, o store.Facts) { f.Submission = o.Submission },
		"Counters":       func(f *store.Facts, o store.Facts) { f.Counters = o.Counters },
		"EmailStaff":     func(f *store.Facts, o store.Facts) { f.EmailStaff = o.EmailStaff },
		"EmailRecruiter": func(f *store.Facts, o store.Facts) { f.EmailRecruiter = o.EmailRecruiter },
		"Entry":          func(f *store.Facts, o store.Facts) { f.Entry = o.Entry },
		"Ruling":         func(f *store.Facts, o store.Facts) { f.Ruling = o.Ruling },
		"Claim":          func(f *store.Facts, o store.Facts) { f.Claim = o.Claim },
		"Known":          func(f *store.Facts, o store.Facts) { f.Known = o.Known },
		"Probe":          func(f *store.Facts, o store.Facts) { f.Probe = o.Probe },
		"Probes":         func(f *store.Facts, o store.Facts) { f.Probes = o.Probes },
		"Holders":        func(f *store.Facts, o store.Facts) { f.Holders = o.Holders },
		"Index":          func(f *store.Facts, o store.Facts) { f.Index = o.Index },
		"Members":        func(f *store.Facts, o store.Facts) { f.Members = o.Members },
		"Invitation":     func(f *store.Facts, o store.Facts) { f.Invitation = o.Invitation },
		"Latest":         func(f *store.Facts, o store.Facts) { f.Latest = o.Latest },
		"Lists":          func(f *store.Facts, o store.Facts) { f.Lists = o.Lists },
		"AtDomain":       func(f *store.Facts, o store.Facts) { f.AtDomain = o.AtDomain },
		"Receipt":        func(f *store.Facts, o store.Facts) { f.Receipt = o.Receipt },
	}
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		caught := "ACC-01"
		switch field {
		case "Counters", "EmailStaff", "EmailRecruiter", "Probes", "Members":
			caught = "ACC-09"
		case "Holders", "Known":
			caught = "ACC-01 ACC-09"
		}
		faults = append(faults, fault{
			name: "Facts." + field + " of another account", flaw: "Facts." + field + " is looked up without the account.",
			caught: caught, plant: leaking(always, fields[field]),
		})
	}
	for _, name := range slices.Sorted(maps.Keys(listKinds)) {
		k := listKinds[name]
		faults = append(faults, fault{
			name: name + " of another account", flaw: name + " does not look at the account.", caught: "ACC-02",
			plant: leaking(
				func(q store.Query) bool { return q.List != nil && q.List.Kind == k },
				func(f *store.Facts, o store.Facts) { f.Rows = o.Rows },
			),
		})
	}
	for _, k := range []kind{anAgency, aRecruiter, anOpening, aShare} {
		faults = append(faults, fault{
			name: "getter of another account: " + string(k), flaw: "A Reader's getter does not look at the account: " + string(k) + ".",
			caught: "ACC-03", plant: func(disk store.Store) hooks {
				n := new(neighbours)
				return hooks{update: n.update, view: func(v viewing) error {
					fn := v.fn
					other := presentReader{context.WithoutCancel(v.ctx), disk, n.of(v.account)}
					v.fn = func(r store.Reader) error { return fn(elsewhere{r, other, k}) }
					return v.run()
				}}
			},
		})
	}
	return append(faults, fault{
		name: "one queue for all", flaw: "An account can claim what others published.", caught: "ID-01",
		hooks: hooks{outbox: func(o *faultyOutbox) {
			o.claim = func(ctx context.Context, account agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
				claim, err := o.disk.Claim(ctx, account, lease, limit)
				if err != nil || claim.Token != "" {
					return claim, err
				}
				others, err := o.disk.Pending(ctx, "", store.MaxLimit)
				if err != nil || len(others) == 0 {
					return claim, err
				}
				return o.disk.Claim(ctx, others[0], lease, limit)
			}
		}},
	}, fault{
		name: "accounts that are none", flaw: "An Update of an account whose ID breaks the rule is accepted.", caught: "ID-04",
		hooks: hooks{account: func(account agency.AccountID) agency.AccountID {
			if agency.CheckID("account", account) != nil {
				return "lost and found"
			}
			return account
		}},
	})
}

// listKinds are the kinds of lists by name.
var listKinds = map[string]store.Kind{
	"ListAgencies": store.ListAgencies, "ListStaffUsers": store.ListStaffUsers, "ListRecruiters": store.ListRecruiters,
	"ListColleagues": store.ListColleagues, "ListOpenings": store.ListOpenings, "ListGranted": store.ListGranted,
	"ListSubmissions": store.ListSubmissions, "ListAgencySubmissions": store.ListAgencySubmissions,
	"ListOwnSubmissions": store.ListOwnSubmissions, "ListShares": store.ListShares, "ListRemarks": store.ListRemarks,
	"ListJournal": store.ListJournal, "ListClaims": store.ListClaims, "ListAgencyClaims": store.ListAgencyClaims,
	"ListOwnClaims": store.ListOwnClaims, "ListCandidates": store.ListCandidates,
	"ListInvitations": store.ListInvitations, "ListLists": store.ListLists,
}
