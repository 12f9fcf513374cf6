package candidate

import (
	"log/slog"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// HostID is the host's own identifier of a person.
type HostID string

// Limits of what hangs together.
const (
	MaxMerged   = 50  // candidates that are one person
	MaxDistinct = 100 // candidates that one was marked as distinct from
)

// Candidate is the account's own record of a person: what one submission, or
// the host, brought. What an agency sees is never built from it, but from the
// agency's own entry. Several candidates that staff merged are one person.
type Candidate struct {
	ID         ID
	Created    time.Time
	Host       HostID          // the host's own record of the person; empty: not linked
	Submission SubmissionID    // that brought the person; empty: the host did
	Agency     agency.AgencyID // that brought the person; empty: none did
	Entry      EntryID         // what was typed; empty: the host keeps it

	// Corrected is what staff made of it: one entry, or none.
	Corrected agency.Series[Entry] `json:",omitzero"`

	Person ID        // who it is: the candidate that all others were merged into; itself unless merged
	Into   ID        // the candidate that this one was merged into; empty: none
	Merged time.Time // when
	Choice Choice    // whose values count, where it was merged

	// Distinct are candidates who are somebody else, however much they are alike.
	Distinct agency.Frozen[ID]

	Sketch  Sketch // what it is compared by; empty once erased
	Typed   Sketch `json:",omitempty"` // what the agency's own entries are compared by, where staff corrected what it typed
	Amended bool   `json:",omitempty"` // staff had corrected it when it was erased
	Held    Held   // the keys by which it is found
	Key     string // the name of the secret that made them
}

// LogValue keeps personal data out of logs.
func (c Candidate) LogValue() slog.Value {
	return slog.GroupValue(slog.String("candidate", string(c.ID)))
}

// Erase returns the candidate without its personal data. The keyed digests stay,
// so that the person is known still.
func (c Candidate) Erase() Candidate {
	c.Amended = c.Amended || c.Typed != ""
	c.Sketch, c.Typed, c.Corrected = "", "", agency.Series[Entry]{}
	return c
}

// Correct returns the candidate with what staff made of its entry; the zero entry
// takes that back.
func (c Candidate) Correct(e Entry) Candidate {
	if c.Corrected = agency.SeriesOf(e); e == (Entry{}) {
		c.Corrected, c.Typed = agency.Series[Entry]{}, ""
	}
	return c
}

// Correction returns what staff made of the entry, if they did.
func (c Candidate) Correction() (e Entry, ok bool) {
	for e := range c.Corrected.All() {
		return e, true
	}
	return e, false
}

// Index says how an account's candidates are indexed.
type Index struct {
	Size int64  // how many candidates there are
	Key  string // the name of the secret that made their keys; empty: there are none yet
}
