package agency

import (
	"strings"
	"time"
)

// Settings are what an account has chosen. The zero value is [PerRecruiter].
// The settings in force are always the current ones; only a ruling and the
// terms accepted are frozen in a submission.
type Settings struct {
	// Version counts the changes, from 1. Version 0 is an account that has no
	// settings, which is to say one that is unknown.
	Version int64

	Title string // the account's name as agencies know it, at most MaxName bytes; may be empty

	// Region is where telephone numbers without a country are from, an ISO 3166-1
	// code of two capital letters. Where it is empty, such numbers are compared by
	// their last digits. A change applies to who comes in or is edited from then on.
	Region string

	Sharing     Sharing
	Visibility  Visibility
	Duplicates  Duplicates
	Offboarding Offboarding
	Quota       Quota
	Roles       Roles

	// Stages of a submission in order, the first being where it starts. Empty
	// means [DefaultStages]. [Withdrawn] is always there and need not be named.
	Stages Frozen[Stage]

	// Terms is the label of the terms that an agency must have accepted before
	// it submits, such as "2026-03". Empty means none are required.
	Terms string

	// InvitationDays is for how many days an invitation can be accepted: at most
	// 365; 0 means DefaultInvitationDays.
	InvitationDays uint16

	ConsentRequired  bool // a submission must say when the person consented
	ColleagueDomains bool // an agency's admins invite only to domains in Agency.Known; an invitation adds none before it is accepted
	JournalReads     bool // what recruiters read and ask is journalled too, and what they were denied
}

// DefaultInvitationDays is for how many days an invitation can be accepted,
// unless the account says otherwise.
const DefaultInvitationDays = 14

// InvitationEnds is when an invitation that is made now can no longer be
// accepted.
func (s Settings) InvitationEnds(now time.Time) time.Time {
	days := s.InvitationDays
	if days == 0 {
		days = DefaultInvitationDays
	}
	return now.AddDate(0, 0, int(days))
}

// PerRecruiter are the settings of a large agency network: each opening is
// shared with each recruiter individually, and belonging to the same agency
// gives nothing on it. Colleagues see each other's submissions all the same;
// set Visibility to [SeeOwn] where they must not.
func PerRecruiter() Settings { return Settings{} }

// PerAgency are the settings of an account that assigns agencies to openings;
// what the agency holds, each of its members holds.
func PerAgency() Settings { return Settings{Sharing: ShareWithAgencies} }

// Validate answers whether the settings make sense together.
func (s Settings) Validate() error {
	if s.Version < 0 {
		return &Invalid{Field: "version", Rule: "must not be negative"}
	}
	if err := CheckText("title", s.Title, MaxName); err != nil {
		return err
	}
	if s.Region != "" && (len(s.Region) != 2 || strings.Trim(s.Region, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
		return &Invalid{Field: "region", Rule: "must be a code of two capital letters"}
	}
	if err := enumCheck("sharing", sharingNames, s.Sharing); err != nil {
		return err
	}
	if err := enumCheck("visibility", visibilityNames, s.Visibility); err != nil {
		return err
	}
	if err := s.Duplicates.Validate(); err != nil {
		return In("duplicates", err)
	}
	if err := s.Offboarding.Validate(); err != nil {
		return In("offboarding", err)
	}
	if err := s.Roles.Validate(); err != nil {
		return In("roles", err)
	}
	if err := CheckText("terms", s.Terms, MaxID); err != nil {
		return err
	}
	if s.InvitationDays > 365 {
		return &Invalid{Field: "invitation-days", Rule: "must be at most 365"}
	}
	if s.FirstStage() == Withdrawn {
		return &Invalid{Field: "stages", Rule: "must not start with " + string(Withdrawn)}
	}
	return checkList("stages", s.Stages, maxStages, CheckID[Stage])
}

// Sharing says whom openings are shared with. Shares of a kind that the mode
// does not use lie dormant and count again when the mode returns.
type Sharing uint8

// The sharing modes.
const (
	ShareWithRecruiters Sharing = iota // each recruiter individually
	ShareWithAgencies                  // agencies, with all their members
	ShareWithEither
)

var sharingNames = []string{"per-recruiter", "per-agency", "either"}

// ToRecruiters reports whether shares to a recruiter count.
func (s Sharing) ToRecruiters() bool { return s == ShareWithRecruiters || s == ShareWithEither }

// ToAgencies reports whether shares to an agency count.
func (s Sharing) ToAgencies() bool { return s == ShareWithAgencies || s == ShareWithEither }

func (s Sharing) String() string               { return enumName(sharingNames, s) }
func (s Sharing) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
func (s *Sharing) UnmarshalText(b []byte) error {
	return enumParse("sharing", sharingNames, b, s)
}

// Visibility says which submissions of their agency recruiters see.
type Visibility uint8

// The visibilities.
const (
	SeeAgency Visibility = iota // the colleagues' submissions too
	SeeOwn                      // those they submitted themselves
)

var visibilityNames = []string{"agency", "own"}

func (v Visibility) String() string               { return enumName(visibilityNames, v) }
func (v Visibility) MarshalText() ([]byte, error) { return []byte(v.String()), nil }
func (v *Visibility) UnmarshalText(b []byte) error {
	return enumParse("visibility", visibilityNames, b, v)
}

// Quota bounds how many standing submissions (those not withdrawn) there may
// be. Zero is no bound.
type Quota struct {
	// PerOpening bounds one agency's standing submissions to one opening; where
	// recruiters see only their own submissions, one recruiter's, so that the
	// answer says nothing about colleagues.
	PerOpening uint32
}

// Stage is a step of a submission's progress.
type Stage string

// The default stages. Withdrawn is a stage of every account.
const (
	New       Stage = "new"
	InReview  Stage = "in-review"
	Interview Stage = "interview"
	Offer     Stage = "offer"
	Hired     Stage = "hired"
	Rejected  Stage = "rejected"
	Withdrawn Stage = "withdrawn"
)

const maxStages = 50

// DefaultStages are the stages of an account that has not chosen its own.
func DefaultStages() Frozen[Stage] {
	return Freeze(New, InReview, Interview, Offer, Hired, Rejected, Withdrawn)
}

// FirstStage is the stage in which a submission starts.
func (s Settings) FirstStage() Stage {
	for first := range s.Stages.All() {
		return first
	}
	return New
}

// Before reports whether a stage of the account's comes before another one of
// the account's.
func (s Settings) Before(stage, other Stage) bool {
	stages := s.Stages
	if stages.Len() == 0 {
		stages = DefaultStages()
	}
	seen := false
	for of := range stages.All() {
		if of == other {
			return seen
		}
		seen = seen || of == stage
	}
	return false
}

// HasStage reports whether stage is one of the account's.
func (s Settings) HasStage(stage Stage) bool {
	if s.Stages.Len() == 0 {
		return DefaultStages().Has(stage)
	}
	return stage == Withdrawn || s.Stages.Has(stage)
}
