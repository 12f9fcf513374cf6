package store

import (
	"context"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

// Store keeps the records of all accounts. All methods are safe for concurrent
// use. After Close every method fails with [ErrClosed].
type Store interface {
	// Read answers one question, from one snapshot, in one round trip.
	Read(ctx context.Context, account agency.AccountID, q Query) (Facts, error)

	// View runs fn on one snapshot, for several questions that must agree. It is
	// taken after View was called and before fn's first question is answered.
	View(ctx context.Context, account agency.AccountID, fn func(Reader) error) error

	// Update runs fn as the account's only writer and commits what it wrote. It
	// may run fn more than once. An account needs no creation: the first Update
	// that writes makes it.
	Update(ctx context.Context, account agency.AccountID, fn func(Tx) error) error

	// Outbox returns the queue of events waiting to be delivered.
	Outbox() Outbox

	// Delete removes all that the account has, its outbox included, at once and
	// as its only writer. An account that is not there is no error, and one that
	// is made afterwards starts from nothing. A claim of its events ends.
	Delete(ctx context.Context, account agency.AccountID) error

	// Close ends the store after the transactions under way. Closing twice is
	// no error.
	Close() error
}

// Reader reads inside a transaction. In a [Tx] it sees the transaction's own
// writes. The slices that it returns match the IDs asked for, one by one, with
// the zero record where there is none.
type Reader interface {
	Facts(q Query) (Facts, error)
	Agencies(ids ...agency.AgencyID) ([]agency.Agency, error)
	Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error)
	Openings(ids ...agency.OpeningID) ([]agency.Opening, error)

	// Shares returns the shares between each opening and each grantee, in the
	// order openings[0] with all of to, openings[1] with all of to, and so on.
	Shares(openings []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error)
}

// Tx reads and writes inside a transaction.
type Tx interface {
	Reader
	Network
	Outreach
	Submissions
	Ownership
	Index
	Log
}

// Network writes the records of package agency. Each method inserts or replaces
// by ID (shares by opening and grantee); of two records with one ID in a call,
// the last one counts.
type Network interface {
	PutSettings(agency.Settings)
	PutStaff(...agency.Staff)
	PutAgencies(...agency.Agency)
	PutRecruiters(...agency.Recruiter)
	PutOpenings(...agency.Opening)
	PutShares(...agency.Share)
}

// Outreach writes how agencies are reached. Each method inserts or replaces by
// ID.
type Outreach interface {
	PutInvitations(...invite.Invitation)
	PutLists(...agency.List)
	DropLists(...agency.ListID) // one that is not there is no error
}
