package event

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Event is one of the types of this package.
type Event interface {
	// Kind returns the event's name, such as "submission.received", and the
	// version of its payload's form.
	Kind() (name string, version int)
}

// catalogue makes an empty event of each kind.
var catalogue = []func() Event{
	func() Event { return new(AccountConfigured) },
	func() Event { return new(StaffChanged) },
	func() Event { return new(AgencyChanged) },
	func() Event { return new(TermsAccepted) },
	func() Event { return new(RecruiterChanged) },
	func() Event { return new(OpeningChanged) },
	func() Event { return new(OpeningShared) },
	func() Event { return new(OpeningUnshared) },
	func() Event { return new(SubmissionReceived) },
	func() Event { return new(SubmissionAdvanced) },
	func() Event { return new(SubmissionWithdrawn) },
	func() Event { return new(SubmissionErased) },
	func() Event { return new(RemarkAdded) },
}

// Catalogue returns an empty event of each kind, as pointers.
func Catalogue() []Event {
	out := make([]Event, len(catalogue))
	for i, make := range catalogue {
		out[i] = make()
	}
	return out
}

// Decode returns the event that a payload holds, as a pointer to one of the
// types of this package. A name or version that this package does not know is
// an error.
func Decode(name string, version int, payload []byte) (Event, error) {
	for _, make := range catalogue {
		e := make()
		if n, v := e.Kind(); n == name && v == version {
			if err := json.Unmarshal(payload, e); err != nil {
				return nil, fmt.Errorf("event %s: %w", name, err)
			}
			return e, nil
		}
	}
	return nil, fmt.Errorf("event: unknown kind %q version %d", name, version)
}

// Recipient is whom an event concerns. Who these are as people at the moment of
// delivery is for the host to look up.
type Recipient struct {
	Kind RecipientKind
	ID   string // empty for Host
}

// RecipientKind says what a recipient is.
type RecipientKind string

// The kinds of recipients.
const (
	Host        RecipientKind = "host"      // the host's own bookkeeping
	ToTeam      RecipientKind = "team"      // the hiring team of the opening ID
	ToHolders   RecipientKind = "holders"   // who has access to the opening ID; see Staff.Who
	ToAgency    RecipientKind = "agency"    // the active members of the agency ID
	ToRecruiter RecipientKind = "recruiter" // the recruiter ID
)

// String returns the form in which the outbox keeps a recipient: the kind, or
// the kind, a colon and the ID.
func (r Recipient) String() string {
	if r.ID == "" {
		return string(r.Kind)
	}
	return string(r.Kind) + ":" + r.ID
}

// ParseRecipient reads what String wrote.
func ParseRecipient(s string) Recipient {
	kind, id, _ := strings.Cut(s, ":")
	return Recipient{RecipientKind(kind), id}
}
