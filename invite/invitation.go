package invite

import (
	"log/slog"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// ID identifies an invitation. It is part of what the invited person is sent.
type ID string

// MaxOpenings is how many openings an invitation names at most.
const MaxOpenings = 200

// Invitation is one secret that was sent to one person. There is a record for
// each: sending another one ends the last. It is never deleted.
type Invitation struct {
	ID        ID
	Recruiter agency.RecruiterID // who is invited; in state invited until somebody accepts
	Agency    agency.AgencyID    // where to
	Email     string             // where it was sent; empty once erased
	Digest    Digest             // of the secret, which is kept nowhere

	// Openings are shared when the invitation is accepted, as the sharing mode then
	// says: at most MaxOpenings. AllOpenings stands for those that are open then.
	Openings    agency.Frozen[agency.OpeningID]
	AllOpenings bool

	// Staff or Colleague is who invited; neither is the host. What they may no longer
	// do when the invitation is accepted is not done.
	Staff     agency.StaffID
	Colleague agency.RecruiterID

	Created time.Time
	Expires time.Time // the first instant at which it can no longer be accepted
	Ended   time.Time // when Fate came; zero while it can still be accepted
	Fate    Fate
}

// Fate is what became of an invitation.
type Fate uint8

// The fates of invitations.
const (
	Waiting  Fate = iota // nothing yet
	Accepted             // it was used
	Revoked              // it was taken back, or came to nothing
	Replaced             // another one was sent
	Unsent               // it was never sent: see agency.Recruiter.Conflict
)

var fateNames = []string{"waiting", "accepted", "revoked", "replaced", "unsent"}

func (f Fate) String() string {
	if int(f) < len(fateNames) {
		return fateNames[f]
	}
	return "unknown"
}

// MarshalText returns the name of the fate.
func (f Fate) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText takes the name of a fate; anything else is an [*agency.Invalid].
func (f *Fate) UnmarshalText(text []byte) error {
	for i, name := range fateNames {
		if name == string(text) {
			*f = Fate(i)
			return nil
		}
	}
	return &agency.Invalid{Field: "fate", Rule: "must be one of an invitation's"}
}

// Open reports whether the invitation can be accepted at now.
func (i Invitation) Open(now time.Time) bool {
	return i.ID != "" && i.Fate == Waiting && now.Before(i.Expires)
}

// End returns the invitation with its fate; one that has one keeps it.
func (i Invitation) End(f Fate, now time.Time) Invitation {
	if i.Fate == Waiting {
		i.Fate, i.Ended = f, now
	}
	return i
}

// Erase returns the invitation without personal data.
func (i Invitation) Erase() Invitation { i.Email = ""; return i }

// LogValue keeps personal data out of logs.
func (i Invitation) LogValue() slog.Value {
	return slog.GroupValue(slog.String("invitation", string(i.ID)), slog.String("recruiter", string(i.Recruiter)))
}
