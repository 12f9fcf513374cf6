package access

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// Invitee is whom to invite, and where to.
type Invitee struct {
	Email string // "ann@north.example" or "Ann Lee <ann@north.example>", see invite.ParseAddress
	Name  string // at most agency.MaxName bytes, not blank; empty: the one in Email, if there is one
	Admin bool   // may invite and manage colleagues; of an agency that is there, only who may manage agencies makes one

	// Agency is the agency to join. With NewAgency, which is the name of one that is
	// made for the purpose, it is the ID that this one gets; empty: one is made. Spaces
	// around names do not count.
	Agency    agency.AgencyID
	NewAgency string

	// Anyway says that a new agency is wanted although the address is of a domain by
	// which another one is known.
	Anyway bool

	// Recruiter is the ID that the recruiter gets; empty: one is made.
	Recruiter agency.RecruiterID

	// Openings, at most invite.MaxOpenings, are shared when the invitation is
	// accepted, with the recruiter or with the agency as the sharing mode then says;
	// AllOpenings stands for those open then that the user who invites may act on.
	Openings    []agency.OpeningID
	AllOpenings bool
}

// Invited is an invitation on its way.
type Invited struct {
	Invitation invite.ID
	Recruiter  agency.RecruiterID
	Agency     agency.AgencyID
	Email      string    // canonical
	Expires    time.Time // the first instant at which it can no longer be accepted

	// Secret is what the invited person hands back, to be mailed by the host: once
	// here and once in event.InvitationSent, and never again.
	Secret invite.Secret

	// Offered are the agencies known by the address's domain, at most 20, beside the
	// [*Refused] that says so.
	Offered []agency.Agency
}

// Invite invites one person to an existing or a new agency. The recruiter is
// there at once, in state invited, and becomes active by [System.Accept].
//
// An address that a regular user has, or another recruiter who is not
// deactivated, is refused. So is a new agency where the domain of the address is
// one by which others are known: the choice is between these, which come along,
// and Anyway. An ID of a recruiter or of a new agency that is there already is
// store.ErrExists.
func (s Staff) Invite(ctx context.Context, in Invitee) (Invited, error) {
	w, err := in.check()
	if err != nil {
		return Invited{}, err
	}
	var offered []agency.Agency
	out, err := run(ctx, s.actor, "invite", func(o *op) (Invited, error) {
		v := *w
		v.op = o
		out, err := v.invite()
		offered = v.offered
		return out, err
	})
	if err != nil {
		return Invited{Offered: offered}, err
	}
	return out, nil
}

// inviting is the work of inviting one person.
type inviting struct {
	*op
	Invitee
	email   string
	facts   store.Facts
	openers []agency.Opening
	offered []agency.Agency

	frees agency.StaffID // a regular user who gives the address up
	first func() error   // what to do once it is allowed; nil: nothing
}

func (in Invitee) check() (*inviting, error) {
	w := &inviting{Invitee: in}
	at, err := invite.ParseAddress(in.Email)
	if err != nil {
		return nil, err
	}
	w.email = at.Email
	if w.Name, err = trimmed("name", in.Name); err != nil {
		return nil, err
	}
	if w.Name == "" {
		w.Name = at.Name
	}
	if w.NewAgency, err = trimmed("new-agency", in.NewAgency); err != nil {
		return nil, err
	}
	if in.Recruiter != "" {
		if err := agency.CheckID("recruiter", in.Recruiter); err != nil {
			return nil, err
		}
	}
	if in.Agency != "" || in.NewAgency == "" {
		if err := agency.CheckID("agency", in.Agency); err != nil {
			return nil, err
		}
	}
	if in.AllOpenings && len(in.Openings) > 0 {
		return nil, &agency.Invalid{Field: "openings", Rule: "must be named, or all be asked for, not both"}
	}
	if len(in.Openings) > invite.MaxOpenings {
		return nil, &agency.Invalid{Field: "openings", Rule: "must be at most " + strconv.Itoa(invite.MaxOpenings)}
	}
	return w, checkEach("openings", in.Openings, agency.CheckID[agency.OpeningID])
}

// trimmed returns a name, which may be empty, without spaces around it; there must
// be something besides them.
func trimmed(field, name string) (string, error) {
	if err := agency.CheckText(field, name, agency.MaxName); err != nil {
		return "", err
	}
	if name != "" && strings.TrimSpace(name) == "" {
		return "", &agency.Invalid{Field: field, Rule: "must not be blank"}
	}
	return strings.TrimSpace(name), nil
}

// ask loads all that the decision takes.
func (v *inviting) ask() error {
	q := store.Query{Email: agency.FoldEmail(v.email), Agency: v.Agency}
	if v.NewAgency != "" {
		q.Domain = invite.Domain(v.email)
	}
	f, err := v.op.facts(q)
	if err != nil {
		return err
	}
	v.facts, v.offered = f, nil
	for _, a := range f.AtDomain {
		if a.State == agency.Active || a.State == agency.Suspended {
			v.offered = append(v.offered, a)
		}
	}
	v.openers, err = v.tx.Openings(v.Openings...)
	return err
}

// invite decides and writes; a denial is the whole call's.
func (v *inviting) invite() (Invited, error) {
	d, err := v.decision()
	if err != nil || !v.permit(d, v.subject()) {
		return Invited{}, err
	}
	return v.write()
}

func (v *inviting) subject() store.Subject {
	return store.Subject{Agency: v.Agency, Recruiter: v.Recruiter}
}

// decision loads what it takes and decides. What is offered is set where that is
// why it denies.
func (v *inviting) decision() (policy.Decision, error) {
	if err := v.ask(); err != nil {
		return policy.Decision{}, err
	}
	pf := policyFacts(&v.facts, v.now)
	pf.EmailIsStaff = v.facts.EmailStaff != "" && v.facts.EmailStaff != v.frees
	pf.EmailTaken = v.facts.EmailRecruiter != ""
	pf.KnownDomain = len(v.offered) > 0 && !v.Anyway
	d := v.may(pf, inviteTo{newAgency: v.NewAgency != "", admin: v.Admin}, v.openers, v.AllOpenings)
	if !d.Has(policy.KnownDomain) {
		v.offered = nil
	}
	return d, nil
}

// write writes what was allowed.
func (v *inviting) write() (Invited, error) {
	if v.NewAgency != "" && v.facts.Agency.ID != "" {
		return Invited{}, store.ErrExists
	}
	if v.Recruiter != "" {
		there, err := v.tx.Recruiters(v.Recruiter)
		if err != nil {
			return Invited{}, err
		}
		if there[0].ID != "" {
			return Invited{}, store.ErrExists
		}
	}
	if v.first != nil {
		if err := v.first(); err != nil {
			return Invited{}, err
		}
	}
	if err := v.makeAgency(); err != nil {
		return Invited{}, err
	}
	r := agency.Recruiter{
		ID: v.Recruiter, Agency: v.Agency, Name: v.Name, Email: v.email, Admin: v.Admin, Created: v.now,
	}
	if r.ID == "" {
		id, err := v.eng.newID()
		if err != nil {
			return Invited{}, err
		}
		r.ID = agency.RecruiterID(id)
	}
	if err := v.putRecruiter(agency.Recruiter{}, r); err != nil {
		return Invited{}, err
	}
	return v.send(&r, &v.facts, invite.Invitation{
		Openings: agency.Freeze(v.Openings...), AllOpenings: v.AllOpenings, Staff: v.staff,
	}, v.inviter(&v.facts), v.openers)
}

// inviteTo says more of whom somebody is invited as.
type inviteTo struct {
	newAgency bool
	admin     bool // who is made one
}

// may decides on inviting somebody; openings that the invitation shares are
// decided on one by one, and the first denial is the answer. Who may not invite
// whoever has the address is told nothing of that.
func (o *op) may(pf policy.Facts, to inviteTo, openings []agency.Opening, all bool) policy.Decision {
	if all {
		openings = []agency.Opening{anyOf(o.staff)}
	}
	q := policy.Request{Action: policy.InviteRecruiter, ToAgency: !to.newAgency, OnOpening: len(openings) > 0}
	unasked := pf
	unasked.EmailIsStaff, unasked.EmailTaken, unasked.KnownDomain = false, false, false
	if pf.Opening = nil; to.admin && !to.newAgency || !q.OnOpening {
		unasked.Opening = nil
		manage := q
		manage.OnOpening = false
		if d := o.decide(manage, unasked); !d.Allowed() {
			return d
		}
	}
	for i := range openings {
		unasked.Opening, pf.Opening = &openings[i], &openings[i]
		if d := o.decide(q, unasked); !d.Allowed() {
			return d
		}
	}
	return o.decide(q, pf)
}

// anyOf stands for the openings of a user's own teams. No opening can have its ID.
func anyOf(user agency.StaffID) agency.Opening {
	return agency.Opening{ID: "\x00", Team: agency.Freeze(user)}
}

// makeAgency writes a new agency, or that one is known by one more domain.
func (v *inviting) makeAgency() error {
	before := v.facts.Agency
	a := before
	if v.NewAgency != "" {
		a = agency.Agency{ID: v.Agency, Title: v.NewAgency, Created: v.now}
		if a.ID == "" {
			id, err := v.eng.newID()
			if err != nil {
				return err
			}
			a.ID, v.Agency = agency.AgencyID(id), agency.AgencyID(id)
		}
	}
	v.facts.Agency = invite.KnownBy(a, v.email)
	return v.putAgency(before, v.facts.Agency)
}

// send makes an invitation of the recruiter, whom the facts are about, and asks
// the host to mail it. What it shares and by whose authority is in i; by is the name
// of who sends it, which may be somebody else.
func (o *op) send(r *agency.Recruiter, f *store.Facts, i invite.Invitation, by string, openings []agency.Opening) (Invited, error) {
	id, err := o.eng.newID()
	if err != nil {
		return Invited{}, err
	}
	secret := invite.NewSecret(invite.ID(id))
	i.ID, i.Recruiter, i.Agency, i.Email = invite.ID(id), r.ID, r.Agency, r.Email
	i.Digest, i.Created, i.Expires = secret.Digest(o.account), o.now, f.Settings.InvitationEnds(o.now)
	if last := f.Latest; last != nil && !i.Created.After(last.Created) { // which it must come after
		i.Created = last.Created.Add(time.Microsecond)
	}
	i.Ended, i.Fate = time.Time{}, invite.Waiting
	if r.Conflict {
		o.putInvitation(invite.Invitation{}, i.End(invite.Unsent, o.now))
		return Invited{}, o.publish(event.InvitationHeld{
			Invitation: id, Recruiter: r.ID, Agency: r.Agency, Colleague: o.recruiter, ByStaff: f.EmailStaff != "",
		})
	}
	o.putInvitation(invite.Invitation{}, i)
	var titles []string
	for _, opening := range openings {
		titles = append(titles, opening.Title)
	}
	err = o.publish(event.InvitationSent{
		Invitation: id, Recruiter: r.ID, Agency: r.Agency, AgencyTitle: f.Agency.Title, Account: f.Settings.Title,
		Email: r.Email, Name: r.Name, Admin: r.Admin, Openings: titles, AllOpenings: i.AllOpenings,
		Staff: o.staff, Colleague: o.recruiter, Inviter: by, Expires: i.Expires, Again: f.Latest != nil, Sealed: o.eng.keys.sealSecret(o.account, i.ID, secret),
	})
	return Invited{
		Invitation: i.ID, Recruiter: r.ID, Agency: r.Agency, Email: r.Email, Expires: i.Expires, Secret: secret,
	}, err
}

// inviter is the name of who invites.
func (o *op) inviter(f *store.Facts) string {
	if o.side == policy.RecruiterSide {
		return f.Recruiter.Name
	}
	return f.Staff.Name
}
