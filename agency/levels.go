package agency

import "encoding/json"

// Level is how far somebody's permission reaches in an area. Each level
// includes those below it.
type Level uint8

// The levels of the three areas; None is the least of each.
const (
	None Level = 0

	// Agencies.
	ViewAgencies   Level = 1 // explain, who, lists
	AssignAgencies Level = 2 // share, un-share, archive, reopen; invite for own openings
	ManageAgencies Level = 3 // create, edit, group, deactivate recruiters, invitations
	AdminAgencies  Level = 4 // suspend, terminate, convert, promote

	// Submissions.
	ReadSubmissions Level = 1 // read, and give feedback
	WorkSubmissions Level = 2 // advance, take notes

	// Messages.
	ViewMessages  Level = 1
	WriteMessages Level = 2
)

// Levels is what a regular user may do. Acting on an opening takes being on its
// team as well, unless AllOpenings is set. The zero value stands for "what the
// role may do"; a user who may do nothing is deactivated.
type Levels struct {
	Agencies    Level
	Submissions Level
	Messages    Level
	AllOpenings bool // as if on every opening's team
	Settings    bool // read and change the account's settings, and regular users' states
	Journal     bool // read the journal
}

// Validate answers whether each level is one of its area's.
func (l Levels) Validate() error {
	for _, a := range []struct {
		field      string
		have, most Level
	}{
		{"agencies", l.Agencies, AdminAgencies},
		{"submissions", l.Submissions, WorkSubmissions},
		{"messages", l.Messages, WriteMessages},
	} {
		if a.have > a.most {
			return &Invalid{Field: a.field, Rule: "must be a level of this area"}
		}
	}
	return nil
}

// standardLevels are the policy's table of staff permissions.
var standardLevels = [numRoles]Levels{
	HiringTeamMember:   {Submissions: ReadSubmissions},
	StaffRecruiter:     {Agencies: ViewAgencies, Submissions: WorkSubmissions, Messages: WriteMessages},
	RecruitmentManager: {Agencies: AssignAgencies, Submissions: WorkSubmissions, Messages: WriteMessages},
	SuperAdmin: {
		Agencies: AdminAgencies, Submissions: WorkSubmissions, Messages: WriteMessages,
		AllOpenings: true, Settings: true, Journal: true,
	},
}

// Roles is what each role may do. The zero value is the policy's table; an
// account may change a role with [Roles.With].
type Roles struct {
	set [numRoles]struct {
		changed bool
		Levels
	}
}

// Of returns what role may do.
func (r Roles) Of(role Role) Levels {
	switch {
	case role >= numRoles:
		return Levels{}
	case r.set[role].changed:
		return r.set[role].Levels
	}
	return standardLevels[role]
}

// With returns the table with role being allowed levels. A value that is no
// role changes nothing.
func (r Roles) With(role Role, levels Levels) Roles {
	if HiringTeamMember <= role && role < numRoles {
		r.set[role].changed, r.set[role].Levels = levels != standardLevels[role], levels
		if levels == standardLevels[role] {
			r.set[role].Levels = Levels{}
		}
	}
	return r
}

// Validate answers whether each level is one of its area's, and that somebody
// can still change the settings.
func (r Roles) Validate() error {
	for role := HiringTeamMember; role < numRoles; role++ {
		if err := r.Of(role).Validate(); err != nil {
			return In(role.String(), err)
		}
	}
	if !r.Of(SuperAdmin).Settings {
		return &Invalid{Field: SuperAdmin.String() + ".settings", Rule: "must be allowed, or nobody could change it back"}
	}
	return nil
}

// MarshalJSON writes an object from the names of the roles that the account has
// changed to what they may do.
func (r Roles) MarshalJSON() ([]byte, error) {
	changed := make(map[Role]Levels)
	for role := HiringTeamMember; role < numRoles; role++ {
		if r.set[role].changed {
			changed[role] = r.set[role].Levels
		}
	}
	return json.Marshal(changed)
}

// UnmarshalJSON reads what MarshalJSON wrote; a role that is not there may do
// what it may in the policy's table. It replaces the whole of r, or leaves it
// alone when it fails.
func (r *Roles) UnmarshalJSON(data []byte) error {
	var changed map[Role]Levels
	if err := json.Unmarshal(data, &changed); err != nil {
		return err
	}
	*r = Roles{}
	for role, levels := range changed {
		*r = r.With(role, levels)
	}
	return nil
}

// Cover reports whether somebody of these levels may change the roles from
// before to after: no role gets more than they have.
func (l Levels) Cover(before, after Roles) bool {
	for role := HiringTeamMember; role < numRoles; role++ {
		if next := after.Of(role); next != before.Of(role) && !l.Includes(next) {
			return false
		}
	}
	return true
}

// Includes reports whether somebody of these levels may do all that m allows.
func (l Levels) Includes(m Levels) bool { return m.most(l) == l }

// most returns the higher of each level.
func (l Levels) most(m Levels) Levels {
	return Levels{
		Agencies: max(l.Agencies, m.Agencies), Submissions: max(l.Submissions, m.Submissions),
		Messages: max(l.Messages, m.Messages), AllOpenings: l.AllOpenings || m.AllOpenings,
		Settings: l.Settings || m.Settings, Journal: l.Journal || m.Journal,
	}
}

// LevelsOf returns what the regular user may do under these settings: the
// user's own levels where there are any, otherwise the role's.
func (s Settings) LevelsOf(user Staff) Levels {
	if user.Levels != (Levels{}) {
		return user.Levels
	}
	return s.Roles.Of(user.Role)
}
