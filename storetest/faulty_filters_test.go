package storetest

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// ignoring asks for lists of one kind without a filter.
func ignoring(k store.Kind, clear func(*store.Scope)) hooks {
	return asked(func(q *store.Query) {
		if q.List != nil && q.List.Kind == k {
			clear(&q.List.Scope)
		}
	})
}

// rowsOf changes pages of one kind, other rows staying away from it.
func rowsOf(k store.Kind, fn func(q store.Query, f *store.Facts)) hooks {
	return answered(func(q store.Query, f *store.Facts) {
		if q.List != nil && q.List.Kind == k && f.Rows != nil {
			fn(q, f)
		}
	})
}

// keeping leaves out rows of one kind of list.
func keeping(k store.Kind, keep func(oneRow, store.List) bool) hooks {
	return relisted(kindIs(k), func(all []oneRow, l store.List) ([]oneRow, bool) {
		var kept []oneRow
		for _, r := range all {
			if keep(r, l) {
				kept = append(kept, r)
			}
		}
		return pageAfter(kept, l, rowAfter(k))
	})
}

func (r oneRow) rows() *store.Rows { return putTogether([]oneRow{r}, false) }

func filterFaults() []fault {
	no := struct {
		opening, agency, recruiter, staff, submission, team, open, effective func(*store.Scope)
	}{
		opening:    func(s *store.Scope) { s.Opening = "" },
		agency:     func(s *store.Scope) { s.Agency = "" },
		recruiter:  func(s *store.Scope) { s.Recruiter = "" },
		staff:      func(s *store.Scope) { s.Staff = "" },
		submission: func(s *store.Scope) { s.Submission = "" },
		team:       func(s *store.Scope) { s.Team = "" },
		open:       func(s *store.Scope) { s.OpenOnly = false },
		effective:  func(s *store.Scope) { s.EffectiveAt = time.Time{} },
	}
	var faults []fault
	for _, f := range []struct {
		kind   store.Kind
		name   string
		clear  func(*store.Scope)
		caught string
	}{
		{store.ListRecruiters, "ListRecruiters' Agency", no.agency, "LIST-02"},
		{store.ListRecruiters, "ListRecruiters' Opening", func(s *store.Scope) { s.Opening, s.Holding = "", false }, "LIST-02"},
		{store.ListRecruiters, "ListRecruiters' Holding", func(s *store.Scope) { s.Holding = false }, "LIST-02"},
		{store.ListOpenings, "ListOpenings' Team", no.team, "LIST-04"},
		{store.ListOpenings, "ListOpenings' OpenOnly", no.open, "LIST-04"},
		{store.ListGranted, "ListGranted's ToRecruiter", func(s *store.Scope) { s.ToRecruiter = true }, "LIST-09"},
		{store.ListGranted, "ListGranted's ToAgency", func(s *store.Scope) { s.ToAgency = true }, "LIST-09"},
		{store.ListGranted, "ListGranted's OpenOnly", no.open, "LIST-09"},
		{store.ListGranted, "ListGranted's EffectiveAt", func(s *store.Scope) { s.EffectiveAt = time.Time{} }, "LIST-09"},
		{store.ListSubmissions, "ListSubmissions' Opening", no.opening, "LIST-05"},
		{store.ListSubmissions, "ListSubmissions' Agency", no.agency, "LIST-05"},
		{store.ListSubmissions, "ListSubmissions' Recruiter", no.recruiter, "LIST-05"},
		{store.ListSubmissions, "ListSubmissions' Team", no.team, "LIST-05"},
		{store.ListAgencySubmissions, "ListAgencySubmissions' Opening", no.opening, "LIST-10"},
		{store.ListOwnSubmissions, "ListOwnSubmissions' Opening", no.opening, "LIST-10"},
		{store.ListClaims, "ListClaims' Opening", no.opening, "LIST-12"},
		{store.ListClaims, "ListClaims' Agency", no.agency, "LIST-12"},
		{store.ListClaims, "ListClaims' Recruiter", no.recruiter, "LIST-12"},
		{store.ListClaims, "ListClaims' Team", no.team, "LIST-12"},
		{store.ListClaims, "ListClaims' EffectiveAt", no.effective, "LIST-12"},
		{store.ListAgencyClaims, "ListAgencyClaims' Opening", no.opening, "LIST-13"},
		{store.ListAgencyClaims, "ListAgencyClaims' EffectiveAt", no.effective, "LIST-13"},
		{store.ListOwnClaims, "ListOwnClaims' Opening", no.opening, "LIST-13"},
		{store.ListOwnClaims, "ListOwnClaims' EffectiveAt", no.effective, "LIST-13"},
		{store.ListRemarks, "ListRemarks' Remarks", func(s *store.Scope) { s.Remarks = 255 }, "LIST-08"},
		{store.ListJournal, "ListJournal's Opening", no.opening, "LOG-02"},
		{store.ListJournal, "ListJournal's Agency", no.agency, "LOG-02"},
		{store.ListJournal, "ListJournal's Recruiter", no.recruiter, "LOG-02"},
		{store.ListJournal, "ListJournal's Staff", no.staff, "LOG-02"},
		{store.ListJournal, "ListJournal's Submission", no.submission, "LOG-02"},
	} {
		faults = append(faults, fault{
			name: "filter ignored: " + f.name, flaw: f.name + " does not apply.", caught: f.caught, hooks: ignoring(f.kind, f.clear),
		})
	}
	stands := func(s agency.Share, at time.Time) bool { return at.IsZero() || s.Stands(at) == agency.Effective }
	granted := func(effective func(agency.Share, time.Time) bool) hooks {
		return hooks{answer: func(a asking) (store.Facts, error) {
			if a.q.List == nil || a.q.List.Kind != store.ListGranted {
				return a.ask()
			}
			at, of := a.q.List.EffectiveAt, a.q.List.Scope
			a.q.List.EffectiveAt = time.Time{}
			return keeping(store.ListGranted, func(r oneRow, l store.List) bool {
				row := r.rows().Openings[0]
				own := of.ToRecruiter && row.ToRecruiter.Opening != "" && effective(row.ToRecruiter, at)
				ours := of.ToAgency && row.ToAgency.Opening != "" && effective(row.ToAgency, at)
				return own || ours
			}).answer(a)
		}}
	}
	return append(faults, []fault{
		{
			name: "effective at the end", flaw: "A share is still effective at the instant at which it ends.", caught: "LIST-09",
			hooks: granted(func(s agency.Share, at time.Time) bool {
				return stands(s, at) || s.Revoked.IsZero() && !at.Before(s.From) && !at.After(s.Until)
			}),
		},
		{
			name: "not effective at the start", flaw: "A share is not effective yet at the instant at which it starts.", caught: "PAGE-06",
			hooks: granted(func(s agency.Share, at time.Time) bool { return stands(s, at) && (at.IsZero() || at.After(s.From)) }),
		},
		{
			name: "effective to the second", flaw: "EffectiveAt is cut to seconds.", caught: "LIST-09",
			hooks: granted(func(s agency.Share, at time.Time) bool { return stands(s, at.Truncate(time.Second)) }),
		},
		{
			name: "revoked shares are effective", flaw: "EffectiveAt takes no notice of revocation.", caught: "LIST-09 OWN-01",
			hooks: granted(func(s agency.Share, at time.Time) bool {
				s.Revoked = time.Time{}
				return stands(s, at)
			}),
		},
		{
			name: "revoked only from then on", flaw: "A share that was revoked later than EffectiveAt counts as effective.", caught: "PAGE-06",
			hooks: granted(func(s agency.Share, at time.Time) bool {
				if at.Before(s.Revoked) {
					s.Revoked = time.Time{}
				}
				return stands(s, at)
			}),
		},
		{
			name: "ended shares are effective", flaw: "EffectiveAt takes no notice of Until.", caught: "LIST-09",
			hooks: granted(func(s agency.Share, at time.Time) bool {
				s.Until = time.Time{}
				return stands(s, at)
			}),
		},
		{
			name: "revoked shares are not granted", flaw: "Without EffectiveAt revoked shares are left out.", caught: "LIST-09",
			hooks: granted(func(s agency.Share, at time.Time) bool { return stands(s, at) && s.Revoked.IsZero() }),
		},
		{
			name: "the recruiter's shares alone are effective", flaw: "Where both have a share, only the recruiter's is looked at.", caught: "LIST-09",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				if a.q.List == nil || a.q.List.Kind != store.ListGranted || !a.q.List.ToRecruiter {
					return a.ask()
				}
				at := a.q.List.EffectiveAt
				return keeping(store.ListGranted, func(r oneRow, l store.List) bool {
					row := r.rows().Openings[0]
					return row.ToRecruiter.Opening == "" || stands(row.ToRecruiter, at)
				}).answer(a)
			}},
		},
		{
			name: "listed where it was created first", flaw: "ListGranted does not follow a change of an opening's Created.", caught: "LIST-09",
			plant: frozenCreated(store.ListGranted),
		},
		{
			name: "openings stay where they were", flaw: "ListOpenings does not follow a change of an opening's Created.", caught: "LIST-04",
			plant: frozenCreated(store.ListOpenings),
		},
		{
			name: "holding on one's own", flaw: "Holding leaves out those whose agency has the share.", caught: "LIST-02 PAGE-03",
			hooks: keeping(store.ListRecruiters, func(r oneRow, l store.List) bool {
				return !l.Holding || r.rows().Recruiters[0].ToRecruiter.Opening != ""
			}),
		},
		{
			name: "holding what is not revoked", flaw: "Holding leaves out those whose share was revoked.", caught: "LIST-02",
			hooks: keeping(store.ListRecruiters, func(r oneRow, l store.List) bool {
				row := r.rows().Recruiters[0]
				return !l.Holding || row.ToRecruiter.Opening != "" && row.ToRecruiter.Revoked.IsZero() ||
					row.ToAgency.Opening != "" && row.ToAgency.Revoked.IsZero()
			}),
		},
		{
			name: "colleagues without oneself", flaw: "ListColleagues leaves out the one who asks.", caught: "LIST-03",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				if a.q.List == nil || a.q.List.Kind != store.ListColleagues {
					return a.ask()
				}
				return keeping(store.ListColleagues, func(r oneRow, _ store.List) bool { return r.at.ID != string(a.q.Recruiter) }).answer(a)
			}},
		},
		{
			name: "active colleagues", flaw: "ListColleagues leaves out those who are deactivated.", caught: "PAGE-04 PAGE-17",
			hooks: keeping(store.ListColleagues, func(r oneRow, _ store.List) bool {
				return r.rows().Recruiters[0].Recruiter.State != agency.RecruiterDeactivated
			}),
		},
		{
			name: "revoked shares unlisted", flaw: "ListShares leaves out shares that were revoked.", caught: "LIST-11 PAGE-10",
			hooks: keeping(store.ListShares, func(r oneRow, _ store.List) bool { return r.rows().Shares[0].Revoked.IsZero() }),
		},
		{
			name: "own submissions for any agency", flaw: "ListOwnSubmissions has what the recruiter submitted for another agency.", caught: "LIST-10 PAGE-09",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				if a.q.List != nil && a.q.List.Kind == store.ListOwnSubmissions && a.q.Recruiter != "" {
					a.q.List.Kind, a.q.List.Recruiter, a.q.List.Agency, a.q.List.Team = store.ListSubmissions, a.q.Recruiter, "", ""
				}
				return a.ask()
			}},
		},
		{
			name: "own submissions of the agency", flaw: "ListOwnSubmissions has what colleagues submitted.", caught: "LIST-10 OWN-05",
			hooks: asked(func(q *store.Query) {
				if q.List != nil && q.List.Kind == store.ListOwnSubmissions {
					q.List.Kind = store.ListAgencySubmissions
				}
			}),
		},
		{
			name: "submissions of teams with an opening", flaw: "Without Team, submissions to no opening are left out.", caught: "LIST-05",
			hooks: keeping(store.ListSubmissions, func(r oneRow, _ store.List) bool {
				return r.rows().Submissions[0].Submission.Opening != ""
			}),
		},
		{
			name: "submissions of known openings", flaw: "Submissions to an opening that is not known are left out.", caught: "PAGE-15",
			hooks: keeping(store.ListSubmissions, func(r oneRow, _ store.List) bool {
				row := r.rows().Submissions[0]
				return row.Submission.Opening == "" || row.Opening.ID != ""
			}),
		},
		{
			name: "direct submissions unlisted", flaw: "ListSubmissions leaves out who applied directly.", caught: "LIST-05",
			hooks: keeping(store.ListSubmissions, func(r oneRow, _ store.List) bool {
				return !r.rows().Submissions[0].Submission.Direct()
			}),
		},
		{
			name: "subjects in part", flaw: "ListJournal keeps entries that have any of the fields set.", caught: "LOG-02",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				if a.q.List == nil || a.q.List.Kind != store.ListJournal {
					return a.ask()
				}
				of := store.Subject{
					Opening: a.q.List.Opening, Agency: a.q.List.Agency, Recruiter: a.q.List.Recruiter,
					Staff: a.q.List.Staff, Submission: a.q.List.Submission,
				}
				a.q.List.Scope = store.Scope{Kind: store.ListJournal}
				return keeping(store.ListJournal, func(r oneRow, _ store.List) bool {
					s := r.rows().Journal[0].Subject
					return of == (store.Subject{}) || of.Opening != "" && s.Opening == of.Opening || of.Agency != "" && s.Agency == of.Agency ||
						of.Recruiter != "" && s.Recruiter == of.Recruiter || of.Staff != "" && s.Staff == of.Staff ||
						of.Submission != "" && s.Submission == of.Submission
				}).answer(a)
			}},
		},
		{
			name: "rows without shares", flaw: "Rows of openings do not carry the shares of who asks.", caught: "LIST-04",
			hooks: rowsOf(store.ListOpenings, func(_ store.Query, f *store.Facts) {
				turn(f.Rows.Openings, func(r *store.OpeningRow) { r.ToAgency, r.ToRecruiter = agency.Share{}, agency.Share{} })
			}),
		},
		{
			name: "rows with shares of nobody", flaw: "Rows carry the shares of Query.Agency though nobody asks as a recruiter.", caught: "PAGE-05",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err != nil || a.q.Recruiter != "" || a.q.Agency == "" || f.Rows == nil {
					return f, err
				}
				for i := range f.Rows.Openings {
					s, err := a.next(store.Query{Agency: a.q.Agency, Opening: f.Rows.Openings[i].Opening.ID})
					if err != nil {
						return f, err
					}
					f.Rows.Openings[i].ToAgency = s.ToAgency
				}
				return f, nil
			}},
		},
		{
			name: "granted rows with one share", flaw: "ListGranted's rows carry only the shares that count.", caught: "LIST-09",
			hooks: rowsOf(store.ListGranted, func(q store.Query, f *store.Facts) {
				turn(f.Rows.Openings, func(r *store.OpeningRow) {
					if !q.List.ToRecruiter {
						r.ToRecruiter = agency.Share{}
					}
					if !q.List.ToAgency {
						r.ToAgency = agency.Share{}
					}
				})
			}),
		},
		{
			name: "nameless submissions", flaw: "Rows of submissions do not carry the person's name.", caught: "LIST-05",
			hooks: rowsOf(store.ListSubmissions, func(_ store.Query, f *store.Facts) {
				turn(f.Rows.Submissions, func(r *store.SubmissionRow) { r.Name = "" })
			}),
		},
		{
			name: "surnames only", flaw: "A row's name is the one typed as a whole, and empty where it was typed in parts.", caught: "PAGE-07",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err != nil || f.Rows == nil {
					return f, err
				}
				for i := range f.Rows.Submissions {
					s, err := a.next(store.Query{Submission: f.Rows.Submissions[i].Submission.ID})
					if err != nil {
						return f, err
					}
					if s.Entry != nil {
						f.Rows.Submissions[i].Name = s.Entry.Name
					}
				}
				return f, nil
			}},
		},
		{
			name: "rows of submissions without openings", flaw: "Rows of an agency's submissions do not carry the opening.", caught: "PAGE-08",
			hooks: rowsOf(store.ListAgencySubmissions, func(_ store.Query, f *store.Facts) {
				turn(f.Rows.Submissions, func(r *store.SubmissionRow) { r.Opening = agency.Opening{} })
			}),
		},
		{
			name: "recruiters without agencies", flaw: "Rows of recruiters do not carry the agency.", caught: "LIST-02",
			hooks: rowsOf(store.ListRecruiters, func(_ store.Query, f *store.Facts) {
				turn(f.Rows.Recruiters, func(r *store.RecruiterRow) { r.Agency = agency.Agency{} })
			}),
		},
		{
			name: "recruiters with any shares", flaw: "Rows of recruiters carry shares only with Holding.", caught: "LIST-02",
			hooks: rowsOf(store.ListRecruiters, func(q store.Query, f *store.Facts) {
				if !q.List.Holding {
					turn(f.Rows.Recruiters, func(r *store.RecruiterRow) { r.ToAgency, r.ToRecruiter = agency.Share{}, agency.Share{} })
				}
			}),
		},
		{
			name: "journal without values", flaw: "Rows of the journal do not carry the values beside them.", caught: "LOG-01",
			hooks: rowsOf(store.ListJournal, func(_ store.Query, f *store.Facts) {
				turn(f.Rows.Journal, func(r *store.JournalRow) { r.Values = nil })
			}),
		},
	}...)
}
