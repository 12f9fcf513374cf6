package scenario

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

// newAgency begins the name of an agency that is made for who is invited, and
// agencySuffix ends its ID, which begins with theirs.
const (
	newAgency    = "new:"
	agencySuffix = "-agency"
)

// invitee reads who is invited, and where to: argument 1.
func (a *args) invitee() access.Invitee {
	in := access.Invitee{
		Email: a.text("email"), Admin: a.flags["admin"], Anyway: a.flags["anyway"], Recruiter: agency.RecruiterID(a.word(0)),
	}
	if title, ok := strings.CutPrefix(a.word(1), newAgency); ok {
		in.Agency, in.NewAgency = agency.AgencyID(a.word(0)+agencySuffix), title
		if title == "" {
			a.err = errors.New("new: takes the name of the agency")
		}
	} else {
		in.Agency = agency.AgencyID(a.word(1))
	}
	if a.has("share") && a.keys["share"][0].is("all") {
		in.AllOpenings = true
	} else {
		in.Openings = as[agency.OpeningID](a.list("share"))
	}
	return in
}

// met is what making a recruiter came to.
func (w *world) met(name string, id agency.RecruiterID, err error) answer {
	if err == nil {
		err = w.meet(name, id)
	}
	return answer{err: err}
}

func inviteRecruiter(a *args) do {
	in := a.invitee()
	return func(w *world) answer {
		out, err := w.staff(a).Invite(w.ctx, in)
		return w.met(a.word(0), out.Recruiter, err)
	}
}

func convert(a *args) do {
	c := access.Conversion{Staff: agency.StaffID(a.word(0)), OldEmail: a.text("email"), As: a.invitee()}
	c.As.Email = ""
	return func(w *world) answer {
		out, err := w.staff(a).Convert(w.ctx, c)
		return w.met(a.word(0), out.Recruiter, err)
	}
}

func inviteColleague(a *args) do {
	in := access.NewColleague{Email: a.text("email"), Admin: a.flags["admin"]}
	return func(w *world) answer {
		c, err := w.recruiter(a).Invite(w.ctx, in)
		return w.met(a.word(0), c.ID, err)
	}
}

func resend(a *args) do {
	if a.side == recruiter {
		return onColleague(a, access.Recruiter.Resend)
	}
	return onRecruiter(a, func(s access.Staff, ctx context.Context, id agency.RecruiterID) error {
		_, err := s.Resend(ctx, id)
		return err
	})
}

func revoke(a *args) do {
	if a.side == recruiter {
		return onColleague(a, access.Recruiter.Revoke)
	}
	return onRecruiter(a, access.Staff.Revoke)
}

// accept hands back the secret that the recruiter was sent last, or with stale
// the one before. Who was sent none has one of nobody's.
func accept(a *args) do {
	before := 0
	if a.flags["stale"] {
		before = 1
	}
	return func(w *world) answer {
		if err := w.mail(); err != nil {
			return answer{err: err}
		}
		secret := invite.NewSecret("nobody")
		sent := w.secrets[w.recruiterID(a.word(0))]
		if i := len(sent) - 1 - before; i >= 0 {
			secret = sent[i]
		}
		_, err := w.sys.Accept(w.ctx, secret, agency.UserID(a.word(0)))
		return answer{err: err}
	}
}

// mail delivers what is in the outbox, and keeps the secrets in it, as a host
// would that sends mail: colleagues' secrets are nowhere else.
func (w *world) mail() error {
	return w.eng.Deliver(w.ctx, func(_ context.Context, d access.Delivery) error {
		if sent, ok := d.Event.(*event.InvitationSent); ok {
			secret := invite.Secret(sent.Secret)
			if have := w.secrets[sent.Recruiter]; !slices.Contains(have, secret) { // the same event may come again
				w.secrets[sent.Recruiter] = append(have, secret)
			}
		}
		return nil
	}, access.DeliverOptions{UntilEmpty: true})
}
