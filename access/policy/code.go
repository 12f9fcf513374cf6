package policy

// Code is a reason for a denial. Its order is the order in which the reasons of
// a decision are named.
type Code uint8

// The codes.
const (
	_ Code = iota

	// Regular users.
	StaffInactive
	RoleInsufficient
	NotOnTeam

	// Recruiters: self, own agency.
	RecruiterNotActive
	RecruiterDeactivated
	AgencySuspended
	AgencyTerminated

	// The target.
	NotFound
	NotShared
	ShareNotStarted
	ShareRevoked
	ShareEnded
	OpeningArchived
	NotOwnSubmission
	OtherAgency

	// Submitting: limits, ruling.
	AlreadySubmitted
	QuotaExhausted
	TermsNotAccepted
	ConsentMissing
	ProbeLimit
	DuplicateAlert
	DuplicateBlocked
	OwnedByOther

	// Managing colleagues, sharing.
	NotAgencyAdmin
	PerRecruiterSharing
	PerAgencySharing

	// Inviting.
	EmailIsStaff
	EmailTaken
	KnownDomain

	numCodes
)
