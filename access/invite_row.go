package access

import (
	"cmp"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// invite settles one row of a list; only with really is anything written.
func (l *lister) invite(o *op, row *invite.Row, really bool) (Listed, error) {
	if !really { // what rows before it would have made known is not there
		foreseen := *o
		foreseen.tx = foresight{Tx: o.tx, lister: l}
		o = &foreseen
	}
	in := Invitee{
		Email: row.Email, Name: row.Name, Admin: row.Admin, Openings: row.Openings, AllOpenings: row.AllOpenings, Anyway: l.opt.Anyway,
	}
	at, err := l.place(o, row, &in)
	if err != nil {
		return Listed{}, err
	}
	in.Anyway = in.Anyway || at.made // as for one that is there
	v, err := in.check()
	if err != nil {
		return Listed{Status: ListedInvalid, Err: err}, nil
	}
	v.op = o
	d, err := v.decision()
	if err != nil {
		return Listed{}, err
	}
	if l.opt.Join && len(v.offered) == 1 && d.First() == policy.KnownDomain {
		if v.Agency = v.offered[0].ID; v.Agency != "" {
			v.NewAgency = ""
		} else { // the list makes it
			v.Anyway, at.made = true, true
		}
		if d, err = v.decision(); err != nil {
			return Listed{}, err
		}
	}
	got, settled, err := l.known(v, d, really)
	if err != nil || settled {
		return got, err
	}
	if at.several && !uninformed(d) {
		return Listed{Status: ListedInvalid, Err: &agency.Invalid{Field: "agency", Rule: "must be the ID where several have the name"}}, nil
	}
	if !d.Allowed() {
		return l.turnDown(v, d, really), nil
	}
	got = Listed{Status: ListedInvited, Agency: v.Agency, NewAgency: v.NewAgency}
	if !really {
		if at.made {
			got.NewAgency = ""
		}
		l.foresee(row, v, got.NewAgency)
		return got, nil
	}
	if at.unnamed && v.NewAgency != "" {
		id, err := o.eng.newID()
		if err != nil {
			return Listed{}, err
		}
		v.Recruiter, v.NewAgency = agency.RecruiterID(id), unnamed+" "+id
		got.NewAgency = v.NewAgency
	}
	out, err := v.write()
	got.Recruiter, got.Agency = out.Recruiter, out.Agency
	return got, err
}

// unnamed begins the name of an agency of somebody of whom nothing is known but an
// address that must not be in it. The ID of the recruiter follows.
const unnamed = "Agency of"

// placed says where a row's agency comes from.
type placed struct {
	made    bool // in a preview: a row before it makes it
	several bool // have the name that the row says; in is about the first
	unnamed bool // it is new, and there is nothing to name it after
}

// place finds the agency that the row names.
func (l *lister) place(o *op, row *invite.Row, in *Invitee) (placed, error) {
	if row.Agency == "" {
		a, _ := invite.ParseAddress(row.Email)
		if in.NewAgency = cmp.Or(row.Name, a.Name, invite.Domain(a.Email)); in.NewAgency == "" || len(in.NewAgency) > agency.MaxName {
			in.NewAgency = unnamed
			return placed{unnamed: true}, nil
		}
		return placed{}, nil
	}
	if agency.CheckID("agency", agency.AgencyID(row.Agency)) == nil {
		there, err := o.tx.Agencies(agency.AgencyID(row.Agency))
		if err != nil {
			return placed{}, err
		}
		if there[0].ID != "" {
			in.Agency = there[0].ID
			return placed{}, nil
		}
	}
	name := fold(row.Agency)
	id, named := l.named[name]
	if in.Agency = id; id == "" {
		in.NewAgency = row.Agency
	}
	return placed{made: named && id == "", several: l.several[name]}, nil
}

// uninformed reports whether it is denied to somebody who may not invite, and is
// told no more.
func uninformed(d policy.Decision) bool {
	return d.Has(policy.StaffInactive) || d.Has(policy.RoleInsufficient) || d.Has(policy.NotOnTeam)
}

// known settles a row whose address somebody has, or whose openings are not all
// there.
func (l *lister) known(v *inviting, d policy.Decision, really bool) (got Listed, settled bool, err error) {
	if uninformed(d) {
		return got, false, nil
	}
	for i, o := range v.openers {
		if o.ID == "" {
			return Listed{Status: ListedOpening, Err: agency.InRow("openings", i, &agency.Invalid{Field: "id", Rule: "must be one of the account's"})}, true, nil
		}
	}
	switch {
	case d.Has(policy.EmailIsStaff):
		return Listed{Status: ListedStaff}, true, nil
	case !d.Has(policy.EmailTaken):
		return got, false, nil
	}
	f, err := v.tx.Facts(store.Query{Recruiter: v.facts.EmailRecruiter, Latest: true})
	if err != nil {
		return got, false, err
	}
	got = Listed{Status: ListedRecruiter, Recruiter: f.Recruiter.ID, Agency: f.Agency.ID}
	if f.Recruiter.State != agency.RecruiterInvited {
		return got, true, nil
	}
	if got.Status = ListedLeft; !l.opt.Resend {
		return got, true, nil
	}
	return v.again(got, &f, really)
}

// again sends somebody who was invited before another invitation.
func (v *inviting) again(got Listed, f *store.Facts, really bool) (Listed, bool, error) {
	openings, err := v.promised(f)
	if err != nil {
		return got, false, err
	}
	pf := policyFacts(f, v.now)
	pf.Staff = &v.facts.Staff
	if d := v.may(pf, inviteTo{}, openings, promisesAll(f)); !d.Allowed() {
		got.Status, got.Refused = ListedRefused, &d
		return got, true, nil
	}
	if got.Status = ListedResent; really {
		_, err = v.resend(f, &v.facts, openings)
	}
	return got, true, err
}

// turnDown is the result of a row that is denied.
func (l *lister) turnDown(v *inviting, d policy.Decision, really bool) Listed {
	if really {
		v.journalDenial(d, v.subject())
		v.partly = &d
	}
	if d.First() == policy.KnownDomain {
		return Listed{Status: ListedKnownDomain, Offered: v.offered}
	}
	return Listed{Status: ListedRefused, Refused: &d}
}
