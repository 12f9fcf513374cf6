package agency

import "time"

// Opening is a job of the account, as far as agencies are concerned.
type Opening struct {
	ID      OpeningID
	Title   string // must be given, at most MaxName bytes
	Text    string // what agencies read about it, at most MaxProse bytes
	State   OpeningState
	Private bool            // not advertised; agencies with a share may work on it all the same
	Team    Frozen[StaffID] // the hiring team, at most 500
	Created time.Time       // set by the engine
}

// MaxProse is the greatest length of a text of several lines, in bytes.
const MaxProse = 64 << 10

// Validate names the field that breaks a rule.
func (o Opening) Validate() error {
	if err := CheckID("id", o.ID); err != nil {
		return err
	}
	if o.Title == "" {
		return &Invalid{Field: "title", Rule: "must not be empty"}
	}
	if err := CheckText("title", o.Title, MaxName); err != nil {
		return err
	}
	if err := CheckProse("text", o.Text, MaxProse); err != nil {
		return err
	}
	if err := enumCheck("state", openingStateNames, o.State); err != nil {
		return err
	}
	if err := checkList("team", o.Team, 500, CheckID[StaffID]); err != nil {
		return err
	}
	return CheckInstant("created", o.Created)
}

// Archive returns the opening closed to new candidates.
func (o Opening) Archive() Opening { o.State = Archived; return o }

// Reopen returns the opening open to new candidates.
func (o Opening) Reopen() Opening { o.State = Open; return o }

// OpeningState says whether candidates may be added to an opening.
type OpeningState uint8

// The states of an opening.
const (
	Open OpeningState = iota
	Archived
)

var openingStateNames = []string{"open", "archived"}

func (s OpeningState) String() string               { return enumName(openingStateNames, s) }
func (s OpeningState) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
func (s *OpeningState) UnmarshalText(b []byte) error {
	return enumParse("state", openingStateNames, b, s)
}
