package enginetest

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// The universe of the random worlds. The last of each is never made.
var (
	agencyIDs    = []agency.AgencyID{"a0", "a1", "a2", "a-none"}
	recruiterIDs = []agency.RecruiterID{"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r-none"}
	openingIDs   = []agency.OpeningID{"o0", "o1", "o2", "o3", "o4", "o-none"}
	staffIDs     = []agency.StaffID{"root", "manager", "sourcer", "member", "custom", "u-none"}
	applicantIDs = []candidate.SubmissionID{"p0", "p1", "p2"}
)

func home(id agency.RecruiterID) agency.AgencyID {
	return map[agency.RecruiterID]agency.AgencyID{
		"r0": "a0", "r1": "a0", "r2": "a0", "r3": "a1", "r4": "a1", "r5": "a2", "r6": "a0", "r7": "a1",
	}[id]
}

// one draws an element, the first ones more often than the last.
func one[V any](t *rapid.T, name string, from []V) V { return rapid.SampledFrom(from).Draw(t, name) }

func yes(t *rapid.T, name string) bool { return rapid.Bool().Draw(t, name) }

// setup makes the world's records; who is in which state is drawn.
func setup(t *rapid.T) []Op {
	ops := []Op{{Do: "configure", Settings: drawSettings(t, 0)}}
	for _, u := range []agency.Staff{
		{ID: "root", Role: agency.SuperAdmin},
		{ID: "manager", Role: agency.RecruitmentManager},
		{ID: "sourcer", Role: agency.StaffRecruiter},
		{ID: "member", Role: agency.HiringTeamMember},
		{ID: "custom", Role: agency.HiringTeamMember, Levels: agency.Levels{Agencies: 3, Messages: 1, AllOpenings: yes(t, "all openings")}},
	} {
		ops = append(ops, Op{Do: "put-staff", Staff: u})
	}
	for _, id := range agencyIDs[:3] {
		ops = append(ops, Op{Do: "put-agency", Agency: agency.Agency{ID: id, Title: "Agency " + string(id)}})
	}
	for _, id := range recruiterIDs[:6] {
		ops = append(ops, Op{Do: "put-recruiter", Recruiter: drawRecruiter(t, id, one(t, "state", states))})
	}
	for _, id := range openingIDs[:4] {
		ops = append(ops, Op{Do: "put-opening", Opening: drawOpening(t, id)})
	}
	if one(t, "shared with all", []bool{true, true, true, false}) { // so that much is submitted
		g := access.Grants{Openings: openingIDs[:3]}
		for _, id := range agencyIDs[:3] {
			g.To = append(g.To, agency.ToAgency(id))
		}
		for _, id := range recruiterIDs[:6] {
			g.To = append(g.To, agency.ToRecruiter(id))
		}
		ops = append(ops, Op{Do: "share", Grants: g})
	}
	for i := range ops {
		ops[i].Label, ops[i].At = fmt.Sprintf("setup%d", i), Start
	}
	return ops
}

// states are mostly active.
var states = []agency.RecruiterState{agency.RecruiterActive, agency.RecruiterActive, agency.RecruiterActive, agency.RecruiterInvited}

func drawRecruiter(t *rapid.T, id agency.RecruiterID, state agency.RecruiterState) agency.Recruiter {
	return agency.Recruiter{
		ID: id, Agency: home(id), Name: "Recruiter " + string(id), Email: string(id) + "@agency.example",
		Admin: yes(t, "admin"), State: state,
	}
}

func drawOpening(t *rapid.T, id agency.OpeningID) agency.Opening {
	o := agency.Opening{ID: id, Title: "Opening " + string(id), Text: "text", Private: yes(t, "private")}
	if yes(t, "with a team") {
		o.Team = agency.Freeze(staffIDs[1:4]...)
	}
	return o
}

func drawSettings(t *rapid.T, version int64) agency.Settings {
	s := agency.Settings{
		Version: version, Title: "Acme",
		Sharing:         one(t, "sharing", []agency.Sharing{agency.ShareWithRecruiters, agency.ShareWithAgencies, agency.ShareWithEither}),
		Visibility:      one(t, "visibility", []agency.Visibility{agency.SeeAgency, agency.SeeOwn}),
		Quota:           agency.Quota{PerOpening: one(t, "quota", []uint32{0, 0, 1, 2})},
		Terms:           one(t, "terms", []string{"", "", "2026"}),
		ConsentRequired: one(t, "consent", []bool{false, false, true}),
	}
	s.Region = one(t, "region", []string{"", "", "DE"})
	s.Duplicates = drawDuplicates(t)
	if yes(t, "overrides") {
		s.Offboarding = drawOffboarding(t)
	}
	return s
}

// drawOffboarding overrides one cause with what it may leave at most.
func drawOffboarding(t *rapid.T) agency.Offboarding {
	cause := one(t, "cause", []agency.Cause{
		agency.CauseNotGranted, agency.CauseGrantOver, agency.CauseOpeningArchived,
		agency.CauseAgencySuspended, agency.CauseAgencyTerminated,
	})
	var left []agency.Right
	for _, r := range agency.AllRights() {
		o := agency.Offboarding{}.With(cause, agency.RightsOf(append(left, r)...))
		if o.Validate() == nil && yes(t, r.String()) {
			left = append(left, r)
		}
	}
	return agency.Offboarding{}.With(cause, agency.RightsOf(left...))
}

// verbs are drawn with the weight of how often, and how early, they are named.
var verbs = []string{
	"submit", "submit", "submit", "submit", "submit", "submit", "advance", "merge", "put-applicant", "withdraw", "mark-distinct", "erase", "import",
	"share", "share", "share", "share", "share", "unshare", "unshare", "submit", "submit", "submit", "submit", "submit", "submit",
	"withdraw", "withdraw", "accept-terms", "archive", "reopen", "make-private", "make-public", "suspend", "reinstate",
	"terminate", "deactivate", "reactivate", "reactivate", "put-recruiter", "put-recruiter", "put-opening", "put-agency",
	"put-applicant", "advance", "advance", "note", "feedback", "record-message", "erase", "configure", "configure",
	"deactivate-user", "reactivate-user",
	"submit", "submit", "submit", "put-applicant", "advance", "advance", "withdraw", "merge", "merge", "unmerge", "mark-distinct", "mark-not-distinct",
	"correct", "open-claim", "extend-claim", "release-claim", "dispute-claim", "dispute-claim", "uphold-claim", "overrule-claim",
	"link", "link", "import", "import", "erase-candidate",
}

var waits = []time.Duration{0, time.Microsecond, time.Hour, 24 * time.Hour, 40 * 24 * time.Hour, 40 * time.Minute, 100 * 24 * time.Hour}

// draw draws something to do next, given what was done.
func draw(t *rapid.T, m *model, n int) Op {
	op := Op{Label: fmt.Sprintf("op%d", n), Do: one(t, "do", verbs), At: m.now.Add(one(t, "wait", waits))}
	if m.alerted() && yes(t, "go on") {
		op.Do, op.At = "submit", m.now.Add(time.Minute)
	}
	if one(t, "about the network", []bool{false, false, true}) {
		op.Do = one(t, "network", modelledVerbs)
	}
	if len(m.submissions) > 0 && one(t, "parting", []bool{false, false, false, false, false, false, false, true}) {
		op.Do = "hand-over"
	}
	switch op.Do {
	case "submit", "withdraw", "accept-terms", "invite-colleague", "resend-colleague", "revoke-colleague", "deactivate-colleague", "make-admin", "withdraw-admin":
		op.ByRecruiter = one(t, "recruiter", m.people())
	case "put-opening", "put-applicant", "erase", "link", "import", "erase-candidate": // the host alone
	default:
		if who := one(t, "by", append([]agency.StaffID{"", "", "", ""}, staffIDs...)); who != "" {
			op.ByStaff = who
		}
	}
	if op.Do == "unshare" && m.promised() {
		op.Do = "share" // the model does not foretell what becomes of the promises
	}
	if op.Do == "terminate" && yes(t, "spared") {
		op.Do = "reinstate" // lest most worlds end early
	}
	op.Submission = one(t, "submission", append(sortedKeys(m.submissions), "s-none"))
	op.Opening.ID = one(t, "opening", openingIDs)
	switch op.Do {
	case "share", "unshare":
		op.Grants = drawGrants(t, op.At)
	case "submit":
		m.now = op.At
		drawSubmitter(t, m, &op, recruiterIDs, openingIDs)
		op.Request = one(t, "request", []candidate.RequestID{candidate.RequestID(op.Label), candidate.RequestID(op.Label), "q0", "q1", "q2"})
		op.Entry = drawEntry(t, castNames(), m)
		if yes(t, "consented") {
			op.Entry.Consent = Start
		}
		drawAcknowledgement(t, m, &op, recruiterIDs)
	case "accept-terms":
		op.Text = one(t, "terms", []string{"2026", "2026", "1999"})
	case "suspend", "reinstate", "terminate":
		op.Agency.ID = one(t, "agency", agencyIDs)
	case "put-agency":
		id := one(t, "agency", agencyIDs[:3])
		op.Agency = agency.Agency{ID: id, Title: one(t, "title", []string{"Agency", "Bureau"}) + " " + string(id)}
	case "deactivate", "reactivate":
		op.Recruiter.ID = one(t, "who", recruiterIDs)
	case "put-recruiter":
		op.Recruiter = drawRecruiter(t, one(t, "who", recruiterIDs[:8]), one(t, "state", states))
	case "put-opening":
		op.Opening = drawOpening(t, one(t, "which", openingIDs[:5]))
	case "put-applicant":
		op.Submission = one(t, "applicant", applicantIDs)
		drawApplicant(t, m, &op)
		if yes(t, "to none") {
			op.Opening.ID = ""
		}
	case "advance":
		op.Stage = one(t, "stage", []agency.Stage{agency.InReview, agency.Offer, agency.Hired, agency.Hired, agency.Rejected, agency.Withdrawn})
	case "note", "feedback", "record-message":
		op.Text = "between us"
	case "configure":
		op.Settings = drawSettings(t, m.settings.Version-one(t, "stale", []int64{0, 0, 0, 1}))
	case "deactivate-user", "reactivate-user":
		op.Staff.ID = one(t, "user", staffIDs)
	default:
		if slices.Contains(networkVerbs, op.Do) {
			drawNetwork(t, m.network(), &op)
			if by := m.submissions[op.Submission].Recruiter; op.Do == "hand-over" && by != "" { // who has something to hand over
				op.Recruiter.ID = by
				for _, id := range m.network().members(m.recruiters[by].Agency) {
					if id != by && m.recruiters[id].State == agency.RecruiterActive {
						op.Heir = id
					}
				}
			}
			break
		}
		drawPerson(t, m, &op)
	}
	return op
}

// drawSubmitter draws who submits to what, mostly a submission that is allowed.
func drawSubmitter(t *rapid.T, m *model, op *Op, who []agency.RecruiterID, on []agency.OpeningID) {
	op.ByRecruiter, op.Opening.ID = one(t, "recruiter", who), one(t, "to", on)
	var may []Op
	for _, id := range who {
		for _, o := range on {
			if len(m.decide(id, question{action: policy.Submit, opening: o})) == 0 {
				may = append(may, Op{ByRecruiter: id, Opening: agency.Opening{ID: o}})
			}
		}
	}
	if len(may) > 0 && one(t, "allowed", []bool{true, true, true, false}) {
		chosen := may[rapid.IntRange(0, len(may)-1).Draw(t, "chosen")]
		op.ByRecruiter, op.Opening = chosen.ByRecruiter, chosen.Opening
	}
}

func drawGrants(t *rapid.T, now time.Time) access.Grants {
	var g access.Grants
	if g.AllOpenings = one(t, "all openings", []bool{false, false, false, true}); !g.AllOpenings {
		g.Openings = rapid.SliceOfNDistinct(rapid.SampledFrom(openingIDs), 1, 2, rapid.ID).Draw(t, "openings")
	}
	switch one(t, "to", []string{"recruiters", "recruiters", "agency", "members", "both"}) {
	case "recruiters":
		for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(recruiterIDs), 1, 3, rapid.ID).Draw(t, "recruiters") {
			g.To = append(g.To, agency.ToRecruiter(id))
		}
	case "agency":
		g.To = append(g.To, agency.ToAgency(one(t, "agency", agencyIDs)))
	case "members":
		g.MembersOf = append(g.MembersOf, one(t, "agency", agencyIDs))
	case "both":
		g.To = append(g.To, agency.ToAgency(one(t, "agency", agencyIDs)), agency.ToRecruiter(one(t, "who", recruiterIDs)))
	}
	switch one(t, "window", []string{"", "", "", "until", "from", "both", "over"}) {
	case "until":
		g.Window.Until = now.Add(36 * time.Hour)
	case "from":
		g.Window.From = now.Add(12 * time.Hour)
	case "both":
		g.Window = agency.Window{From: now.Add(-12 * time.Hour), Until: now.Add(36 * time.Hour)}
	case "over":
		g.Window = agency.Window{From: now.Add(-12 * time.Hour), Until: now}
	}
	return g
}
