package store

// Error is one of the errors that a store returns, always found by errors.Is.
// Adapters wrap them with what is worth knowing to an operator; what a driver
// says never reaches a recruiter.
type Error string

func (e Error) Error() string { return "store: " + string(e) }

// ErrorKeyMarker makes distinct errors distinct to cockroachdb/errors, which
// otherwise compares type and text.
func (e Error) ErrorKeyMarker() string { return string(e) }

// The errors.
const (
	ErrNotFound    Error = "not found"
	ErrExists      Error = "exists already"
	ErrConflict    Error = "conflict with a concurrent change"
	ErrUnknown     Error = "the outcome of the commit is unknown"
	ErrUnsupported Error = "not supported by this store"
	ErrInvalid     Error = "invalid query"
	ErrClosed      Error = "closed"
	ErrSchema      Error = "the database's tables are of another version"
)
