package access

import (
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// promise is what an invitation that was not accepted is to share.
type promise struct {
	invitation invite.Invitation
	since      time.Time
}

func (p *promise) of(id agency.OpeningID) bool {
	return p.invitation.AllOpenings || p.invitation.Openings.Has(id)
}

// givesWay reports whether what was promised at some time is shared in place of
// this share when the invitation is accepted: where there is none, and where it is
// over and nothing happened to it since. What was decided later holds.
func givesWay(s *agency.Share, promised, now time.Time) bool {
	switch s.Stands(now) {
	case agency.NeverShared:
		return true
	case agency.Ended, agency.ShareRevoked:
		return s.Granted.Before(promised) && s.Revoked.Before(promised) && s.Paused.Before(promised)
	}
	return false
}

// promisedSince is when what the invitation shares was promised first: sending it
// again promises nothing anew.
func (o *op) promisedSince(i *invite.Invitation) (time.Time, error) {
	since := i.Created
	scope := store.Scope{Kind: store.ListInvitations, Recruiter: i.Recruiter}
	err := o.each(scope, func(rows *store.Rows) (store.After, error) {
		for _, earlier := range rows.Invitations { // newest first
			if earlier.Openings != i.Openings || earlier.AllOpenings != i.AllOpenings {
				return store.After{}, errEnough
			}
			since = earlier.Created
		}
		last := &rows.Invitations[len(rows.Invitations)-1]
		return store.After{At: last.Created, ID: string(last.ID)}, nil
	})
	return since, err
}

// promises finds what is promised to those from whom something is taken back.
func (w *granting) promises() error {
	if w.do != unsharing && w.do != pausing {
		return nil
	}
	inPerson := w.f.Settings.Sharing.ToRecruiters()
	for i := range w.parties {
		p := &w.parties[i]
		switch {
		case p.Recruiter != "" && (inPerson || p.via == ""):
			if err := w.promised(p, &p.recruiter); err != nil {
				return err
			}
		case p.Agency != "" && !inPerson:
			err := w.each(store.Scope{Kind: store.ListRecruiters, Agency: p.Agency}, func(rows *store.Rows) (store.After, error) {
				for i := range rows.Recruiters {
					if err := w.promised(p, &rows.Recruiters[i].Recruiter); err != nil {
						return store.After{}, err
					}
				}
				return afterRecruiter(&rows.Recruiters[len(rows.Recruiters)-1]), nil
			})
			if err != nil {
				return err
			}
		}
	}
	if w.do == unsharing && w.grants.AllOpenings && w.everyOpening() {
		w.promiseNothing()
	}
	return nil
}

// promised adds what the recruiter's last invitation is to share, or one that
// takes its place; see [Staff.Resend].
func (w *granting) promised(p *party, r *agency.Recruiter) error {
	if r.ID == "" || r.State == agency.RecruiterActive || !r.Since.IsZero() {
		return nil
	}
	f, err := w.tx.Facts(store.Query{Recruiter: r.ID, Latest: true})
	if err != nil || !promises(&f) {
		return err
	}
	since, err := w.promisedSince(f.Latest)
	p.promises = append(p.promises, promise{*f.Latest, since})
	return err
}

// promiseNothing takes all openings out of the invitations that promise them,
// those that are still to come included.
func (w *granting) promiseNothing() {
	done := make(map[invite.ID]bool)
	for i := range w.parties {
		for j := range w.parties[i].promises {
			promise := &w.parties[i].promises[j]
			before := promise.invitation
			promise.invitation.AllOpenings = false
			if !before.AllOpenings || done[before.ID] {
				continue
			}
			done[before.ID] = true
			w.putInvitation(before, promise.invitation)
		}
	}
}

// everyOpening reports whether all openings are all that there are, and not those
// of the user's teams.
func (w *granting) everyOpening() bool {
	return w.side != policy.StaffSide || w.f.Settings.LevelsOf(w.f.Staff).AllOpenings
}

// unpromise keeps the opening from being shared when an invitation is accepted
// that promises it, by what is found there then: a share that never was in effect,
// or that was over, with a sign that it was minded since. It reports whether
// anything had to be done.
func (w *granting) unpromise(id agency.OpeningID, opening *agency.Opening, p *party, before agency.Share) (bool, error) {
	due := false
	for i := range p.promises {
		due = due || p.promises[i].of(id)
	}
	if !due {
		return false, nil
	}
	to := *p
	if w.promisedElsewhere(p) {
		to = party{Grantee: agency.ToAgency(p.recruiter.Agency), agency: p.agency}
		there, err := w.tx.Shares([]agency.OpeningID{id}, []agency.Grantee{to.Grantee})
		if err != nil {
			return false, err
		}
		before = there[0]
	}
	due = false
	for i := range p.promises {
		due = due || p.promises[i].of(id) && givesWay(&before, p.promises[i].since, w.now)
	}
	if !due || w.kept[promisedTo{id, to.Grantee}] {
		return due, nil
	}
	w.kept[promisedTo{id, to.Grantee}] = true
	after := before
	switch {
	case before.Opening == "":
		after = agency.Share{Opening: id, Grantee: to.Grantee, Window: agency.Window{From: w.now}, Granted: w.now, Revoked: w.now}
	case before.Paused.IsZero():
		after.Paused = w.now // which is over all the same
	default:
		after.Revoked = w.now // in effect it was until it was paused
	}
	w.writes = append(w.writes, after)
	w.journal(store.Subject{Opening: id, Agency: to.agencyID(), Recruiter: to.Recruiter}, diffShare(before, after)...)
	return true, w.tell(opening, &to, before, after)
}

// promisedElsewhere reports whether what is promised to the party, a recruiter, is
// to be shared with their agency.
func (w *granting) promisedElsewhere(p *party) bool {
	return len(p.promises) > 0 && p.Recruiter != "" && !w.f.Settings.Sharing.ToRecruiters()
}

// promisedTo is an opening and whom it would be shared with.
type promisedTo struct {
	agency.OpeningID
	agency.Grantee
}
