package tables

import (
	"context"
	"math"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// forever is the end of what has none.
const forever = math.MaxInt64

// A Session is what a callback reads and writes with: a store.Tx over a Runner
// that has a transaction open, or opens one with the first calls. Writes wait
// for the next read, or for Finish.
type Session struct {
	ctx     context.Context
	tables  *Tables
	account agency.AccountID
	runner  Runner // nil once the callback has returned
	err     error  // the first failure

	wrote  bool
	writes []Call
	fresh  []fresh // those of writes that need a number

	indexed string // the index record, if it is to be written with the counts

	locked          bool  // so that the counts are known:
	journal, events count // of the account
}

// A count is how many there were, and how many this transaction adds.
type count struct{ before, added int64 }

// fresh is a write whose second parameter becomes number n of what the account
// counts.
type fresh struct {
	write int
	of    *count
	n     int64
}

var _ store.Tx = (*Session)(nil)

// Session returns what a callback on account is handed.
func (t *Tables) Session(ctx context.Context, account agency.AccountID, r Runner) *Session {
	return &Session{ctx: ctx, tables: t, account: account, runner: r}
}

// Lock is the first call of every Update.
func (s *Session) Lock() Call {
	c := s.tables.call("lock", string(s.account))
	c.Read = func(rows Rows) error {
		if !rows.Next() {
			return Corrupt("an account's row cannot be locked")
		}
		s.locked = true
		return rows.Scan(&s.journal.before, &s.events.before)
	}
	return c
}

// lock has the runner open the transaction, if it has not done so yet.
func (s *Session) lock() error {
	if s.locked {
		return nil
	}
	s.err = s.runner.Run(s.ctx, nil)
	return s.err
}

// Close makes the session fail with ErrClosed.
func (s *Session) Close() { s.runner = nil }

// Wrote reports whether there is anything to commit.
func (s *Session) Wrote() bool { return s.wrote }

// small is how many calls are so few that they may go with the commit.
const small = 64

// Do runs fn and returns what is left to be written together with the commit,
// which does not heed the caller's context. The first failure of a read or write
// counts, whatever fn makes of it. Afterwards the transaction is open, if there
// is something to commit.
//
// What is left is short, and waits for nobody but whoever has the account's
// queue locked, as a claim does: that is for the adapter to bound. Where much is
// written it is sent before, and then the queue is locked already.
func (s *Session) Do(fn func(store.Tx) error) ([]Call, error) {
	err := fn(s)
	if s.err != nil {
		err = s.err
	}
	if err != nil || !s.wrote {
		return nil, err
	}
	if err := s.lock(); err != nil {
		return nil, err
	}
	if s.events.added > 0 {
		s.add("wake")
	}
	if len(s.writes) > small {
		if err := s.run(); err != nil {
			return nil, err
		}
	}
	journal, events := s.journal.before+s.journal.added, s.events.before+s.events.added
	switch {
	case s.journal.added == 0 && s.events.added == 0:
		s.flushIndex()
	case s.indexed == "":
		s.add("count", journal, events)
	default:
		s.add("count_indexed", journal, events, s.indexed)
		s.indexed = ""
	}
	return s.take(), nil
}

// View runs fn. The first failure of a read counts, whatever fn makes of it.
func (s *Session) View(fn func(store.Reader) error) error {
	err := fn(s)
	if s.err != nil {
		return s.err
	}
	return err
}

// take returns the buffered writes, numbered.
func (s *Session) take() []Call {
	for _, f := range s.fresh {
		s.writes[f.write].Args[1] = f.of.before + f.n
	}
	taken := s.writes
	s.writes, s.fresh = nil, nil
	return taken
}

// addNumbered buffers a write whose second parameter is the next number of what
// is counted.
func (s *Session) addNumbered(name string, of *count, args ...any) {
	of.added++
	s.fresh = append(s.fresh, fresh{len(s.writes), of, of.added})
	s.add(name, append([]any{int64(0)}, args...)...)
}

// able reports whether a write could have any effect.
func (s *Session) able() bool { return s.runner != nil && s.err == nil }

// writing reports whether a write has any effect, and takes note of it.
func (s *Session) writing() bool {
	if !s.able() {
		return false
	}
	s.wrote = true
	return true
}

// refuse reports whether there is an error, and if so poisons the session.
func (s *Session) refuse(err error) bool {
	if err != nil {
		s.err = errors.Wrap(err, "tables")
	}
	return err != nil
}

// run flushes what waits and carries out the calls.
func (s *Session) run(calls ...Call) error {
	if s.runner == nil {
		return store.ErrClosed
	}
	if s.err != nil {
		return s.err
	}
	if s.refuse(s.ctx.Err()) {
		return s.err
	}
	if len(s.fresh) > 0 {
		if err := s.lock(); err != nil {
			return err
		}
	}
	if len(calls) > 0 { // what is asked for sees what was written
		s.flushIndex()
	}
	all := append(s.take(), calls...)
	if err := s.runner.Run(s.ctx, all); err != nil {
		s.err = err
		return err
	}
	return nil
}

// Facts is part of store.Reader, as are the methods below.
func (s *Session) Facts(q store.Query) (store.Facts, error) {
	if s.runner == nil {
		return store.Facts{}, store.ErrClosed
	}
	if s.err != nil {
		return store.Facts{}, s.err
	}
	calls, f, err := s.tables.Facts(s.account, &q)
	if err != nil {
		return store.Facts{}, err
	}
	if err := s.run(calls...); err != nil {
		return store.Facts{}, err
	}
	return *f, nil
}

// Facts returns the calls that answer q, which fill in the facts as they are
// read. A query that has no answer is ErrInvalid.
func (t *Tables) Facts(account agency.AccountID, q *store.Query) ([]Call, *store.Facts, error) {
	if err := q.Check(); err != nil {
		return nil, nil, errors.Wrap(err, "tables")
	}
	f := new(store.Facts)
	return t.facts(account, q, f), f, nil
}

func (s *Session) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	return get[agency.Agency](s, "agencies", ids)
}

func (s *Session) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	return get[agency.Recruiter](s, "recruiters", ids)
}

func (s *Session) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	return get[agency.Opening](s, "openings", ids)
}

func get[T any, K ~string](s *Session, name string, ids []K) ([]T, error) {
	found := make([]T, len(ids))
	c := s.tables.question(name, string(s.account), texts(ids))
	c.Read = matching(ids, found)
	if err := s.run(c); err != nil {
		return nil, err
	}
	return found, nil
}

func texts[K ~string](ids []K) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}

// Shares leaves grantees that name both a recruiter and an agency without one.
func (s *Session) Shares(of []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	found := make([]agency.Share, len(of)*len(to))
	names := make([]string, 0, len(to))
	for _, g := range to {
		if g.Validate() == nil {
			names = append(names, g.String())
		}
	}
	type pair struct{ opening, grantee string }
	kept := make(map[pair]agency.Share)
	c := s.tables.question("shares", string(s.account), texts(of), names)
	c.Read = func(rows Rows) error {
		clear(kept)
		var p pair
		var doc []byte
		for rows.Next() {
			if err := rows.Scan(&p.opening, &p.grantee, &doc); err != nil {
				return err
			}
			var share agency.Share
			if err := decode(doc, &share); err != nil {
				return err
			}
			kept[p] = share
		}
		return nil
	}
	if err := s.run(c); err != nil {
		return nil, err
	}
	for i, id := range of {
		for j, g := range to {
			if g.Validate() == nil {
				found[i*len(to)+j] = kept[pair{string(id), g.String()}]
			}
		}
	}
	return found, nil
}
