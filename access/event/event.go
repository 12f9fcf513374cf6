package event

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Event is one of the types of this package.
type Event interface {
	// Kind returns the event's name, such as "submission.received", and the
	// version of its payload's form.
	Kind() (name string, version int)

	// Recipients returns whom the event concerns. It follows from the payload
	// alone, so that a decoded event has the recipients it was published to.
	Recipients() []Recipient
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
	func() Event { return new(SubmissionChanged) },
	func() Event { return new(SubmissionAdvanced) },
	func() Event { return new(SubmissionWithdrawn) },
	func() Event { return new(SubmissionErased) },
	func() Event { return new(RemarkAdded) },
	func() Event { return new(DuplicateFound) },
	func() Event { return new(ClaimOpened) },
	func() Event { return new(ClaimChanged) },
	func() Event { return new(CandidatesMerged) },
	func() Event { return new(CandidatesUnmerged) },
	func() Event { return new(CandidatesDistinct) },
	func() Event { return new(EntryCorrected) },
	func() Event { return new(InvitationSent) },
	func() Event { return new(InvitationHeld) },
	func() Event { return new(InvitationAccepted) },
	func() Event { return new(InvitationRevoked) },
	func() Event { return new(AgenciesGrouped) },
	func() Event { return new(AgenciesUngrouped) },
	func() Event { return new(SubmissionsHandedOver) },
	func() Event { return new(RecruiterErased) },
	func() Event { return new(OpeningPaused) },
	func() Event { return new(OpeningResumed) },
	func() Event { return new(ListChanged) },
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
// types of this package. A name or version that this package does not know, and
// a payload that is no JSON object or has a value of the wrong type, is an error;
// a field that this package does not know is ignored.
func Decode(name string, version int, payload []byte) (Event, error) {
	for _, make := range catalogue {
		e := make()
		if n, v := e.Kind(); n == name && v == version {
			if err := json.Unmarshal(payload, e); err != nil {
				return nil, fmt.Errorf("event %s: %w", name, err)
			}
			if !bytes.HasPrefix(bytes.TrimLeft(payload, " \t\r\n"), []byte("{")) { // null decodes into anything
				return nil, fmt.Errorf("event %s: the payload is not an object", name)
			}
			return e, nil
		}
	}
	return nil, fmt.Errorf("event: unknown kind %q version %d", name, version)
}
