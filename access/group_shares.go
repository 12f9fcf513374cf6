package access

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// carried is a share to an agency that is left, which ends there.
type carried struct{ before agency.Share }

// carry finds out what becomes of the shares to the agencies that are left.
func (w *grouper) carry() error {
	held := make(map[agency.OpeningID][]agency.Share) // by how many of those that become one
	var order []agency.OpeningID
	holders := len(w.sources)
	collect := func(id agency.AgencyID, leaves bool) error {
		return w.each(store.Scope{Kind: store.ListShares, Agency: id}, func(rows *store.Rows) (store.After, error) {
			for _, sh := range rows.Shares {
				switch s := sh.Stands(w.now); {
				case s != agency.Effective && s != agency.NotStarted && s != agency.SharePaused:
					continue
				case !sh.Paused.IsZero(): // it stays where it is, as it is
					if leaves {
						w.out.Lost = append(w.out.Lost, sh)
					}
					continue
				}
				if leaves {
					w.shares = append(w.shares, carried{sh})
				}
				if held[sh.Opening] == nil {
					order = append(order, sh.Opening)
				}
				held[sh.Opening] = append(held[sh.Opening], sh)
			}
			return store.After{ID: string(rows.Shares[len(rows.Shares)-1].Opening)}, nil
		})
	}
	for _, a := range w.sources {
		if err := collect(a.ID, true); err != nil {
			return err
		}
	}
	there := make(map[agency.OpeningID]agency.Share)
	if w.before.ID != "" {
		holders++
		before := len(w.shares)
		if err := collect(w.target.ID, false); err != nil {
			return err
		}
		w.shares = w.shares[:before]
		for id, shares := range held {
			for _, sh := range shares {
				if sh.Agency == w.target.ID {
					there[id] = sh
				}
			}
		}
	}
	for _, id := range order {
		if err := w.carryOne(held[id], holders, there[id]); err != nil {
			return err
		}
	}
	return nil
}

// carryOne decides on the shares of one opening.
func (w *grouper) carryOne(held []agency.Share, holders int, there agency.Share) error {
	if there.Opening != "" {
		return nil // who comes holds it for as long as the agency does
	}
	if len(held) == holders {
		common := agency.Share{Opening: held[0].Opening, Grantee: agency.ToAgency(w.target.ID), Granted: w.now}
		for _, sh := range held {
			common.From = later(common.From, sh.From)
			if !sh.Until.IsZero() && (common.Until.IsZero() || sh.Until.Before(common.Until)) {
				common.Until = sh.Until
			}
		}
		if common.Until.IsZero() || common.From.Before(common.Until) {
			w.out.Shared = append(w.out.Shared, common)
			return nil
		}
	}
	if w.facts.Settings.Sharing != agency.ShareWithEither {
		w.out.Lost = append(w.out.Lost, held...)
		return nil
	}
	return w.toPeople(held)
}

// toPeople shares what an agency had with its recruiters, who hold no share of
// their own that is in effect.
func (w *grouper) toPeople(held []agency.Share) error {
	for _, sh := range held {
		var to []agency.Grantee
		for _, r := range w.members {
			if r.Agency == sh.Agency && r.State != agency.RecruiterDeactivated {
				to = append(to, agency.ToRecruiter(r.ID))
			}
		}
		own, err := w.tx.Shares([]agency.OpeningID{sh.Opening}, to)
		if err != nil {
			return err
		}
		for i, g := range to {
			if s := own[i].Stands(w.now); s == agency.Effective || s == agency.NotStarted {
				continue
			}
			w.out.Shared = append(w.out.Shared, agency.Share{Opening: sh.Opening, Grantee: g, Window: sh.Window, Granted: w.now})
		}
	}
	return nil
}

// writeShares ends the shares to the agencies that are left, and makes those that
// were carried over.
func (w *grouper) writeShares() error {
	for _, c := range w.shares {
		after := c.before.Revoke(w.now)
		w.tx.PutShares(after)
		w.journal(store.Subject{Opening: after.Opening, Agency: after.Agency}, diffShare(c.before, after)...)
	}
	for _, sh := range w.out.Shared {
		before, err := w.tx.Shares([]agency.OpeningID{sh.Opening}, []agency.Grantee{sh.Grantee})
		if err != nil {
			return err
		}
		w.tx.PutShares(sh)
		w.journal(store.Subject{Opening: sh.Opening, Agency: sh.Agency, Recruiter: sh.Recruiter}, diffShare(before[0], sh)...)
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
