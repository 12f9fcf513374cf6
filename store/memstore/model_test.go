package memstore_test

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// A model is an account in Go maps, which answers every question by looking
// at every record.
type model struct {
	staff       map[agency.StaffID]agency.Staff
	agencies    map[agency.AgencyID]agency.Agency
	recruiters  map[agency.RecruiterID]agency.Recruiter
	openings    map[agency.OpeningID]agency.Opening
	shares      map[modelShare]agency.Share
	submissions map[candidate.SubmissionID]candidate.Submission
	remarks     map[string]candidate.Remark
	journal     []store.JournalRow
}

type modelShare struct {
	opening agency.OpeningID
	grantee agency.Grantee
}

func newModel() model {
	return model{
		staff: map[agency.StaffID]agency.Staff{}, agencies: map[agency.AgencyID]agency.Agency{},
		recruiters: map[agency.RecruiterID]agency.Recruiter{}, openings: map[agency.OpeningID]agency.Opening{},
		shares: map[modelShare]agency.Share{}, submissions: map[candidate.SubmissionID]candidate.Submission{},
		remarks: map[string]candidate.Remark{},
	}
}

func (m model) clone() model {
	return model{
		maps.Clone(m.staff), maps.Clone(m.agencies), maps.Clone(m.recruiters), maps.Clone(m.openings),
		maps.Clone(m.shares), maps.Clone(m.submissions), maps.Clone(m.remarks), slices.Clone(m.journal),
	}
}

func (m model) facts(q store.Query) (f store.Facts) {
	of := q.Agency
	if q.Recruiter != "" {
		f.Recruiter = m.recruiters[q.Recruiter]
		of = f.Recruiter.Agency
	}
	f.Staff, f.Agency = m.staff[q.Staff], m.agencies[of]
	f.Submission = m.submissions[q.Submission]
	if q.Opening == "" {
		q.Opening = f.Submission.Opening
	}
	f.Opening = m.openings[q.Opening]
	f.ToRecruiter = m.shares[modelShare{q.Opening, agency.ToRecruiter(q.Recruiter)}]
	f.ToAgency = m.shares[modelShare{q.Opening, agency.ToAgency(of)}]
	for _, s := range m.submissions {
		if q.Counters && q.Opening != "" && of != "" && s.Opening == q.Opening && s.Agency == of && s.Standing() {
			f.Counters.Agency++
			if q.Recruiter != "" && s.Recruiter == q.Recruiter {
				f.Counters.Recruiter++
			}
		}
	}
	for _, s := range sorted(m.staff, nil, compareKeys) {
		if q.Email != "" && f.EmailStaff == "" && agency.FoldEmail(s.Email) == q.Email {
			f.EmailStaff = s.ID
		}
	}
	for _, r := range sorted(m.recruiters, nil, compareKeys) {
		if q.Email != "" && f.EmailRecruiter == "" && r.State != agency.RecruiterDeactivated && agency.FoldEmail(r.Email) == q.Email {
			f.EmailRecruiter = r.ID
		}
	}
	return f
}

type entryOf[K, V any] struct {
	key   K
	value V
}

func compareKeys[K cmp.Ordered, V any](a, b entryOf[K, V]) int { return cmp.Compare(a.key, b.key) }

// sorted returns the values that keep approves.
func sorted[K cmp.Ordered, V any](of map[K]V, keep func(V) bool, compare func(a, b entryOf[K, V]) int) (all []V) {
	var entries []entryOf[K, V]
	for k, v := range of {
		if keep == nil || keep(v) {
			entries = append(entries, entryOf[K, V]{k, v})
		}
	}
	slices.SortFunc(entries, compare)
	for _, e := range entries {
		all = append(all, e.value)
	}
	return all
}

func newest(a, b time.Time) int { return b.Compare(a) }

// list returns all rows of the list from its start.
func (m model) list(q store.Query) (rows store.Rows) {
	l, none := q.List, agency.Recruiter{}
	asker := m.recruiters[q.Recruiter]
	self, own := agency.ToRecruiter(q.Recruiter), agency.ToAgency(asker.Agency)
	onTeam := func(o agency.OpeningID) bool { return l.Team == "" || m.openings[o].Team.Has(l.Team) }
	compareOpenings := func(a, b entryOf[agency.OpeningID, agency.Opening]) int {
		return cmp.Or(newest(a.value.Created, b.value.Created), cmp.Compare(a.key, b.key))
	}
	opening := func(o agency.Opening) {
		rows.Openings = append(rows.Openings, store.OpeningRow{
			Opening: o, ToRecruiter: m.shares[modelShare{o.ID, self}], ToAgency: m.shares[modelShare{o.ID, own}],
		})
	}
	submissions := func(keep func(candidate.Submission) bool) {
		for _, s := range sorted(m.submissions, keep, func(a, b entryOf[candidate.SubmissionID, candidate.Submission]) int {
			return cmp.Or(newest(a.value.At, b.value.At), cmp.Compare(a.key, b.key))
		}) {
			rows.Submissions = append(rows.Submissions, store.SubmissionRow{
				Submission: s, Opening: m.openings[s.Opening], ToRecruiter: m.shares[modelShare{s.Opening, self}],
				ToAgency: m.shares[modelShare{s.Opening, own}],
			})
		}
	}
	to := func(s candidate.Submission) bool { return l.Opening == "" || s.Opening == l.Opening }
	switch l.Kind {
	case store.ListAgencies:
		rows.Agencies = sorted(m.agencies, nil, compareKeys)
	case store.ListStaffUsers:
		rows.Staff = sorted(m.staff, nil, compareKeys)
	case store.ListRecruiters, store.ListColleagues:
		in, of := l.Agency, l.Opening
		if l.Kind == store.ListColleagues {
			if in, of = asker.Agency, ""; asker == none {
				return rows
			}
		}
		for _, r := range sorted(m.recruiters, nil, compareKeys) {
			row := store.RecruiterRow{
				Recruiter: r, Agency: m.agencies[r.Agency], ToRecruiter: m.shares[modelShare{of, agency.ToRecruiter(r.ID)}],
				ToAgency: m.shares[modelShare{of, agency.ToAgency(r.Agency)}],
			}
			holds := row.ToRecruiter.Opening != "" || row.ToAgency.Opening != ""
			if (in == "" || r.Agency == in) && (l.Kind == store.ListColleagues || !l.Holding || holds) {
				rows.Recruiters = append(rows.Recruiters, row)
			}
		}
	case store.ListOpenings:
		for _, o := range sorted(m.openings, nil, compareOpenings) {
			if onTeam(o.ID) && (!l.OpenOnly || o.State == agency.Open) {
				opening(o)
			}
		}
	case store.ListGranted:
		counts := func(on bool, key modelShare) bool {
			s, ok := m.shares[key]
			return on && ok && (l.EffectiveAt.IsZero() || s.Stands(l.EffectiveAt) == agency.Effective)
		}
		for _, o := range sorted(m.openings, nil, compareOpenings) {
			if (counts(l.ToRecruiter, modelShare{o.ID, self}) || counts(l.ToAgency, modelShare{o.ID, own})) &&
				(!l.OpenOnly || o.State == agency.Open) {
				opening(o)
			}
		}
	case store.ListSubmissions:
		submissions(func(s candidate.Submission) bool {
			return to(s) && (l.Agency == "" || s.Agency == l.Agency) && (l.Recruiter == "" || s.Recruiter == l.Recruiter) &&
				onTeam(s.Opening)
		})
	case store.ListAgencySubmissions:
		submissions(func(s candidate.Submission) bool { return to(s) && asker != none && s.Agency == asker.Agency })
	case store.ListOwnSubmissions:
		submissions(func(s candidate.Submission) bool {
			return to(s) && asker != none && s.Agency == asker.Agency && s.Recruiter == asker.ID
		})
	case store.ListShares:
		for k, s := range m.shares {
			if l.Opening != "" && k.opening == l.Opening ||
				l.Opening == "" && l.Recruiter != "" && k.grantee == agency.ToRecruiter(l.Recruiter) ||
				l.Opening == "" && l.Recruiter == "" && k.grantee == agency.ToAgency(l.Agency) {
				rows.Shares = append(rows.Shares, s)
			}
		}
		slices.SortFunc(rows.Shares, func(a, b agency.Share) int { return strings.Compare(shareName(l, a), shareName(l, b)) })
	case store.ListRemarks:
		rows.Remarks = sorted(m.remarks, func(r candidate.Remark) bool {
			return r.Submission == l.Submission && l.Remarks&(1<<r.Kind) != 0
		}, func(a, b entryOf[string, candidate.Remark]) int {
			return cmp.Or(a.value.At.Compare(b.value.At), cmp.Compare(a.key, b.key))
		})
	case store.ListJournal:
		s := store.Subject{Opening: l.Opening, Agency: l.Agency, Recruiter: l.Recruiter, Staff: l.Staff, Submission: l.Submission}
		for _, r := range slices.Backward(m.journal) {
			if s.Covers(r.Subject) {
				rows.Journal = append(rows.Journal, r)
			}
		}
	}
	return rows
}

func shareName(l *store.List, s agency.Share) string {
	if l.Opening != "" {
		return s.Grantee.String()
	}
	return string(s.Opening)
}
