package store

import (
	"context"
	"io"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Blobs keeps documents, such as resumes. Keys are the engine's: 1 to 64
// letters and digits, unique within an account; anything else is [ErrInvalid].
// All methods are safe for concurrent use.
type Blobs interface {
	// Put stores what r yields, up to its end. When it fails, or the context
	// ends, nothing remains. A key that is there already is ErrExists.
	//
	// The context is looked at between reads; nothing can end a read that
	// blocks. So r must end by itself when whoever it reads from is gone, as the
	// body of a request does.
	Put(ctx context.Context, account agency.AccountID, key string, r io.Reader) error

	// Open returns the blob, to be closed by the caller, or ErrNotFound.
	Open(ctx context.Context, account agency.AccountID, key string) (io.ReadCloser, error)

	// Stat returns the blob's length in bytes, or ErrNotFound.
	Stat(ctx context.Context, account agency.AccountID, key string) (int64, error)

	// Delete removes the blob; one that is not there is no error.
	Delete(ctx context.Context, account agency.AccountID, key string) error
}

// CheckBlobKey answers whether key is one that the engine makes.
func CheckBlobKey(key string) error {
	if key == "" || len(key) > 64 {
		return ErrInvalid
	}
	for i := 0; i < len(key); i++ {
		c := key[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return ErrInvalid
		}
	}
	return nil
}
