package customstore

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"

	bolt "go.etcd.io/bbolt"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// A reader reads one account until its callback has returned.
type reader struct {
	ctx    context.Context
	bucket *bolt.Bucket // nil while nobody has written the account
	ended  bool
	err    error // the first failure, after which nothing is answered
}

func (r *reader) end() { r.ended = true }

func (r *reader) ready() error {
	switch {
	case r.ended:
		return store.ErrClosed
	case r.err != nil:
		return r.err
	case r.ctx.Err() != nil:
		return ended(r.ctx)
	}
	return nil
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// get returns a record, zero when there is none.
func get[T any](r *reader, k key) T {
	record, _ := find[T](r, k)
	return record
}

func find[T any](r *reader, k key) (record T, found bool) {
	if r.bucket == nil {
		return record, false
	}
	text := r.bucket.Get(k)
	if text == nil {
		return record, false
	}
	return decode[T](r, text), true
}

// optional returns a record, nil when there is none.
func optional[T any](r *reader, k key) *T {
	if record, found := find[T](r, k); found {
		return &record
	}
	return nil
}

func decode[T any](r *reader, text []byte) (record T) {
	if json.Unmarshal(text, &record) != nil {
		r.fail(fault("read", errDamaged))
	}
	return record
}

// walk yields the values of the keys that start with one of the prefixes, in
// the order of what follows the prefix, and what follows the same only once.
// It starts behind the position, unless that is empty.
func (r *reader) walk(after key, prefixes ...key) iter.Seq[[]byte] {
	type place struct {
		cursor            *bolt.Cursor
		prefix, key, text []byte
	}
	rest := func(p *place) []byte { return p.key[len(p.prefix):] }
	return func(yield func([]byte) bool) {
		var places []*place
		step := func(p *place, k, v []byte) {
			if p.key, p.text = k, v; bytes.HasPrefix(k, p.prefix) {
				places = append(places, p)
			}
		}
		for _, prefix := range prefixes {
			if r.bucket == nil {
				return
			}
			p := &place{cursor: r.bucket.Cursor(), prefix: prefix}
			k, v := p.cursor.Seek(prefix.with(after))
			if len(after) > 0 && bytes.Equal(k, prefix.with(after)) {
				k, v = p.cursor.Next()
			}
			step(p, k, v)
		}
		for len(places) > 0 {
			first := places[0]
			for _, p := range places[1:] {
				if bytes.Compare(rest(p), rest(first)) < 0 {
					first = p
				}
			}
			if !yield(first.text) {
				return
			}
			passed, before := rest(first), places
			places = nil
			for _, p := range before {
				if bytes.Equal(rest(p), passed) {
					k, v := p.cursor.Next()
					step(p, k, v)
				} else {
					places = append(places, p)
				}
			}
		}
	}
}

// first returns the first value under a prefix, or nil.
func (r *reader) first(prefix key) []byte {
	for v := range r.walk(nil, prefix) {
		return v
	}
	return nil
}

// each looks up one record for each ID.
func each[ID ~string, T any](r *reader, in table, ids []ID) ([]T, error) {
	if err := r.ready(); err != nil {
		return nil, err
	}
	found := make([]T, len(ids))
	for i, id := range ids {
		found[i] = get[T](r, in.of(string(id)))
	}
	return found, r.err
}

func (r *reader) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	return each[agency.AgencyID, agency.Agency](r, agencies, ids)
}

func (r *reader) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	return each[agency.RecruiterID, agency.Recruiter](r, recruiters, ids)
}

func (r *reader) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	return each[agency.OpeningID, agency.Opening](r, openings, ids)
}

func (r *reader) Shares(of []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	if err := r.ready(); err != nil {
		return nil, err
	}
	found := make([]agency.Share, 0, len(of)*len(to))
	for _, o := range of {
		for _, g := range to {
			found = append(found, r.share(o, g))
		}
	}
	return found, r.err
}

// share returns the share of an opening to a grantee, zero if there is none or
// the grantee is nobody.
func (r *reader) share(of agency.OpeningID, to agency.Grantee) agency.Share {
	if (to.Recruiter == "") == (to.Agency == "") {
		return agency.Share{}
	}
	return get[agency.Share](r, shares.of(string(of), to.String()))
}
