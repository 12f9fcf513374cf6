package policy

import (
	"strconv"

	"github.com/agencyaccess/agencyaccess/agency"
)

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
	SharePaused
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
	LastAdmin
	PerRecruiterSharing
	PerAgencySharing

	// Inviting.
	EmailIsStaff
	EmailTaken
	KnownDomain

	numCodes
)

var codeNames = [numCodes]string{
	StaffInactive:        "staff_inactive",
	RoleInsufficient:     "role_insufficient",
	NotOnTeam:            "not_on_team",
	RecruiterNotActive:   "recruiter_not_active",
	RecruiterDeactivated: "recruiter_deactivated",
	AgencySuspended:      "agency_suspended",
	AgencyTerminated:     "agency_terminated",
	NotFound:             "not_found",
	NotShared:            "not_shared",
	ShareNotStarted:      "share_not_started",
	ShareRevoked:         "share_revoked",
	ShareEnded:           "share_ended",
	SharePaused:          "share_paused",
	OpeningArchived:      "opening_archived",
	NotOwnSubmission:     "not_own_submission",
	OtherAgency:          "other_agency",
	AlreadySubmitted:     "already_submitted",
	QuotaExhausted:       "quota_exhausted",
	TermsNotAccepted:     "terms_not_accepted",
	ConsentMissing:       "consent_missing",
	ProbeLimit:           "probe_limit",
	DuplicateAlert:       "duplicate_alert",
	DuplicateBlocked:     "duplicate_blocked",
	OwnedByOther:         "owned_by_other",
	NotAgencyAdmin:       "not_agency_admin",
	LastAdmin:            "last_admin",
	PerRecruiterSharing:  "per_recruiter_sharing",
	PerAgencySharing:     "per_agency_sharing",
	EmailIsStaff:         "email_is_staff",
	EmailTaken:           "email_taken",
	KnownDomain:          "known_domain",
}

// AllCodes returns every code, in order.
func AllCodes() []Code {
	all := make([]Code, 0, numCodes-1)
	for c := Code(1); c < numCodes; c++ {
		all = append(all, c)
	}
	return all
}

// String returns the code's stable name, such as "not_shared"; that of the zero
// code is empty.
func (c Code) String() string { return nameOf(codeNames[:], c) }

// MarshalText returns the code's name.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText takes the name of one of [AllCodes]; anything else is an
// [*agency.Invalid].
func (c *Code) UnmarshalText(text []byte) error { return parseName("code", codeNames[:], text, c) }

// codes is a set of codes, one bit each.
type codes uint32

const _ = uint(32 - numCodes) // does not compile when there are too many for the set

func setOf(list ...Code) codes {
	var s codes
	for _, c := range list {
		s |= 1 << c
	}
	return s
}

func (s codes) has(c Code) bool { return c < numCodes && s&(1<<c) != 0 }

func nameOf[T ~uint8](names []string, v T) string {
	if int(v) < len(names) {
		return names[v]
	}
	return "unknown(" + strconv.Itoa(int(v)) + ")"
}

func parseName[T ~uint8](field string, names []string, text []byte, v *T) error {
	for i, name := range names {
		if name != "" && name == string(text) {
			*v = T(i)
			return nil
		}
	}
	return &agency.Invalid{Field: field, Rule: "must be one that package policy knows"}
}
