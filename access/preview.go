package access

import (
	"context"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// preview is run for what changes nothing: it reads one snapshot, keeps nobody
// waiting, and a denial is not journalled.
func preview[T any](ctx context.Context, a actor, call string, fn func(*op) (T, error)) (T, error) {
	var none, out T
	err := a.check(ctx, call)
	if err == nil {
		err = a.eng.store.View(ctx, a.account, func(r store.Reader) error {
			now, err := a.eng.now()
			if err != nil {
				return err
			}
			o := &op{actor: a, tx: onlooker{Reader: r}, now: now, call: call}
			if out, err = fn(o); err == nil && o.denied != nil {
				err = a.denial(*o.denied)
			}
			return err
		})
	}
	if err != nil {
		out, err = none, a.fault(ctx, call, err)
	}
	a.observe(ctx, call, err)
	return out, err
}

// onlooker is a transaction in which nothing may be written but denials, which
// are forgotten.
type onlooker struct {
	store.Tx // nil: writing is a mistake, and panics
	store.Reader
}

func (o onlooker) Facts(q store.Query) (store.Facts, error) { return o.Reader.Facts(q) }

func (o onlooker) Agencies(ids ...agency.AgencyID) ([]agency.Agency, error) {
	return o.Reader.Agencies(ids...)
}

func (o onlooker) Recruiters(ids ...agency.RecruiterID) ([]agency.Recruiter, error) {
	return o.Reader.Recruiters(ids...)
}

func (o onlooker) Openings(ids ...agency.OpeningID) ([]agency.Opening, error) {
	return o.Reader.Openings(ids...)
}

func (o onlooker) Shares(openings []agency.OpeningID, to []agency.Grantee) ([]agency.Share, error) {
	return o.Reader.Shares(openings, to)
}

func (onlooker) Journal(store.Entry, ...store.Value) {}
