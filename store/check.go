package store

import (
	"fmt"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
)

// Record is what a Tx writes and an adapter must check before it does.
type Record interface {
	agency.Staff | agency.Agency | agency.Recruiter | agency.Opening | agency.Share |
		agency.List | invite.Invitation | candidate.Entry | candidate.Candidate | candidate.Submission | candidate.Receipt | candidate.Remark |
		candidate.Claim | candidate.Ruling | candidate.Probe | Subject
}

// CheckIDs answers whether the identifiers of a record may be stored. That is
// all that an adapter must check: the engine has validated the rest.
func CheckIDs[R Record](record R) error {
	switch r := any(record).(type) {
	case agency.Staff:
		return in("staff", agency.CheckID("id", r.ID))
	case agency.Agency:
		return in("agency", agency.CheckID("id", r.ID), optional("into", r.Into))
	case agency.Recruiter:
		return in("recruiter", agency.CheckID("id", r.ID), agency.CheckID("agency", r.Agency), optional("user", r.User))
	case agency.Opening:
		for id := range r.Team.All() {
			if err := agency.CheckID("team", id); err != nil {
				return in("opening", err)
			}
		}
		return in("opening", agency.CheckID("id", r.ID))
	case agency.Share:
		return in("share", agency.CheckID("opening", r.Opening), r.Grantee.Validate())
	case agency.List:
		for m := range r.Members.All() {
			if err := m.Validate(); err != nil {
				return in("list", err)
			}
		}
		return in("list", agency.CheckID("id", r.ID))
	case invite.Invitation:
		for id := range r.Openings.All() {
			if err := agency.CheckID("openings", id); err != nil {
				return in("invitation", err)
			}
		}
		return in("invitation", agency.CheckID("id", r.ID), agency.CheckID("recruiter", r.Recruiter),
			agency.CheckID("agency", r.Agency), optional("staff", r.Staff), optional("colleague", r.Colleague))
	case candidate.Entry:
		return in("entry", agency.CheckID("id", r.ID))
	case candidate.Candidate:
		return in("candidate", agency.CheckID("id", r.ID), agency.CheckID("person", r.Person), optional("host", r.Host))
	case candidate.Submission:
		return in("submission", agency.CheckID("id", r.ID), optional("opening", r.Opening),
			optional("candidate", r.Candidate), optional("entry", r.Entry), optional("agency", r.Agency),
			optional("recruiter", r.Recruiter))
	case candidate.Receipt:
		return in("receipt", agency.CheckID("agency", r.Agency), agency.CheckID("recruiter", r.Recruiter),
			agency.CheckID("request", r.Request), optional("submission", r.Submission))
	case candidate.Remark:
		return in("remark", agency.CheckID("id", r.ID), agency.CheckID("submission", r.Submission),
			optional("author", r.Author))
	case candidate.Claim:
		return in("claim", agency.CheckID("id", r.ID), agency.CheckID("candidate", r.Candidate), optional("agency", r.Agency),
			optional("recruiter", r.Recruiter), optional("submission", r.Submission), optional("opening", r.Opening))
	case candidate.Ruling:
		return in("ruling", agency.CheckID("submission", r.Submission))
	case candidate.Probe:
		return in("probe", agency.CheckID("id", r.ID), agency.CheckID("agency", r.Agency), agency.CheckID("recruiter", r.Recruiter))
	case Subject:
		return in("subject", optional("opening", r.Opening), optional("agency", r.Agency),
			optional("recruiter", r.Recruiter), optional("staff", r.Staff), optional("submission", r.Submission))
	}
	return nil
}

// in returns the first error, with what it is about.
func in(what string, errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
	}
	return nil
}

// optional checks identifiers that may be empty.
func optional[T ~string](field string, id T) error {
	return agency.CheckText(field, string(id), agency.MaxID)
}

// Check answers whether q.List, if there is one, is a question that has an
// answer; if not, the error is ErrInvalid. Nothing else in a query can be wrong.
func (q *Query) Check() error {
	l := q.List
	if l == nil {
		return nil
	}
	if l.Limit < 1 || l.Limit > MaxLimit {
		return invalid("limit")
	}
	ofAsker, missing := false, false
	at, id, seq := !l.After.At.IsZero(), l.After.ID != "", l.After.Seq != 0
	misplaced := at || seq // what a position in order of ID must not have
	switch l.Kind {
	case ListAgencies, ListStaffUsers, ListCandidates, ListLists:
	case ListRecruiters:
		missing = l.Holding && l.Opening == ""
	case ListColleagues:
		ofAsker = true
	case ListShares:
		missing = l.Opening == "" && l.Recruiter == "" && l.Agency == ""
	case ListOpenings, ListSubmissions, ListInvitations:
		misplaced = at != id || seq
	case ListGranted, ListAgencySubmissions, ListOwnSubmissions:
		ofAsker, misplaced = true, at != id || seq
	case ListClaims:
		misplaced = at != id || seq
	case ListAgencyClaims, ListOwnClaims:
		ofAsker, misplaced = true, at != id || seq
	case ListRemarks:
		missing, misplaced = l.Submission == "", at != id || seq
	case ListJournal:
		misplaced = at || id || l.After.Seq < 0
	default:
		return invalid("kind")
	}
	switch {
	case missing, ofAsker && q.Recruiter == "":
		return invalid("a required field is missing")
	case misplaced:
		return invalid("position of another order")
	}
	return nil
}

func invalid(what string) error { return fmt.Errorf("%w: %s", ErrInvalid, what) }
