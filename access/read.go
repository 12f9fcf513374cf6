package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// read answers one question of the actor's, decided as q.
func read[T any](
	ctx context.Context, a actor, call string, q policy.Request, query store.Query, about store.Subject,
	answer func(*store.Facts, time.Time) (T, error),
) (T, error) {
	var none T
	out, err := func() (T, error) {
		f, now, err := a.ask(ctx, call, query)
		if err != nil {
			return none, err
		}
		q.Side = a.side
		d := policy.Decide(q, policyFacts(&f, now))
		if err := a.journalRead(ctx, call, &f.Settings, about, d); err != nil {
			return none, err
		}
		if !d.Allowed() {
			return none, a.denial(d)
		}
		return answer(&f, now)
	}()
	if err != nil {
		out, err = none, a.fault(ctx, call, err)
	}
	a.observe(ctx, call, err)
	return out, err
}

// ask puts one question for the actor.
func (a *actor) ask(ctx context.Context, call string, q store.Query) (f store.Facts, now time.Time, err error) {
	if now, err = a.begin(ctx, call); err != nil {
		return f, now, err
	}
	switch a.side {
	case policy.RecruiterSide:
		q.Recruiter = a.recruiter
	case policy.StaffSide:
		q.Staff = a.staff
	}
	f, err = a.eng.store.Read(ctx, a.account, q)
	return f, now, err
}

// begin returns the instant of a call, if the actor can make one.
func (a *actor) begin(ctx context.Context, call string) (now time.Time, err error) {
	if err := a.check(ctx, call); err != nil {
		return now, err
	}
	return a.eng.now()
}

// journalRead journals what a recruiter read, or was denied, where the account
// wants that.
func (a *actor) journalRead(
	ctx context.Context, call string, s *agency.Settings, about store.Subject, d policy.Decision,
) error {
	if !s.JournalReads || a.side != policy.RecruiterSide {
		return nil
	}
	about.Recruiter = a.recruiter
	return a.eng.store.Update(ctx, a.account, func(tx store.Tx) error {
		now, err := a.eng.now()
		if err != nil {
			return err
		}
		tx.Journal(store.Entry{
			At: now, Actor: a.logged(), Action: call, Subject: about, Denied: !d.Allowed(), Reasons: reasons(d),
		})
		return nil
	})
}
