package event

import (
	"log/slog"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// InvitationSent asks the host to mail an invitation, and has all that the mail
// needs. It is the one event with a person's address, and with a secret, which is
// sealed as long as it waits in the outbox: see access.Engine.Deliver. By the time
// it is delivered the invitation may be over, because it was accepted, revoked or
// sent again: System.Invitation says whether it holds. For the host.
type InvitationSent struct {
	Invitation  string             `json:"invitation"`
	Recruiter   agency.RecruiterID `json:"recruiter"`
	Agency      agency.AgencyID    `json:"agency"`
	AgencyTitle string             `json:"agency_title"`      // which may be a person's name
	Account     string             `json:"account,omitempty"` // the account's title
	Email       string             `json:"email" personal:"yes"`
	Name        string             `json:"name,omitempty" personal:"yes"`
	Admin       bool               `json:"admin"`
	Openings    []string           `json:"openings,omitempty"`                 // titles of those that are shared when it is accepted
	AllOpenings bool               `json:"all_openings,omitempty"`             // all that are open then are shared
	Staff       agency.StaffID     `json:"staff,omitempty"`                    // who invites; absent, like colleague: the host does
	Colleague   agency.RecruiterID `json:"colleague,omitempty"`                // an admin of the agency who invites
	Inviter     string             `json:"inviter,omitempty" personal:"yes"`   // the name of either
	Expires     time.Time          `json:"expires"`                            // the first instant at which it can no longer be accepted
	Again       bool               `json:"again,omitempty"`                    // one was sent before, and ended
	Sealed      string             `json:"secret,omitempty" personal:"secret"` // in the outbox; empty once it is delivered

	// Secret is what the mail hands over, filled when the event is delivered. Empty:
	// it cannot be opened any more; send another one. It is in no JSON: who passes it
	// on converts it.
	Secret Secret `json:"-"`
}

// LogValue keeps personal data and the secret out of logs.
func (e InvitationSent) LogValue() slog.Value {
	return slog.GroupValue(slog.String("invitation", e.Invitation),
		slog.String("recruiter", string(e.Recruiter)), slog.String("agency", string(e.Agency)))
}

// Secret is what lets somebody in. It does not show in messages, logs and JSON:
// who wants the text converts it to a string.
type Secret string

// String keeps the secret out of messages.
func (s Secret) String() string { return "(a secret)" }

// GoString does the same.
func (s Secret) GoString() string { return s.String() }

// MarshalText keeps the secret out of JSON and the like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue keeps the secret out of logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// InvitationHeld tells that an agency's admin invited an address that somebody
// else of the account has, and that no mail must go out. The admin is not told.
// For the host.
type InvitationHeld struct {
	Invitation string             `json:"invitation"`
	Recruiter  agency.RecruiterID `json:"recruiter"`
	Agency     agency.AgencyID    `json:"agency"`
	Colleague  agency.RecruiterID `json:"colleague"` // who invites
	ByStaff    bool               `json:"by_staff"`  // a regular user has the address; otherwise a recruiter
}

// InvitationAccepted tells that an invited recruiter is active. For the host and
// the agency.
type InvitationAccepted struct {
	Invitation string             `json:"invitation"`
	Recruiter  agency.RecruiterID `json:"recruiter"`
	Agency     agency.AgencyID    `json:"agency"`
	Staff      agency.StaffID     `json:"staff,omitempty"`     // who invited; absent, like colleague: the host did
	Colleague  agency.RecruiterID `json:"colleague,omitempty"` // an admin of the agency who invited
}

// InvitationRevoked tells that an invitation can no longer be accepted, for
// another reason than time. For the host.
type InvitationRevoked struct {
	Invitation string             `json:"invitation"`
	Recruiter  agency.RecruiterID `json:"recruiter"`
	Agency     agency.AgencyID    `json:"agency"`
}

func (InvitationSent) Kind() (string, int)     { return "invitation.sent", 1 }
func (InvitationHeld) Kind() (string, int)     { return "invitation.held", 1 }
func (InvitationAccepted) Kind() (string, int) { return "invitation.accepted", 1 }
func (InvitationRevoked) Kind() (string, int)  { return "invitation.revoked", 1 }

// Recipients returns the host.
func (InvitationSent) Recipients() []Recipient { return []Recipient{host()} }

// Recipients returns the host.
func (InvitationHeld) Recipients() []Recipient { return []Recipient{host()} }

// Recipients returns the host and the agency.
func (e InvitationAccepted) Recipients() []Recipient {
	return []Recipient{host(), {ToAgency, string(e.Agency)}}
}

// Recipients returns the host.
func (InvitationRevoked) Recipients() []Recipient { return []Recipient{host()} }
