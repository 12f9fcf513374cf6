package storetest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// A population is many records with few different values, so that many rows of
// a list have equal sort keys. It answers lists in the plainest way: by looking
// at every record.
type population struct {
	agencies    []agency.Agency
	staff       []agency.Staff
	recruiters  []agency.Recruiter
	openings    []agency.Opening
	shares      map[shareKey]agency.Share
	entries     map[candidate.EntryID]candidate.Entry
	submissions []candidate.Submission
	remarks     []candidate.Remark
	journal     []store.JournalRow
	candidates  []candidate.Candidate
	claims      []candidate.Claim
	invitations []invite.Invitation
	lists       []agency.List
}

type shareKey struct {
	opening agency.OpeningID
	agency.Grantee
}

// name makes names of few different beginnings, which sort differently by bytes than by
// any language's rules.
func name(of string, i int) string {
	return []string{"b", "B", "é", "a", "Z", "_", "z"}[i%7] + "-" + of + fmt.Sprint(i)
}

func (w *population) agencyID(i int) agency.AgencyID { return agency.AgencyID(name("agency", i)) }

func (w *population) recruiterID(i int) agency.RecruiterID { return agency.RecruiterID(name("r", i)) }
func (w *population) openingID(i int) agency.OpeningID     { return agency.OpeningID(name("o", i)) }
func (w *population) staffID(i int) agency.StaffID         { return agency.StaffID(name("staff", i)) }

// Of most kinds there is one identifier more than there are records.
const (
	someAgencies, someStaff, someRecruiters    = 6, 7, 30
	someOpenings, someSubmissions, someRemarks = 30, 60, 40
	someShares, someEntries                    = 150, 50
	someCandidates, someClaims                 = 40, 70
	someInvitations, someLists                 = 60, 20
)

func populate(seed uint64) *population {
	r := rand.New(rand.NewPCG(seed, 0))
	at := func() time.Time { // some within a second
		return minute(1 + r.IntN(4)).Add(time.Duration(r.IntN(3)) * time.Microsecond)
	}
	w := &population{shares: make(map[shareKey]agency.Share), entries: make(map[candidate.EntryID]candidate.Entry)}
	for _, i := range r.Perm(someAgencies) {
		w.agencies = append(w.agencies, agency.Agency{ID: w.agencyID(i), Title: fmt.Sprint("Agency ", i), State: agency.State(i % 3)})
	}
	for _, i := range r.Perm(someStaff) {
		w.staff = append(w.staff, agency.Staff{ID: w.staffID(i), Role: agency.SuperAdmin, State: agency.StaffState(i % 2)})
	}
	for _, i := range r.Perm(someRecruiters) {
		w.recruiters = append(w.recruiters, agency.Recruiter{
			ID: w.recruiterID(i), Agency: w.agencyID(r.IntN(someAgencies + 1)), State: agency.RecruiterState(r.IntN(3)),
		})
	}
	for _, i := range r.Perm(someOpenings) {
		o := agency.Opening{ID: w.openingID(i), Title: fmt.Sprint("Opening ", i), Created: at(), State: agency.OpeningState(r.IntN(2)), Private: i%5 == 0}
		var team []agency.StaffID
		for _, j := range r.Perm(someStaff)[:r.IntN(4)] {
			team = append(team, w.staffID(j))
		}
		o.Team = agency.Freeze(team...)
		w.openings = append(w.openings, o)
	}
	for range someShares {
		s := agency.Share{Opening: w.openingID(r.IntN(someOpenings + 1)), Granted: at()}
		if r.IntN(3) == 0 {
			s.Grantee = agency.ToAgency(w.agencyID(r.IntN(someAgencies + 1)))
		} else {
			s.Grantee = agency.ToRecruiter(w.recruiterID(r.IntN(6)))
		}
		if s.From = at(); r.IntN(3) == 0 {
			s.Until = s.From.Add(time.Duration(1+r.IntN(3)) * time.Minute)
		}
		if r.IntN(4) == 0 {
			s.Revoked = at()
		}
		w.shares[shareKey{s.Opening, s.Grantee}] = s
	}
	for i := range someEntries {
		e := entry(fmt.Sprint(i))
		switch i % 4 {
		case 1:
			e.Name, e.Given, e.Surname = "", "Jane", fmt.Sprint("Doe ", i)
		case 2:
			e.Name, e.Surname = "", fmt.Sprint("Doe ", i)
		}
		w.entries[e.ID] = e
	}
	for _, i := range r.Perm(someSubmissions) {
		s := submission(name("s", i), "", "", "", 0)
		if s.At = at(); r.IntN(5) > 0 {
			by := w.recruiters[r.IntN(someRecruiters)]
			s.Recruiter, s.Agency = w.recruiterID(r.IntN(8)), by.Agency
		}
		if r.IntN(6) > 0 {
			s.Opening = w.openingID(r.IntN(4) + r.IntN(someOpenings-3))
		}
		s.Entry = candidate.EntryID(fmt.Sprint("e-", i))
		w.submissions = append(w.submissions, s)
	}
	for _, i := range r.Perm(someRemarks) {
		w.remarks = append(w.remarks, candidate.Remark{
			ID: name("m", i), Submission: w.submissions[r.IntN(3)].ID, Kind: candidate.RemarkKind(r.IntN(3)), Text: "Text", At: at(),
		})
	}
	w.introduce(r, at)
	w.reach(r, at)
	maybe := func(id string) string { return strings.Repeat(id, r.IntN(2)) }
	for i := range 60 {
		row := store.JournalRow{Entry: store.Entry{Seq: int64(i + 1), At: at(), Action: fmt.Sprint("action ", i), Subject: store.Subject{
			Opening: agency.OpeningID(maybe("dev")), Agency: agency.AgencyID(maybe("north")), Recruiter: agency.RecruiterID(maybe("ann")),
			Staff: agency.StaffID(maybe("lee")), Submission: candidate.SubmissionID(maybe("s1")),
		}}}
		for j := range r.IntN(3) {
			row.Values = append(row.Values, store.Value{Field: fmt.Sprint("field ", j), After: fmt.Sprint(i)})
		}
		w.journal = append(w.journal, row)
	}
	return w
}

// introduce makes the candidates and the claims, of which many end at the same
// time, and some never.
func (w *population) introduce(r *rand.Rand, at func() time.Time) {
	for _, i := range r.Perm(someCandidates) {
		w.candidates = append(w.candidates, person(name("c", i), name("c", r.IntN(someCandidates))))
	}
	for _, i := range r.Perm(someClaims) {
		c := claimTo(name("c", r.IntN(someCandidates+1)), name("k", i), "", "", 0, 0)
		if c.From = at(); r.IntN(5) > 0 {
			c.Recruiter, c.Agency = w.recruiterID(r.IntN(8)), w.recruiters[r.IntN(someRecruiters)].Agency
		}
		if r.IntN(6) > 0 {
			c.Opening = w.openingID(r.IntN(4) + r.IntN(someOpenings-3))
		}
		if i%9 == 4 {
			c.Opening = w.openingID(someOpenings) // which is not known
		}
		if r.IntN(5) > 0 {
			c.Submission = w.submissions[r.IntN(someSubmissions)].ID
		}
		if r.IntN(4) > 0 {
			c.Until = c.From.Add(time.Duration(1+r.IntN(3)) * time.Minute)
		}
		if r.IntN(4) == 0 {
			c = step(c, candidate.Step{At: c.From.Add(time.Minute), Kind: candidate.Released, Reason: "A reason"})
		}
		w.claims = append(w.claims, c)
	}
}

// reach makes the invitations, of which many were made at the same time, and the
// lists.
func (w *population) reach(r *rand.Rand, at func() time.Time) {
	for _, i := range r.Perm(someInvitations) {
		made := invitation(name("i", i), string(w.recruiterID(r.IntN(8))), string(w.agencyID(r.IntN(someAgencies+1))), 0)
		if made.Created = at(); r.IntN(3) > 0 {
			made = made.End(invite.Fate(1+r.IntN(4)), at())
		}
		w.invitations = append(w.invitations, made)
	}
	for _, i := range r.Perm(someLists) {
		w.lists = append(w.lists, listOf(name("l", i), agency.ToAgency(w.agencyID(i%someAgencies)), agency.ToRecruiter(w.recruiterID(i))))
	}
}

// settle puts the population into acme.
func (p *probe) settle(w *population) {
	p.update(acme, func(t store.Tx) {
		t.PutAgencies(w.agencies...)
		t.PutStaff(w.staff...)
		t.PutRecruiters(w.recruiters...)
		var shares []agency.Share
		for _, s := range w.shares {
			shares = append(shares, s)
		}
		slices.SortFunc(shares, func(a, b agency.Share) int { return cmp.Compare(a.String(), b.String()) })
		t.PutShares(shares[:len(shares)/2]...)
		t.PutOpenings(w.openings...)
		t.PutShares(shares[len(shares)/2:]...)
		for _, e := range w.entries {
			t.PutEntries(e)
		}
		t.PutSubmissions(w.submissions...)
		t.PutCandidates(w.candidates...)
		t.PutClaims(w.claims...)
		t.PutInvitations(w.invitations...)
		t.PutLists(w.lists...)
		if p.has(Remarks) {
			t.PutRemarks(w.remarks...)
		}
		for _, r := range w.journal {
			t.Journal(r.Entry, r.Values...)
		}
	})
}

// find returns the record with the ID, the zero record when there is none.
func find[T any](records []T, is func(T) bool) (none T) {
	if i := slices.IndexFunc(records, is); i >= 0 {
		return records[i]
	}
	return none
}

func (w *population) agency(id agency.AgencyID) agency.Agency {
	return find(w.agencies, func(a agency.Agency) bool { return a.ID == id })
}

func (w *population) opening(id agency.OpeningID) agency.Opening {
	return find(w.openings, func(o agency.Opening) bool { return o.ID == id })
}

// agencyOf returns the agency that the recruiter is in.
func (w *population) agencyOf(id agency.RecruiterID) agency.AgencyID {
	return find(w.recruiters, func(r agency.Recruiter) bool { return r.ID == id }).Agency
}

// sharesTo returns the shares of an opening to a recruiter and to an agency.
func (w *population) sharesTo(o agency.OpeningID, r agency.RecruiterID, a agency.AgencyID) (toRecruiter, toAgency agency.Share) {
	if r != "" {
		toRecruiter = w.shares[shareKey{o, agency.ToRecruiter(r)}]
	}
	if a != "" {
		toAgency = w.shares[shareKey{o, agency.ToAgency(a)}]
	}
	return toRecruiter, toAgency
}
