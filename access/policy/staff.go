package policy

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// area is what a staff permission is about.
type area uint8

const (
	inNoArea area = iota // the recruiters' own actions
	inAgencies
	inSubmissions
	inMessages
	inSettings
	inJournal
	inHost // the host's own actions
)

var areaNames = []string{"recruiter", "agencies", "submissions", "messages", "settings", "journal", "host"}

func (a area) String() string { return nameOf(areaNames, a) }

// allowed is the level of the areas that have no levels but yes and no.
const allowed agency.Level = 1

// levelNames are the levels of each area, from none on.
var levelNames = [...][]string{
	inNoArea:      {"no", "yes"},
	inAgencies:    {"none", "view", "assign", "manage", "admin"},
	inSubmissions: {"none", "read", "work"},
	inMessages:    {"none", "view", "write"},
	inSettings:    {"no", "yes"},
	inJournal:     {"no", "yes"},
	inHost:        {"no", "yes"},
}

// held returns the level that l has in the area.
func (a area) held(l agency.Levels) agency.Level {
	switch {
	case a == inAgencies:
		return l.Agencies
	case a == inSubmissions:
		return l.Submissions
	case a == inMessages:
		return l.Messages
	case a == inSettings && l.Settings, a == inJournal && l.Journal:
		return allowed
	}
	return agency.None
}

// rule is what an action takes of a regular user, and which records it acts on.
type rule struct {
	area       area
	level      agency.Level
	team       bool // be on the team of the opening
	opening    bool // there must be one, and so on
	submission bool
	agency     bool
	target     bool
	recruiter  bool
}

var rules = [numActions]rule{
	ViewAgencies:        {area: inAgencies, level: agency.ViewAgencies},
	Explain:             {area: inAgencies, level: agency.ViewAgencies},
	Share:               {area: inAgencies, level: agency.AssignAgencies, team: true, opening: true},
	Unshare:             {area: inAgencies, level: agency.AssignAgencies, team: true, opening: true},
	ChangeOpening:       {area: inAgencies, level: agency.AssignAgencies, team: true, opening: true},
	EditAgency:          {area: inAgencies, level: agency.ManageAgencies},
	EditRecruiter:       {area: inAgencies, level: agency.ManageAgencies, agency: true},
	DeactivateRecruiter: {area: inAgencies, level: agency.ManageAgencies, recruiter: true},
	InviteRecruiter:     {area: inAgencies, level: agency.ManageAgencies},
	GroupAgencies:       {area: inAgencies, level: agency.ManageAgencies, agency: true},
	MoveRecruiter:       {area: inAgencies, level: agency.ManageAgencies, recruiter: true, agency: true},
	SuspendAgency:       {area: inAgencies, level: agency.AdminAgencies, agency: true},
	TerminateAgency:     {area: inAgencies, level: agency.AdminAgencies, agency: true},
	ConvertStaff:        {area: inAgencies, level: agency.AdminAgencies, target: true},
	PromoteRecruiter:    {area: inAgencies, level: agency.AdminAgencies, recruiter: true},
	ManageClaims:        {area: inAgencies, level: agency.ManageAgencies, team: true, submission: true},
	ManageLists:         {area: inAgencies, level: agency.ManageAgencies},
	ReadInvitations:     {area: inAgencies, level: agency.ViewAgencies},

	ReadOpening:     {area: inSubmissions, level: agency.ReadSubmissions, team: true, opening: true},
	ReadSubmission:  {area: inSubmissions, level: agency.ReadSubmissions, team: true, submission: true},
	ReadSubmissions: {area: inSubmissions, level: agency.ReadSubmissions},
	Advance:         {area: inSubmissions, level: agency.WorkSubmissions, team: true, submission: true},
	WriteNote:       {area: inSubmissions, level: agency.WorkSubmissions, team: true, submission: true},
	WriteFeedback:   {area: inSubmissions, level: agency.ReadSubmissions, team: true, submission: true},
	ReadRemarks:     {area: inSubmissions, level: agency.ReadSubmissions, team: true, submission: true},
	ReadMessages:    {area: inMessages, level: agency.ViewMessages, team: true, submission: true},
	WriteMessage:    {area: inMessages, level: agency.WriteMessages, team: true, submission: true},
	ReadDuplicates:  {area: inSubmissions, level: agency.ReadSubmissions, team: true, submission: true},
	CorrectEntry:    {area: inSubmissions, level: agency.WorkSubmissions, team: true, submission: true},
	MergeCandidates: {area: inSubmissions, level: agency.WorkSubmissions, team: true, submission: true},
	ReadClaims:      {area: inSubmissions, level: agency.ReadSubmissions},
	ReadCredit:      {area: inSubmissions, level: agency.ReadSubmissions, team: true, submission: true},

	ReadSettings:     {area: inSettings, level: allowed},
	Configure:        {area: inSettings, level: allowed},
	ConfigureSharing: {area: inAgencies, level: agency.AdminAgencies},
	EditStaff:        {area: inSettings, level: allowed},
	DeactivateStaff:  {area: inSettings, level: allowed, target: true},
	ReadJournal:      {area: inJournal, level: allowed},

	MirrorRecords: {area: inHost, level: allowed},
	Erase:         {area: inHost, level: allowed, submission: true},
	Import:        {area: inHost, level: allowed},
	LinkCandidate: {area: inHost, level: allowed, submission: true},
	Reindex:       {area: inHost, level: allowed},

	EraseRecruiter: {area: inHost, level: allowed, recruiter: true},
	ImportNetwork:  {area: inHost, level: allowed},
	ExportAccount:  {area: inHost, level: allowed},
	DeleteAccount:  {area: inHost, level: allowed},
}

// decideStaff judges a request of a regular user or of the host; the host is
// only asked whether what it acts on is there and fit for it.
func decideStaff(d *Decision, q Request, f *Facts) {
	if !settingsKnown(f.Settings) {
		d.miss(kindAccount)
	}
	r := rules[q.Action]
	var levels agency.Levels
	if q.Side == StaffSide {
		levels = staffLevels(d, f)
	}
	switch q.Action {
	case Explain:
		r.opening, r.team = q.OnOpening, q.OnOpening
	case ConvertStaff:
		r.agency = q.ToAgency
	case InviteRecruiter:
		r.opening, r.agency = q.OnOpening, q.ToAgency
		if q.OnOpening && levels.Agencies < agency.ManageAgencies {
			r.level, r.team = agency.AssignAgencies, true
		}
	case Share, Unshare:
		r.agency, r.recruiter = q.ToAgency, !q.ToAgency
	}

	if held := r.area.held(levels); q.Side == StaffSide && held < r.level {
		d.denyLevel(r, held)
	}
	if q.Action.byRecruiters() {
		d.denyLevel(rule{level: allowed}, agency.None)
		return
	}
	opening, submission := knownOpening(f.Opening), knownSubmission(f.Submission)
	if q.Side == StaffSide && r.team && !levels.AllOpenings {
		judgeTeam(d, r, f, opening, submission)
	}
	if r.opening && opening == nil {
		d.miss(kindOpening)
	}
	if r.submission && submission == nil {
		d.miss(kindSubmission)
	}
	judgeNetwork(d, q, r, f)
	if r.target && (f.Target == nil || f.Target.ID == "") {
		d.miss(kindStaff)
	}
	judgeAddress(d, q.Action, f)
}

// staffLevels returns what the user who asks may do.
func staffLevels(d *Decision, f *Facts) agency.Levels {
	if f.Staff == nil || f.Staff.ID == "" {
		d.deny(StaffInactive)
		return agency.Levels{}
	}
	if f.Staff.State != agency.StaffActive {
		d.deny(StaffInactive)
	}
	if !settingsKnown(f.Settings) {
		return agency.Settings{}.LevelsOf(*f.Staff)
	}
	return f.Settings.LevelsOf(*f.Staff)
}

func (v *verdict) denyLevel(r rule, held agency.Level) {
	v.deny(RoleInsufficient)
	v.area, v.need, v.held = r.area, r.level, held
}

// judgeTeam asks whether the user is on the team of the opening, which for
// actions on a submission is the submission's. A submission without an opening
// has no team; whatever is missing altogether has no team to be on.
func judgeTeam(d *Decision, r rule, f *Facts, opening *agency.Opening, submission *candidate.Submission) {
	if r.submission {
		if submission == nil {
			return
		}
		if submission.Opening == "" {
			d.deny(NotOnTeam)
			return
		}
		if opening = openingOf(submission, opening); opening == nil {
			d.miss(kindOpening)
		}
	}
	if opening != nil && (f.Staff == nil || !opening.Team.Has(f.Staff.ID)) {
		d.denyFor(NotOnTeam, opening)
	}
}
