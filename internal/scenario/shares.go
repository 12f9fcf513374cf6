package scenario

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
)

// grants reads OPENINGS and TARGETS. Recruiters' names are looked up when the
// line runs.
func (a *args) grants() func(*world) access.Grants {
	var g access.Grants
	if a.words[0].is("all") {
		g.AllOpenings = true
	} else {
		g.Openings = as[agency.OpeningID](read(a, a.words[0].list))
	}
	var people []string
	for _, to := range read(a, a.words[1].list) {
		if id, ok := strings.CutPrefix(to, "members:"); ok {
			g.MembersOf = append(g.MembersOf, agency.AgencyID(id))
		} else if id, ok := strings.CutPrefix(to, "list:"); ok {
			g.Lists = append(g.Lists, readAs(a, id, wave))
		} else if a.known[to] == isAgency {
			g.To = append(g.To, agency.ToAgency(agency.AgencyID(to)))
		} else {
			people = append(people, to)
		}
	}
	g.Window = agency.Window{From: a.time("from"), Until: a.time("until")}
	return func(w *world) access.Grants {
		in := g
		in.To = slices.Clone(g.To)
		for _, id := range w.recruiterIDs(people) {
			in.To = append(in.To, agency.ToRecruiter(id))
		}
		return in
	}
}

// wave reads a list's ID, and after a plus how much later it is shared with.
func wave(s string) (access.Wave, error) {
	id, after, later := strings.Cut(s, "+")
	out := access.Wave{List: agency.ListID(id)}
	if !later {
		return out, nil
	}
	n, err := length(after)
	if err == nil && n.months != 0 {
		err = fmt.Errorf("%q is not a number of days, hours, minutes or seconds", after)
	}
	out.After = time.Duration(n.days)*24*time.Hour + n.rest
	return out, err
}

// onShares is a verb that does one thing to shares.
func onShares(a *args, change func(access.Staff, context.Context, access.Grants) ([]access.ShareRow, error)) do {
	g := a.grants()
	return func(w *world) answer {
		_, err := change(w.staff(a), w.ctx, g(w))
		return answer{err: err}
	}
}

func share(a *args) do   { return onShares(a, access.Staff.Share) }
func unshare(a *args) do { return onShares(a, access.Staff.Unshare) }
func pause(a *args) do   { return onShares(a, access.Staff.Pause) }
func unpause(a *args) do { return onShares(a, access.Staff.Unpause) }
