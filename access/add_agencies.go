package access

import (
	"context"
	"errors"
	"strconv"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// MaxAdditions is how many agencies one call can add.
const MaxAdditions = 200

// Addition is an agency to add to an opening: one that is there, or a new one.
type Addition struct {
	Agency agency.AgencyID

	// Invite makes a new agency by inviting its first recruiter, as [Staff.Invite]
	// does: NewAgency must be given, and Openings are those of the call. Anyway is
	// for an address of a domain by which others are known.
	Invite *Invitee
}

// AdditionRow is what became of an [Addition]: what it was refused with, what was
// wrong with it, or else what was done.
type AdditionRow struct {
	// Shares are those to the agency that is there: one, or one to each of its
	// current members where shares go to recruiters only; an agency that has none
	// gets nothing, which is an Err. If some are refused, the others are made all the
	// same.
	Shares []ShareRow

	// Invited is the invitation to the new agency. Offered is set where the row is
	// refused for it.
	Invited Invited

	Refused *policy.Decision // nil unless the row was refused, or a share of it first
	Err     error            // an [*agency.Invalid], or store.ErrExists where an ID is in use
}

// AddAgencies adds agencies to an opening, in one transaction: it is shared with
// those that are there, and shared with those that are new when they accept the
// invitation that they are sent. A row that is not done leaves nothing, and does
// not keep the others from being done. When there are any, the error is the
// [*Refused] of the first that is refused, or else the first row's Err, beside the
// rows.
//
// An address or an agency that an earlier row names is refused as bad input. The
// window is that of the shares; an invitation has none, so that a row that invites
// takes the zero one.
func (s Staff) AddAgencies(ctx context.Context, opening agency.OpeningID, rows []Addition, window agency.Window) ([]AdditionRow, error) {
	if err := agency.CheckID("opening", opening); err != nil {
		return nil, err
	}
	if err := window.Validate(); err != nil {
		return nil, err
	}
	if len(rows) == 0 || len(rows) > MaxAdditions {
		return nil, &agency.Invalid{Field: "rows", Rule: "must be 1 to " + strconv.Itoa(MaxAdditions)}
	}
	checked := checkAdditions(opening, rows, window)
	out, err := run(ctx, s.actor, "add-agencies", func(o *op) ([]AdditionRow, error) {
		w := &adding{op: o, opening: opening, rows: rows, checked: checked, out: make([]AdditionRow, len(rows))}
		if err := w.share(window); err != nil {
			return nil, err
		}
		return w.out, w.invite()
	})
	if err != nil {
		return nil, err
	}
	return out, s.firstOf(out)
}

// firstOf is the error of the first row that was not done.
func (s Staff) firstOf(rows []AdditionRow) error {
	var bad error
	for i, row := range rows {
		if row.Refused != nil {
			return s.denial(*row.Refused)
		}
		if row.Err != nil && bad == nil {
			bad = agency.InRow("rows", i, row.Err)
		}
	}
	return bad
}

// addition is a row that was looked at: bad input, a new agency, or one that is
// there.
type addition struct {
	err     error
	invites *inviting
}

// checkAdditions looks at the rows by themselves and beside each other.
func checkAdditions(opening agency.OpeningID, rows []Addition, window agency.Window) []addition {
	out := make([]addition, len(rows))
	emails, agencies := make(map[string]bool), make(map[agency.AgencyID]bool)
	for i, row := range rows {
		a := &out[i]
		if a.invites, a.err = row.check(opening, window); a.err != nil {
			continue
		}
		id := row.Agency
		if v := a.invites; v != nil {
			id = v.Agency
			email := agency.FoldEmail(v.email)
			if emails[email] {
				a.err = &agency.Invalid{Field: "email", Rule: "must not be named twice"}
				continue
			}
			emails[email] = true
		}
		if id != "" && agencies[id] {
			a.err = &agency.Invalid{Field: "agency", Rule: "must not be named twice"}
		}
		agencies[id] = true
	}
	return out
}

// check returns the invitation that a row asks for, nil if it asks for none.
func (a Addition) check(opening agency.OpeningID, window agency.Window) (*inviting, error) {
	switch {
	case a.Invite == nil:
		return nil, agency.CheckID("agency", a.Agency)
	case a.Agency != "":
		return nil, &agency.Invalid{Field: "invite", Rule: "must not be given where the agency is there"}
	case a.Invite.NewAgency == "":
		return nil, &agency.Invalid{Field: "new-agency", Rule: "must not be empty"}
	case a.Invite.AllOpenings || len(a.Invite.Openings) > 0:
		return nil, &agency.Invalid{Field: "openings", Rule: "must not be given: they are the call's"}
	case window != agency.Window{}:
		return nil, &agency.Invalid{Field: "window", Rule: "must not be given where a row invites"}
	}
	in := *a.Invite
	in.Openings = []agency.OpeningID{opening}
	return in.check()
}

// adding is the work of one call.
type adding struct {
	*op
	opening agency.OpeningID
	rows    []Addition
	checked []addition
	out     []AdditionRow
}

// share gives the opening to the agencies that are there.
func (w *adding) share(window agency.Window) error {
	row := make(map[agency.AgencyID]int)
	var ids []agency.AgencyID
	for i, c := range w.checked {
		if c.err == nil && c.invites == nil {
			row[w.rows[i].Agency] = i
			ids = append(ids, w.rows[i].Agency)
		}
	}
	f, err := w.facts(store.Query{})
	if err != nil || len(ids) == 0 {
		return err
	}
	g := Grants{Openings: []agency.OpeningID{w.opening}, Window: window}
	if f.Settings.Sharing.ToAgencies() {
		for _, id := range ids {
			g.To = append(g.To, agency.ToAgency(id))
		}
	} else {
		g.MembersOf = ids
	}
	given, err := w.granting(sharing, g)
	if err != nil {
		return err
	}
	of := make(map[agency.Grantee]agency.AgencyID, len(given.parties))
	for i := range given.parties {
		of[given.parties[i].Grantee] = given.parties[i].agencyID()
	}
	for _, share := range given.rows {
		out := &w.out[row[of[share.Grantee]]]
		out.Shares = append(out.Shares, share)
		if out.Refused == nil {
			out.Refused = share.Refused
		}
	}
	for _, id := range ids {
		if out := &w.out[row[id]]; len(out.Shares) == 0 {
			out.Err = &agency.Invalid{Field: "agency", Rule: "must have somebody to share with: shares go to recruiters"}
		}
	}
	return nil
}

// invite invites the agencies that are new.
func (w *adding) invite() error {
	for i, c := range w.checked {
		out := &w.out[i]
		if c.err != nil {
			out.Err = c.err
		}
		if c.err != nil || c.invites == nil {
			continue
		}
		v := *c.invites
		v.op = w.op
		d, err := v.decision()
		if err != nil {
			return err
		}
		if !d.Allowed() {
			out.Refused, out.Invited.Offered = w.refuse(d, v.subject()), v.offered
			continue
		}
		if out.Invited, err = v.write(); errors.Is(err, store.ErrExists) { // nothing is written then
			out.Invited, out.Err = Invited{}, err
		} else if err != nil {
			return err
		}
	}
	return nil
}
