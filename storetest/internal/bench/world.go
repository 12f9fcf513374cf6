package bench

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

type size struct {
	name                                        string
	agencies, recruiters, openings, submissions int
}

type world struct {
	size
	ctx   context.Context
	store store.Store
	made  atomic.Int64 // submissions by submit

	// Made once, so that the allocations measured are the store's.
	agencyIDs    []agency.AgencyID
	recruiterIDs []agency.RecruiterID
	openingIDs   []agency.OpeningID
}

func newWorld(n size, s store.Store) *world {
	return &world{
		size: n, ctx: context.Background(), store: s, agencyIDs: numbered[agency.AgencyID]("agency", n.agencies),
		recruiterIDs: numbered[agency.RecruiterID]("recruiter", n.recruiters),
		openingIDs:   numbered[agency.OpeningID]("opening", n.openings),
	}
}

func numbered[T ~string](kind string, count int) []T {
	all := make([]T, count)
	for i := range all {
		all[i] = T(fmt.Sprintf("%s-%d", kind, i))
	}
	return all
}

// The n-th of each kind; n may be any number.

func (w *world) agency(n int) agency.AgencyID       { return w.agencyIDs[n%w.agencies] }
func (w *world) recruiter(n int) agency.RecruiterID { return w.recruiterIDs[n%w.recruiters] }
func (w *world) opening(n int) agency.OpeningID     { return w.openingIDs[n%w.openings] }

func (w *world) load(b *testing.B) {
	b.Helper()
	put := func(count int, one func(t store.Tx, n int)) {
		const atOnce = 250
		for from := 0; from < count; from += atOnce {
			must(b, w.store.Update(w.ctx, acme, func(t store.Tx) error {
				for n := from; n < min(from+atOnce, count); n++ {
					one(t, n)
				}
				return nil
			}))
		}
	}
	put(1, func(t store.Tx, _ int) { t.PutSettings(agency.Settings{Version: 1, Sharing: agency.ShareWithEither}) })
	put(w.agencies, func(t store.Tx, n int) {
		t.PutAgencies(agency.Agency{ID: w.agency(n), Title: fmt.Sprintf("Agency %d", n), Created: minute(0)})
	})
	put(w.recruiters, func(t store.Tx, n int) {
		t.PutRecruiters(agency.Recruiter{
			ID: w.recruiter(n), Agency: w.agency(n), Name: fmt.Sprintf("Recruiter %d", n), Email: fmt.Sprintf("r%d@agency.example", n),
			State: agency.RecruiterActive, Since: minute(0), Created: minute(0),
		})
	})
	put(w.openings, func(t store.Tx, n int) {
		t.PutOpenings(agency.Opening{
			ID: w.opening(n), Title: fmt.Sprintf("Opening %d", n), Team: agency.Freeze[agency.StaffID]("lee", "max"), Created: minute(n),
		})
	})
	put(w.openings, func(t store.Tx, n int) { // each opening with five recruiters and four agencies
		var shares []agency.Share
		give := func(to agency.Grantee) {
			shares = append(shares, agency.Share{
				Opening: w.opening(n), Grantee: to, Window: agency.Window{From: minute(0)}, Granted: minute(0),
			})
		}
		for i := range 5 {
			give(agency.ToRecruiter(w.recruiter(n*5 + i)))
		}
		for i := range 4 {
			give(agency.ToAgency(w.agency(n*4 + i)))
		}
		t.PutShares(shares...)
	})
	put(w.submissions, func(t store.Tx, n int) { w.write(t, fmt.Sprintf("loaded-%d", n), n) })
}

// keys of the n-th candidate: some of its own, and some that one in 500 has,
// as parts of names are.
func (w *world) keys(n int) []candidate.Digest {
	keys := make([]candidate.Digest, lookedUp)
	for i := range keys {
		of := n
		if i < inCommon {
			of = n % 500
		}
		keys[i] = (candidate.Digest(of)*lookedUp + candidate.Digest(i) + 1) * 0x9e3779b97f4a7c15
	}
	return keys
}

const (
	lookedUp = 20 // keys of a candidate
	inCommon = 4  // of these, with others
)

// held is the keys of the n-th candidate at its turn.
func (w *world) held(n int) candidate.Held {
	all := make([]candidate.Holding, 0, lookedUp)
	for i, d := range w.keys(n) {
		h := candidate.Holding{Digest: d}
		if i < inCommon {
			h.Turn = uint8(min(n/500/w.agencies, 255))
		}
		all = append(all, h)
	}
	return candidate.Hold(all...)
}

// write writes what a submission does: eleven writes and an event.
func (w *world) write(t store.Tx, id string, n int) {
	by, of, to := w.recruiter(n), w.agency(n%w.recruiters), w.opening(n)
	s := candidate.Submission{
		ID: candidate.SubmissionID(id), Opening: to, Candidate: candidate.ID(id), Entry: candidate.EntryID(id),
		Agency: of, Recruiter: by, Request: candidate.RequestID(id), Source: "An agency", Stage: agency.New,
		At: minute(n), Changed: minute(n), Rules: 1,
	}
	t.PutEntries(candidate.Entry{
		ID: s.Entry, Name: "Jane Doe " + id, Emails: agency.Freeze("jane@person.example"), Phones: agency.Freeze("+1 555 0100"),
		Comment: "Ten years in the trade.", Created: s.At,
	})
	held := w.held(n)
	t.PutCandidates(candidate.Candidate{
		ID: s.Candidate, Person: s.Candidate, Created: s.At, Submission: s.ID, Agency: of, Entry: s.Entry, Held: held, Key: "1",
		Sketch: "what a candidate of a usual size is compared by, which is about a hundred and fifty bytes, of which no store knows what they mean",
	})
	t.Hold(s.Candidate, of, held)
	t.PutIndex(candidate.Index{Size: int64(n), Key: "1"})
	t.PutClaims(candidate.Claim{
		ID: candidate.ClaimID(id), Candidate: s.Candidate, Agency: of, Recruiter: by, Submission: s.ID, Opening: to, From: s.At, Stage: agency.New,
	})
	t.PutRulings(candidate.Ruling{Submission: s.ID, At: s.At, Rules: 1})
	t.PutSubmissions(s)
	t.PutReceipts(candidate.Receipt{Agency: of, Recruiter: by, Request: s.Request, Submission: s.ID, At: s.At})
	t.Journal(store.Entry{
		At: s.At, Actor: store.Actor{Kind: store.RecruiterActor, ID: string(by)}, Action: "submit",
		Subject: store.Subject{Opening: to, Agency: of, Recruiter: by, Submission: s.ID}, Fields: agency.Freeze("stage"),
	}, store.Value{Field: "stage", After: string(agency.New)})
	t.Publish(store.Event{
		At: s.At, Name: "submission.received", Version: 1, To: agency.Freeze("staff:lee"), Payload: []byte(`{"submission":"` + id + `"}`),
	})
}
