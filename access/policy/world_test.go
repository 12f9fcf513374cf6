package policy_test

import (
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// world is everything a decision can depend on, in words. The naive
// implementation judges the words; scene turns them into facts for Decide.
type world struct {
	side, action        string
	onOpening, toAgency bool

	account    string // known, unknown
	mode       string // per recruiter, per agency, either
	visibility string // agency, own
	matrix     map[string]string

	recruiter string // active, invited, deactivated, missing
	admin     bool
	agency    string // active, suspended, terminated, closed, missing, another
	colleague string // mate, self, other agency, no agency, no id, missing
	lastAdmin bool
	opening   string // open, archived, missing
	private   bool
	own       string // shareStates
	company   string // shareStates
	later     string // own, company, same: which share was made later

	submission string // own, colleague, other agency, direct, former, missing
	of         string // the submission's opening: opening, nothing, another

	already, consentNeeded, consent, probes, owned bool
	quota                                          string // none, left, spent
	terms                                          string // none, accepted, open
	ruling, tell                                   string
	claim                                          string // none, over, disputed, in-force, unknown

	staff                           string // active, deactivated, missing
	user                            string // users
	team                            bool
	target                          bool
	emailIsStaff, emailTaken, known bool
}

var shareStates = []string{
	"never", "foreign", "not started", "effective", "ended seen", "ended unseen", "revoked seen", "revoked unseen",
	"paused seen", "paused unseen",
}

var (
	today = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	day   = 24 * time.Hour
	since = today.Add(-10 * day)
)

// scene holds the records that a world's facts point to, so that a million
// worlds need one of each.
type scene struct {
	settings         agency.Settings
	colleague        agency.Recruiter
	staff, target    agency.Staff
	recruiter        agency.Recruiter
	agency           agency.Agency
	opening          agency.Opening
	own, company     agency.Share
	submission       candidate.Submission
	teamOf, teamless agency.Frozen[agency.StaffID]
}

func newScene() *scene {
	return &scene{teamOf: agency.Freeze[agency.StaffID]("kim", "root"), teamless: agency.Freeze[agency.StaffID]("kim")}
}

func requestOf(w *world) policy.Request {
	return policy.Request{Side: sideByName[w.side], Action: actionByName[w.action], ToAgency: w.toAgency, OnOpening: w.onOpening}
}

var sideByName = map[string]policy.Side{
	"recruiter": policy.RecruiterSide, "staff": policy.StaffSide, "host": policy.HostSide, "unknown": 77,
}

var actionByName = func() map[string]policy.Action {
	m := map[string]policy.Action{"unknown": 200}
	for _, a := range policy.AllActions() {
		m[a.String()] = a
	}
	return m
}()

func at[T ~uint8](names []string, name string) T {
	for i, n := range names {
		if n == name {
			return T(i)
		}
	}
	panic("no such word: " + name)
}

var (
	modes           = []string{"per recruiter", "per agency", "either"}
	visibilities    = []string{"agency", "own"}
	recruiterStates = []string{"invited", "active", "deactivated"}
	agencyStates    = []string{"active", "suspended", "terminated", "closed"}
	openingStates   = []string{"open", "archived"}
	rulings         = []string{"accepted", "flagged", "alerted", "blocked"}
	tells           = []string{"alert", "silent", "class"}
	claims          = []string{"none", "over", "disputed", "in-force", "unknown"}
)

// facts sets the scene.
func (sc *scene) facts(w *world) policy.Facts {
	f := policy.Facts{
		Now: today, AlreadySubmitted: w.already, Consent: w.consent, ProbesSpent: w.probes,
		Ruling: at[candidate.Outcome](rulings, w.ruling), OwnedByOther: w.owned, OwnClaim: at[candidate.Standing](claims, w.claim),
		EmailIsStaff: w.emailIsStaff, EmailTaken: w.emailTaken, KnownDomain: w.known, Standing: 2,
		LastAdmin: w.lastAdmin, Colleague: sc.setColleague(w),
	}
	s := &sc.settings
	*s = agency.Settings{
		Version: 3, Title: "ACME", Sharing: at[agency.Sharing](modes, w.mode),
		Visibility: at[agency.Visibility](visibilities, w.visibility), ConsentRequired: w.consentNeeded,
	}
	s.Duplicates.Tell = at[agency.Tell](tells, w.tell)
	if w.quota == "left" {
		s.Quota.PerOpening = 3
	} else if w.quota == "spent" {
		s.Quota.PerOpening = 2
	}
	if w.terms != "none" {
		s.Terms = "2026-03"
	}
	if w.matrix != nil {
		s.Offboarding = offboardingOf(w.matrix)
	}
	if w.account == "known" {
		f.Settings = s
	}

	sc.agency = agency.Agency{ID: "north", Title: "North Recruiting"}
	switch w.agency {
	case "missing":
	case "another":
		sc.agency.ID = "south"
		f.Agency = &sc.agency
	default:
		sc.agency.State = at[agency.State](agencyStates, w.agency)
		f.Agency = &sc.agency
	}
	if w.terms == "accepted" {
		sc.agency.Terms = "2026-03"
	}
	sc.recruiter = agency.Recruiter{ID: "ann", Agency: "north", Admin: w.admin, Since: since}
	if w.recruiter != "missing" {
		sc.recruiter.State = at[agency.RecruiterState](recruiterStates, w.recruiter)
		f.Recruiter = &sc.recruiter
	}

	sc.opening = agency.Opening{ID: "dev", Title: "Developer", Private: w.private, Team: sc.teamless}
	if w.team {
		sc.opening.Team = sc.teamOf
	}
	if w.opening != "missing" {
		sc.opening.State = at[agency.OpeningState](openingStates, w.opening)
		f.Opening = &sc.opening
	}
	f.ToRecruiter = setShare(&sc.own, w.own, agency.ToRecruiter("ann"), w.later == "own")
	f.ToAgency = setShare(&sc.company, w.company, agency.ToAgency("north"), w.later == "company")
	f.Submission = sc.setSubmission(w)
	sc.setStaff(w, &f)
	return f
}

func (sc *scene) setColleague(w *world) *agency.Recruiter {
	sc.colleague = agency.Recruiter{ID: "bob", Agency: "north"}
	switch w.colleague {
	case "missing":
		return nil
	case "self":
		sc.colleague.ID = "ann"
	case "other agency":
		sc.colleague.ID, sc.colleague.Agency = "sue", "south"
	case "no agency":
		sc.colleague.Agency = ""
	case "no id":
		sc.colleague.ID = ""
	}
	return &sc.colleague
}

func setShare(s *agency.Share, state string, to agency.Grantee, later bool) *agency.Share {
	*s = agency.Share{Opening: "dev", Grantee: to, Granted: today.Add(-40 * day)}
	s.From = today.Add(-30 * day)
	if later {
		s.Granted = today.Add(-39 * day)
	}
	switch state {
	case "never":
		return nil
	case "foreign":
		if to.Agency != "" {
			s.Agency = "south"
		} else {
			s.Opening = "ops"
		}
	case "not started":
		s.From = today.Add(time.Microsecond)
	case "effective":
		s.Until = today.Add(time.Microsecond)
	case "ended seen":
		s.Until = today
	case "ended unseen":
		s.Until = since
	case "revoked seen":
		s.Revoked = since.Add(time.Microsecond)
	case "revoked unseen":
		s.Revoked = since
	case "paused seen":
		s.Paused = since.Add(time.Microsecond)
	case "paused unseen":
		s.Paused = since
	}
	return s
}

func (sc *scene) setSubmission(w *world) *candidate.Submission {
	s := &sc.submission
	*s = candidate.Submission{ID: "s1", Agency: "north", Recruiter: "ann"}
	switch w.of {
	case "opening":
		s.Opening = "dev"
	case "another":
		s.Opening = "ops"
	}
	switch w.submission {
	case "missing":
		return nil
	case "colleague":
		s.Recruiter = "bob"
	case "other agency":
		s.Agency, s.Recruiter = "south", "sue"
	case "direct":
		s.Agency, s.Recruiter = "", ""
	case "former":
		s.Agency = "west"
	}
	return s
}

func (sc *scene) setStaff(w *world, f *policy.Facts) {
	if w.target {
		sc.target = agency.Staff{ID: "tom", Role: agency.StaffRecruiter}
		f.Target = &sc.target
	}
	if w.staff == "missing" {
		return
	}
	sc.staff = agency.Staff{ID: "root"}
	if w.staff == "deactivated" {
		sc.staff.State = agency.StaffDeactivated
	}
	f.Staff = &sc.staff
	switch w.user {
	case "hiring team member":
		sc.staff.Role = agency.HiringTeamMember
	case "recruiter":
		sc.staff.Role = agency.StaffRecruiter
	case "recruitment manager":
		sc.staff.Role = agency.RecruitmentManager
	case "super admin":
		sc.staff.Role = agency.SuperAdmin
	case "hiring team that assigns":
		sc.staff.Role = agency.HiringTeamMember
		sc.settings.Roles = agency.Roles{}.With(agency.HiringTeamMember, agency.Levels{Agencies: agency.AssignAgencies, AllOpenings: true})
	case "manager by name":
		sc.staff.Role = agency.HiringTeamMember
		sc.staff.Levels = agency.Levels{Agencies: agency.ManageAgencies, Submissions: agency.ReadSubmissions, Messages: agency.ViewMessages}
	case "settings only":
		sc.staff.Role = agency.SuperAdmin
		sc.staff.Levels = agency.Levels{Settings: true}
	case "journal only":
		sc.staff.Role = agency.SuperAdmin
		sc.staff.Levels = agency.Levels{Journal: true}
	}
}

var rightColumns = map[agency.Right]int{
	agency.ViewOpening: 0, agency.Submit: 1, agency.ViewProgress: 2, agency.Message: 3, agency.Withdraw: 4, agency.InviteColleagues: 5,
}

var causeRows = map[agency.Cause]string{
	agency.CauseNotGranted: "never granted", agency.CauseGrantOver: "grant over", agency.CauseOpeningArchived: "archived",
	agency.CauseRecruiterInvited: "invited", agency.CauseRecruiterDeactivated: "deactivated",
	agency.CauseAgencySuspended: "suspended", agency.CauseAgencyTerminated: "terminated",
}

func offboardingOf(matrix map[string]string) agency.Offboarding {
	var o agency.Offboarding
	for cause, row := range causeRows {
		var rights []agency.Right
		for right, col := range rightColumns {
			if matrix[row][col] == 'Y' {
				rights = append(rights, right)
			}
		}
		o = o.With(cause, agency.RightsOf(rights...))
	}
	return o
}
