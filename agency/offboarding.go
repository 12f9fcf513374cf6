package agency

import (
	"encoding/json"
	"slices"
	"strings"
)

// Right is something that a recruiter may do.
type Right uint8

// The rights of a recruiter.
const (
	ViewOpening Right = iota
	Submit
	ViewProgress
	Message
	Withdraw
	InviteColleagues
	numRights
)

var rightNames = []string{"view-opening", "submit", "view-progress", "message", "withdraw", "invite-colleagues"}

func (r Right) String() string                { return enumName(rightNames, r) }
func (r Right) MarshalText() ([]byte, error)  { return []byte(r.String()), nil }
func (r *Right) UnmarshalText(b []byte) error { return enumParse("right", rightNames, b, r) }

// AllRights returns every right, in the order of the policy's matrix.
func AllRights() []Right {
	return []Right{ViewOpening, Submit, ViewProgress, Message, Withdraw, InviteColleagues}
}

// Rights is a set of rights.
type Rights uint8

// RightsOf makes a set.
func RightsOf(rights ...Right) Rights {
	var s Rights
	for _, r := range rights {
		s |= 1 << r
	}
	return s
}

// Has reports whether r is in the set.
func (s Rights) Has(r Right) bool { return s&(1<<r) != 0 }

func (s Rights) String() string {
	var names []string
	for _, r := range AllRights() {
		if s.Has(r) {
			names = append(names, r.String())
		}
	}
	return strings.Join(names, ",")
}

// Cause is a circumstance that takes rights away from a recruiter. Several may
// hold at once; the rights that they leave intersect.
type Cause uint8

// The causes, in the order of the policy's matrix.
const (
	CauseNotGranted           Cause = iota // never shared; not started; or over before it served this recruiter
	CauseGrantOver                         // the share is revoked, paused or has ended, and was effective for this recruiter
	CauseOpeningArchived                   //
	CauseRecruiterInvited                  // and not yet active
	CauseRecruiterDeactivated              //
	CauseAgencySuspended                   //
	CauseAgencyTerminated                  // or closed
	numCauses
)

var causeNames = []string{
	"not-granted", "grant-over", "opening-archived", "recruiter-invited",
	"recruiter-deactivated", "agency-suspended", "agency-terminated",
}

func (c Cause) String() string                { return enumName(causeNames, c) }
func (c Cause) MarshalText() ([]byte, error)  { return []byte(c.String()), nil }
func (c *Cause) UnmarshalText(b []byte) error { return enumParse("cause", causeNames, b, c) }

// AllCauses returns every cause, in the order of the policy's matrix.
func AllCauses() []Cause {
	return []Cause{
		CauseNotGranted, CauseGrantOver, CauseOpeningArchived, CauseRecruiterInvited,
		CauseRecruiterDeactivated, CauseAgencySuspended, CauseAgencyTerminated,
	}
}

const (
	progress = 1<<ViewProgress | 1<<Message | 1<<Withdraw
	anything = Rights(1<<numRights - 1)
)

// standard is the policy's matrix.
var standard = [numCauses]Rights{
	CauseNotGranted:      progress | 1<<InviteColleagues,
	CauseGrantOver:       progress | 1<<InviteColleagues,
	CauseOpeningArchived: progress | 1<<InviteColleagues,
	CauseAgencySuspended: progress,
}

// ceiling is the most that an account may leave. Who holds no effective share
// of an opening can never be let in by a setting, nobody submits to an archived
// one, and who is not an active recruiter may do nothing.
var ceiling = [numCauses]Rights{
	CauseNotGranted:       progress | 1<<InviteColleagues,
	CauseGrantOver:        progress | 1<<InviteColleagues,
	CauseOpeningArchived:  anything &^ (1 << Submit),
	CauseAgencySuspended:  anything &^ (1 << Submit),
	CauseAgencyTerminated: 1 << ViewProgress,
}

// Offboarding is the matrix of causes and rights: what a recruiter may still do
// when the cause holds. The zero value is the standard matrix.
type Offboarding struct {
	changed [numCauses]Rights // differences from the standard matrix, so that zero is the standard
}

// Leaves returns the rights that cause leaves.
func (o Offboarding) Leaves(cause Cause) Rights {
	if cause >= numCauses {
		return 0
	}
	return standard[cause] ^ o.changed[cause]
}

// With returns the matrix with cause leaving rights.
func (o Offboarding) With(cause Cause, rights Rights) Offboarding {
	if cause < numCauses {
		o.changed[cause] = standard[cause] ^ rights
	}
	return o
}

// Validate refuses a matrix that leaves more than a cause may leave: with no
// share, or with one that is over, nobody submits.
func (o Offboarding) Validate() error {
	for _, c := range AllCauses() {
		if over := o.Leaves(c) &^ ceiling[c]; over != 0 {
			most := "nothing"
			if ceiling[c] != 0 {
				most = "at most " + ceiling[c].String()
			}
			return &Invalid{Field: c.String(), Rule: "must leave " + most}
		}
	}
	return nil
}

// MarshalJSON writes the rights that each cause leaves.
func (o Offboarding) MarshalJSON() ([]byte, error) {
	m := make(map[string][]string)
	for _, c := range AllCauses() {
		m[c.String()] = slices.DeleteFunc(strings.Split(o.Leaves(c).String(), ","), func(s string) bool { return s == "" })
	}
	return json.Marshal(m)
}

// UnmarshalJSON reads what MarshalJSON wrote; a cause that is not there leaves
// what it leaves in the standard matrix.
func (o *Offboarding) UnmarshalJSON(data []byte) error {
	var m map[Cause][]Right
	if err := json.Unmarshal(data, &m); err != nil {
		return err
	}
	*o = Offboarding{}
	for c, rights := range m {
		*o = o.With(c, RightsOf(rights...))
	}
	return nil
}
