package storetest

import (
	"reflect"
	"strings"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// every reads a list to its end.
func (a asking) every(of store.Scope) (all store.Rows, err error) {
	q := store.Query{Recruiter: a.q.Recruiter, List: &store.List{Scope: of, Limit: store.MaxLimit}}
	for {
		f, err := a.next(q)
		if err != nil {
			return all, err
		}
		for _, r := range takeApart(f.Rows) {
			r.add(&all)
			q.List.After = r.at
		}
		if !f.Rows.More {
			return all, nil
		}
	}
}

// addresses looks e-mail addresses up by comparing all there are.
func addresses(
	staff func(agency.Staff, string) bool, recruiter func(agency.Recruiter, string) bool,
) hooks {
	return hooks{answer: func(a asking) (store.Facts, error) {
		f, err := a.ask()
		if err != nil || a.q.Email == "" {
			return f, err
		}
		users, err := a.every(store.Scope{Kind: store.ListStaffUsers})
		if err != nil {
			return f, err
		}
		recruiters, err := a.every(store.Scope{Kind: store.ListRecruiters})
		f.EmailStaff, f.EmailRecruiter = "", ""
		for _, s := range users.Staff {
			if s.Email != "" && staff(s, a.q.Email) {
				f.EmailStaff = s.ID
			}
		}
		for _, r := range recruiters.Recruiters {
			if r.Recruiter.Email != "" && recruiter(r.Recruiter, a.q.Email) {
				f.EmailRecruiter = r.Recruiter.ID
			}
		}
		return f, err
	}}
}

func addressesBy(same func(held, asked string) bool) hooks {
	return addresses(
		func(s agency.Staff, address string) bool { return same(s.Email, address) },
		func(r agency.Recruiter, address string) bool {
			return r.State != agency.RecruiterDeactivated && same(r.Email, address)
		},
	)
}

func foldASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func lessAll(address, what string) string { return strings.ReplaceAll(address, what, "") }

func factFaults() []fault {
	return []fault{
		{
			name: "addresses by the letter", flaw: "E-mail addresses are compared with their letter case.", caught: "FACT-08",
			hooks: addressesBy(func(held, asked string) bool { return held == asked }),
		},
		{
			name: "addresses in ASCII", flaw: "Only the letters A to Z of an address are folded.", caught: "ID-13",
			hooks: addressesBy(func(held, asked string) bool { return foldASCII(held) == asked }),
		},
		{
			name: "addresses without dots", flaw: "Addresses that differ in dots are one.", caught: "ID-13",
			hooks: addressesBy(func(held, asked string) bool {
				return lessAll(agency.FoldEmail(held), ".") == lessAll(asked, ".")
			}),
		},
		{
			name: "addresses as patterns", flaw: "An underscore in the address asked for stands for any character.", caught: "FACT-11",
			hooks: addressesBy(func(held, asked string) bool {
				held = agency.FoldEmail(held)
				if len(held) != len(asked) {
					return false
				}
				for i := range len(asked) {
					if asked[i] != '_' && asked[i] != held[i] {
						return false
					}
				}
				return true
			}),
		},
		{
			name: "deactivated recruiters hold addresses", flaw: "EmailRecruiter names a recruiter who is deactivated.", caught: "FACT-08",
			hooks: addresses(
				func(s agency.Staff, address string) bool { return agency.FoldEmail(s.Email) == address },
				func(r agency.Recruiter, address string) bool { return agency.FoldEmail(r.Email) == address },
			),
		},
		{
			name: "deactivated staff give addresses up", flaw: "EmailStaff does not name a user who is deactivated.", caught: "FACT-08",
			hooks: addresses(
				func(s agency.Staff, address string) bool {
					return s.State != agency.StaffDeactivated && agency.FoldEmail(s.Email) == address
				},
				func(r agency.Recruiter, address string) bool {
					return r.State != agency.RecruiterDeactivated && agency.FoldEmail(r.Email) == address
				},
			),
		},
		{
			name: "invited recruiters hold no addresses", flaw: "EmailRecruiter does not name a recruiter who is invited.", caught: "FACT-08",
			hooks: addresses(
				func(s agency.Staff, address string) bool { return agency.FoldEmail(s.Email) == address },
				func(r agency.Recruiter, address string) bool {
					return r.State == agency.RecruiterActive && agency.FoldEmail(r.Email) == address
				},
			),
		},
		{
			name: "addresses are held for good", flaw: "Whoever had an address first keeps it.", caught: "FACT-08",
			plant: func(store.Store) hooks {
				var staff, recruiters sync.Map
				return hooks{answer: func(a asking) (store.Facts, error) {
					f, err := a.ask()
					if err != nil || a.q.Email == "" {
						return f, err
					}
					if f.EmailStaff != "" {
						staff.LoadOrStore(a.q.Email, f.EmailStaff)
					}
					if f.EmailRecruiter != "" {
						recruiters.LoadOrStore(a.q.Email, f.EmailRecruiter)
					}
					if id, ok := staff.Load(a.q.Email); ok {
						f.EmailStaff = id.(agency.StaffID)
					}
					if id, ok := recruiters.Load(a.q.Email); ok {
						f.EmailRecruiter = id.(agency.RecruiterID)
					}
					return f, nil
				}}
			},
		},
		{
			name: "receipts of any agency", flaw: "A receipt is found though the recruiter is in another agency by now.", caught: "FACT-06",
			plant: receiptsBy(func(r candidate.Receipt) string { return string(r.Recruiter) + "\x00" + string(r.Request) }),
		},
		{
			name: "receipts of any recruiter", flaw: "A colleague finds the receipt.", caught: "FACT-06",
			plant: receiptsBy(func(r candidate.Receipt) string { return string(r.Agency) + "\x00" + string(r.Request) }),
		},
		{
			name: "receipts of anybody", flaw: "A receipt is found by its request alone.", caught: "FACT-06",
			plant: receiptsBy(func(r candidate.Receipt) string { return string(r.Request) }),
		},
		{
			name: "counts the withdrawn", flaw: "Counters include submissions that were withdrawn.", caught: "FACT-07 OWN-02",
			hooks: counting(func(s candidate.Submission, f store.Facts) bool { return s.Agency == f.Agency.ID }),
		},
		{
			name: "counts other agencies", flaw: "Counters include the submissions of other agencies.", caught: "FACT-07",
			hooks: counting(func(s candidate.Submission, f store.Facts) bool { return s.Standing() && !s.Direct() }),
		},
		{
			name: "counts for former agencies", flaw: "The recruiter's counter includes what they submitted for another agency.", caught: "FACT-07",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err != nil || !a.q.Counters || f.Recruiter.ID == "" {
					return f, err
				}
				all, err := a.every(store.Scope{Kind: store.ListSubmissions, Opening: f.Opening.ID, Recruiter: f.Recruiter.ID})
				f.Counters.Recruiter = 0
				for _, s := range all.Submissions {
					if s.Submission.Standing() && s.Submission.Opening != "" && s.Submission.Opening == f.Opening.ID {
						f.Counters.Recruiter++
					}
				}
				return f, err
			}},
		},
		{
			name: "counts unasked", flaw: "Counters are there though nobody asked for them.", caught: "FACT-07",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				a.q.Counters = true
				return a.ask()
			}},
		},
		{
			name: "counts up only", flaw: "Counters do not go down when a submission changes its opening.", caught: "FACT-07",
			plant: func(store.Store) hooks {
				var most sync.Map
				return answered(func(q store.Query, f *store.Facts) {
					if !q.Counters {
						return
					}
					key := [3]string{string(f.Recruiter.ID), string(f.Agency.ID), string(f.Opening.ID)}
					before, _ := most.LoadOrStore(key, f.Counters)
					f.Counters.Agency = max(f.Counters.Agency, before.(store.Counters).Agency)
					f.Counters.Recruiter = max(f.Counters.Recruiter, before.(store.Counters).Recruiter)
					most.Store(key, f.Counters)
				})
			},
		},
		{
			name: "no entry where it may be left out", flaw: "WithoutEntry leaves the submission out as well.", caught: "FACT-05",
			hooks: answered(func(q store.Query, f *store.Facts) {
				if q.WithoutEntry {
					f.Submission = candidate.Submission{}
				}
			}),
		},
		{
			name: "no entries", flaw: "The submission comes without its entry.", caught: "FACT-05",
			hooks: answered(func(_ store.Query, f *store.Facts) { f.Entry = nil }),
		},
		{
			name: "empty entries", flaw: "A submission without an entry comes with an empty one.", caught: "FACT-05",
			hooks: answered(func(q store.Query, f *store.Facts) {
				if f.Submission.ID != "" && !q.WithoutEntry && f.Entry == nil {
					f.Entry = new(candidate.Entry)
				}
			}),
		},
		{
			name: "the submission's opening first", flaw: "Query.Opening is ignored where Query.Submission is set.", caught: "FACT-05",
			hooks: asked(func(q *store.Query) {
				if q.Submission != "" {
					q.Opening = ""
				}
			}),
		},
		{
			name: "no opening with a submission", flaw: "The submission comes without its opening.", caught: "FACT-05",
			hooks: answered(func(q store.Query, f *store.Facts) {
				if q.Submission != "" && q.Opening == "" {
					f.Opening, f.ToAgency, f.ToRecruiter = agency.Opening{}, agency.Share{}, agency.Share{}
				}
			}),
		},
		{
			name: "the agency asked for", flaw: "With Recruiter, Query.Agency is not ignored.", caught: "FACT-04",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err != nil || a.q.Agency == "" || a.q.Recruiter == "" {
					return f, err
				}
				other, err := a.next(store.Query{Agency: a.q.Agency, Opening: a.q.Opening})
				f.Agency, f.ToAgency = other.Agency, other.ToAgency
				return f, err
			}},
		},
		{
			name: "the agency of an unknown recruiter", flaw: "Where the recruiter is unknown, Query.Agency counts.", caught: "FACT-04",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err != nil || f.Recruiter.ID != "" {
					return f, err
				}
				a.q.Recruiter = ""
				other, err := a.next(store.Query{Agency: a.q.Agency, Opening: a.q.Opening})
				f.Agency, f.ToAgency = other.Agency, other.ToAgency
				return f, err
			}},
		},
		{
			name: "shares before the opening are lost", flaw: "A share of an opening that is not known yet is dropped.", caught: "LIST-09",
			hooks: hooks{write: func(t store.Tx, b *batch) {
				if b.kind != aShare {
					b.apply(t)
					return
				}
				for _, s := range b.shares {
					if o, err := t.Openings(s.Opening); err != nil || o[0].ID != "" || agency.CheckID("id", s.Opening) != nil {
						t.PutShares(s)
					}
				}
			}},
		},
		{
			name: "settings only when asked for something", flaw: "A question for nothing comes without settings.", caught: "TX-22",
			hooks: answered(func(q store.Query, f *store.Facts) {
				if reflect.ValueOf(q).IsZero() {
					f.Settings = agency.Settings{}
				}
			}),
		},
		{
			name: "default settings", flaw: "An unknown account has settings of version 1.", caught: "FACT-01",
			hooks: answered(func(_ store.Query, f *store.Facts) {
				if f.Settings.Version == 0 {
					f.Settings.Version = 1
				}
			}),
		},
		{
			name: "unknown is an error", flaw: "A question for a recruiter who is unknown fails.", caught: "FACT-01",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err == nil && a.q.Recruiter != "" && f.Recruiter.ID == "" {
					err = store.ErrNotFound
				}
				return f, err
			}},
		},
	}
}

// receiptsBy finds receipts by key instead of by their scope.
func receiptsBy(key func(candidate.Receipt) string) func(store.Store) hooks {
	return func(store.Store) hooks {
		var all sync.Map
		h := altered(func(b *batch) {
			turn(b.receipts, func(r *candidate.Receipt) { all.Store(key(*r), *r) })
		})
		h.answer = func(a asking) (store.Facts, error) {
			f, err := a.ask()
			if err != nil || a.q.Request == "" {
				return f, err
			}
			sought := candidate.Receipt{Agency: f.Agency.ID, Recruiter: a.q.Recruiter, Request: a.q.Request}
			if r, ok := all.Load(key(sought)); ok {
				found := r.(candidate.Receipt)
				f.Receipt = &found
			}
			return f, nil
		}
		return h
	}
}

// counting counts the opening's submissions that count says.
func counting(count func(candidate.Submission, store.Facts) bool) hooks {
	return hooks{answer: func(a asking) (store.Facts, error) {
		f, err := a.ask()
		if err != nil || !a.q.Counters || f.Opening.ID == "" || f.Agency.ID == "" {
			return f, err
		}
		all, err := a.every(store.Scope{Kind: store.ListSubmissions, Opening: f.Opening.ID})
		f.Counters = store.Counters{}
		for _, s := range all.Submissions {
			if count(s.Submission, f) {
				f.Counters.Agency++
				if s.Submission.Recruiter == f.Recruiter.ID && f.Recruiter.ID != "" {
					f.Counters.Recruiter++
				}
			}
		}
		return f, err
	}}
}
