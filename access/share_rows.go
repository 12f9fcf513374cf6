package access

import (
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// granting is the work of one call.
type granting struct {
	*op
	do      deed
	grants  Grants
	f       store.Facts // who asks
	may     bool        // do something like it at all, on some opening with some agency
	parties []party
	rows    []ShareRow
	writes  []agency.Share
	refused map[agency.AgencyID]bool // the agencies refused on the opening at hand
	kept    map[promisedTo]bool      // what was kept from being shared as promised
}

func (o *op) grant(do deed, g Grants) ([]ShareRow, error) {
	w, err := o.granting(do, g)
	if err != nil || o.denied != nil {
		return nil, err
	}
	return w.rows, nil
}

// granting does what a call says, unless the whole of it is denied.
func (o *op) granting(do deed, g Grants) (*granting, error) {
	if do == sharing {
		if err := endsInFuture(g.Window, o.now); err != nil {
			return nil, err
		}
	}
	var q store.Query
	for _, wave := range g.Lists {
		q.Lists = append(q.Lists, wave.List)
	}
	f, err := o.facts(q)
	if err != nil {
		return nil, err
	}
	w := &granting{op: o, do: do, grants: g, f: f, refused: make(map[agency.AgencyID]bool), kept: make(map[promisedTo]bool)}
	levels := policyFacts(&f, o.now)
	own := anyOf(o.staff)
	levels.Opening = &own
	levels.Agency = &agency.Agency{ID: "any"}
	d := o.decide(policy.Request{Action: policy.Unshare, ToAgency: true}, levels)
	w.may = d.Allowed()
	// Whether there are any openings, or who is on a list, must not decide whether
	// this is allowed.
	if (g.AllOpenings || len(g.Lists) > 0) && !o.permit(d, store.Subject{}) {
		return w, nil
	}
	openings, err := w.openings()
	if err != nil {
		return nil, err
	}
	if err := w.load(); err != nil {
		return nil, err
	}
	if err := w.promises(); err != nil {
		return nil, err
	}
	return w, w.apply(openings)
}

// openings returns the openings that the call is about, the missing ones with
// no more than their ID.
func (w *granting) openings() ([]agency.Opening, error) {
	if !w.grants.AllOpenings {
		return w.tx.Openings(w.grants.Openings...)
	}
	scope := store.Scope{Kind: store.ListOpenings, OpenOnly: w.do == sharing}
	if !w.everyOpening() {
		scope.Team = w.staff
	}
	var all []agency.Opening
	err := w.each(scope, func(rows *store.Rows) (store.After, error) {
		for _, row := range rows.Openings {
			row.Opening.Text = "" // not needed, and long
			all = append(all, row.Opening)
		}
		return afterOpening(&rows.Openings[len(rows.Openings)-1]), nil
	})
	return all, err
}

// apply decides and writes row by row, for as many openings at a time as make
// one question of reasonable size.
func (w *granting) apply(openings []agency.Opening) error {
	to := make([]agency.Grantee, len(w.parties))
	for i, p := range w.parties {
		to[i] = p.Grantee
	}
	ids := w.grants.Openings
	if w.grants.AllOpenings {
		ids = make([]agency.OpeningID, len(openings))
		for i, o := range openings {
			ids[i] = o.ID
		}
	}
	batch := max(1, MaxShares/max(1, len(to)))
	for len(ids) > 0 {
		n := min(batch, len(ids))
		shares, err := w.tx.Shares(ids[:n], to)
		if err != nil {
			return err
		}
		for i, id := range ids[:n] {
			clear(w.refused)
			for j := range w.parties {
				if err := w.row(id, &openings[i], &w.parties[j], shares[i*len(to)+j]); err != nil {
					return err
				}
			}
			if w.do == sharing && w.grants.promised.IsZero() && len(w.rows) > MaxShares {
				return tooManyShares()
			}
		}
		ids, openings = ids[n:], openings[n:]
	}
	if len(w.writes) > 0 {
		w.tx.PutShares(w.writes...)
	}
	return nil
}

func (w *granting) row(id agency.OpeningID, opening *agency.Opening, p *party, before agency.Share) error {
	row := ShareRow{Opening: id, Grantee: p.Grantee}
	about := store.Subject{Opening: id, Agency: p.agencyID(), Recruiter: p.Recruiter}
	if p.via == "" {
		if d := w.decision(opening, p); !d.Allowed() {
			row.Refused = w.refuse(d, about)
			w.rows = append(w.rows, row)
			w.refused[p.Agency] = true
			return nil
		}
		if p.nobody {
			return nil
		}
	} else if w.refused[p.via] {
		return nil
	}
	if since := w.grants.promised; !since.IsZero() && !givesWay(&before, since, w.now) {
		if before.Stands(w.now) == agency.Effective { // as it is
			w.rows = append(w.rows, row)
		}
		return nil
	}
	after, changed := w.next(id, p, before)
	unpromised := false
	if !changed || w.promisedElsewhere(p) {
		var err error
		if unpromised, err = w.unpromise(id, opening, p, before); err != nil {
			return err
		}
	}
	if !changed {
		if unpromised {
			row.Changed = true
			w.rows = append(w.rows, row)
			return nil
		}
		if p.via == "" && (w.do == sharing || !w.grants.AllOpenings) {
			w.rows = append(w.rows, row)
		}
		return nil
	}
	row.Changed = true
	w.rows = append(w.rows, row)
	w.writes = append(w.writes, after)
	w.journal(about, diffShare(before, after)...)
	if w.ended(p, &before) { // which nobody can notice
		return nil
	}
	return w.tell(opening, p, before, after)
}

// next is the share as it will be, and whether that is another one than before.
func (w *granting) next(id agency.OpeningID, p *party, before agency.Share) (agency.Share, bool) {
	given, paused := stands(&before, w.now), !before.Paused.IsZero()
	if w.ended(p, &before) {
		before.Revoked = w.now
		return before, true
	}
	switch w.do {
	case unsharing:
		return before.Revoke(w.now), given
	case pausing:
		return before.Pause(w.now), given && !paused
	case unpausing:
		return before.Resume(), given && paused
	}
	after := agency.Share{Opening: id, Grantee: p.Grantee, Window: w.grants.starting(p.after, w.now), Granted: w.now}
	if before.Stands(w.now) == agency.Effective { // it goes on: only Unshare takes back
		after.From, after.Granted = before.From, before.Granted
	}
	return after, !given || paused || after.Window != before.Window
}

// ended reports whether a share is taken back or paused that ended before, as its
// agency was closed: from now on, for [Staff.Ungroup], it is the call that ended it.
func (w *granting) ended(p *party, sh *agency.Share) bool {
	return (w.do == unsharing || w.do == pausing) && p.Agency != "" && p.agency.State == agency.Closed &&
		!sh.Revoked.IsZero() && sh.Revoked.Before(w.now)
}

// tell publishes what happened. The grantee hears of it only where they know of
// the opening by this share.
func (w *granting) tell(opening *agency.Opening, p *party, before, after agency.Share) error {
	id, title, had := after.Opening, opening.Title, w.knows(opening, p, &before)
	switch w.do {
	case unsharing:
		return w.publish(event.OpeningUnshared{Opening: id, Title: title, Recruiter: p.Recruiter, Agency: p.Agency, Told: had})
	case pausing:
		return w.publish(event.OpeningPaused{Opening: id, Title: title, Recruiter: p.Recruiter, Agency: p.Agency, Told: had})
	case unpausing:
		return w.publish(event.OpeningResumed{
			Opening: id, Title: title, Recruiter: p.Recruiter, Agency: p.Agency,
			From: after.From, Until: after.Until, Told: w.knows(opening, p, &after),
		})
	}
	return w.publish(event.OpeningShared{
		Opening: id, Title: title, Recruiter: p.Recruiter, Agency: p.Agency,
		From: after.From, Until: after.Until, Told: w.knows(opening, p, &after),
	})
}

// knows decides whether the grantee, or any active member of an agency, may view
// the opening by the share, or is told that it is archived.
func (w *granting) knows(opening *agency.Opening, p *party, share *agency.Share) bool {
	pf := policyFacts(&w.f, w.now)
	pf.Opening, pf.Agency = opening, &p.agency
	if p.Recruiter != "" {
		pf.Recruiter, pf.ToRecruiter = &p.recruiter, share
	} else {
		pf.Recruiter, pf.ToAgency = anyMember(p.Agency), share
	}
	d := policy.Decide(policy.Request{Side: policy.RecruiterSide, Action: policy.ViewOpening}, pf)
	return d.Allowed() || d.Disclose().Has(policy.OpeningArchived)
}

// anyMember stands for an active member of an agency who holds nothing in
// person. No recruiter can have its ID.
func anyMember(of agency.AgencyID) *agency.Recruiter {
	return &agency.Recruiter{ID: "\x00", Agency: of, State: agency.RecruiterActive}
}
