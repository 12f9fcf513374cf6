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
	in := Invitee{
		Email: row.Email, Name: row.Name, Admin: row.Admin, Openings: row.Openings, AllOpenings: row.AllOpenings, Anyway: l.opt.Anyway,
	}
	made, err := l.place(o, row, &in)
	if err != nil {
		return Listed{}, err
	}
	in.Anyway = in.Anyway || made // as for one that is there
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
		v.Agency, v.NewAgency = v.offered[0].ID, ""
		if d, err = v.decision(); err != nil {
			return Listed{}, err
		}
	}
	got, settled, err := l.known(v, d, really)
	if err != nil || settled {
		return got, err
	}
	if !d.Allowed() {
		return l.turnDown(v, d, really), nil
	}
	got = Listed{Status: ListedInvited, Agency: v.Agency, NewAgency: v.NewAgency}
	if really {
		out, err := v.write()
		got.Recruiter, got.Agency = out.Recruiter, out.Agency
		return got, err
	}
	// What rows before it would have made is not there in a preview.
	if title := l.titled[invite.Domain(v.email)]; v.NewAgency != "" && title != "" && !v.Anyway {
		if !l.opt.Join {
			return Listed{Status: ListedKnownDomain, Offered: []agency.Agency{{Title: title}}}, nil
		}
		got.NewAgency = ""
	}
	if made {
		got.NewAgency = ""
	}
	return got, nil
}

// place finds the agency that the row names. Made says that, in a preview, a row
// before it makes it.
func (l *lister) place(o *op, row *invite.Row, in *Invitee) (made bool, err error) {
	if row.Agency == "" {
		at, _ := invite.ParseAddress(row.Email)
		in.NewAgency = cmp.Or(row.Name, at.Name, at.Email)
		return false, nil
	}
	if agency.CheckID("agency", agency.AgencyID(row.Agency)) == nil {
		there, err := o.tx.Agencies(agency.AgencyID(row.Agency))
		if err != nil {
			return false, err
		}
		if there[0].ID != "" {
			in.Agency = there[0].ID
			return false, nil
		}
	}
	id, named := l.named[fold(row.Agency)]
	if in.Agency = id; id == "" {
		in.NewAgency = row.Agency
	}
	return named && id == "", nil
}

// known settles a row whose address somebody has, or whose openings are not all
// there.
func (l *lister) known(v *inviting, d policy.Decision, really bool) (got Listed, settled bool, err error) {
	if d.Has(policy.StaffInactive) || d.Has(policy.RoleInsufficient) || d.Has(policy.NotOnTeam) {
		return got, false, nil // who may not invite is told no more
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
	if d := v.may(pf, false, openings, f.Latest != nil && f.Latest.AllOpenings); !d.Allowed() {
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
