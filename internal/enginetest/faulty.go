package enginetest

import (
	"context"
	"fmt"
	"io"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Leaked is what a driver's error quotes and nobody but staff may read.
const Leaked = "jane.doe@secret.example"

// Faulty is a store, and blobs, whose operations fail when their turn comes, with
// an error like a driver's. It is for one goroutine.
type Faulty struct {
	store.Store
	Docs     store.Blobs
	Sentinel error // of the contract, which is found in the error

	after int // operations that still succeed; negative: none fails
	fired bool
}

// FailAfter lets n operations succeed and the next one fail.
func (f *Faulty) FailAfter(n int) { f.after, f.fired = n, false }

// Mend lets every operation succeed.
func (f *Faulty) Mend() { f.after = -1 }

// Fired reports whether an operation failed since FailAfter.
func (f *Faulty) Fired() bool { return f.fired }

// turn is the next operation's.
func (f *Faulty) turn() error {
	if f.after < 0 || f.fired {
		return nil
	}
	if f.after--; f.after >= 0 {
		return nil
	}
	f.after, f.fired = -1, true
	return fmt.Errorf("driver: Key (email)=(%s) is in the way: %w", Leaked, f.Sentinel)
}

func (f *Faulty) Read(ctx context.Context, a agency.AccountID, q store.Query) (store.Facts, error) {
	if err := f.turn(); err != nil {
		return store.Facts{}, err
	}
	return f.Store.Read(ctx, a, q)
}

func (f *Faulty) View(ctx context.Context, a agency.AccountID, fn func(store.Reader) error) error {
	if err := f.turn(); err != nil {
		return err
	}
	return f.Store.View(ctx, a, func(r store.Reader) error { return fn(faultyReader{r, f}) })
}

// Update may fail to begin, inside, and to commit.
func (f *Faulty) Update(ctx context.Context, a agency.AccountID, fn func(store.Tx) error) error {
	if err := f.turn(); err != nil {
		return err
	}
	return f.Store.Update(ctx, a, func(tx store.Tx) error {
		if err := fn(faultyTx{tx, faultyReader{tx, f}}); err != nil {
			return err
		}
		return f.turn()
	})
}

type faultyReader struct {
	store.Reader
	*Faulty
}

func (r faultyReader) Facts(q store.Query) (store.Facts, error) {
	if err := r.turn(); err != nil {
		return store.Facts{}, err
	}
	return r.Reader.Facts(q)
}

func (r faultyReader) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	if err := r.turn(); err != nil {
		return nil, err
	}
	return r.Reader.Agencies(ids...)
}

func (r faultyReader) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	if err := r.turn(); err != nil {
		return nil, err
	}
	return r.Reader.Recruiters(ids...)
}

func (r faultyReader) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	if err := r.turn(); err != nil {
		return nil, err
	}
	return r.Reader.Openings(ids...)
}

func (r faultyReader) Shares(on []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	if err := r.turn(); err != nil {
		return nil, err
	}
	return r.Reader.Shares(on, to)
}

type faultyTx struct {
	store.Tx
	reader faultyReader
}

func (t faultyTx) Facts(q store.Query) (store.Facts, error) { return t.reader.Facts(q) }

func (t faultyTx) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	return t.reader.Agencies(ids...)
}

func (t faultyTx) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	return t.reader.Recruiters(ids...)
}

func (t faultyTx) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	return t.reader.Openings(ids...)
}

func (t faultyTx) Shares(on []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	return t.reader.Shares(on, to)
}

// FaultyBlobs are the documents of a faulty store.
type FaultyBlobs struct{ *Faulty }

// Put may fail.
func (b FaultyBlobs) Put(ctx context.Context, a agency.AccountID, key string, r io.Reader) error {
	if err := b.turn(); err != nil {
		return err
	}
	return b.Docs.Put(ctx, a, key, r)
}

// Open may fail.
func (b FaultyBlobs) Open(ctx context.Context, a agency.AccountID, key string) (io.ReadCloser, error) {
	if err := b.turn(); err != nil {
		return nil, err
	}
	return b.Docs.Open(ctx, a, key)
}

// Stat may fail.
func (b FaultyBlobs) Stat(ctx context.Context, a agency.AccountID, key string) (int64, error) {
	if err := b.turn(); err != nil {
		return 0, err
	}
	return b.Docs.Stat(ctx, a, key)
}

// Delete may fail.
func (b FaultyBlobs) Delete(ctx context.Context, a agency.AccountID, key string) error {
	if err := b.turn(); err != nil {
		return err
	}
	return b.Docs.Delete(ctx, a, key)
}
