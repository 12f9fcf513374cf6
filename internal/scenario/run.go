package scenario

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// Mismatch is an expectation that does not hold.
type Mismatch struct {
	File             string
	Line             int
	Text             string // of the line
	Expected, Actual string
}

func (m *Mismatch) Error() string {
	return fmt.Sprintf("%s:%d: %s\n\texpected: %s\n\tactual:   %s", m.File, m.Line, m.Text, m.Expected, m.Actual)
}

// Operator is who the host acts for in a script, as the journal names it.
const Operator = "host"

// start is what the clock shows before the first "at".
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// world is a script under way.
type world struct {
	ctx     context.Context
	eng     *access.Engine
	account agency.AccountID
	sys     access.System
	now     time.Time
	ids     map[string]candidate.SubmissionID // of the accepted submissions, by their names in the script
	names   map[candidate.SubmissionID]string // the way back; the first name counts
	claims  map[string]candidate.ClaimID      // those that staff opened, by their names in the script
	alerts  map[string]string                 // the acknowledgement of a recruiter's last alert for a name
	people  map[string]agency.RecruiterID     // the recruiters, by their names in the script
	called  map[agency.RecruiterID]string     // the way back
	secrets map[agency.RecruiterID][]invite.Secret
}

// Run runs the script on an empty store, which it closes in the end. The first
// expectation that does not hold ends it with a [*Mismatch]. A script that is
// not [Script.Supported] does not begin.
func Run(ctx context.Context, s *Script, newStore func() store.Store) (err error) {
	if s.later != nil {
		return s.later
	}
	st := newStore()
	defer func() { err = errors.Join(err, st.Close()) }()
	w := &world{
		ctx: ctx, now: start,
		ids: make(map[string]candidate.SubmissionID), names: make(map[candidate.SubmissionID]string),
		claims: make(map[string]candidate.ClaimID), alerts: make(map[string]string),
		people: make(map[string]agency.RecruiterID), called: make(map[agency.RecruiterID]string),
		secrets: make(map[agency.RecruiterID][]invite.Secret),
	}
	w.eng, err = access.New(st, access.Options{
		Secret: []byte("nothing that a scenario seals leaves it"),
		Clock:  func() time.Time { return w.now },
		Logger: slog.New(slog.DiscardHandler),
		Blobs:  memstore.NewBlobs(),
	})
	if err != nil {
		return err
	}
	for i := range s.steps {
		if err := w.step(s, &s.steps[i]); err != nil {
			return err
		}
	}
	return nil
}

// step runs a line. What changes something takes a microsecond, so that each
// change has an instant of its own.
func (w *world) step(s *Script, step *step) error {
	if err := w.ctx.Err(); err != nil {
		return fmt.Errorf("%s:%d: %w", s.name, step.line, err)
	}
	got := step.do(w)
	if got.err != nil && w.ctx.Err() != nil {
		return fmt.Errorf("%s:%d: %w", s.name, step.line, w.ctx.Err())
	}
	if !step.spec.asked() && !step.spec.still {
		w.now = w.now.Add(time.Microsecond)
	}
	if got.meets(w.known(step.expect)) {
		return nil
	}
	expected := "success"
	if step.expect != nil {
		if expected = step.expect.String(); step.expect.form == compares {
			got.decided = "" // what an explanation says besides was asked for
		}
	}
	return &Mismatch{File: s.name, Line: step.line, Text: step.text, Expected: expected, Actual: got.String()}
}

// known returns the expectation with the names that answers use: a submission
// that a repeated request named anew goes by its first name.
func (w *world) known(e *expectation) *expectation {
	if e == nil || len(e.items) == 0 {
		return e
	}
	c := *e
	c.items = make([]string, len(e.items))
	for i, item := range e.items {
		c.items[i] = w.nameOf(w.submission(item))
	}
	return &c
}

// submission is the ID behind a name; one that is not known stands for itself.
func (w *world) submission(name string) candidate.SubmissionID {
	if id, ok := w.ids[name]; ok {
		return id
	}
	return candidate.SubmissionID(name)
}

func (w *world) nameOf(id candidate.SubmissionID) string {
	if name, ok := w.names[id]; ok {
		return name
	}
	return string(id)
}

// remember gives an accepted submission its name.
func (w *world) remember(name string, id candidate.SubmissionID) error {
	if was, ok := w.ids[name]; ok && was != id {
		return fmt.Errorf("accepted, but %s is the name of another submission", name)
	}
	w.ids[name] = id
	if _, ok := w.names[id]; !ok {
		w.names[id] = name
	}
	return nil
}

// staff is the handle of whoever speaks, who is the host or a regular user.
func (w *world) staff(a *args) access.Staff {
	if a.side == host {
		return w.sys.Staff
	}
	return w.eng.Staff(w.account, agency.StaffID(a.as))
}

func (w *world) recruiter(a *args) access.Recruiter {
	return w.eng.Recruiter(w.account, w.recruiterID(a.as))
}

// pageSize is small, so that lists of a few rows have several pages.
const pageSize = 2

// listed walks all pages of a list.
func listed[T any](text func(T) string, page func(access.Cursor, int) (access.Page[T], error)) answer {
	out := answer{isList: true}
	for v, err := range access.All(func(at access.Cursor) (access.Page[T], error) { return page(at, pageSize) }) {
		if err != nil {
			return answer{err: err}
		}
		out.items = append(out.items, text(v))
	}
	return out
}
