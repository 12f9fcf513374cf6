package store

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
)

// Query is one question. Fields that are zero are not looked up.
type Query struct {
	Staff agency.StaffID // Facts.Staff

	// Recruiter asks for Facts.Recruiter, and for the agency that the recruiter
	// is in as Facts.Agency.
	Recruiter agency.RecruiterID

	// Agency asks for Facts.Agency. With Recruiter it is ignored.
	Agency agency.AgencyID

	// Opening asks for Facts.Opening and, with Recruiter or Agency, for the
	// shares of that opening to them.
	Opening agency.OpeningID

	// Submission asks for Facts.Submission and Facts.Entry and, unless Opening
	// is set, for the submission's opening as if Opening had named it.
	Submission candidate.SubmissionID

	// WithoutEntry says that Facts.Entry may be left out, for an asker who only
	// decides about the submission.
	WithoutEntry bool

	// Request asks for Facts.Receipt, of this request by Recruiter in the agency
	// that the recruiter is in.
	Request candidate.RequestID

	// Email, folded by agency.FoldEmail, asks who holds the address.
	Email string

	// Emails, folded likewise, ask for Facts.Members: which of them members of
	// Facts.Agency hold.
	Emails []string

	// Domain asks for Facts.AtDomain: agencies that have it among their Known.
	Domain string

	// Invitation asks for Facts.Invitation. Latest asks for Facts.Latest: the last
	// invitation of Recruiter.
	Invitation invite.ID
	Latest     bool

	// Lists ask for Facts.Lists.
	Lists []agency.ListID

	// Keys ask for Facts.Holders and Facts.Index.
	Keys []candidate.Digest

	// Candidates, Person and Host ask for Facts.Known: about the persons who these
	// candidates are; with Person about the one who Submission, or else Claim, is
	// about; with Host about the one whom the host knows by that identifier.
	Candidates []candidate.ID
	Person     bool
	Host       candidate.HostID

	// Claim asks for Facts.Claim.
	Claim candidate.ClaimID

	// Probe asks for Facts.Probe. ProbesSince asks for Facts.Probes: those of
	// Recruiter and of the agency that the recruiter is in, from that instant on.
	Probe       string
	ProbesSince time.Time

	// Counters asks for the counts of submissions to the opening.
	Counters bool

	List *List // Facts.Rows
}

// Facts is the answer to a Query, all of it from one snapshot. What does not
// exist or was not asked for is the zero record.
type Facts struct {
	Settings    agency.Settings // always; version 0 when the account has none
	Staff       agency.Staff
	Recruiter   agency.Recruiter
	Agency      agency.Agency
	Opening     agency.Opening
	ToRecruiter agency.Share // of Opening to Query.Recruiter
	ToAgency    agency.Share // of Opening to Agency
	Submission  candidate.Submission
	Counters    Counters

	// Who holds the address: a regular user, active or not, and a recruiter who is
	// not deactivated and has no Conflict; of several the one whose ID is first.
	EmailStaff     agency.StaffID
	EmailRecruiter agency.RecruiterID

	// Members are those of Query.Emails that a member of Agency has who is not
	// deactivated, Conflict or not, in the order of the query.
	Members []string

	// AtDomain are the agencies known by Query.Domain, in ascending order of ID, at
	// most MaxAtDomain of them.
	AtDomain []agency.Agency

	Invitation *invite.Invitation // nil when there is none
	Latest     *invite.Invitation // by Created, then by ID; nil when there is none
	Lists      []agency.List      // one by one; the zero list where there is none

	// Holders are who holds each of Query.Keys, one by one: in ascending order of
	// Turn, then of Candidate, at most MaxHolders of them.
	Holders [][]candidate.Holder
	Index   candidate.Index

	// Known are all candidates who are the persons asked for, in ascending order
	// of ID, each once.
	Known []Known

	Claim  candidate.Claim
	Probes Probes

	Probe   *candidate.Probe   // nil when there is none
	Ruling  *candidate.Ruling  // on Submission, unless WithoutEntry; nil when there is none
	Entry   *candidate.Entry   // of Submission; nil when there is none
	Receipt *candidate.Receipt // nil when there is none
	Rows    *Rows              // nil when no list was asked for
}

// Counters are numbers of standing submissions to Facts.Opening.
type Counters struct {
	Agency    int // by Facts.Agency
	Recruiter int // of these, by Facts.Recruiter
}

// Known is a candidate with the claims to it, in ascending order of From, then
// of ID.
type Known struct {
	Candidate candidate.Candidate
	Claims    []candidate.Claim
}

// MaxAtDomain is how many agencies of one domain are told at most.
const MaxAtDomain = 20

// MaxHolders is how many holders of one key are told at most.
const MaxHolders = 201

// Probes are numbers of probes.
type Probes struct {
	Agency    int // by members of the agency
	Recruiter int // of these, by the recruiter
}

// MaxLimit is the greatest number of rows in a page.
const MaxLimit = 1000

// List asks for one page of rows.
type List struct {
	Scope
	After After // rows after this position; zero is from the start
	Limit int   // 1 to MaxLimit
}

// After is a position in a list: that of the last row seen, which need not
// exist any more. Which fields it uses depends on the list's order. Where that
// order is by time, the records' Created or At is never zero: the engine sees to
// it, and a list with a record that breaks the rule cannot be paged.
type After struct {
	At  time.Time
	ID  string
	Seq int64
}

// Scope says which rows a list has. Each kind has its own order, which is
// total, and uses the fields that its comment names; other fields are ignored.
type Scope struct {
	Kind Kind

	Opening    agency.OpeningID
	Agency     agency.AgencyID
	Recruiter  agency.RecruiterID
	Staff      agency.StaffID
	Submission candidate.SubmissionID

	Team agency.StaffID // rows of openings on whose team this user is

	// For ListGranted: which kinds of shares count; whether archived openings are
	// left out; and the instant at which a share must be effective, zero for any
	// share at all, revoked ones included. For lists of claims: the instant by which
	// a claim must have begun and after which it must end, zero for all.
	ToRecruiter, ToAgency bool
	OpenOnly              bool
	EffectiveAt           time.Time

	Holding bool  // for ListRecruiters: with a share of Opening of their own or their agency's, revoked or not
	Remarks uint8 // for ListRemarks: 1<<kind for each kind wanted
}

// Kind is a kind of list. An unknown one, a limit out of bounds, a position of
// another order, or a missing field that a kind requires is [ErrInvalid].
type Kind uint8

// The kinds of lists.
const (
	_ Kind = iota

	// ListAgencies and ListStaffUsers are in ascending order of ID (After.ID).
	ListAgencies
	ListStaffUsers

	// ListRecruiters are in ascending order of ID (After.ID). Agency keeps those in
	// it. With Opening the rows carry the shares of it, and Holding keeps those
	// that have one.
	ListRecruiters

	// ListColleagues are the recruiters in the agency that Query.Recruiter is in,
	// that one included, in ascending order of ID (After.ID).
	ListColleagues

	// ListOpenings are newest first: descending order of Created, then ascending
	// order of ID (After.At and After.ID). Team and OpenOnly apply.
	ListOpenings

	// ListGranted are the openings shared with Query.Recruiter or with the agency
	// that the recruiter is in, in the order of ListOpenings. ToRecruiter, ToAgency,
	// OpenOnly and EffectiveAt apply.
	ListGranted

	// ListSubmissions are newest first: descending order of At, then ascending
	// order of ID (After.At and After.ID). Opening, Agency, Recruiter and Team
	// apply.
	ListSubmissions

	// ListAgencySubmissions are those of the agency that Query.Recruiter is in,
	// ListOwnSubmissions those of them that Query.Recruiter submitted, in the order
	// of ListSubmissions. Opening applies. The rows carry the shares of their
	// opening to Query.Recruiter and to the agency.
	ListAgencySubmissions
	ListOwnSubmissions

	// ListShares are those of Opening in ascending order of Grantee.String
	// (After.ID); without Opening those of Recruiter, and without that too those of
	// Agency, in ascending order of opening (After.ID). One of the three is
	// required.
	ListShares

	// ListRemarks are those on Submission, which is required, oldest first:
	// ascending order of At, then of ID (After.At and After.ID).
	ListRemarks

	// ListJournal is newest first: descending order of Seq (After.Seq). The fields
	// Opening, Agency, Recruiter, Staff and Submission keep entries whose
	// subject has all of those that are set.
	ListJournal

	// ListClaims are in ascending order of Ends, then of ID (After.At and
	// After.ID). Opening, Agency, Recruiter, Team and EffectiveAt apply.
	ListClaims

	// ListAgencyClaims are those of the agency that Query.Recruiter is in,
	// ListOwnClaims those of them that come from what Query.Recruiter submitted, in
	// the order of ListClaims. Opening and EffectiveAt apply. The rows carry the
	// shares of their opening to Query.Recruiter and to the agency.
	ListAgencyClaims
	ListOwnClaims

	// ListCandidates are in ascending order of ID (After.ID).
	ListCandidates

	// ListInvitations are newest first: descending order of Created, then ascending
	// order of ID (After.At and After.ID). Agency and Recruiter apply.
	ListInvitations

	// ListLists are in ascending order of ID (After.ID).
	ListLists
)

// Rows is a page of a list; the slice of its kind is filled, and nil when there
// are no rows.
type Rows struct {
	Agencies    []agency.Agency
	Staff       []agency.Staff
	Recruiters  []RecruiterRow
	Openings    []OpeningRow
	Submissions []SubmissionRow
	Shares      []agency.Share
	Remarks     []candidate.Remark
	Journal     []JournalRow
	Claims      []ClaimRow
	Candidates  []candidate.Candidate
	Invitations []invite.Invitation
	Lists       []agency.List
	More        bool // there are rows after the last one
}

// RecruiterRow is a recruiter with what deciding about them needs.
type RecruiterRow struct {
	Recruiter             agency.Recruiter
	Agency                agency.Agency
	ToRecruiter, ToAgency agency.Share // of Scope.Opening; zero without it
}

// OpeningRow is an opening with what deciding about it needs; the shares are
// those to Query.Recruiter and the agency that the recruiter is in, and zero
// without Query.Recruiter.
type OpeningRow struct {
	Opening               agency.Opening
	ToRecruiter, ToAgency agency.Share
}

// SubmissionRow is a submission with what deciding about it needs; the shares
// are as in OpeningRow.
type SubmissionRow struct {
	Submission            candidate.Submission
	Name                  string // of the person: FullName of the submission's entry
	Opening               agency.Opening
	ToRecruiter, ToAgency agency.Share
}

// ClaimRow is a claim with what deciding about it needs; the shares are as in
// OpeningRow.
type ClaimRow struct {
	Claim                 candidate.Claim
	Name                  string // FullName of the entry of the claim's submission
	Opening               agency.Opening
	ToRecruiter, ToAgency agency.Share
}

// JournalRow is an entry with the values kept beside it.
type JournalRow struct {
	Entry
	Values []Value
}
