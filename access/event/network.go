package event

import (
	"log/slog"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// AccountConfigured tells that the account's settings changed. For the host.
type AccountConfigured struct {
	Version int64    `json:"version"` // of the settings now in force
	Fields  []string `json:"fields"`  // names of those that changed
}

// StaffChanged tells that a regular user was created or changed. For the host.
type StaffChanged struct {
	Staff  agency.StaffID    `json:"staff"`
	State  agency.StaffState `json:"state"`
	Fields []string          `json:"fields"`
}

// AgencyChanged tells that an agency was created or changed, its state
// included. For the host and the agency.
type AgencyChanged struct {
	Agency agency.AgencyID `json:"agency"`
	Title  string          `json:"title"` // which may be a person's name
	State  agency.State    `json:"state"`
	Fields []string        `json:"fields"`
}

// LogValue keeps the title out of logs.
func (e AgencyChanged) LogValue() slog.Value {
	return slog.GroupValue(slog.String("agency", string(e.Agency)), slog.String("state", e.State.String()))
}

// TermsAccepted tells that an agency accepted the account's terms. For the host.
type TermsAccepted struct {
	Agency    agency.AgencyID    `json:"agency"`
	Recruiter agency.RecruiterID `json:"recruiter"` // who accepted
	Terms     string             `json:"terms"`     // label of the terms
}

// RecruiterChanged tells that a recruiter was created or changed, their state
// included. For the host and the recruiter.
type RecruiterChanged struct {
	Recruiter agency.RecruiterID    `json:"recruiter"`
	Agency    agency.AgencyID       `json:"agency"`
	State     agency.RecruiterState `json:"state"`
	Fields    []string              `json:"fields"`
}

// OpeningChanged tells that an opening was created or changed: archived,
// reopened, made private or public, or edited. For the team and the holders.
type OpeningChanged struct {
	Opening agency.OpeningID    `json:"opening"`
	Title   string              `json:"title"`
	State   agency.OpeningState `json:"state"`
	Private bool                `json:"private"`
	Fields  []string            `json:"fields"`
}

// OpeningShared tells that a recruiter or an agency was given an opening. For
// them if the share is in effect and they have access; for the host if it starts
// later, when the grantee must not know of the opening yet.
type OpeningShared struct {
	Opening   agency.OpeningID   `json:"opening"`
	Title     string             `json:"title"`
	Recruiter agency.RecruiterID `json:"recruiter,omitempty"` // one of the two
	Agency    agency.AgencyID    `json:"agency,omitempty"`
	From      time.Time          `json:"from"`
	Until     time.Time          `json:"until,omitzero"` // absent: for good
	Told      bool               `json:"told"`           // the grantee may know of it; otherwise it is for the host alone
}

// OpeningUnshared tells that an opening was taken back from a recruiter or an
// agency. For them if it was in effect for them; otherwise for the host.
type OpeningUnshared struct {
	Opening   agency.OpeningID   `json:"opening"`
	Title     string             `json:"title"`
	Recruiter agency.RecruiterID `json:"recruiter,omitempty"` // one of the two
	Agency    agency.AgencyID    `json:"agency,omitempty"`
	Told      bool               `json:"told"` // the grantee may know of it; otherwise it is for the host alone
}

// OpeningPaused tells that a share is without effect until it is resumed. For the
// recruiter or the agency if it was in effect for them; otherwise for the host.
type OpeningPaused struct {
	Opening   agency.OpeningID   `json:"opening"`
	Title     string             `json:"title"`
	Recruiter agency.RecruiterID `json:"recruiter,omitempty"` // one of the two
	Agency    agency.AgencyID    `json:"agency,omitempty"`
	Told      bool               `json:"told"` // the grantee may know of it; otherwise it is for the host alone
}

// OpeningResumed tells that a share is not paused any more. For the recruiter or
// the agency if it is in effect for them; otherwise for the host.
type OpeningResumed struct {
	Opening   agency.OpeningID   `json:"opening"`
	Title     string             `json:"title"`
	Recruiter agency.RecruiterID `json:"recruiter,omitempty"` // one of the two
	Agency    agency.AgencyID    `json:"agency,omitempty"`
	From      time.Time          `json:"from"`
	Until     time.Time          `json:"until,omitzero"` // absent: for good
	Told      bool               `json:"told"`           // the grantee may know of it; otherwise it is for the host alone
}

// ListChanged tells that a list of agencies and recruiters was made, changed or
// dropped. For the host.
type ListChanged struct {
	List    agency.ListID `json:"list"`
	Title   string        `json:"title"`
	Members int           `json:"members"` // how many it has, or had
	Dropped bool          `json:"dropped"`
	Fields  []string      `json:"fields"` // none where it was dropped
}

func (AccountConfigured) Kind() (string, int) { return "account.configured", 1 }
func (StaffChanged) Kind() (string, int)      { return "staff.changed", 1 }
func (AgencyChanged) Kind() (string, int)     { return "agency.changed", 1 }
func (TermsAccepted) Kind() (string, int)     { return "terms.accepted", 1 }
func (RecruiterChanged) Kind() (string, int)  { return "recruiter.changed", 1 }
func (OpeningChanged) Kind() (string, int)    { return "opening.changed", 1 }
func (OpeningShared) Kind() (string, int)     { return "opening.shared", 1 }
func (OpeningUnshared) Kind() (string, int)   { return "opening.unshared", 1 }
func (OpeningPaused) Kind() (string, int)     { return "opening.paused", 1 }
func (OpeningResumed) Kind() (string, int)    { return "opening.resumed", 1 }
func (ListChanged) Kind() (string, int)       { return "list.changed", 1 }
