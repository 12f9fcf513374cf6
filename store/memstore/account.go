package memstore

import (
	"hash/maphash"
	"sync/atomic"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// An account is one tenant. Readers take its state and never wait; a writer
// first takes the turn.
type account struct {
	id    agency.AccountID
	turn  chan struct{} // holds a value while somebody has the turn
	gone  bool          // deleted; whoever has the turn may look
	state atomic.Pointer[state]
	queue queue
}

func newAccount(id agency.AccountID, first *state) *account {
	a := &account{id: id, turn: make(chan struct{}, 1)}
	a.state.Store(first)
	return a
}

func (a *account) leave() { <-a.turn }

// A state is everything that an account has at one moment. A published state
// never changes; what comes next is a copy that shares almost all of it.
type state struct {
	seed     maphash.Seed
	settings *agency.Settings

	staff       trie[agency.StaffID, *agency.Staff]
	agencies    trie[agency.AgencyID, *node[agencyNode]]
	recruiters  trie[agency.RecruiterID, *node[recruiterNode]]
	openings    trie[agency.OpeningID, *node[openingNode]]
	submissions trie[candidate.SubmissionID, *node[submissionNode]]
	entries     trie[candidate.EntryID, *candidate.Entry]
	candidates  trie[candidate.ID, *node[candidateNode]]
	hosts       trie[candidate.HostID, []candidate.ID] // ascending, never changed in place
	claims      trie[candidate.ClaimID, *candidate.Claim]
	probes      trie[string, *candidate.Probe]
	remarks     trie[string, *candidate.Remark]
	emails      trie[string, holders]
	invitations trie[invite.ID, *invite.Invitation]
	lists       trie[agency.ListID, *agency.List]
	domains     trie[string, order] // agencies known by them, by ID

	staffOrder, agencyOrder, recruiterOrder order // by ID
	candidateOrder, listOrder               order // by ID
	openingOrder, submissionOrder           order // newest first
	invitationOrder                         order // newest first
	claimOrder                              order // by end

	index candidate.Index
	keys  keys

	journal journal
	values  trie[int64, []store.Value] // by sequence number of the journal entry
}

func emptyState(seed maphash.Seed) *state {
	return &state{seed: seed, settings: new(agency.Settings)}
}

// A node is what hangs on one identifier. There may be one before there is a
// record: nothing obliges a share to name an opening that is known.
type node[T any] struct {
	owner *edit
	v     T
}

type openingNode struct {
	record      agency.Opening
	toRecruiter trie[agency.RecruiterID, *agency.Share]
	toAgency    trie[agency.AgencyID, *agency.Share]
	grantees    order // by Grantee.String
	submissions order // newest first
	claims      order // by end
	agencies    trie[agency.AgencyID, *node[tally]]
}

// A tally counts and lists submissions to one opening by one agency, or by one
// recruiter for one agency.
type tally struct {
	standing    int
	submissions order // newest first
	recruiters  trie[agency.RecruiterID, *node[tally]]
}

type agencyNode struct {
	record      agency.Agency
	members     order // recruiters by ID
	grants      grants
	submissions order // newest first
	claims      order // by end
	probes      order // oldest first
	invitations order // newest first
}

type recruiterNode struct {
	record      agency.Recruiter
	grants      grants
	submissions order // newest first
	claims      order // by end
	invitations order // newest first
	work        trie[agency.AgencyID, *node[work]]
}

// work is what a recruiter did for one agency.
type work struct {
	submissions order // newest first
	receipts    trie[candidate.RequestID, *candidate.Receipt]
	byAge       order // of receipts, oldest first
	claims      order // by end
	probes      order // oldest first
}

// grants are the openings shared with one grantee.
type grants struct {
	known order // those that have a record, newest first
	all   order // by ID
}

type submissionNode struct {
	record  candidate.Submission
	ruling  *candidate.Ruling
	remarks order // oldest first
}

type candidateNode struct {
	record candidate.Candidate
	merged order              // other candidates who are this person, by ID
	claims []*candidate.Claim // oldest first, never changed in place
}

// holders are the users and recruiters with one e-mail address, each list in
// ascending order and never changed in place. The conflicts are recruiters who
// have the address and do not hold it.
type holders struct {
	staff                 []agency.StaffID
	recruiters, conflicts []agency.RecruiterID
}

func hash[K ~string](s *state, key K) uint64 { return maphash.String(s.seed, string(key)) }

// find returns what hangs on key, or nil.
func find[K comparable, T any](in *trie[K, *node[T]], hash uint64, key K) *T {
	if n, ok := in.get(hash, key); ok {
		return &n.v
	}
	return nil
}

func (s *state) agency(id agency.AgencyID) *agencyNode { return find(&s.agencies, hash(s, id), id) }

func (s *state) recruiter(id agency.RecruiterID) *recruiterNode {
	return find(&s.recruiters, hash(s, id), id)
}

func (s *state) opening(id agency.OpeningID) *openingNode { return find(&s.openings, hash(s, id), id) }

func (s *state) submission(id candidate.SubmissionID) *submissionNode {
	return find(&s.submissions, hash(s, id), id)
}

// candidate returns what hangs on id, or nil if it has no record.
func (s *state) candidate(id candidate.ID) *candidateNode {
	if n := find(&s.candidates, hash(s, id), id); n != nil && n.record.ID != "" {
		return n
	}
	return nil
}

func (s *state) claim(id candidate.ClaimID) *candidate.Claim {
	c, _ := s.claims.get(hash(s, id), id)
	return c
}
