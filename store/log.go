package store

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Log appends to the account's journal and outbox, in the same transaction as
// what it tells of.
type Log interface {
	// Journal appends an entry. The store numbers the account's entries 1, 2,
	// 3 and so on in the order of the commits, without gaps; Entry.Seq as handed
	// in is ignored. The values are kept beside the entry, so that they can be
	// removed without it.
	Journal(e Entry, values ...Value)

	// EraseValues removes the values beside every entry whose subject is s:
	// that is to say, equals s in each field that s sets. A zero s erases nothing.
	EraseValues(s Subject)

	// Publish appends an event to the outbox, numbered like journal entries but
	// on its own. Event.Seq and Event.Attempt as handed in are ignored.
	Publish(e Event)
}

// Entry is a line of the journal. It holds identifiers, the names of fields and
// codes, but no value of any field.
type Entry struct {
	Seq     int64
	At      time.Time
	Actor   Actor
	Action  string // what was asked for: a code such as "share"
	Denied  bool
	Reasons agency.Frozen[string] // why it was denied: all the codes, in order
	Subject
	Fields agency.Frozen[string] // names of the fields that changed
}

// Value is what a field was before and after a change. It may be personal data.
type Value struct {
	Field, Before, After string
}

// Subject is what a journal entry is about. Empty fields are not concerned.
type Subject struct {
	Opening    agency.OpeningID
	Agency     agency.AgencyID
	Recruiter  agency.RecruiterID
	Staff      agency.StaffID
	Submission candidate.SubmissionID
}

// Covers reports whether t equals s in each field that s sets. The zero
// subject covers everything.
func (s Subject) Covers(t Subject) bool {
	return (s.Opening == "" || s.Opening == t.Opening) &&
		(s.Agency == "" || s.Agency == t.Agency) &&
		(s.Recruiter == "" || s.Recruiter == t.Recruiter) &&
		(s.Staff == "" || s.Staff == t.Staff) &&
		(s.Submission == "" || s.Submission == t.Submission)
}

// Actor is who did something.
type Actor struct {
	Kind ActorKind
	ID   string // the recruiter's or user's identifier, or the operator that the host named
}

// ActorKind says which side an actor is on.
type ActorKind uint8

// The kinds of actors.
const (
	HostActor ActorKind = iota
	StaffActor
	RecruiterActor
)

func (k ActorKind) String() string {
	switch k {
	case HostActor:
		return "host"
	case StaffActor:
		return "staff"
	case RecruiterActor:
		return "recruiter"
	}
	return "unknown"
}
