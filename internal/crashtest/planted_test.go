package crashtest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// planted is a store with one fault: a write that is lost or doubled when its
// turn comes, or something that is read wrongly.
type planted struct {
	store.Store
	onWrite string
	turn    int
	onRead  func(store.Query, *store.Facts)
	onClaim func(*store.Claim)
}

// strike reports whether it is this write's turn to go wrong. Only accounts[0]
// is struck, where updates take turns.
func (p *planted) strike(write string) bool {
	if write == p.onWrite {
		p.turn--
		return p.turn == 0
	}
	return false
}

func (p *planted) Update(ctx context.Context, a agency.AccountID, fn func(store.Tx) error) error {
	return p.Store.Update(ctx, a, func(tx store.Tx) error {
		if a == accounts[0] {
			tx = plantedTx{tx, p}
		}
		return fn(tx)
	})
}

type plantedTx struct {
	store.Tx
	p *planted
}

func (t plantedTx) Journal(e store.Entry, v ...store.Value) {
	switch {
	case e.Denied:
	case t.p.strike("lose journal of " + e.Action):
		return
	case t.p.strike("double journal of " + e.Action):
		t.Tx.Journal(e, v...)
	}
	t.Tx.Journal(e, v...)
}

func (t plantedTx) Publish(e store.Event) {
	switch {
	case t.p.strike("lose event " + e.Name):
		return
	case t.p.strike("double event " + e.Name):
		t.Tx.Publish(e)
	}
	t.Tx.Publish(e)
}

func (t plantedTx) PutSubmissions(all ...candidate.Submission) {
	if all[0].Standing() && t.p.strike("lose submission") || !all[0].Standing() && t.p.strike("lose withdrawal") {
		return
	}
	if t.p.strike("move submission") {
		all = slices.Clone(all)
		all[0].Request += "x"
	}
	t.Tx.PutSubmissions(all...)
}

func (t plantedTx) PutEntries(all ...candidate.Entry) {
	switch {
	case t.p.strike("lose entry"):
		return
	case t.p.strike("garble entry"):
		all = slices.Clone(all)
		all[0].Name = "Somebody"
	}
	t.Tx.PutEntries(all...)
}

func (t plantedTx) PutReceipts(all ...candidate.Receipt) {
	switch {
	case t.p.strike("lose receipt"):
		return
	case t.p.strike("garble receipt"):
		all = slices.Clone(all)
		all[0].Submission = "another"
	}
	t.Tx.PutReceipts(all...)
}

func (t plantedTx) PutCandidates(all ...candidate.Candidate) {
	switch {
	case t.p.strike("lose candidate"):
		return
	case t.p.strike("garble candidate"):
		all = slices.Clone(all)
		all[0].Agency = "another"
	}
	t.Tx.PutCandidates(all...)
}

func (t plantedTx) PutClaims(all ...candidate.Claim) {
	switch {
	case all[0].History.Len() == 0 && t.p.strike("lose claim"), all[0].History.Len() > 0 && t.p.strike("lose end of claim"):
		return
	case t.p.strike("garble claim"):
		all = slices.Clone(all)
		all[0].Opening = "another"
	}
	t.Tx.PutClaims(all...)
}

func (t plantedTx) PutRulings(all ...candidate.Ruling) {
	switch {
	case t.p.strike("lose ruling"):
		return
	case t.p.strike("garble ruling"):
		all = slices.Clone(all)
		all[0].At = all[0].At.Add(time.Second)
	}
	t.Tx.PutRulings(all...)
}

func (t plantedTx) PutProbes(all ...candidate.Probe) {
	if !all[0].Used.IsZero() || !t.p.strike("lose probe") { // one that was counted before would be missed by nobody
		t.Tx.PutProbes(all...)
	}
}

func (t plantedTx) PutIndex(x candidate.Index) {
	if t.p.strike("miscount index") {
		x.Size++
	}
	t.Tx.PutIndex(x)
}

func (t plantedTx) Hold(id candidate.ID, by agency.AgencyID, held candidate.Held) {
	if !t.p.strike("lose keys") {
		t.Tx.Hold(id, by, held)
	}
}

func (t plantedTx) PutShares(all ...agency.Share) {
	if t.p.onWrite == "lose every revocation" && !all[0].Revoked.IsZero() {
		t.p.turn = 0
		return
	}
	t.Tx.PutShares(all...)
}

func (p *planted) View(ctx context.Context, a agency.AccountID, fn func(store.Reader) error) error {
	return p.Store.View(ctx, a, func(r store.Reader) error { return fn(plantedReader{r, p}) })
}

type plantedReader struct {
	store.Reader
	p *planted
}

func (r plantedReader) Facts(q store.Query) (store.Facts, error) {
	f, err := r.Reader.Facts(q)
	if r.p.onRead != nil && err == nil {
		r.p.onRead(q, &f)
	}
	return f, err
}

func (p *planted) Outbox() store.Outbox { return plantedOutbox{p.Store.Outbox(), p} }

type plantedOutbox struct {
	store.Outbox
	p *planted
}

func (o plantedOutbox) Claim(ctx context.Context, a agency.AccountID, lease time.Duration, limit int) (store.Claim, error) {
	c, err := o.Outbox.Claim(ctx, a, lease, limit)
	if o.p.onClaim != nil && len(c.Events) > 3 {
		o.p.onClaim(&c)
	}
	return c, err
}

func TestPlantedWriteFaultsAreFound(t *testing.T) {
	for fault, want := range map[string]string{
		"lose journal of submit":            "0 journal entries that it was submitted, not 1",
		"double journal of submit":          "2 journal entries that it was submitted, not 1",
		"lose journal of withdraw":          "0 journal entries that it was withdrawn, not 1",
		"lose journal of share":             "the journal knows nothing of it",
		"lose event submission.received":    "0 events that it was received, not 1",
		"double event submission.received":  "2 events that it was received, not 1",
		"lose event submission.withdrawn":   "0 events that it was withdrawn, not 1",
		"lose event opening.shared":         "events opening.shared for",
		"double event opening.unshared":     "events opening.unshared for",
		"lose submission":                   "and is not there",
		"lose withdrawal":                   "was withdrawn, which is forgotten",
		"move submission":                   "was acknowledged to",
		"lose entry":                        "has no entry",
		"garble entry":                      `has the entry of "Somebody"`,
		"lose receipt":                      "has no receipt",
		"garble receipt":                    "the receipt of submission",
		"lose every revocation":             "by the journal",
		"lose candidate":                    "has no candidate",
		"garble candidate":                  "agency another",
		"lose claim":                        "has 0 claims",
		"garble claim":                      "opening another",
		"lose end of claim":                 "and so does its claim",
		"lose ruling":                       "has no ruling",
		"garble ruling":                     "the ruling on submission",
		"lose probe":                        "are counted, and",
		"miscount index":                    "the index counts",
		"lose keys":                         "is not among the holders",
		"double journal of nothing of this": "",
	} {
		t.Run(fault, func(t *testing.T) {
			var l Ledger
			p := &planted{Store: memstore.New(), onWrite: fault, turn: 6}
			require.NoError(t, Setup(t.Context(), p))
			err := Writer{Run: "run", Seed: 1, Submissions: 30}.Write(t.Context(), p, &l) // may miss what is lost
			err = errors.Join(err, l.Verify(t.Context(), p))
			if want == "" {
				require.NoError(t, err)
				return
			}
			require.Less(t, p.turn, 1, "the fault did not happen")
			require.ErrorContains(t, err, want)
		})
	}
}

func TestPlantedReadFaultsAreFound(t *testing.T) {
	rows := func(kind store.Kind, change func(*store.Rows)) func(store.Query, *store.Facts) {
		return func(q store.Query, f *store.Facts) {
			if q.List != nil && q.List.Kind == kind && q.List.After == (store.After{}) {
				change(f.Rows)
			}
		}
	}
	loses := func(rows *store.Rows) { rows.Submissions = rows.Submissions[1:] }
	for _, tt := range []struct {
		name string
		read func(store.Query, *store.Facts)
		want string
	}{
		{"nothing", func(store.Query, *store.Facts) {}, ""},
		{"the journal has a gap", rows(store.ListJournal, func(rows *store.Rows) { rows.Journal = slices.Delete(rows.Journal, 3, 4) }), "journal entry"},
		{"the journal lacks its last", rows(store.ListJournal, func(rows *store.Rows) { rows.Journal = rows.Journal[40:] }), "journal entries that it was submitted"},
		{"the list of all loses a row", func(q store.Query, f *store.Facts) {
			if q.List != nil && q.List.Scope == (store.Scope{Kind: store.ListSubmissions}) {
				loses(f.Rows)
			}
		}, "and is not there"},
		{"the list of all has a row twice", func(q store.Query, f *store.Facts) {
			if q.List != nil && q.List.Scope == (store.Scope{Kind: store.ListSubmissions}) {
				f.Rows.Submissions = append(f.Rows.Submissions, f.Rows.Submissions[0])
			}
		}, "is listed twice"},
		{"own lists lose a row", rows(store.ListOwnSubmissions, loses), "submissions of own of ann"},
		{"agency lists lose a row", rows(store.ListAgencySubmissions, loses), "those of the agency of ann"},
		{"filtered lists lose a row", func(q store.Query, f *store.Facts) {
			if q.List != nil && q.List.Opening == "dev" && len(f.Rows.Submissions) > 0 {
				loses(f.Rows)
			}
		}, "submissions of opening dev"},
		{"a list is out of order", rows(store.ListOwnSubmissions, func(rows *store.Rows) { slices.Reverse(rows.Submissions) }), "submissions of own of ann"},
		{"a counter is off by one", func(_ store.Query, f *store.Facts) { f.Counters.Agency++ }, "the counters of ann"},
		{"granted openings are missing", rows(store.ListGranted, func(rows *store.Rows) { rows.Openings = rows.Openings[1:] }), "is granted"},
		{"shares of a grantee are missing", func(q store.Query, f *store.Facts) {
			if q.List != nil && q.List.Kind == store.ListShares && q.List.Agency != "" {
				f.Rows.Shares = f.Rows.Shares[1:]
			}
		}, "the shares of agency:north"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var l Ledger
			p := &planted{Store: memstore.New(), onRead: tt.read}
			written(t, p, &l)
			err := l.Verify(t.Context(), p)
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tt.want)
		})
	}
}

func TestPlantedOutboxFaultsAreFound(t *testing.T) {
	for name, claim := range map[string]func(*store.Claim){
		"a number is skipped": func(c *store.Claim) { c.Events[2].Seq++ },
		"an event twice":      func(c *store.Claim) { c.Events = append(c.Events, c.Events[len(c.Events)-1]) },
		"out of order":        func(c *store.Claim) { slices.Reverse(c.Events) },
		"a garbled payload":   func(c *store.Claim) { c.Events[len(c.Events)-1].Payload = nil },
	} {
		t.Run(name, func(t *testing.T) {
			var l Ledger
			p := &planted{Store: memstore.New(), onClaim: claim}
			written(t, p, &l)
			require.ErrorContains(t, l.Verify(t.Context(), p), "event")
		})
	}
}

func TestRequestsThatAreMissingAreFound(t *testing.T) {
	f := &findings{}
	consecutive(f, map[request]candidate.SubmissionID{
		{"ann", "a-1"}: "s1", {"ann", "a-3"}: "s3", {"ann", "a-maybe7"}: "s4", {"bob", "b-1"}: "s5",
	})
	require.Equal(t, []string{"of the 3 requests of worker a only 2 are there"}, f.list)
}
