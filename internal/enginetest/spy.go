package enginetest

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// spy notes the number and the kind of what is asked of a store and of its
// blobs: everything about a call but the values in it.
type spy struct {
	store.Store
	blobs store.Blobs
	mu    sync.Mutex
	seen  []string
}

func (s *spy) note(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, fmt.Sprintf(format, args...))
}

// take returns what was noted since the last time.
func (s *spy) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() { s.seen = nil }()
	return strings.Join(s.seen, "; ")
}

// shape says what a query looks for, without what it names.
func shape(q store.Query) string {
	var b strings.Builder
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"staff", q.Staff != ""},
		{"recruiter", q.Recruiter != ""},
		{"agency", q.Agency != ""},
		{"opening", q.Opening != ""},
		{"submission", q.Submission != ""},
		{"request", q.Request != ""},
		{"email", q.Email != ""},
		{"domain", q.Domain != ""},
		{"invitation", q.Invitation != ""},
		{"latest", q.Latest},
		{"counters", q.Counters},
		{"person", q.Person},
		{"host", q.Host != ""},
		{"candidates", len(q.Candidates) > 0}, // how many there are is how many hold the keys
		{"claim", q.Claim != ""},
		{"probe", q.Probe != ""},
		{"probes", !q.ProbesSince.IsZero()},
	} {
		if f.set {
			b.WriteString(" " + f.name)
		}
	}
	fmt.Fprintf(&b, " keys %d emails %d lists %d", len(q.Keys), len(q.Emails), len(q.Lists))
	if l := q.List; l != nil {
		fmt.Fprintf(&b, " list %d limit %d after %t opening %t granted %t %t open %t at %t",
			l.Kind, l.Limit, l.After != (store.After{}), l.Opening != "", l.ToRecruiter, l.ToAgency, l.OpenOnly, !l.EffectiveAt.IsZero())
	}
	return b.String()
}

func (s *spy) Read(ctx context.Context, a agency.AccountID, q store.Query) (store.Facts, error) {
	s.note("read%s", shape(q))
	return s.Store.Read(ctx, a, q)
}

func (s *spy) View(ctx context.Context, a agency.AccountID, fn func(store.Reader) error) error {
	s.note("view")
	return s.Store.View(ctx, a, func(r store.Reader) error { return fn(spyReader{r, s}) })
}

func (s *spy) Update(ctx context.Context, a agency.AccountID, fn func(store.Tx) error) error {
	s.note("update")
	return s.Store.Update(ctx, a, func(tx store.Tx) error { return fn(spyTx{tx, spyReader{tx, s}, s}) })
}

type spyReader struct {
	store.Reader
	*spy
}

func (r spyReader) Facts(q store.Query) (store.Facts, error) {
	r.note("facts%s", shape(q))
	return r.Reader.Facts(q)
}

func (r spyReader) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	r.note("agencies %d", len(ids))
	return r.Reader.Agencies(ids...)
}

func (r spyReader) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	r.note("recruiters %d", len(ids))
	return r.Reader.Recruiters(ids...)
}

func (r spyReader) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	r.note("openings %d", len(ids))
	return r.Reader.Openings(ids...)
}

func (r spyReader) Shares(on []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	r.note("shares %d %d", len(on), len(to))
	return r.Reader.Shares(on, to)
}

// spyTx notes reads like spyReader, and writes.
type spyTx struct {
	store.Tx
	reader spyReader
	*spy
}

func (t spyTx) Facts(q store.Query) (store.Facts, error) { return t.reader.Facts(q) }
func (t spyTx) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	return t.reader.Agencies(ids...)
}

func (t spyTx) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	return t.reader.Recruiters(ids...)
}

func (t spyTx) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	return t.reader.Openings(ids...)
}

func (t spyTx) Shares(on []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	return t.reader.Shares(on, to)
}

func (t spyTx) PutAgencies(r ...agency.Agency) {
	t.note("put agencies %d", len(r))
	t.Tx.PutAgencies(r...)
}

func (t spyTx) PutRecruiters(r ...agency.Recruiter) {
	t.note("put recruiters %d", len(r))
	t.Tx.PutRecruiters(r...)
}

func (t spyTx) PutShares(r ...agency.Share) {
	t.note("put shares %d", len(r))
	t.Tx.PutShares(r...)
}

func (t spyTx) PutInvitations(r ...invite.Invitation) {
	t.note("put invitations %d", len(r))
	t.Tx.PutInvitations(r...)
}

func (t spyTx) PutEntries(r ...candidate.Entry) {
	t.note("put entries %d", len(r))
	t.Tx.PutEntries(r...)
}

func (t spyTx) PutCandidates(r ...candidate.Candidate) {
	t.note("put candidates %d", len(r))
	t.Tx.PutCandidates(r...)
}

func (t spyTx) PutSubmissions(r ...candidate.Submission) {
	t.note("put submissions %d", len(r))
	t.Tx.PutSubmissions(r...)
}

func (t spyTx) PutReceipts(r ...candidate.Receipt) {
	t.note("put receipts %d", len(r))
	t.Tx.PutReceipts(r...)
}

func (t spyTx) PutClaims(r ...candidate.Claim) {
	t.note("put claims %d", len(r))
	t.Tx.PutClaims(r...)
}

func (t spyTx) PutRulings(r ...candidate.Ruling) {
	t.note("put rulings %d", len(r))
	t.Tx.PutRulings(r...)
}

func (t spyTx) PutProbes(r ...candidate.Probe) {
	t.note("put probes %d", len(r))
	t.Tx.PutProbes(r...)
}

func (t spyTx) PutIndex(x candidate.Index) { t.note("put index"); t.Tx.PutIndex(x) }

func (t spyTx) Hold(id candidate.ID, by agency.AgencyID, held candidate.Held) {
	t.note("hold %d", held.Len())
	t.Tx.Hold(id, by, held)
}

func (t spyTx) LetGo(id candidate.ID, held candidate.Held) {
	t.note("let go %d", held.Len())
	t.Tx.LetGo(id, held)
}

func (t spyTx) Journal(e store.Entry, values ...store.Value) {
	n := len(values)
	for _, v := range values {
		if v.Field == "conflict" { // staff's to know; it is no write of its own
			n--
		}
	}
	t.note("journal %d", n)
	t.Tx.Journal(e, values...)
}

func (t spyTx) Publish(e store.Event) { t.note("publish"); t.Tx.Publish(e) }

// spyBlobs notes what is asked of the blobs.
type spyBlobs struct{ *spy }

func (b spyBlobs) Put(ctx context.Context, a agency.AccountID, key string, r io.Reader) error {
	b.note("put blob")
	return b.blobs.Put(ctx, a, key, r)
}

func (b spyBlobs) Open(ctx context.Context, a agency.AccountID, key string) (io.ReadCloser, error) {
	b.note("open blob")
	return b.blobs.Open(ctx, a, key)
}

func (b spyBlobs) Stat(ctx context.Context, a agency.AccountID, key string) (int64, error) {
	b.note("stat blob")
	return b.blobs.Stat(ctx, a, key)
}

func (b spyBlobs) Delete(ctx context.Context, a agency.AccountID, key string) error {
	b.note("delete blob")
	return b.blobs.Delete(ctx, a, key)
}
