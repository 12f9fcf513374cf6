package access

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// ErrInvalidInvitation answers a secret that does not let anybody in: it is
// unknown, used, expired or revoked, or what it was given for is no longer so. The
// journal says which.
var ErrInvalidInvitation = errors.New("access: invalid_invitation: this invitation does not hold")

// Acceptance is an invitation that was accepted, or can be.
type Acceptance struct {
	Recruiter   agency.RecruiterID
	Agency      agency.AgencyID
	AgencyTitle string
	Account     string // the account's title
	Name        string // as the inviter gave it; may be empty
	Email       string // where the invitation was sent
	Admin       bool

	// Shared are the openings that were shared by accepting, and those promised that
	// are in effect already, which stay as they are. What the inviter may no longer
	// share is not among them, nor what was shared, paused or taken back otherwise
	// since it was promised.
	Shared []agency.OpeningID
}

// Invitation answers what accepting a secret would come to, for the page on which
// that is done. It changes nothing.
func (s System) Invitation(ctx context.Context, secret invite.Secret) (Acceptance, error) {
	var out Acceptance
	err := s.check(ctx, "read-invitation")
	if err == nil {
		err = s.eng.store.View(ctx, s.account, func(r store.Reader) error {
			now, err := s.eng.now()
			if err != nil {
				return err
			}
			w := &accepting{actor: s.actor, reader: r, now: now}
			if err := w.load(secret); err != nil {
				return err
			}
			if len(w.reasons) > 0 {
				return ErrInvalidInvitation
			}
			out = w.acceptance()
			return nil
		})
	}
	if err != nil {
		out, err = Acceptance{}, s.fault(ctx, "read-invitation", err)
	}
	s.observe(ctx, "read-invitation", err)
	return out, err
}

// Accept makes the invited recruiter active, as the host's login user, and
// shares what the invitation promised. The host has created that login, or does
// so with what is returned. Of any number who accept one secret, one succeeds;
// everybody else, and whoever has a secret that does not hold, gets
// [ErrInvalidInvitation]. Whether the address is still the recruiter's and nobody
// else's, the agency at work, and the inviter somebody who may invite, is
// decided again.
func (s System) Accept(ctx context.Context, secret invite.Secret, user agency.UserID) (Acceptance, error) {
	if err := agency.CheckID("user", user); err != nil {
		return Acceptance{}, err
	}
	return run(ctx, s.actor, "accept-invitation", func(o *op) (Acceptance, error) {
		w := &accepting{actor: o.actor, reader: o.tx, now: o.now}
		if err := w.load(secret); err != nil {
			return Acceptance{}, err
		}
		about := store.Subject{Recruiter: w.invitation.Recruiter, Agency: w.invitation.Agency}
		if len(w.reasons) > 0 {
			if w.facts.Settings.Version != 0 {
				o.tx.Journal(store.Entry{
					At: o.now, Actor: o.logged(), Action: o.call, Subject: about, Denied: true, Reasons: agency.Freeze(w.reasons...),
				})
			}
			o.ends = ErrInvalidInvitation
			return Acceptance{}, nil
		}
		return o.accepted(w, user)
	})
}

// accepting is a secret being looked at.
type accepting struct {
	actor
	reader     store.Reader
	now        time.Time
	invitation invite.Invitation
	facts      store.Facts // about the recruiter
	reasons    []string    // why it does not hold
}

// load finds out whether the secret holds. A secret of no invitation takes the
// same reads as any other.
func (w *accepting) load(secret invite.Secret) error {
	id, _ := secret.Parse()
	f, err := w.reader.Facts(store.Query{Invitation: cmp.Or(id, "-")})
	if err != nil {
		return err
	}
	found := f.Invitation != nil
	if found {
		w.invitation = *f.Invitation
	}
	is := w.invitation.Digest.Is(secret, w.account)
	i := &w.invitation
	w.facts, err = w.reader.Facts(store.Query{
		Recruiter: cmp.Or(i.Recruiter, "-"), Email: cmp.Or(agency.FoldEmail(i.Email), "-"), Staff: i.Staff,
	})
	if err != nil {
		return err
	}
	colleague, err := w.reader.Facts(store.Query{Recruiter: cmp.Or(i.Colleague, "-")})
	if err != nil {
		return err
	}
	openings, err := w.reader.Openings(i.Openings.Slice()...)
	if err != nil {
		return err
	}
	switch {
	case !found || !is:
		w.invitation = invite.Invitation{}
		w.deny("invitation_unknown")
	case i.Fate == invite.Accepted:
		w.deny("invitation_used")
	case i.Fate != invite.Waiting:
		w.deny("invitation_revoked")
	case !i.Open(w.now):
		w.deny("invitation_expired")
	default:
		w.recheck(&colleague, openings)
	}
	return nil
}

func (w *accepting) deny(reason string) {
	if !slices.Contains(w.reasons, reason) {
		w.reasons = append(w.reasons, reason)
	}
}

// recheck asks whether what held when the invitation was made holds still.
func (w *accepting) recheck(colleague *store.Facts, openings []agency.Opening) {
	i, r, a := &w.invitation, &w.facts.Recruiter, &w.facts.Agency
	if r.State != agency.RecruiterInvited || r.Agency != i.Agency || agency.FoldEmail(r.Email) != agency.FoldEmail(i.Email) || r.Conflict {
		w.deny("invitation_revoked")
	}
	if w.facts.EmailStaff != "" {
		w.deny(policy.EmailIsStaff.String())
	}
	if other := w.facts.EmailRecruiter; other != "" && other != r.ID {
		w.deny(policy.EmailTaken.String())
	}
	switch a.State {
	case agency.Active:
	case agency.Suspended:
		w.deny(policy.AgencySuspended.String())
	default:
		w.deny(policy.AgencyTerminated.String())
	}
	for _, c := range w.mayStillInvite(colleague, openings).Codes() {
		w.deny(c.String())
	}
}

// mayStillInvite decides whether whoever invited still may. Who invited for some
// openings must have one left to share.
func (w *accepting) mayStillInvite(colleague *store.Facts, openings []agency.Opening) policy.Decision {
	i := &w.invitation
	if i.Colleague != "" {
		pf := policyFacts(colleague, w.now)
		if colleague.Recruiter.Agency != i.Agency {
			pf.Recruiter = nil // who is no colleague any more
		}
		return policy.Decide(policy.Request{Side: policy.RecruiterSide, Action: policy.InviteColleague}, pf)
	}
	if i.AllOpenings {
		openings = []agency.Opening{anyOf(i.Staff)}
	}
	q := policy.Request{Side: policy.HostSide, Action: policy.InviteRecruiter, OnOpening: len(openings) > 0}
	if i.Staff != "" {
		q.Side = policy.StaffSide
	}
	pf := policyFacts(&w.facts, w.now)
	pf.ToRecruiter, pf.ToAgency = nil, nil
	d := policy.Decide(q, pf)
	for j := range openings {
		pf.Opening = &openings[j]
		if d = policy.Decide(q, pf); d.Allowed() {
			break
		}
	}
	return d
}

func (w *accepting) acceptance() Acceptance {
	r := &w.facts.Recruiter
	return Acceptance{
		Recruiter: r.ID, Agency: r.Agency, AgencyTitle: w.facts.Agency.Title, Account: w.facts.Settings.Title,
		Name: r.Name, Email: r.Email, Admin: r.Admin,
	}
}

// accepted writes that the invitation was accepted.
func (o *op) accepted(w *accepting, user agency.UserID) (Acceptance, error) {
	before := w.facts.Recruiter
	r, err := invite.Accept(before, o.now)
	if err != nil {
		return Acceptance{}, err
	}
	r.User = user
	o.putInvitation(w.invitation, w.invitation.End(invite.Accepted, o.now))
	if err := o.putRecruiter(before, r); err != nil {
		return Acceptance{}, err
	}
	// By a colleague's address it is known from now on, which is proof of it.
	if err := o.putAgency(w.facts.Agency, invite.KnownBy(w.facts.Agency, w.invitation.Email)); err != nil {
		return Acceptance{}, err
	}
	out := w.acceptance()
	if out.Shared, err = o.keepPromise(&w.invitation, &w.facts.Settings); err != nil {
		return out, err
	}
	return out, o.publish(event.InvitationAccepted{
		Invitation: string(w.invitation.ID), Recruiter: r.ID, Agency: r.Agency,
		Staff: w.invitation.Staff, Colleague: w.invitation.Colleague,
	})
}

// keepPromise shares what the invitation said, by the authority that its inviter
// has now.
func (o *op) keepPromise(i *invite.Invitation, settings *agency.Settings) ([]agency.OpeningID, error) {
	g := Grants{Openings: i.Openings.Slice(), AllOpenings: i.AllOpenings}
	if len(g.Openings) == 0 && !g.AllOpenings {
		return nil, nil
	}
	var err error
	if g.promised, err = o.promisedSince(i); err != nil {
		return nil, err
	}
	if settings.Sharing.ToRecruiters() {
		g.To = []agency.Grantee{agency.ToRecruiter(i.Recruiter)}
	} else {
		g.To = []agency.Grantee{agency.ToAgency(i.Agency)}
	}
	inviter := *o
	if i.Staff != "" {
		inviter.actor = o.eng.Staff(o.account, i.Staff).actor
	}
	rows, err := inviter.grant(sharing, g)
	if err != nil {
		return nil, err
	}
	var shared []agency.OpeningID
	for _, row := range rows {
		if row.Refused == nil {
			shared = append(shared, row.Opening)
		}
	}
	return shared, nil
}
