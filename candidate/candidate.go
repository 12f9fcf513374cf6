package candidate

import "time"

// Candidate is the account's own record of a person. What an agency sees is
// never built from it, but from the agency's own entry.
type Candidate struct {
	ID      ID
	Created time.Time
}
