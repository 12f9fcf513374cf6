package memstore_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// draw makes records and questions out of few identifiers, so that they meet.
type draw struct{ *rapid.T }

func id[T ~string](d draw, optional bool) T {
	ids := []string{"a", "b", "c", "A"}
	if optional {
		ids = append(ids, "")
	}
	return T(rapid.SampledFrom(ids).Draw(d.T, "id"))
}

func (d draw) at() time.Time { return at(rapid.IntRange(0, 3).Draw(d.T, "minute")) }
func (d draw) bool() bool    { return rapid.Bool().Draw(d.T, "bool") }
func (d draw) n(n int) int   { return rapid.IntRange(0, n-1).Draw(d.T, "n") }

func (d draw) email() string {
	return rapid.SampledFrom([]string{"", "x@a.example", "X@a.example", "y@a.example"}).Draw(d.T, "email")
}

func (d draw) grantee() agency.Grantee {
	if d.bool() {
		return agency.ToRecruiter(id[agency.RecruiterID](d, false))
	}
	return agency.ToAgency(id[agency.AgencyID](d, false))
}

// write makes one write to the store and the same to the model.
func (d draw) write(t store.Tx, m *model) {
	switch d.n(9) {
	case 0:
		r := agency.Staff{ID: id[agency.StaffID](d, false), Email: d.email(), State: agency.StaffState(d.n(2))}
		t.PutStaff(r)
		m.staff[r.ID] = r
	case 1:
		r := agency.Agency{ID: id[agency.AgencyID](d, false), State: agency.State(d.n(3))}
		t.PutAgencies(r)
		m.agencies[r.ID] = r
	case 2:
		r := agency.Recruiter{
			ID: id[agency.RecruiterID](d, false), Agency: id[agency.AgencyID](d, false),
			Email: d.email(), State: agency.RecruiterState(d.n(3)),
		}
		t.PutRecruiters(r)
		m.recruiters[r.ID] = r
	case 3:
		r := agency.Opening{
			ID: id[agency.OpeningID](d, false), State: agency.OpeningState(d.n(2)), Created: d.at(),
			Team: agency.Freeze(id[agency.StaffID](d, true)),
		}
		t.PutOpenings(r)
		m.openings[r.ID] = r
	case 4, 5:
		r := agency.Share{Opening: id[agency.OpeningID](d, false), Grantee: d.grantee(), Window: agency.Window{From: d.at()}}
		if d.n(4) == 0 {
			r = r.Revoke(at(9))
		}
		t.PutShares(r)
		m.shares[modelShare{r.Opening, r.Grantee}] = r
	case 6:
		r := candidate.Submission{
			ID: id[candidate.SubmissionID](d, false), Opening: id[agency.OpeningID](d, true), At: d.at(),
			Agency: id[agency.AgencyID](d, true), Stage: agency.New,
		}
		if r.Agency != "" {
			r.Recruiter = id[agency.RecruiterID](d, false)
		}
		if d.n(3) == 0 {
			r = r.Withdraw(at(9))
		}
		t.PutSubmissions(r)
		m.submissions[r.ID] = r
	case 7:
		r := candidate.Remark{
			ID: id[string](d, false), Submission: id[candidate.SubmissionID](d, false),
			Kind: candidate.RemarkKind(d.n(3)), At: d.at(),
		}
		t.PutRemarks(r)
		m.remarks[r.ID] = r
	case 8:
		s := store.Subject{Opening: id[agency.OpeningID](d, true), Submission: id[candidate.SubmissionID](d, true)}
		if d.n(3) == 0 {
			t.EraseValues(s)
			for i := range m.journal {
				if s != (store.Subject{}) && s.Covers(m.journal[i].Subject) {
					m.journal[i].Values = nil
				}
			}
			return
		}
		e := store.Entry{Action: "test", Subject: s}
		v := store.Value{Field: id[string](d, false)}
		t.Journal(e, v)
		e.Seq = int64(len(m.journal) + 1)
		m.journal = append(m.journal, store.JournalRow{Entry: e, Values: []store.Value{v}})
	}
}

func (d draw) query() store.Query {
	return store.Query{
		Staff: id[agency.StaffID](d, true), Recruiter: id[agency.RecruiterID](d, true), Agency: id[agency.AgencyID](d, true),
		Opening: id[agency.OpeningID](d, true), Submission: id[candidate.SubmissionID](d, true),
		Counters: d.bool(), Email: agency.FoldEmail(d.email()),
	}
}

func (d draw) list() store.Query {
	l := store.List{Limit: 1 + d.n(5), Scope: store.Scope{
		Kind:    store.Kind(1 + d.n(int(store.ListJournal))),
		Opening: id[agency.OpeningID](d, true), Agency: id[agency.AgencyID](d, true),
		Recruiter: id[agency.RecruiterID](d, true), Submission: id[candidate.SubmissionID](d, true),
		Team: id[agency.StaffID](d, true), ToRecruiter: d.bool(), ToAgency: d.bool(), OpenOnly: d.bool(),
		Holding: d.bool(), Remarks: uint8(d.n(8)),
	}}
	if d.bool() {
		l.EffectiveAt = d.at()
	}
	q := store.Query{Recruiter: id[agency.RecruiterID](d, true), List: &l}
	switch l.Kind {
	case store.ListColleagues, store.ListGranted, store.ListAgencySubmissions, store.ListOwnSubmissions:
		q.Recruiter = id[agency.RecruiterID](d, false)
	case store.ListRecruiters:
		l.Holding = l.Holding && l.Opening != ""
	case store.ListRemarks:
		l.Submission = id[candidate.SubmissionID](d, false)
	case store.ListShares:
		if l.Recruiter == "" && l.Agency == "" {
			l.Opening = id[agency.OpeningID](d, false)
		}
	}
	return q
}

// all reads a list page by page.
func all(t *rapid.T, r store.Reader, q store.Query) (rows store.Rows) {
	l := *q.List
	q.List = &l
	for {
		f, err := r.Facts(q)
		require.NoError(t, err)
		p := f.Rows
		rows.Agencies = append(rows.Agencies, p.Agencies...)
		rows.Staff = append(rows.Staff, p.Staff...)
		rows.Recruiters = append(rows.Recruiters, p.Recruiters...)
		rows.Openings = append(rows.Openings, p.Openings...)
		rows.Submissions = append(rows.Submissions, p.Submissions...)
		rows.Shares = append(rows.Shares, p.Shares...)
		rows.Remarks = append(rows.Remarks, p.Remarks...)
		rows.Journal = append(rows.Journal, p.Journal...)
		n := len(p.Agencies) + len(p.Staff) + len(p.Recruiters) + len(p.Openings) + len(p.Submissions) +
			len(p.Shares) + len(p.Remarks) + len(p.Journal)
		if !p.More {
			require.LessOrEqual(t, n, l.Limit)
			return rows
		}
		require.Equal(t, l.Limit, n, "rows in a page before the last")
		l.After = last(&l, p)
	}
}

func last(l *store.List, p *store.Rows) store.After {
	switch i := l.Limit - 1; l.Kind {
	case store.ListAgencies:
		return store.After{ID: string(p.Agencies[i].ID)}
	case store.ListStaffUsers:
		return store.After{ID: string(p.Staff[i].ID)}
	case store.ListRecruiters, store.ListColleagues:
		return store.After{ID: string(p.Recruiters[i].Recruiter.ID)}
	case store.ListOpenings, store.ListGranted:
		return store.After{At: p.Openings[i].Opening.Created, ID: string(p.Openings[i].Opening.ID)}
	case store.ListShares:
		return store.After{ID: shareName(l, p.Shares[i])}
	case store.ListRemarks:
		return store.After{At: p.Remarks[i].At, ID: p.Remarks[i].ID}
	case store.ListJournal:
		return store.After{Seq: p.Journal[i].Seq}
	default:
		return store.After{At: p.Submissions[i].Submission.At, ID: string(p.Submissions[i].Submission.ID)}
	}
}

// TestAccountIsWhatTheModelIs writes at random, rolls some of it back, and
// asks everything at every size of the page, within transactions and after.
func TestAccountIsWhatTheModelIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, s, m := draw{t}, memstore.New(), newModel()
		ask := func(r store.Reader, m model) {
			for range 4 {
				q := d.query()
				f, err := r.Facts(q)
				require.NoError(t, err)
				require.Equal(t, m.facts(q), f, "%+v", q)
				q = d.list()
				require.Equal(t, m.list(q), all(t, r, q), "%+v %+v", q.Recruiter, *q.List)
			}
		}
		view := func() {
			require.NoError(t, s.View(context.Background(), "acme", func(r store.Reader) error {
				ask(r, m)
				return nil
			}))
		}
		for range 1 + d.n(5) {
			next := m.clone()
			fail := d.n(4) == 0
			err := s.Update(context.Background(), "acme", func(tx store.Tx) error {
				for range d.n(15) {
					d.write(tx, &next)
				}
				ask(tx, next)
				view() // beside the writer
				if fail {
					return errRefused
				}
				return nil
			})
			if fail {
				require.ErrorIs(t, err, errRefused)
			} else {
				require.NoError(t, err)
				m = next
			}
			view()
		}
	})
}

func TestSharesAreFoundOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, s, m := draw{t}, memstore.New(), newModel()
		openings := slices.Collect(func(yield func(agency.OpeningID) bool) {
			for range d.n(4) {
				if !yield(id[agency.OpeningID](d, true)) {
					return
				}
			}
		})
		to := []agency.Grantee{d.grantee(), d.grantee(), {}, {Recruiter: "a", Agency: "a"}}
		require.NoError(t, s.Update(context.Background(), "acme", func(tx store.Tx) error {
			for range d.n(20) {
				d.write(tx, &m)
			}
			found, err := tx.Shares(openings, to)
			require.NoError(t, err)
			require.Len(t, found, len(openings)*len(to))
			for i, o := range openings {
				for j, g := range to {
					require.Equal(t, m.shares[modelShare{o, g}], found[i*len(to)+j])
				}
			}
			return nil
		}))
	})
}
