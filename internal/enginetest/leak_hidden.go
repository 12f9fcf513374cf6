package enginetest

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// hidden does things that the observed may not see, others in each world.
func (p *pair) hidden() {
	for i := range p.worlds {
		for k := range rapid.IntRange(0, 4).Draw(p.T, "hidden operations") {
			p.ops++
			op := p.drawHidden(i)
			// A pair's series of identifiers must not depend on how much is hidden.
			op.Label, op.At = fmt.Sprintf("hidden%d in %d", p.ops, i), p.at.Add(time.Duration(k+1)*time.Microsecond)
			p.in(i, op)
			switch op.Do {
			case "submit":
				p.concern[i] = append(p.concern[i], submissionOf(op.Label))
			case "put-applicant":
				p.concern[i] = append(p.concern[i], op.Submission)
			case "import":
				if op.Past.ID != "" {
					p.concern[i] = append(p.concern[i], op.Past.ID)
				}
			}
		}
	}
	p.at = p.at.Add(10 * time.Microsecond)
}

// drawHidden draws something that concerns others only, or the hiring side.
func (p *pair) drawHidden(i int) Op {
	t, m := p.T, p.models[i]
	op := Op{Do: one(t, "hidden", []string{
		"submit", "submit", "put-applicant", "merge", "import",
		"share", "share", "share", "far", "unshare", "submit", "submit", "submit", "withdraw", "accept-terms", "archive", "reopen",
		"suspend", "terminate", "deactivate", "put-recruiter", "put-agency", "domains", "put-opening", "put-opening", "team",
		"put-applicant", "put-applicant", "advance", "note", "feedback", "record-message", "erase", "put-staff", "deactivate-user", "roles",
		"submit", "submit", "submit", "submit", "put-applicant", "erase", "merge", "merge", "unmerge", "mark-distinct", "mark-not-distinct", "correct",
		"open-claim", "extend-claim", "release-claim", "dispute-claim", "overrule-claim", "link", "link", "import", "import",
	})}
	anywhere := slices.Concat(sharedOpenings, hiddenOpenings)
	others := []agency.RecruiterID{"r3", "r4", "r5"}
	op.Opening.ID = one(t, "opening", anywhere)
	mine := append(slices.Clone(p.concern[i]), "s-none")
	op.Submission = one(t, "submission", mine)
	switch op.Do {
	case "share", "unshare":
		op.Grants.Openings = []agency.OpeningID{op.Opening.ID}
		to := []agency.Grantee{agency.ToAgency("a1"), agency.ToAgency("a2")}
		for _, id := range others {
			to = append(to, agency.ToRecruiter(id))
		}
		if p.own || slices.Contains(hiddenOpenings, op.Opening.ID) {
			to = append(to, agency.ToRecruiter("r1"), agency.ToRecruiter("r2"))
		}
		op.Grants.To = []agency.Grantee{one(t, "to", to)}
	case "far": // long after the observed is observed
		op.Do, op.Opening.ID = "share", one(t, "opening", hiddenOpenings)
		op.Grants.Openings = []agency.OpeningID{op.Opening.ID}
		op.Grants.To = []agency.Grantee{one(t, "to", []agency.Grantee{agency.ToRecruiter(observed), agency.ToAgency("a0")})}
		op.Grants.Window.From = Start.AddDate(100, 0, 0)
	case "submit":
		if p.own {
			others = append(others, "r1", "r2")
		}
		drawSubmitter(t, m, &op, others, anywhere)
		op.Request = one(t, "request", []candidate.RequestID{candidate.RequestID(fmt.Sprintf("n%d", p.ops)), "q0", "q1", "q2"})
		op.Entry = drawEntry(t, castNames(), p.models[:]...)
		op.Entry.Consent = Start
		drawAcknowledgement(t, m, &op, others)
	case "withdraw", "accept-terms":
		op.ByRecruiter, op.Text = one(t, "recruiter", others), "2026"
	case "archive", "reopen":
		op.Opening.ID = one(t, "opening", hiddenOpenings)
	case "suspend", "terminate":
		op.Agency.ID = one(t, "agency", agencyIDs[1:3])
	case "deactivate":
		op.Recruiter.ID = one(t, "who", others)
	case "put-recruiter":
		op.Recruiter = drawRecruiter(t, one(t, "who", append(others, "r7")), agency.RecruiterActive)
		op.Recruiter.Name = fmt.Sprintf("Hidden %d %d", i, p.ops)
	case "put-agency":
		op.Agency = agency.Agency{ID: one(t, "agency", agencyIDs[1:3]), Title: fmt.Sprintf("Hidden %d %d", i, p.ops)}
	case "domains":
		op.Do, op.Text, op.Agency = "put-agency", "domains", m.agencies["a0"]
		op.Agency.Domains = agency.Freeze(fmt.Sprintf("hidden%d.example", p.ops))
		op.Agency.State = agency.Active
	case "put-opening":
		op.Opening = drawOpening(t, one(t, "which", hiddenOpenings))
		op.Opening.Title = fmt.Sprintf("Hidden %d %d", i, p.ops)
	case "team":
		op.Do, op.Text, op.Opening = "put-opening", "team", m.openings[one(t, "which", sharedOpenings)]
		op.Opening.Team = agency.Freeze(agency.StaffID(fmt.Sprintf("u%d", p.ops)))
	case "put-applicant":
		op.Submission = candidate.SubmissionID(fmt.Sprintf("p%d", rapid.IntRange(0, 3).Draw(t, "applicant")))
		drawApplicant(t, m, &op)
	case "advance":
		op.Stage = one(t, "stage", []agency.Stage{agency.InReview, agency.Withdrawn})
	case "note", "feedback", "record-message":
		op.Submission = one(t, "about", append(mine, p.theirs...))
		op.Text = fmt.Sprintf("Hidden %d %d", i, p.ops)
	case "roles":
		return p.roles(i)
	case "put-staff":
		op.Staff = agency.Staff{ID: one(t, "user", staffIDs[:3]), Role: agency.StaffRecruiter, Name: fmt.Sprintf("Hidden %d %d", i, p.ops)}
	case "deactivate-user":
		op.Staff.ID = one(t, "user", staffIDs)
	default:
		p.drawHiddenPerson(i, &op)
	}
	return op
}

// drawHiddenPerson draws something about people. Merges, marks, links
// and corrections may be of what the observed submitted; claims are others' alone.
func (p *pair) drawHiddenPerson(i int, op *Op) {
	t, m := p.T, p.models[i]
	op.At = p.at
	switch op.Do {
	case "merge", "unmerge", "mark-distinct", "mark-not-distinct", "link", "correct":
		op.Submission = one(t, "anybody", append(slices.Concat(p.concern[i], p.theirs), "s-none"))
	}
	drawPerson(t, m, op)
	switch op.Do {
	case "open-claim":
		op.Agency.ID = one(t, "for", agencyIDs[1:3])
	case "extend-claim", "release-claim", "dispute-claim", "overrule-claim":
		var claims []candidate.ClaimID
		for _, id := range sortedKeys(m.claims()) {
			if c := m.claims()[id]; c.agency != "a0" || p.own && c.recruiter != observed {
				claims = append(claims, id)
			}
		}
		op.Claim = one(t, "claim", append(claims, "c-none"))
	case "import":
		if op.Past.Agency == "a0" {
			op.Past.Agency, op.Past.Recruiter = "a1", ""
		}
	}
}

// roles changes what regular users may do, which is nothing to an agency.
func (p *pair) roles(i int) Op {
	s := p.models[i].settings
	s.Roles = s.Roles.With(agency.StaffRecruiter, agency.Levels{Agencies: agency.Level(p.ops % 5)})
	return Op{Do: "configure", Text: "roles", Settings: s}
}
