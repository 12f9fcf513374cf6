package memstore

import (
	"sync"

	"github.com/agencyaccess/agencyaccess/store"
)

// A spare keeps the rows of recycled pages, which are large: with them at hand
// a page costs neither making nor collecting them. All of them are zero.
type spare struct{ submissions sync.Pool }

// take returns n zero rows.
func (s *spare) take(n int) []store.SubmissionRow {
	if rows, ok := s.submissions.Get().(*[]store.SubmissionRow); ok && cap(*rows) >= n {
		return (*rows)[:n]
	}
	return make([]store.SubmissionRow, n)
}

// Recycle takes back the rows of a page as Read returned it, of which the
// caller kept nothing but copies. Nobody is obliged to call it. It leaves the page empty.
func (s *Store) Recycle(page *store.Rows) {
	if page == nil || cap(page.Submissions) == 0 {
		return
	}
	rows := page.Submissions
	page.Submissions = nil
	clear(rows) // what they told of is not kept alive
	s.spare.submissions.Put(&rows)
}
