package policy

// Code is a reason for a denial. Its order is the order in which the reasons of
// a decision are named.
type Code uint8

// The codes.
const (
	_ Code = iota

	// Recruiters: self, own agency.
	RecruiterNotActive
	RecruiterDeactivated
	AgencySuspended
	AgencyTerminated
	NotAgencyAdmin

	// Regular users.
	StaffInactive
	RoleInsufficient
	NotOnTeam

	// The target.
	NotFound
	NotShared
	ShareNotStarted
	ShareRevoked
	ShareEnded
	OpeningArchived
	NotOwnSubmission
	OtherAgency
	PerRecruiterSharing
	PerAgencySharing

	// Submitting.
	AlreadySubmitted
	QuotaExhausted
	TermsNotAccepted
	ConsentMissing
	ProbeLimit
	DuplicateAlert
	DuplicateBlocked
	OwnedByOther

	// Inviting.
	EmailIsStaff
	EmailTaken
	KnownDomain

	numCodes
)
