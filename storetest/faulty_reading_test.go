package storetest

import (
	"context"
	"errors"
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// lastingReader goes on after its callback has returned.
type lastingReader struct {
	store.Reader
	beyond presentReader
	only   string // the method that goes on
}

func (r lastingReader) Facts(q store.Query) (store.Facts, error) {
	f, err := r.Reader.Facts(q)
	if r.only == "Facts" && errors.Is(err, store.ErrClosed) {
		return r.beyond.Facts(q)
	}
	return f, err
}

func (r lastingReader) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	a, err := r.Reader.Agencies(ids...)
	if r.only == "Agencies" && errors.Is(err, store.ErrClosed) {
		return r.beyond.Agencies(ids...)
	}
	return a, err
}

func (r lastingReader) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	a, err := r.Reader.Recruiters(ids...)
	if r.only == "Recruiters" && errors.Is(err, store.ErrClosed) {
		return r.beyond.Recruiters(ids...)
	}
	return a, err
}

func (r lastingReader) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	a, err := r.Reader.Openings(ids...)
	if r.only == "Openings" && errors.Is(err, store.ErrClosed) {
		return r.beyond.Openings(ids...)
	}
	return a, err
}

func (r lastingReader) Shares(openings []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	a, err := r.Reader.Shares(openings, to)
	if r.only == "Shares" && errors.Is(err, store.ErrClosed) {
		return r.beyond.Shares(openings, to)
	}
	return a, err
}

// changedReader is a Reader whose getters' answers are changed.
type changedReader struct {
	store.Reader
	agencies   func([]agency.Agency) []agency.Agency
	recruiters func([]agency.Recruiter) []agency.Recruiter
	openings   func([]agency.Opening) []agency.Opening
	shares     func([]agency.Share, int) []agency.Share // and how many grantees
}

func change[T any](fn func([]T) []T, rows []T, err error) ([]T, error) {
	if fn == nil || err != nil {
		return rows, err
	}
	return fn(rows), nil
}

func (r changedReader) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	rows, err := r.Reader.Agencies(ids...)
	return change(r.agencies, rows, err)
}

func (r changedReader) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	rows, err := r.Reader.Recruiters(ids...)
	return change(r.recruiters, rows, err)
}

func (r changedReader) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	rows, err := r.Reader.Openings(ids...)
	return change(r.openings, rows, err)
}

func (r changedReader) Shares(openings []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	rows, err := r.Reader.Shares(openings, to)
	if r.shares == nil || err != nil {
		return rows, err
	}
	return r.shares(rows, len(to)), nil
}

// getters changes the answers of every Reader's getters.
func getters(c changedReader) hooks {
	with := func(r store.Reader) store.Reader {
		c := c
		c.Reader = r
		return c
	}
	return hooks{reader: with, inside: with}
}

func withoutZeros[T comparable](rows []T) []T {
	var zero T
	return slices.DeleteFunc(rows, func(r T) bool { return r == zero })
}

func onceEach[T comparable](rows []T) []T {
	seen := make(map[T]bool)
	turn(rows, func(r *T) {
		var zero T
		if seen[*r] {
			*r = zero
		}
		seen[*r] = true
	})
	return rows
}

func backwards[T any](rows []T) []T {
	slices.Reverse(rows)
	return rows
}

// cappedRows leaves out what goes beyond the number of variables of some database.
func cappedRows[T any](rows []T) []T {
	clear(rows[min(len(rows), 999):])
	return rows
}

func readingFaults() []fault {
	faults := []fault{
		{
			name: "getters leave out the unknown", flaw: "Agencies, Recruiters, Openings and Shares have no zero record where there is none.",
			caught: "FACT-09",
			hooks: getters(changedReader{
				agencies: withoutZeros[agency.Agency], recruiters: withoutZeros[agency.Recruiter], openings: withoutZeros[agency.Opening],
				shares: func(rows []agency.Share, _ int) []agency.Share { return withoutZeros(rows) },
			}),
		},
		{
			name: "Agencies once each", flaw: "Agencies returns an agency asked for twice only once.", caught: "FACT-09",
			hooks: getters(changedReader{agencies: onceEach[agency.Agency]}),
		},
		{
			name: "Recruiters once each", flaw: "Recruiters returns a recruiter asked for twice only once.", caught: "FACT-09",
			hooks: getters(changedReader{recruiters: onceEach[agency.Recruiter]}),
		},
		{
			name: "Openings in table order", flaw: "Openings are not in the order of the IDs asked for.", caught: "FACT-09",
			hooks: getters(changedReader{openings: backwards[agency.Opening]}),
		},
		{
			name: "getters are capped", flaw: "Getters answer the first 999 IDs only.", caught: "VAL-09",
			hooks: getters(changedReader{
				agencies: cappedRows[agency.Agency], recruiters: cappedRows[agency.Recruiter], openings: cappedRows[agency.Opening],
				shares: func(rows []agency.Share, _ int) []agency.Share { return cappedRows(rows) },
			}),
		},
		{
			name: "Shares by grantee first", flaw: "Shares are in the order of grantees, then of openings.", caught: "FACT-09",
			hooks: getters(changedReader{shares: func(rows []agency.Share, to int) []agency.Share {
				if to == 0 {
					return rows
				}
				out := make([]agency.Share, 0, len(rows))
				for j := range to {
					for i := j; i < len(rows); i += to {
						out = append(out, rows[i])
					}
				}
				return out
			}}),
		},
		{
			name: "writes after the end", flaw: "What a Tx writes after its callback has returned has effect.", caught: "TX-09",
			hooks: hooks{update: func(u updating) error {
				fn, over := u.fn, false
				u.fn = func(t store.Tx) error {
					err := fn(transaction{t, func(b *batch) {
						if !over {
							b.apply(t)
							return
						}
						_ = u.s.disk.Update(context.WithoutCancel(u.ctx), u.account, func(t store.Tx) error {
							b.apply(t)
							return nil
						})
					}})
					over = true
					return err
				}
				return u.run()
			}},
		},
	}
	for _, method := range []string{"Facts", "Agencies", "Recruiters", "Openings", "Shares"} {
		faults = append(faults, fault{
			name: method + " after a View", flaw: "A Reader's " + method + " works after its callback has returned.", caught: "TX-09",
			hooks: hooks{view: func(v viewing) error {
				fn := v.fn
				v.fn = func(r store.Reader) error {
					return fn(lastingReader{r, presentReader{context.WithoutCancel(v.ctx), v.s.disk, v.account}, method})
				}
				return v.run()
			}},
		}, fault{
			name: method + " after an Update", flaw: "A Tx's " + method + " works after its callback has returned.", caught: "TX-09",
			hooks: hooks{update: func(u updating) error {
				fn := u.fn
				u.fn = func(t store.Tx) error {
					r := lastingReader{t, presentReader{context.WithoutCancel(u.ctx), u.s.disk, u.account}, method}
					return fn(transaction{r, func(b *batch) { b.apply(t) }})
				}
				return u.run()
			}},
		})
	}
	return faults
}

// ownWriteFaults hold back the writes of one kind until the callback ends.
func ownWriteFaults() (faults []fault) {
	for _, k := range []kind{
		aSettings, aStaff, anAgency, aRecruiter, anOpening, aShare, anEntry, aSubmission, aReceipt, aRemark, aLine, anErasure,
		aCandidate, aClaim, aRuling, aProbe, anIndex, aHold, aLetGo, anInvitation, aList, aDrop,
	} {
		caught := "TX-07"
		switch k {
		case anErasure:
			caught = "OWN-03"
		case aHold, aLetGo, aClaim, aProbe, aCandidate:
			caught = "TX-07 OWN-07"
		case anInvitation, aList, aDrop:
			caught = "TX-07 OWN-08"
		case anAgency, anOpening, aShare:
			caught = "TX-07 OWN-04"
		}
		faults = append(faults, fault{
			name: "own writes unseen: " + string(k), flaw: "In a Tx, a Reader does not see the transaction's own write of this kind: " + string(k) + ".",
			caught: caught,
			hooks: hooks{update: func(u updating) error {
				fn := u.fn
				u.fn = func(t store.Tx) error {
					var held []*batch
					err := fn(transaction{t, func(b *batch) {
						if b.kind == k {
							held = append(held, b)
							return
						}
						b.apply(t)
					}})
					for _, b := range held {
						b.apply(t)
					}
					return err
				}
				return u.run()
			}},
		})
	}
	return faults
}
