package agency

import (
	"strings"
	"time"
)

// Agency is an external recruiting company that the account works with.
type Agency struct {
	ID      AgencyID
	Title   string         // the name recorded as the source of its candidates; must be given, at most MaxName bytes
	Domains Frozen[string] // its e-mail domains, in lower case, at most MaxDomains
	State   State
	Into    AgencyID  // the agency that its people were grouped under; set exactly where it is closed
	Terms   string    // label of the terms it last accepted
	Created time.Time // set by the engine

	// Known are the registrable domains by which the agency is known: those of
	// Domains, of every address that the account or the host gave one of its
	// recruiters, and of those that its own people invited and that were accepted;
	// except for public mail providers, and at most MaxKnown. Set by the engine.
	Known Frozen[string]
}

// MaxDomains is how many domains an agency declares at most, and MaxKnown by how
// many it is known.
const (
	MaxDomains = 50
	MaxKnown   = 200
)

// Validate names the field that breaks a rule.
func (a Agency) Validate() error {
	if err := CheckID("id", a.ID); err != nil {
		return err
	}
	if a.Title == "" {
		return &Invalid{Field: "title", Rule: "must not be empty"}
	}
	if err := CheckText("title", a.Title, MaxName); err != nil {
		return err
	}
	if err := checkList("domains", a.Domains, MaxDomains, checkDomain); err != nil {
		return err
	}
	if err := enumCheck("state", stateNames, a.State); err != nil {
		return err
	}
	if (a.State == Closed) != (a.Into != "") {
		return &Invalid{Field: "into", Rule: "must be given where the agency is closed, and only there"}
	}
	if err := a.checkInto(a.Into); a.Into != "" && err != nil {
		return err
	}
	if err := CheckText("terms", a.Terms, MaxID); err != nil {
		return err
	}
	if err := checkList("known", a.Known, MaxKnown, checkDomain); err != nil {
		return err
	}
	return CheckInstant("created", a.Created)
}

// checkInto takes another agency than a.
func (a Agency) checkInto(into AgencyID) error {
	if into == a.ID {
		return &Invalid{Field: "into", Rule: "must be another agency"}
	}
	return CheckID("into", into)
}

// checkDomain takes a host name of at most 253 bytes with at least one dot; it
// does not look it up.
func checkDomain(field, d string) error {
	if len(d) > 253 {
		return tooLong(field, 253)
	}
	if d != strings.ToLower(d) {
		return &Invalid{Field: field, Rule: "must be in lower case"}
	}
	if !strings.Contains(strings.Trim(d, "."), ".") || strings.ContainsAny(d, " @/\\\t\n\r") ||
		strings.HasPrefix(d, ".") || strings.HasSuffix(d, ".") || strings.Contains(d, "..") {
		return &Invalid{Field: field, Rule: "must be a domain such as agency.example"}
	}
	return CheckText(field, d, 253)
}

// Suspend returns the agency with its recruiters kept from new work.
func (a Agency) Suspend() (Agency, error) { return a.to(Suspended) }

// Reinstate returns a suspended agency at work again.
func (a Agency) Reinstate() (Agency, error) { return a.to(Active) }

// Terminate returns the agency at the end of the relationship, from which
// there is no way back.
func (a Agency) Terminate() (Agency, error) { return a.to(Terminated) }

func (a Agency) to(next State) (Agency, error) {
	switch {
	case a.State == Terminated && next != Terminated:
		return a, &Invalid{Field: "state", Rule: "must stay terminated: an agency's termination is final"}
	case a.State == Closed:
		return a, &Invalid{Field: "state", Rule: "must stay closed: the agency's people are another agency's"}
	}
	a.State = next
	return a, nil
}

// Close returns the agency without any people, who were grouped under another
// one. Only an active agency is closed; one that is not, or an into that is no
// other agency's ID, returns the agency as it is and an [*Invalid].
func (a Agency) Close(into AgencyID) (Agency, error) {
	if a.State != Active {
		return a, &Invalid{Field: "state", Rule: "must be active"}
	}
	if err := a.checkInto(into); err != nil {
		return a, err
	}
	a.State, a.Into = Closed, into
	return a, nil
}

// Open returns a closed agency at work again; any other stays as it is.
func (a Agency) Open() Agency {
	if a.State == Closed {
		a.State, a.Into = Active, ""
	}
	return a
}

// State is the state of the relationship with an agency.
type State uint8

// The states of an agency.
const (
	Active State = iota
	Suspended
	Terminated
	Closed // its people were grouped under another agency
)

var stateNames = []string{"active", "suspended", "terminated", "closed"}

func (s State) String() string                { return enumName(stateNames, s) }
func (s State) MarshalText() ([]byte, error)  { return []byte(s.String()), nil }
func (s *State) UnmarshalText(b []byte) error { return enumParse("state", stateNames, b, s) }
