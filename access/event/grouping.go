package event

import (
	"log/slog"

	"github.com/agencyaccess/agencyaccess/agency"
)

// MaxNamed is how many recruiters an event names at most.
const MaxNamed = 500

// AgenciesGrouped tells that the people of several agencies are one agency's now,
// with all that they submitted. For the host and that agency.
type AgenciesGrouped struct {
	Agency     agency.AgencyID      `json:"agency"`
	Title      string               `json:"title"`                // which may be a person's name
	Closed     []agency.AgencyID    `json:"closed"`               // whose people they were
	Recruiters []agency.RecruiterID `json:"recruiters,omitempty"` // who came from there; absent: nobody, or more than MaxNamed
}

// LogValue keeps the title out of logs.
func (e AgenciesGrouped) LogValue() slog.Value {
	return slog.GroupValue(slog.String("agency", string(e.Agency)), slog.Any("closed", e.Closed))
}

// AgenciesUngrouped tells that an agency that was closed has its people back. For
// the host and both agencies.
type AgenciesUngrouped struct {
	Agency     agency.AgencyID      `json:"agency"`               // that is open again
	From       agency.AgencyID      `json:"from"`                 // whose people they were in between
	Recruiters []agency.RecruiterID `json:"recruiters,omitempty"` // who are back; absent: nobody, or more than MaxNamed
}

// SubmissionsHandedOver tells that what a recruiter submitted is a colleague's
// from now on. For the host and the colleague.
type SubmissionsHandedOver struct {
	Agency      agency.AgencyID    `json:"agency"`
	From        agency.RecruiterID `json:"from_recruiter"`
	To          agency.RecruiterID `json:"to_recruiter"`
	Submissions int                `json:"submissions"`
}

func (AgenciesGrouped) Kind() (string, int)       { return "agencies.grouped", 1 }
func (AgenciesUngrouped) Kind() (string, int)     { return "agencies.ungrouped", 1 }
func (SubmissionsHandedOver) Kind() (string, int) { return "submissions.handed-over", 1 }

// Recipients returns the host and the agency.
func (e AgenciesGrouped) Recipients() []Recipient {
	return []Recipient{host(), {ToAgency, string(e.Agency)}}
}

// Recipients returns the host and both agencies.
func (e AgenciesUngrouped) Recipients() []Recipient {
	return []Recipient{host(), {ToAgency, string(e.Agency)}, {ToAgency, string(e.From)}}
}

// Recipients returns the host and the colleague.
func (e SubmissionsHandedOver) Recipients() []Recipient {
	return []Recipient{host(), {ToRecruiter, string(e.To)}}
}
