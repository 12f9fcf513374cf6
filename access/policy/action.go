package policy

// Side is which side of the relationship asks. The zero side is nobody and is
// always denied.
type Side uint8

// The sides.
const (
	_             Side = iota
	RecruiterSide      // an agency's recruiter
	StaffSide          // a regular user of the account
	HostSide           // the host itself, for an operator that it names: may do all that staff may
)

// Action is what somebody asks to do.
type Action uint8

// The actions. The zero action is none and is always denied.
const (
	_ Action = iota

	// Recruiters.
	ViewOpening     // Facts.Opening: read it in full
	Submit          // Facts.Opening: put somebody forward for it
	ViewSubmission  // Facts.Submission: view its progress
	Message         // Facts.Submission: write to the account about it
	Withdraw        // Facts.Submission
	InviteColleague // into the own agency
	ManageColleague // Facts.Colleague: invite again, revoke, deactivate, make an admin or a member
	ListOpenings    // those that may be viewed in full
	ListSubmissions // those that are visible
	ListClaims      // the own agency's; each row is decided as ViewSubmission
	ListColleagues  // of the own agency
	AcceptTerms     // for the own agency; its admins

	// Regular users and the host, on agencies.
	ViewAgencies        // lists of agencies and their recruiters
	Explain             // Facts.Opening, if the question names one: who may do what, and why
	Share               // Facts.Opening with Facts.Agency or Facts.Recruiter, as Request.ToAgency says
	Unshare             // likewise
	ChangeOpening       // Facts.Opening: archive, reopen, make private or public
	EditAgency          // create and edit
	EditRecruiter       // create, edit and reactivate
	DeactivateRecruiter // Facts.Recruiter
	InviteRecruiter     // Facts.Opening, if the invitation shares one
	GroupAgencies       // Facts.Agency, each of them: make them one, and undo it
	MoveRecruiter       // Facts.Recruiter into Facts.Agency
	SuspendAgency       // Facts.Agency: suspend and reinstate
	TerminateAgency     // Facts.Agency
	ConvertStaff        // Facts.Target: a regular user into a recruiter, of Facts.Agency if it is there already
	PromoteRecruiter    // Facts.Recruiter into a regular user
	ManageClaims        // Facts.Submission: open, extend, release, dispute and resolve
	ManageLists         // of agencies and recruiters: create, edit, delete
	ReadInvitations     // lists of invitations

	// Regular users and the host, on submissions.
	ReadOpening     // Facts.Opening
	ReadSubmission  // Facts.Submission
	ReadSubmissions // the list; each row is decided as ReadSubmission
	Advance         // Facts.Submission
	WriteNote       // Facts.Submission
	WriteFeedback   // Facts.Submission
	ReadRemarks     // Facts.Submission: notes and feedback
	ReadMessages    // Facts.Submission: messages with the person and with the agency
	WriteMessage    // Facts.Submission: to the person or to the agency
	ReadDuplicates  // Facts.Submission: who else the person is or may be, and why
	CorrectEntry    // Facts.Submission: what is known of the person
	MergeCandidates // Facts.Submission, each of them: merge, unmerge, mark as distinct
	ReadClaims      // the list; each row is decided as ReadSubmission
	ReadCredit      // Facts.Submission: whose introduction a hire was

	// Regular users and the host, on the account.
	ReadSettings
	Configure
	ConfigureSharing // besides Configure: sharing, visibility, offboarding, duplicates, quota, roles
	EditStaff        // create, edit, list
	DeactivateStaff  // Facts.Target: deactivate and reactivate
	ReadJournal

	// The host alone.
	MirrorRecords // staff, openings, applicants: the host's own
	Erase         // Facts.Submission: personal data
	Import        // candidates and submissions from before the account used this
	LinkCandidate // Facts.Submission: the host's own record of the person
	Reindex       // make the keys anew by which candidates are found

	EraseRecruiter // Facts.Recruiter: personal data
	ImportNetwork  // agencies, recruiters and shares from before the account used this
	ExportAccount  // all that is kept
	DeleteAccount  // likewise

	numActions
)

var sideNames = []string{"", "recruiter", "staff", "host"}

// String returns "recruiter", "staff" or "host"; that of the zero side is empty.
func (s Side) String() string { return nameOf(sideNames, s) }

var actionNames = [numActions]string{
	ViewOpening:         "view-opening",
	Submit:              "submit",
	ViewSubmission:      "view-submission",
	Message:             "message",
	Withdraw:            "withdraw",
	InviteColleague:     "invite-colleague",
	ManageColleague:     "manage-colleague",
	ListOpenings:        "list-openings",
	ListSubmissions:     "list-submissions",
	ListClaims:          "list-claims",
	ListColleagues:      "list-colleagues",
	AcceptTerms:         "accept-terms",
	ViewAgencies:        "view-agencies",
	Explain:             "explain",
	Share:               "share",
	Unshare:             "unshare",
	ChangeOpening:       "change-opening",
	EditAgency:          "edit-agency",
	EditRecruiter:       "edit-recruiter",
	DeactivateRecruiter: "deactivate-recruiter",
	InviteRecruiter:     "invite-recruiter",
	GroupAgencies:       "group-agencies",
	MoveRecruiter:       "move-recruiter",
	SuspendAgency:       "suspend-agency",
	TerminateAgency:     "terminate-agency",
	ConvertStaff:        "convert-staff",
	PromoteRecruiter:    "promote-recruiter",
	ManageClaims:        "manage-claims",
	ManageLists:         "manage-lists",
	ReadInvitations:     "read-invitations",
	ReadOpening:         "read-opening",
	ReadSubmission:      "read-submission",
	ReadSubmissions:     "read-submissions",
	Advance:             "advance",
	WriteNote:           "write-note",
	WriteFeedback:       "write-feedback",
	ReadRemarks:         "read-remarks",
	ReadMessages:        "read-messages",
	WriteMessage:        "write-message",
	ReadDuplicates:      "read-duplicates",
	CorrectEntry:        "correct-entry",
	MergeCandidates:     "merge-candidates",
	ReadClaims:          "read-claims",
	ReadCredit:          "read-credit",
	ReadSettings:        "read-settings",
	Configure:           "configure",
	ConfigureSharing:    "configure-sharing",
	EditStaff:           "edit-staff",
	DeactivateStaff:     "deactivate-staff",
	ReadJournal:         "read-journal",
	MirrorRecords:       "mirror-records",
	Erase:               "erase",
	Import:              "import",
	LinkCandidate:       "link-candidate",
	Reindex:             "reindex",
	EraseRecruiter:      "erase-recruiter",
	ImportNetwork:       "import-network",
	ExportAccount:       "export-account",
	DeleteAccount:       "delete-account",
}

// AllActions returns every action, in order.
func AllActions() []Action {
	all := make([]Action, 0, numActions-1)
	for a := Action(1); a < numActions; a++ {
		all = append(all, a)
	}
	return all
}

// String returns the action's stable name, such as "view-opening"; that of the
// zero action is empty.
func (a Action) String() string { return nameOf(actionNames[:], a) }

// MarshalText returns the action's name.
func (a Action) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText takes the name of one of [AllActions]; anything else is an
// [*agency.Invalid].
func (a *Action) UnmarshalText(text []byte) error {
	return parseName("action", actionNames[:], text, a)
}

// byRecruiters reports whether the action is one that recruiters ask for.
func (a Action) byRecruiters() bool { return a >= ViewOpening && a <= AcceptTerms }
