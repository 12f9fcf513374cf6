package access

import (
	"context"
	"slices"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// MaxGrouped is how many recruiters one call can group.
const MaxGrouped = 500

// Grouping says which recruiters, each of an agency of their own until now, are to
// be one agency.
type Grouping struct {
	// Agency is the one to join; with NewAgency, which is the name of one that is made
	// for the purpose, it is the ID that this one gets; empty: one is made.
	Agency    agency.AgencyID
	NewAgency string

	// Recruiters are at most MaxGrouped. Of an agency that they leave, all must be
	// named who are not deactivated; those who are come along. Who is in the agency
	// already may be named as well.
	Recruiters []agency.RecruiterID

	// Admins are those of the recruiters who are admins of the agency from then on.
	// Others who come are not; who was there before stays what they were.
	Admins []agency.RecruiterID
}

// Grouped is what grouping does.
type Grouped struct {
	Agency      agency.AgencyID
	Closed      []agency.AgencyID    // whose people came along
	Recruiters  []agency.RecruiterID // who came, the deactivated among them
	Submissions int                  // that came along
	Claims      int

	// Shared are shares to the agencies that were carried over, to the agency or to
	// the recruiters themselves; Lost are those that could not be without giving
	// somebody more than they had.
	Shared, Lost []agency.Share
}

// Group makes recruiters who were invited one by one the people of one agency, in
// one transaction. Invited ones come along with their invitations, and all that
// was submitted with its claims: members see each other's from then on, as far as
// the settings say. Recorded sources keep the name that they were recorded with.
// Of two claims to one person the earlier counts, as ever. The agencies that are
// left without people are closed; see [Staff.Ungroup]. All must be at work.
//
// Shares do not widen. What was shared with recruiters stays theirs. What was
// shared with the agencies is shared with the one that they become where all of
// them had it, for as long as all had it. Otherwise, where the settings let it be,
// it is shared with their recruiters, whose own share of it grows by that time
// unless there is a gap between the two or their own is paused; and otherwise it is
// lost. Who joins an agency that is there holds what it holds, for as long as it
// does.
//
// The account's other writers wait meanwhile: for some 50 ms per 1,000 submissions
// that come along in a store in memory, and half a second in SQLite.
func (s Staff) Group(ctx context.Context, g Grouping) (Grouped, error) {
	if err := g.check(); err != nil {
		return Grouped{}, err
	}
	return run(ctx, s.actor, "group-agencies", func(o *op) (Grouped, error) {
		w := &grouper{op: o, Grouping: g}
		if ok, err := w.plan(); err != nil || !ok {
			return Grouped{}, err
		}
		return w.out, w.write()
	})
}

// PreviewGroup answers what [Staff.Group] would do, and changes nothing.
func (s Staff) PreviewGroup(ctx context.Context, g Grouping) (Grouped, error) {
	if err := g.check(); err != nil {
		return Grouped{}, err
	}
	return preview(ctx, s.actor, "preview-group", func(o *op) (Grouped, error) {
		w := &grouper{op: o, Grouping: g}
		if ok, err := w.plan(); err != nil || !ok {
			return Grouped{}, err
		}
		return w.out, nil
	})
}

func (g *Grouping) check() error {
	if g.Agency != "" || g.NewAgency == "" {
		if err := agency.CheckID("agency", g.Agency); err != nil {
			return err
		}
	}
	if err := agency.CheckText("new-agency", g.NewAgency, agency.MaxName); err != nil {
		return err
	}
	if len(g.Recruiters) == 0 || len(g.Recruiters) > MaxGrouped {
		return &agency.Invalid{Field: "recruiters", Rule: "must be 1 to 500"}
	}
	if err := checkEach("recruiters", g.Recruiters, agency.CheckID[agency.RecruiterID]); err != nil {
		return err
	}
	if err := checkEach("admins", g.Admins, agency.CheckID[agency.RecruiterID]); err != nil {
		return err
	}
	for i, id := range g.Admins {
		if !slices.Contains(g.Recruiters, id) {
			return agency.InRow("admins", i, &agency.Invalid{Field: "id", Rule: "must be one of the recruiters"})
		}
	}
	return nil
}

// grouper is the work of one call.
type grouper struct {
	*op
	Grouping
	facts   store.Facts
	target  agency.Agency // as it will be
	before  agency.Agency // as it is; zero when it is made
	sources []agency.Agency
	members []agency.Recruiter // who come along, with their agencies still
	stay    []agency.Recruiter // named, and there already
	ended   []carried          // shares to agencies that are left
	given   []carried          // shares in their place
	out     Grouped
}

// plan finds out what is to be done. It reports false when the call is denied.
func (w *grouper) plan() (bool, error) {
	f, err := w.op.facts(store.Query{Agency: w.Agency})
	if err != nil {
		return false, err
	}
	w.facts, w.before, w.target = f, f.Agency, f.Agency
	switch {
	case w.NewAgency == "":
	case f.Agency.ID != "":
		return false, store.ErrExists
	default:
		id := string(w.Agency)
		if id == "" {
			if id, err = w.eng.newID(); err != nil {
				return false, err
			}
		}
		w.target = agency.Agency{ID: agency.AgencyID(id), Title: w.NewAgency, Created: w.now}
	}
	people, err := w.tx.Recruiters(w.Recruiters...)
	if err != nil {
		return false, err
	}
	if !w.mayTouch(&w.target, agency.Recruiter{}) {
		return false, nil
	}
	if ok, err := w.leave(people); err != nil || !ok {
		return false, err
	}
	if err := w.everybody(); err != nil {
		return false, err
	}
	w.out.Agency = w.target.ID
	w.inherit()
	if err := w.carry(); err != nil {
		return false, err
	}
	return true, w.count()
}

// mayTouch decides on one of the agencies. With a recruiter who is not there it
// denies.
func (w *grouper) mayTouch(a *agency.Agency, r agency.Recruiter) bool {
	pf := policyFacts(&w.facts, w.now)
	pf.Agency, pf.Recruiter = a, &r
	return w.permit(w.decide(policy.Request{Action: policy.GroupAgencies}, pf), store.Subject{Agency: a.ID, Recruiter: r.ID})
}

// leave finds the agencies that the named recruiters leave.
func (w *grouper) leave(people []agency.Recruiter) (bool, error) {
	var ids []agency.AgencyID
	for i, r := range people {
		if r.ID == "" {
			// Nobody's agency is none: the same denial as for an agency that is not there.
			if !w.mayTouch(&agency.Agency{}, agency.Recruiter{ID: w.Recruiters[i]}) {
				return false, nil
			}
		}
		switch {
		case r.Agency == w.target.ID:
			w.stay = append(w.stay, r)
		case !slices.Contains(ids, r.Agency):
			ids = append(ids, r.Agency)
		}
	}
	sources, err := w.tx.Agencies(ids...)
	if err != nil {
		return false, err
	}
	for i := range sources {
		if !w.mayTouch(&sources[i], agency.Recruiter{}) {
			return false, nil
		}
	}
	w.sources, w.out.Closed = sources, ids
	return true, nil
}

// everybody finds all the people of the agencies that are left.
func (w *grouper) everybody() error {
	for _, a := range w.sources {
		err := w.each(store.Scope{Kind: store.ListRecruiters, Agency: a.ID}, func(rows *store.Rows) (store.After, error) {
			for i := range rows.Recruiters {
				r := rows.Recruiters[i].Recruiter
				if r.State != agency.RecruiterDeactivated && !slices.Contains(w.Recruiters, r.ID) {
					return store.After{}, &agency.Invalid{
						Field: "recruiters", Rule: "must name everybody of an agency that is left: to take one away from the others, move them",
					}
				}
				w.members = append(w.members, r)
				w.out.Recruiters = append(w.out.Recruiters, r.ID)
			}
			return afterRecruiter(&rows.Recruiters[len(rows.Recruiters)-1]), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// inherit gives the agency the domains of those that it comes from, and, when it
// is new, the terms that all of them accepted.
func (w *grouper) inherit() {
	domains := w.target.Domains.Slice()
	for i, a := range w.sources {
		for d := range a.Domains.All() {
			if !slices.Contains(domains, d) && len(domains) < agency.MaxDomains {
				domains = append(domains, d)
			}
		}
		switch {
		case w.before.ID != "":
		case i == 0:
			w.target.Terms = a.Terms
		case w.target.Terms != a.Terms:
			w.target.Terms = ""
		}
	}
	w.target.Domains = agency.Freeze(domains...)
	w.target = invite.KnownBy(w.target, "")
	for _, a := range w.sources {
		for d := range a.Known.All() {
			w.target = invite.KnownBy(w.target, d)
		}
	}
}

// count counts what comes along.
func (w *grouper) count() error {
	for _, a := range w.sources {
		scope := store.Scope{Kind: store.ListSubmissions, Agency: a.ID}
		err := w.each(scope, func(rows *store.Rows) (store.After, error) {
			w.out.Submissions += len(rows.Submissions)
			return afterSubmission(&rows.Submissions[len(rows.Submissions)-1]), nil
		})
		if err != nil {
			return err
		}
		scope.Kind = store.ListClaims
		err = w.each(scope, func(rows *store.Rows) (store.After, error) {
			w.out.Claims += len(rows.Claims)
			return afterClaim(&rows.Claims[len(rows.Claims)-1]), nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// write does what was planned. What was submitted comes first, while requests are
// still found under the agency that they were made for.
func (w *grouper) write() error {
	if err := w.putAgency(w.before, w.target); err != nil {
		return err
	}
	for _, a := range w.sources {
		t := transfer{op: w.op, from: a.ID, to: w.target.ID, about: a.ID}
		if err := t.everything(); err != nil {
			return err
		}
	}
	for _, r := range w.members {
		next := r
		next.Agency, next.Admin = w.target.ID, slices.Contains(w.Admins, r.ID)
		if next.Since = w.now; r.Since.IsZero() {
			next.Since = r.Since
		}
		if err := w.rehome(r, next, r.Agency); err != nil {
			return err
		}
	}
	for _, r := range w.stay {
		next := r
		next.Admin = r.Admin || slices.Contains(w.Admins, r.ID)
		if err := w.putRecruiter(r, next); err != nil {
			return err
		}
	}
	if err := w.writeShares(); err != nil {
		return err
	}
	for _, a := range w.sources {
		closed, err := a.Close(w.target.ID)
		if err != nil {
			return err
		}
		if err := w.putAgency(a, closed); err != nil {
			return err
		}
	}
	if len(w.sources) == 0 { // nobody came, as when the call is repeated
		return nil
	}
	told := event.AgenciesGrouped{Agency: w.target.ID, Title: w.target.Title, Closed: w.out.Closed}
	if len(w.out.Recruiters) <= event.MaxNamed {
		told.Recruiters = w.out.Recruiters
	}
	return w.publish(told)
}
