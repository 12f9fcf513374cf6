package access

import (
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// carried is a share that is written: one to an agency that is left, which ends
// there, or one that takes its place.
type carried struct{ before, after agency.Share }

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
					w.ended = append(w.ended, carried{sh, sh.Revoke(w.now)})
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
		if err := collect(w.target.ID, false); err != nil {
			return err
		}
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
	if there.Opening != "" { // who comes holds it for as long as the agency does
		held = slices.DeleteFunc(held, func(sh agency.Share) bool {
			return sh.Agency == there.Agency || w.covers(there.Window, sh.Window)
		})
	} else if common, ok := w.common(held, holders); ok {
		w.give(agency.Share{}, common)
		return nil
	}
	if w.facts.Settings.Sharing != agency.ShareWithEither {
		w.out.Lost = append(w.out.Lost, held...)
		return nil
	}
	for _, sh := range held {
		if err := w.toPeople(sh); err != nil {
			return err
		}
	}
	return nil
}

// common is what the agency is given that all of them had, for as long as all had
// it, if they did at one time.
func (w *grouper) common(held []agency.Share, holders int) (agency.Share, bool) {
	if len(held) != holders {
		return agency.Share{}, false
	}
	common := agency.Share{Opening: held[0].Opening, Grantee: agency.ToAgency(w.target.ID), Granted: w.now}
	for _, sh := range held {
		common.From = later(common.From, sh.From)
		if !sh.Until.IsZero() && (common.Until.IsZero() || sh.Until.Before(common.Until)) {
			common.Until = sh.Until
		}
	}
	return common, common.Until.IsZero() || common.From.Before(common.Until)
}

// give has a share made or changed.
func (w *grouper) give(before, after agency.Share) {
	w.given = append(w.given, carried{before, after})
	w.out.Shared = append(w.out.Shared, after)
}

// toPeople shares what an agency had with its recruiters, for as long as the
// agency's share and their own go together. It is lost where that cannot be:
// where there is time between the two, where their own is paused, or where there
// is nobody.
func (w *grouper) toPeople(sh agency.Share) error {
	var to []agency.Grantee
	for _, r := range w.members {
		if r.Agency == sh.Agency && r.State != agency.RecruiterDeactivated {
			to = append(to, agency.ToRecruiter(r.ID))
		}
	}
	lost := len(to) == 0
	own, err := w.tx.Shares([]agency.OpeningID{sh.Opening}, to)
	if err != nil {
		return err
	}
	for i, g := range to {
		after := own[i]
		switch own[i].Stands(w.now) {
		case agency.Effective, agency.NotStarted:
			switch {
			case !own[i].Paused.IsZero() || !w.touch(own[i].Window, sh.Window):
				lost = true
				continue
			case w.covers(own[i].Window, sh.Window):
				continue
			}
			after.Window = joined(own[i].Window, sh.Window)
		case agency.SharePaused:
			lost = true
			continue
		default:
			after = agency.Share{Opening: sh.Opening, Grantee: g, Window: sh.Window, Granted: w.now}
		}
		w.give(own[i], after)
	}
	if lost {
		w.out.Lost = append(w.out.Lost, sh)
	}
	return nil
}

// covers reports whether outer has all of inner that is not over yet.
func (w *grouper) covers(outer, inner agency.Window) bool {
	return !outer.From.After(later(inner.From, w.now)) &&
		(outer.Until.IsZero() || !inner.Until.IsZero() && !inner.Until.After(outer.Until))
}

// touch reports whether there is no time between a and b that is not over yet.
func (w *grouper) touch(a, b agency.Window) bool {
	return (a.Until.IsZero() || !a.Until.Before(later(b.From, w.now))) &&
		(b.Until.IsZero() || !b.Until.Before(later(a.From, w.now)))
}

// joined is the window from the earlier start to the later end.
func joined(a, b agency.Window) agency.Window {
	if b.From.Before(a.From) {
		a.From = b.From
	}
	if a.Until.IsZero() || b.Until.IsZero() {
		a.Until = time.Time{}
	} else {
		a.Until = later(a.Until, b.Until)
	}
	return a
}

// writeShares ends the shares to the agencies that are left, and makes those that
// were carried over. The journal tells of those to recruiters under the agency
// that was closed, so that they can be taken back.
func (w *grouper) writeShares() error {
	were, home := make(map[agency.AgencyID]agency.Agency, len(w.sources)), make(map[agency.RecruiterID]agency.Recruiter, len(w.members))
	for _, a := range w.sources {
		were[a.ID] = a
	}
	for _, r := range w.members {
		home[r.ID] = r
	}
	var changes []shareChange
	for _, c := range w.ended {
		sh := c.after
		w.tx.PutShares(sh)
		w.journal(store.Subject{Opening: sh.Opening, Agency: sh.Agency}, diffShare(c.before, sh)...)
		changes = append(changes, shareChange{party{Grantee: sh.Grantee, agency: were[sh.Agency]}, c.before, sh})
	}
	for _, c := range w.given {
		sh := c.after
		p := party{Grantee: sh.Grantee, agency: w.target}
		about := store.Subject{Opening: sh.Opening, Agency: sh.Agency}
		if sh.Recruiter != "" {
			p.recruiter = home[sh.Recruiter]
			about.Recruiter, about.Agency = sh.Recruiter, p.recruiter.Agency
			p.recruiter.Agency = w.target.ID
		}
		w.tx.PutShares(sh)
		w.journal(about, diffShare(c.before, sh)...)
		changes = append(changes, shareChange{p, c.before, sh})
	}
	return w.tellShares(&w.facts, changes)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
