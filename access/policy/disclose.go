package policy

import "github.com/agencyaccess/agencyaccess/agency"

// Disclosed is what a recruiter may be told of a [Decision]. Nothing that the
// recruiter may not know has any influence on it: hidden and unknown targets
// give values that are equal by ==. The zero value denies.
type Disclosed struct {
	told verdict
}

// Allowed reports whether the request is allowed.
func (d Disclosed) Allowed() bool { return d.told.allowed }

// First returns the reason that names the denial, and 0 when the request is
// allowed.
func (d Disclosed) First() Code { return d.told.first() }

// Has reports whether c is among the reasons that are told.
func (d Disclosed) Has(c Code) bool { return d.told.codes.has(c) }

// Codes returns all reasons that are told in order, nil when there are none.
func (d Disclosed) Codes() []Code { return d.told.list() }

// Reasons returns all reasons that are told in order with what explains them,
// in English and addressed to the recruiter.
func (d Disclosed) Reasons() []Reason { return d.told.reasons(recruiterWords[:]) }

// String returns "allow", or "deny" and the codes that are told.
func (d Disclosed) String() string { return d.told.text() }

var (
	// aboutSelf are told as they are, and nothing else beside them.
	aboutSelf = setOf(RecruiterNotActive, RecruiterDeactivated, AgencySuspended, AgencyTerminated)

	// hides make the target one that does not exist.
	hides = setOf(NotFound, NotShared, ShareNotStarted, NotOwnSubmission, OtherAgency)

	grantOver  = setOf(ShareRevoked, ShareEnded, SharePaused)
	duplicates = setOf(DuplicateAlert, DuplicateBlocked)

	// tellable are all that a recruiter who may know of the target can be told.
	tellable = grantOver | duplicates | setOf(OpeningArchived, AlreadySubmitted, QuotaExhausted,
		TermsNotAccepted, ConsentMissing, ProbeLimit, NotAgencyAdmin, LastAdmin)
)

// Disclose returns what the recruiter who asked may be told. There is no way
// back from it. A denial is always told as one; when nothing may be told of it,
// or it was not a recruiter who asked, as [NotFound].
func (d Decision) Disclose() Disclosed {
	if d.allowed {
		return Disclosed{verdict{allowed: true}}
	}
	t := verdict{codes: d.told(), account: d.account}
	if t.codes.has(NotFound) {
		if t.kind = d.asked; d.codes.has(NotFound) && d.kind == kindAccount {
			t.kind = kindAccount
		}
	}
	if t.codes.has(RecruiterNotActive) || t.codes.has(RecruiterDeactivated) {
		t.recruiter = d.recruiter
	}
	if t.codes.has(AgencySuspended) || t.codes.has(AgencyTerminated) {
		t.agency = d.agency
	}
	if t.codes&grantOver != 0 {
		t.at = d.at
	}
	if t.codes.has(OpeningArchived) {
		t.opening, t.title = d.opening, d.title
	}
	if t.codes.has(QuotaExhausted) {
		t.limit = d.limit
	}
	if t.codes.has(TermsNotAccepted) {
		t.terms = d.terms
	}
	if t.codes&duplicates != 0 {
		t.class, t.own = d.class, d.own // the agency's own claim, so there is nothing to hide in it
	}
	return Disclosed{t}
}

func (d *Decision) told() codes {
	const notFound = codes(1 << NotFound)
	switch {
	case !d.toRecruiter:
		return notFound
	case d.codes&aboutSelf != 0:
		return d.codes & aboutSelf
	case d.codes&hides != 0, d.codes&grantOver != 0 && !d.witnessed:
		return notFound
	}
	told := d.codes & tellable
	if !d.granted {
		told &^= 1 << OpeningArchived
	}
	if told&^duplicates != 0 || d.tell == agency.TellNothing {
		told &^= duplicates // who is kept back by something else learns of no duplicate
	}
	if told == 0 {
		return notFound
	}
	return told
}
