package access

import (
	"context"
	"encoding/json"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// op is one mutation under way: everything is loaded, decided, written and
// journalled in one transaction, at one instant.
type op struct {
	actor
	tx      store.Tx
	now     time.Time
	call    string
	denied  *policy.Decision // what the whole call is denied with
	partly  *policy.Decision // what the first refused row of the call is denied with
	token   string           // by which the denied may go on
	ends    error            // what the call ends with although it commits
	unknown bool             // the account has no settings
}

// run carries out a mutation. fn may run more than once; each time with a fresh
// op. A denial is journalled and commits, and becomes an error only here.
func run[T any](ctx context.Context, a actor, call string, fn func(*op) (T, error)) (T, error) {
	var none, out T
	if err := a.check(ctx, call); err != nil {
		err = a.fault(ctx, call, err)
		a.observe(ctx, call, err)
		return none, err
	}
	var last *op
	err := a.eng.store.Update(ctx, a.account, func(tx store.Tx) error {
		now, err := a.eng.now()
		if err != nil {
			return err
		}
		last = &op{actor: a, tx: tx, now: now, call: call}
		out, err = fn(last)
		return err
	})
	switch {
	case err != nil:
		err = a.fault(ctx, call, err)
		out = none
	case last.denied != nil:
		err = a.denial(*last.denied)
		if told, ok := err.(*Denied); ok {
			told.Acknowledgement = last.token
		}
		out = none
	case last.ends != nil:
		err, out = a.fault(ctx, call, last.ends), none
	}
	if err == nil && last.partly != nil {
		a.observe(ctx, call, a.denial(*last.partly))
	} else {
		a.observe(ctx, call, err)
	}
	return out, err
}

// facts asks the transaction.
func (o *op) facts(q store.Query) (store.Facts, error) {
	if o.side == policy.StaffSide {
		q.Staff = o.staff
	}
	f, err := o.tx.Facts(q)
	o.unknown = f.Settings.Version == 0
	return f, err
}

// allows decides, and journals a denial of the whole call.
func (o *op) allows(action policy.Action, f *store.Facts, about store.Subject) bool {
	return o.permit(o.decide(policy.Request{Action: action}, policyFacts(f, o.now)), about)
}

func (o *op) decide(q policy.Request, f policy.Facts) policy.Decision {
	q.Side = o.side
	return policy.Decide(q, f)
}

// permit reports whether d allows; otherwise the call is denied with it. Named is
// what the call is about that no subject has.
func (o *op) permit(d policy.Decision, about store.Subject, named ...store.Value) bool {
	if d.Allowed() {
		return true
	}
	o.denied = &d
	o.journalDenial(d, about, named...)
	return false
}

// refuse leaves the denial of one row, of a call that goes on.
func (o *op) refuse(d policy.Decision, about store.Subject) *policy.Decision {
	o.journalDenial(d, about)
	if o.partly == nil {
		o.partly = &d
	}
	return &d
}

// journalDenial leaves the one trace of a denied attempt.
func (o *op) journalDenial(d policy.Decision, about store.Subject, named ...store.Value) {
	if o.unknown { // an account that is not there has no journal
		return
	}
	o.tx.Journal(store.Entry{
		At: o.now, Actor: o.logged(), Action: o.call, Subject: about, Denied: true, Reasons: reasons(d), Fields: fieldsOf(named),
	}, named...)
}

// reasons are a decision's codes, as the journal keeps them.
func reasons(d policy.Decision) agency.Frozen[string] {
	codes := make([]string, 0, 4)
	for _, c := range d.Codes() {
		codes = append(codes, c.String())
	}
	return agency.Freeze(codes...)
}

// journal tells what was done, with the fields that changed and their values.
func (o *op) journal(about store.Subject, changed ...store.Value) {
	o.tx.Journal(store.Entry{
		At: o.now, Actor: o.logged(), Action: o.call, Subject: about, Fields: fieldsOf(changed),
	}, changed...)
}

func fieldsOf(changed []store.Value) agency.Frozen[string] {
	return agency.Freeze(fieldNames(changed)...)
}

func fieldNames(changed []store.Value) []string {
	names := make([]string, len(changed))
	for i, v := range changed {
		names[i] = v.Field
	}
	return names
}

// publish puts an event into the outbox.
func (o *op) publish(e event.Event) error {
	payload, err := json.Marshal(e)
	if err != nil {
		return err
	}
	to := e.Recipients()
	whom := make([]string, len(to))
	for i, r := range to {
		whom[i] = r.String()
	}
	name, version := e.Kind()
	o.tx.Publish(store.Event{At: o.now, Name: name, Version: version, To: agency.Freeze(whom...), Payload: payload})
	return nil
}

// policyFacts lends the store's answer to the policy.
func policyFacts(f *store.Facts, now time.Time) policy.Facts {
	return policy.Facts{
		Now: now, Settings: &f.Settings, Staff: &f.Staff, Recruiter: &f.Recruiter, Agency: &f.Agency,
		Opening: &f.Opening, ToRecruiter: &f.ToRecruiter, ToAgency: &f.ToAgency, Submission: &f.Submission,
	}
}

// observe tells the host, whose function cannot fail the call any more.
func (a *actor) observe(ctx context.Context, call string, err error) {
	if a.eng != nil && a.eng.opt.Observe != nil {
		a.tell(ctx, call, err)
	}
}

func (a *actor) tell(ctx context.Context, call string, err error) {
	defer func() {
		if p := recover(); p != nil {
			a.eng.opt.Logger.ErrorContext(ctx, "agencyaccess: Options.Observe panicked")
		}
	}()
	o := Observation{Account: a.account, Actor: a.logged(), Call: call}
	switch err.(type) {
	case nil:
	case *Denied, *Refused:
		o.Denied = true
	default:
		if o.Err = answers(err); o.Err == nil {
			o.Err = &Fault{call: call, kind: faultKind(err)}
		}
	}
	a.eng.opt.Observe(ctx, o)
}
