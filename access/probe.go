package access

import (
	"encoding/hex"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// probesFrom is the first instant whose probes count. One that is as old as that
// to the microsecond counts no more.
func probesFrom(now time.Time) time.Time {
	return now.Add(-candidate.ProbesCounted).Add(time.Microsecond)
}

// spent reports whether the budget for learning who is known is used up.
func spent(f *store.Facts) bool {
	limit := f.Settings.Duplicates.Probes.Limits()
	return int64(f.Probes.Recruiter) >= int64(limit.Recruiter) || int64(f.Probes.Agency) >= int64(limit.Agency)
}

// probeOf is the probe whose alert is acknowledged, if the token can be read.
func (o *op) probeOf(in *intake) string {
	if in.ack == "" {
		return ""
	}
	a, err := o.eng.keys.openAck(o.ackBound(in), in.ack)
	if err != nil {
		return ""
	}
	return a.probe
}

// acknowledged reports whether the recruiter was alerted, and goes on.
func (o *op) acknowledged(in *intake, f *store.Facts) bool {
	if in.ack == "" {
		return false
	}
	a, err := o.eng.keys.openAck(o.ackBound(in), in.ack)
	return err == nil && o.holds(a, f.Agency.ID, f.Settings.Version, f.Probe)
}

// turnDown denies a submission after the person was looked for. One that tells
// whether they are known leaves a probe, with a digest of what was asked; if it
// is an alert the recruiter gets what it takes to go on.
func (o *op) turnDown(d policy.Decision, f *store.Facts, in *intake, about store.Subject) error {
	if d.Has(policy.AlreadySubmitted) || !d.Has(policy.DuplicateAlert) && !d.Has(policy.DuplicateBlocked) {
		o.permit(d, about)
		return nil
	}
	p, err := o.probe(f, o.payload(*in))
	if err != nil {
		return err
	}
	o.denied = &d
	o.tx.Journal(store.Entry{
		At: o.now, Actor: o.logged(), Action: o.call, Subject: about, Denied: true, Reasons: reasons(d),
		Fields: agency.Freeze("probe"),
	}, store.Value{Field: "probe", After: hex.EncodeToString(p.Digest[:])})
	if d.Has(policy.DuplicateAlert) {
		o.token = o.eng.keys.sealAck(o.ackBound(in), acknowledgement{
			probe: p.ID, agency: o.agencyDigest(f.Agency.ID), rules: f.Settings.Version, expires: o.now.Add(candidate.AlertsKept),
		})
	}
	return nil
}

// probe counts what the recruiter learnt, or could have.
func (o *op) probe(f *store.Facts, digest []byte) (candidate.Probe, error) {
	id, err := o.eng.newID()
	p := candidate.Probe{ID: id, Agency: f.Agency.ID, Recruiter: o.recruiter, At: o.now}
	copy(p.Digest[:], digest)
	if err == nil {
		o.tx.PutProbes(p)
	}
	return p, err
}
