package event

import (
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
)

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
	ToHolders   RecipientKind = "holders"   // who has access and an effective share, of a kind that is in use, of the opening ID, archived or not
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

// host is the recipient of what is nobody else's business.
func host() Recipient { return Recipient{Kind: Host} }

// team is who hears of what happens to a submission: the opening's team, or the
// host where there is no opening.
func team(id agency.OpeningID) Recipient {
	if id == "" {
		return host()
	}
	return Recipient{ToTeam, string(id)}
}

// grantee is the one of the two that is named, if they may be told.
func grantee(told bool, r agency.RecruiterID, a agency.AgencyID) Recipient {
	if !told {
		return host()
	}
	if a != "" {
		return Recipient{ToAgency, string(a)}
	}
	return Recipient{ToRecruiter, string(r)}
}

// Recipients returns the host.
func (AccountConfigured) Recipients() []Recipient { return []Recipient{host()} }

// Recipients returns the host.
func (StaffChanged) Recipients() []Recipient { return []Recipient{host()} }

// Recipients returns the host and the agency.
func (e AgencyChanged) Recipients() []Recipient {
	return []Recipient{host(), {ToAgency, string(e.Agency)}}
}

// Recipients returns the host.
func (TermsAccepted) Recipients() []Recipient { return []Recipient{host()} }

// Recipients returns the host and the recruiter.
func (e RecruiterChanged) Recipients() []Recipient {
	return []Recipient{host(), {ToRecruiter, string(e.Recruiter)}}
}

// Recipients returns the team and, unless only the team changed, the holders. A
// new opening has none.
func (e OpeningChanged) Recipients() []Recipient {
	if len(e.Fields) == 1 && e.Fields[0] == "team" {
		return []Recipient{{ToTeam, string(e.Opening)}}
	}
	return []Recipient{{ToTeam, string(e.Opening)}, {ToHolders, string(e.Opening)}}
}

// Recipients returns the recruiter or the agency, or the host if they must not
// know.
func (e OpeningShared) Recipients() []Recipient {
	return []Recipient{grantee(e.Told, e.Recruiter, e.Agency)}
}

// Recipients returns the recruiter or the agency, or the host if they must not
// know.
func (e OpeningUnshared) Recipients() []Recipient {
	return []Recipient{grantee(e.Told, e.Recruiter, e.Agency)}
}

// Recipients returns the recruiter or the agency, or the host if they must not
// know.
func (e OpeningPaused) Recipients() []Recipient {
	return []Recipient{grantee(e.Told, e.Recruiter, e.Agency)}
}

// Recipients returns the recruiter or the agency, or the host if they must not
// know.
func (e OpeningResumed) Recipients() []Recipient {
	return []Recipient{grantee(e.Told, e.Recruiter, e.Agency)}
}

// Recipients returns the host.
func (ListChanged) Recipients() []Recipient { return []Recipient{host()} }

// Recipients returns the team, or the host where there is no opening.
func (e SubmissionReceived) Recipients() []Recipient { return []Recipient{team(e.Opening)} }

// Recipients returns the team, or the host where there is no opening.
func (e SubmissionChanged) Recipients() []Recipient { return []Recipient{team(e.Opening)} }

// watchers are those whom a submission's progress is visible to.
func watchers(told RecipientKind, r agency.RecruiterID, a agency.AgencyID) Recipient {
	switch told {
	case ToAgency:
		return Recipient{ToAgency, string(a)}
	case ToRecruiter:
		return Recipient{ToRecruiter, string(r)}
	}
	return host()
}

// Recipients returns whom the submission's progress is visible to: the agency,
// the recruiter alone where recruiters see only their own, or the host where
// nobody else may know.
func (e SubmissionAdvanced) Recipients() []Recipient {
	return []Recipient{watchers(e.Told, e.Recruiter, e.Agency)}
}

// Recipients returns the team and whom the submission's progress is visible to.
func (e SubmissionWithdrawn) Recipients() []Recipient {
	return []Recipient{team(e.Opening), watchers(e.Told, e.Recruiter, e.Agency)}
}

// Recipients returns the host.
func (SubmissionErased) Recipients() []Recipient { return []Recipient{host()} }

// Recipients returns the team, or the host where there is no opening.
func (e RemarkAdded) Recipients() []Recipient { return []Recipient{team(e.Opening)} }
