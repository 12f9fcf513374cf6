package storetest

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// badIDs break the rule of agency.CheckID, as the empty one does where an
// identifier is required.
var badIDs = []string{"a\x00b", "a\nb", "\u0085", "\xff", strings.Repeat("x", agency.MaxID+1)}

// lacks reports whether nothing that the adapter has keeps the field.
func (p *probe) lacks(f idField) bool { return !p.has(Remarks) && strings.HasPrefix(f.name, "Remark.") }

// idField writes a record that is good but for one field.
type idField struct {
	name  string
	write func(t store.Tx, id string)
}

var requiredIDs = []idField{
	{"Staff.ID", func(t store.Tx, id string) {
		t.PutStaff(agency.Staff{ID: agency.StaffID(id), Role: agency.SuperAdmin})
	}},
	{"Agency.ID", func(t store.Tx, id string) { t.PutAgencies(agency.Agency{ID: agency.AgencyID(id), Title: "An agency"}) }},
	{"Recruiter.ID", func(t store.Tx, id string) {
		t.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID(id), Agency: "north"})
	}},
	{"Recruiter.Agency", func(t store.Tx, id string) {
		t.PutRecruiters(agency.Recruiter{ID: "ann", Agency: agency.AgencyID(id)})
	}},
	{"Opening.ID", func(t store.Tx, id string) {
		t.PutOpenings(agency.Opening{ID: agency.OpeningID(id), Title: "An opening", Created: minute(0)})
	}},
	{"Share.Opening", func(t store.Tx, id string) { t.PutShares(share(id, agency.ToAgency("north"), 0)) }},
	{"Share.Recruiter", func(t store.Tx, id string) {
		t.PutShares(share("dev", agency.ToRecruiter(agency.RecruiterID(id)), 0))
	}},
	{"Share.Agency", func(t store.Tx, id string) { t.PutShares(share("dev", agency.ToAgency(agency.AgencyID(id)), 0)) }},
	{"Entry.ID", func(t store.Tx, id string) {
		t.PutEntries(candidate.Entry{ID: candidate.EntryID(id), Created: minute(0)})
	}},
	{"Candidate.ID", func(t store.Tx, id string) {
		t.PutCandidates(person(id, "c1"))
	}},
	{"Submission.ID", func(t store.Tx, id string) {
		t.PutSubmissions(candidate.Submission{ID: candidate.SubmissionID(id), At: minute(0), Changed: minute(0)})
	}},
	{"Candidate.Person", candidateID(func(c *candidate.Candidate, id string) { c.Person = candidate.ID(id) })},
	{"Claim.ID", claimID(func(c *candidate.Claim, id string) { c.ID = candidate.ClaimID(id) })},
	{"Claim.Candidate", claimID(func(c *candidate.Claim, id string) { c.Candidate = candidate.ID(id) })},
	{"Ruling.Submission", func(t store.Tx, id string) { t.PutRulings(ruling(id)) }},
	{"Probe.ID", func(t store.Tx, id string) { t.PutProbes(probeBy(id, "ann", "north", 0)) }},
	{"Probe.Agency", func(t store.Tx, id string) { t.PutProbes(probeBy("p1", "ann", id, 0)) }},
	{"Probe.Recruiter", func(t store.Tx, id string) { t.PutProbes(probeBy("p1", id, "north", 0)) }},
	{"Hold's candidate", func(t store.Tx, id string) { t.Hold(candidate.ID(id), "north", at(0, 1)) }},
	{"LetGo's candidate", func(t store.Tx, id string) { t.LetGo(candidate.ID(id), at(0, 1)) }},
	{"Invitation.ID", invitationID(func(i *invite.Invitation, id string) { i.ID = invite.ID(id) })},
	{"Invitation.Recruiter", invitationID(func(i *invite.Invitation, id string) { i.Recruiter = agency.RecruiterID(id) })},
	{"Invitation.Agency", invitationID(func(i *invite.Invitation, id string) { i.Agency = agency.AgencyID(id) })},
	{"List.ID", func(t store.Tx, id string) { t.PutLists(listOf(id, agency.ToAgency("north"))) }},
	{"Receipt.Agency", receiptID(func(r *candidate.Receipt, id string) { r.Agency = agency.AgencyID(id) })},
	{"Receipt.Recruiter", receiptID(func(r *candidate.Receipt, id string) { r.Recruiter = agency.RecruiterID(id) })},
	{"Receipt.Request", receiptID(func(r *candidate.Receipt, id string) { r.Request = candidate.RequestID(id) })},
	{"Remark.ID", remarkID(func(r *candidate.Remark, id string) { r.ID = id })},
	{"Remark.Submission", remarkID(func(r *candidate.Remark, id string) { r.Submission = candidate.SubmissionID(id) })},
}

// optionalIDs may be empty.
var optionalIDs = []idField{
	{"Submission.Opening", submissionID(func(s *candidate.Submission, id string) { s.Opening = agency.OpeningID(id) })},
	{"Submission.Candidate", submissionID(func(s *candidate.Submission, id string) { s.Candidate = candidate.ID(id) })},
	{"Submission.Entry", submissionID(func(s *candidate.Submission, id string) { s.Entry = candidate.EntryID(id) })},
	{"Submission.Agency", submissionID(func(s *candidate.Submission, id string) { s.Agency = agency.AgencyID(id) })},
	{"Submission.Recruiter", submissionID(func(s *candidate.Submission, id string) { s.Recruiter = agency.RecruiterID(id) })},
	{"Candidate.Host", candidateID(func(c *candidate.Candidate, id string) { c.Host = candidate.HostID(id) })},
	{"Claim.Agency", claimID(func(c *candidate.Claim, id string) { c.Agency = agency.AgencyID(id) })},
	{"Claim.Recruiter", claimID(func(c *candidate.Claim, id string) { c.Recruiter = agency.RecruiterID(id) })},
	{"Claim.Submission", claimID(func(c *candidate.Claim, id string) { c.Submission = candidate.SubmissionID(id) })},
	{"Claim.Opening", claimID(func(c *candidate.Claim, id string) { c.Opening = agency.OpeningID(id) })},
	{"Agency.Into", func(t store.Tx, id string) {
		t.PutAgencies(agency.Agency{ID: "north", Title: "North", Into: agency.AgencyID(id)})
	}},
	{"Recruiter.User", func(t store.Tx, id string) {
		t.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "north", User: agency.UserID(id)})
	}},
	{"Invitation.Staff", invitationID(func(i *invite.Invitation, id string) { i.Staff = agency.StaffID(id) })},
	{"Invitation.Colleague", invitationID(func(i *invite.Invitation, id string) { i.Colleague = agency.RecruiterID(id) })},
	{"Hold's agency", func(t store.Tx, id string) { t.Hold("c1", agency.AgencyID(id), at(0, 1)) }},
	{"Receipt.Submission", receiptID(func(r *candidate.Receipt, id string) { r.Submission = candidate.SubmissionID(id) })},
	{"Remark.Author", remarkID(func(r *candidate.Remark, id string) { r.Author = agency.StaffID(id) })},
	{"Subject.Opening", subjectID(func(s *store.Subject, id string) { s.Opening = agency.OpeningID(id) })},
	{"Subject.Agency", subjectID(func(s *store.Subject, id string) { s.Agency = agency.AgencyID(id) })},
	{"Subject.Recruiter", subjectID(func(s *store.Subject, id string) { s.Recruiter = agency.RecruiterID(id) })},
	{"Subject.Staff", subjectID(func(s *store.Subject, id string) { s.Staff = agency.StaffID(id) })},
	{"Subject.Submission", subjectID(func(s *store.Subject, id string) { s.Submission = candidate.SubmissionID(id) })},
	{"Subject.Opening erased", erasedID(func(s *store.Subject, id string) { s.Opening = agency.OpeningID(id) })},
	{"Subject.Agency erased", erasedID(func(s *store.Subject, id string) { s.Agency = agency.AgencyID(id) })},
	{"Subject.Recruiter erased", erasedID(func(s *store.Subject, id string) { s.Recruiter = agency.RecruiterID(id) })},
	{"Subject.Staff erased", erasedID(func(s *store.Subject, id string) { s.Staff = agency.StaffID(id) })},
	{"Subject.Submission erased", erasedID(func(s *store.Subject, id string) { s.Submission = candidate.SubmissionID(id) })},
}

func candidateID(set func(*candidate.Candidate, string)) func(store.Tx, string) {
	return func(t store.Tx, id string) {
		c := person("c1", "c1")
		set(&c, id)
		t.PutCandidates(c)
	}
}

func claimID(set func(*candidate.Claim, string)) func(store.Tx, string) {
	return func(t store.Tx, id string) {
		c := to("dev", "s1", claimTo("c1", "k1", "ann", "north", 0, 9))
		set(&c, id)
		t.PutClaims(c)
	}
}

func invitationID(set func(*invite.Invitation, string)) func(store.Tx, string) {
	return func(t store.Tx, id string) {
		i := invitation("i1", "ann", "north", 0)
		set(&i, id)
		t.PutInvitations(i)
	}
}

func receiptID(set func(*candidate.Receipt, string)) func(store.Tx, string) {
	return func(t store.Tx, id string) {
		r := candidate.Receipt{Agency: "north", Recruiter: "ann", Request: "r1", Submission: "s1", At: minute(0)}
		set(&r, id)
		t.PutReceipts(r)
	}
}

func remarkID(set func(*candidate.Remark, string)) func(store.Tx, string) {
	return func(t store.Tx, id string) {
		r := candidate.Remark{ID: "m1", Submission: "s1", Author: "lee", Text: "Text", At: minute(0)}
		set(&r, id)
		t.PutRemarks(r)
	}
}

func submissionID(set func(*candidate.Submission, string)) func(store.Tx, string) {
	return func(t store.Tx, id string) {
		s := submission("s1", "dev", "ann", "north", 0)
		set(&s, id)
		t.PutSubmissions(s)
	}
}

func subjectID(set func(*store.Subject, string)) func(store.Tx, string) {
	return func(t store.Tx, id string) {
		e := store.Entry{At: minute(0), Action: "test"}
		set(&e.Subject, id)
		t.Journal(e)
	}
}

func erasedID(set func(*store.Subject, string)) func(store.Tx, string) {
	return func(t store.Tx, id string) {
		var s store.Subject
		set(&s, id)
		t.EraseValues(s)
	}
}

func refusesIDs(p *probe) {
	optionalIDs := slices.DeleteFunc(slices.Clone(optionalIDs), p.lacks)
	requiredIDs := slices.DeleteFunc(slices.Clone(requiredIDs), p.lacks)
	refused := func(field, what string, write func(store.Tx)) {
		var reading error
		err := p.store.Update(p.ctx, acme, func(t store.Tx) error {
			writeAll(t)
			write(t)
			_, reading = t.Facts(store.Query{})
			return nil
		})
		if err == nil || reading == nil {
			p.fail(field+" of "+what, "errors from Update and from the read", []error{err, reading})
		}
	}
	for i, f := range slices.Concat(requiredIDs, optionalIDs) {
		for j, id := range badIDs {
			if (i+j)%2 > 0 {
				continue // all of them in every field would take long
			}
			refused(f.name, strconv.Quote(id), func(t store.Tx) { f.write(t, id) })
		}
	}
	for _, id := range append([]string{""}, badIDs...) {
		if !utf8.ValidString(id) {
			continue // a series cannot hold it
		}
		refused("List's recruiter", strconv.Quote(id), func(t store.Tx) {
			t.PutLists(listOf("tier 1", agency.ToAgency("north"), agency.ToRecruiter(agency.RecruiterID(id))))
		})
		refused("List's agency", strconv.Quote(id), func(t store.Tx) {
			t.PutLists(listOf("tier 1", agency.ToAgency(agency.AgencyID(id)), agency.ToAgency("north")))
		})
	}
	for _, id := range badIDs {
		if strings.Contains(id, "\x00") {
			continue // a frozen list cannot hold it
		}
		refused("Opening.Team", strconv.Quote(id), func(t store.Tx) {
			t.PutOpenings(opening("dev", 0, "lee", agency.StaffID(id)))
		})
		refused("Invitation.Openings", strconv.Quote(id), func(t store.Tx) {
			i := invitation("i1", "ann", "north", 0)
			i.Openings = agency.Freeze("dev", agency.OpeningID(id))
			t.PutInvitations(i)
		})
	}
	for _, f := range requiredIDs {
		refused(f.name, "nothing", func(t store.Tx) { f.write(t, "") })
	}
	refused("Share.Grantee", "both a recruiter and an agency", func(t store.Tx) {
		t.PutShares(share("dev", agency.Grantee{Recruiter: "ann", Agency: "north"}, 0))
	})
	refused("List.Members", "both a recruiter and an agency", func(t store.Tx) {
		t.PutLists(listOf("tier 1", agency.Grantee{Recruiter: "ann", Agency: "north"}))
	})
	p.untouched()
	for _, f := range slices.Concat(requiredIDs, optionalIDs) { // nothing else was wrong
		p.update("good", func(t store.Tx) { f.write(t, strings.Repeat("é", agency.MaxID/2)) })
	}
	for _, f := range optionalIDs {
		p.update("good", func(t store.Tx) { f.write(t, "") })
	}
}
