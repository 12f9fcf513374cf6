package agency

import "log/slog"

// Staff is a regular user of the account.
type Staff struct {
	ID     StaffID
	Name   string // at most 200 bytes; may be empty
	Email  string // may be empty; see CheckEmail
	Role   Role   // must be given
	State  StaffState
	Levels Levels // what this user may do, when the role's levels are not it; zero means the role's
}

// MaxName is the greatest length of a name or title, in bytes.
const MaxName = 200

// Validate names the field that breaks a rule.
func (s Staff) Validate() error {
	if err := CheckID("id", s.ID); err != nil {
		return err
	}
	if err := CheckText("name", s.Name, MaxName); err != nil {
		return err
	}
	if err := CheckEmail("email", s.Email); err != nil {
		return err
	}
	if err := enumCheck("role", roleNames, s.Role); err != nil {
		return err
	}
	if err := enumCheck("state", staffStateNames, s.State); err != nil {
		return err
	}
	return In("levels", s.Levels.Validate())
}

// Deactivate returns the user without access.
func (s Staff) Deactivate() Staff { s.State = StaffDeactivated; return s }

// Reactivate returns the user with access again.
func (s Staff) Reactivate() Staff { s.State = StaffActive; return s }

// LogValue keeps personal data out of logs.
func (s Staff) LogValue() slog.Value { return slog.GroupValue(slog.String("staff", string(s.ID))) }

// StaffState says whether a user's login works.
type StaffState uint8

// The states of staff.
const (
	StaffActive StaffState = iota
	StaffDeactivated
)

var staffStateNames = []string{"active", "deactivated"}

func (s StaffState) String() string               { return enumName(staffStateNames, s) }
func (s StaffState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
func (s *StaffState) UnmarshalText(b []byte) error {
	return enumParse("state", staffStateNames, b, s)
}

// Role is a regular user's role. The zero value is none and is refused.
type Role uint8

// The roles of staff.
const (
	_ Role = iota
	HiringTeamMember
	StaffRecruiter
	RecruitmentManager
	SuperAdmin
	numRoles
)

var roleNames = []string{"", "hiring-team-member", "recruiter", "recruitment-manager", "super-admin"}

func (r Role) String() string                { return enumName(roleNames, r) }
func (r Role) MarshalText() ([]byte, error)  { return []byte(r.String()), nil }
func (r *Role) UnmarshalText(b []byte) error { return enumParse("role", roleNames, b, r) }
