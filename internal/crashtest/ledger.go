package crashtest

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// Ledger is what the world outside a store knows of it: what was acknowledged,
// and the events that were delivered. It takes a writer's lines, is safe for
// concurrent use, and serves one store through all its crashes. The zero value is
// an empty one.
type Ledger struct {
	mu       sync.Mutex
	rest     []byte // of a line that has not ended
	lines    int
	more     chan struct{} // closed when there is another line
	bad      []string
	accounts map[agency.AccountID]*known
}

// known is what is known of an account.
type known struct {
	submitted map[request]candidate.SubmissionID
	withdrawn map[candidate.SubmissionID]bool
	shared    map[sharing]int // how often
	events    []store.Event
}

type request struct {
	recruiter agency.RecruiterID
	id        candidate.RequestID
}

// sharing is an acknowledged change of a share.
type sharing struct{ verb, opening, grantee string }

func (l *Ledger) account(id agency.AccountID) *known {
	if l.accounts == nil {
		l.accounts = map[agency.AccountID]*known{}
	}
	k := l.accounts[id]
	if k == nil {
		k = &known{
			submitted: map[request]candidate.SubmissionID{},
			withdrawn: map[candidate.SubmissionID]bool{},
			shared:    map[sharing]int{},
		}
		l.accounts[id] = k
	}
	return k
}

// Write takes lines, in pieces of any size. It never fails; what is no line of a
// writer's is told by Verify.
func (l *Ledger) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, p...)
	for {
		line, rest, ended := bytes.Cut(l.rest, []byte("\n"))
		if !ended {
			return len(p), nil
		}
		l.take(string(line))
		l.rest = rest
	}
}

// Cut forgets the beginning of a line that will not be ended any more, because
// its writer was killed.
func (l *Ledger) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = nil
}

func (l *Ledger) take(line string) {
	l.lines++
	if l.more != nil {
		close(l.more)
		l.more = nil
	}
	word := strings.Split(line, " ")
	switch {
	case len(word) == 5 && word[0] == "ok":
		k := l.account(agency.AccountID(word[1]))
		r := request{agency.RecruiterID(word[2]), candidate.RequestID(word[3])}
		id := candidate.SubmissionID(word[4])
		if before, there := k.submitted[r]; there && before != id {
			l.bad = append(l.bad, fmt.Sprintf("request %s was answered with submission %s and then with %s", r.id, before, id))
		}
		k.submitted[r] = id
	case len(word) == 3 && word[0] == "withdrawn":
		l.account(agency.AccountID(word[1])).withdrawn[candidate.SubmissionID(word[2])] = true
	case len(word) == 4 && (word[0] == "share" || word[0] == "unshare"):
		l.account(agency.AccountID(word[1])).shared[sharing{word[0], word[2], word[3]}]++
	default:
		l.bad = append(l.bad, fmt.Sprintf("the writer said %q", line))
	}
}

// Lines is the number of lines so far.
func (l *Ledger) Lines() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines
}

// Await waits until there are n lines in all.
func (l *Ledger) Await(ctx context.Context, n int) error {
	for {
		l.mu.Lock()
		if l.lines >= n {
			l.mu.Unlock()
			return nil
		}
		if l.more == nil {
			l.more = make(chan struct{})
		}
		have, more := l.lines, l.more
		l.mu.Unlock()
		select {
		case <-more:
		case <-ctx.Done():
			return fmt.Errorf("crashtest: waiting for line %d, having %d: %w", n, have, ctx.Err())
		}
	}
}
