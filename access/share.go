package access

import (
	"context"
	"strconv"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

// MaxShares is the greatest number of openings times grantees that a call can
// name, and of rows that Share can answer with. What the other calls do with all
// openings, an agency's members or a list's has no limit: it must not have to be
// split.
const MaxShares = 10_000

// Grants says which openings to share with whom, or to take back from whom:
// every opening with every grantee. It reads the same from either end: one
// opening for several agencies, or several openings for one.
type Grants struct {
	Openings []agency.OpeningID

	// AllOpenings stands for the account's openings instead of Openings. When
	// sharing, these are the ones open now that the user may act on; otherwise the
	// archived as well, so that nothing comes back when one is reopened.
	AllOpenings bool

	To []agency.Grantee
	// MembersOf stands for each current member of these agencies, individually;
	// joiners get nothing. When taking back or pausing, deactivated members count as
	// well. Of an agency that has none there is a row only if that is refused, to the
	// agency; so there is of every agency for a user who may not share at all.
	MembersOf []agency.AgencyID
	// Lists stand for who is on them now, at most MaxLists. Who is reached in more
	// than one way gets the earliest start.
	Lists []Wave

	// Window is when the shares are in effect; From in the zero Window is now.
	// Only Share minds it.
	Window agency.Window

	// promised is when an invitation promised these shares, zero for any other: what
	// was shared, paused or taken back since stays so.
	promised time.Time
}

// Limits of sharing with lists.
const (
	MaxLists = 100                  // in a call
	MaxAfter = 366 * 24 * time.Hour // of a wave
)

// Wave is a list to share with, some time after others.
//
// An agency on a list stands for itself; where the account shares with recruiters
// only, for each of its current members. So it does in every call but Unshare,
// which takes from both, as it does for Grants.To.
type Wave struct {
	List agency.ListID

	// After is how much later than Grants.Window these shares start, in whole
	// microseconds, from 0 to MaxAfter; they end with it. 0 in every call but Share.
	After time.Duration
}

// ShareRow is the result for one opening and one grantee.
type ShareRow struct {
	Opening agency.OpeningID
	Grantee agency.Grantee
	Changed bool             // false: it was so already, or was refused
	Refused *policy.Decision // nil unless it was refused
}

// Share gives openings to recruiters or agencies, in one transaction. Rows that
// are refused do not keep the others from being shared; when there are any, the
// error is the [*Refused] of the first, beside the rows.
//
// Sharing what is in effect already changes when it ends, and no more: it goes
// on whatever From says. Sharing what has not started moves both ends, and sharing
// what is paused begins anew.
func (s Staff) Share(ctx context.Context, g Grants) ([]ShareRow, error) {
	if err := g.Window.Validate(); err != nil {
		return nil, err
	}
	return s.grant(ctx, "share", sharing, g)
}

// Unshare takes openings back, in one transaction, with results as in Share; for
// all openings, the rows are only those that changed or were refused.
// Taking one back from an agency takes it from each of its members as well, so
// that one call removes the agency with all its people. Shares are revoked, not
// deleted: who submitted keeps seeing the progress. Taken back from an agency that
// was closed, an opening does not come back by [Staff.Ungroup].
//
// Where an invitation that was not accepted promises the opening, it is taken out
// of that, and the row says Changed; Pause does so as well. Un-sharing all openings
// by who may act on all takes them out of an invitation that promises all, those
// that are still to come included, which makes no row.
func (s Staff) Unshare(ctx context.Context, g Grants) ([]ShareRow, error) {
	return s.grant(ctx, "unshare", unsharing, g)
}

// deed is what a call does to shares.
type deed uint8

const (
	sharing deed = iota
	unsharing
	pausing
	unpausing
)

// action is what the deed takes leave for: who may give may let go on, and who
// may take back may halt.
func (d deed) action() policy.Action {
	if d == sharing || d == unpausing {
		return policy.Share
	}
	return policy.Unshare
}

func (s Staff) grant(ctx context.Context, call string, do deed, g Grants) ([]ShareRow, error) {
	if err := g.check(do); err != nil {
		return nil, err
	}
	rows, err := run(ctx, s.actor, call, func(o *op) ([]ShareRow, error) { return o.grant(do, g) })
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		if row.Refused != nil {
			return rows, s.denial(*row.Refused)
		}
	}
	return rows, nil
}

func (g *Grants) check(do deed) error {
	if g.AllOpenings == (len(g.Openings) > 0) {
		return &agency.Invalid{Field: "openings", Rule: "must be named, or all be asked for, one of the two"}
	}
	grantees := len(g.To) + len(g.MembersOf) + len(g.Lists)
	if grantees == 0 {
		return &agency.Invalid{Field: "to", Rule: "must name somebody"}
	}
	if len(g.Openings) > MaxShares || grantees > MaxShares ||
		len(g.Openings)*grantees > MaxShares {
		return tooManyShares()
	}
	if err := checkEach("openings", g.Openings, agency.CheckID[agency.OpeningID]); err != nil {
		return err
	}
	if err := checkEach("to", g.To, func(_ string, to agency.Grantee) error { return to.Validate() }); err != nil {
		return err
	}
	if err := checkEach("members of", g.MembersOf, agency.CheckID[agency.AgencyID]); err != nil {
		return err
	}
	return g.checkLists(do)
}

func (g *Grants) checkLists(do deed) error {
	if len(g.Lists) > MaxLists {
		return &agency.Invalid{Field: "lists", Rule: "must be at most " + strconv.Itoa(MaxLists)}
	}
	ids := make([]agency.ListID, len(g.Lists))
	for i, wave := range g.Lists {
		ids[i] = wave.List
		switch after := wave.After; {
		case do != sharing && after != 0:
			return agency.InRow("lists", i, &agency.Invalid{Field: "after", Rule: "must be 0 but for sharing"})
		case after < 0 || after > MaxAfter || after%time.Microsecond != 0:
			return agency.InRow("lists", i, &agency.Invalid{Field: "after", Rule: "must be 0 to 366 days, in whole microseconds"})
		}
	}
	return checkEach("lists", ids, agency.CheckID[agency.ListID])
}

// starting is the window of what starts some time later than asked for.
func (g *Grants) starting(after time.Duration, now time.Time) agency.Window {
	w := g.Window
	if w.From.IsZero() {
		w.From = now
	}
	w.From = w.From.Add(after)
	return w
}

func tooManyShares() error {
	return &agency.Invalid{Field: "openings", Rule: "must make at most " + strconv.Itoa(MaxShares) + " rows with the grantees"}
}

// checkEach refuses an element that does not pass, or that is there twice.
func checkEach[T comparable](list string, values []T, check func(field string, v T) error) error {
	seen := make(map[T]bool, len(values))
	for i, v := range values {
		if err := check("id", v); err != nil {
			return agency.InRow(list, i, err)
		}
		if seen[v] {
			return agency.InRow(list, i, &agency.Invalid{Field: "id", Rule: "must not be named twice"})
		}
		seen[v] = true
	}
	return nil
}

// endsInFuture refuses a window that is over before it is given.
func endsInFuture(w agency.Window, now time.Time) error {
	if !w.Until.IsZero() && !w.Until.After(now) {
		return &agency.Invalid{Field: "until", Rule: "must be in the future"}
	}
	return nil
}
