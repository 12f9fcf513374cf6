package access

import (
	"context"
	"crypto/hmac"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
	"github.com/agencyaccess/agencyaccess/store"
)

// Receipt is the answer to an accepted submission.
type Receipt struct {
	Submission candidate.SubmissionID
	At         time.Time
}

// SubmitOption adds to a submission.
type SubmitOption func(*extras)

// extras are what options add.
type extras struct {
	document
	ack string
}

// document is a resume on its way in.
type document struct {
	candidate.Resume
	given   bool
	content io.Reader
	digest  string       // of the content, once it is stored
	found   match.Resume // in the content
}

// WithResume adds a document of at most 10 MiB, with its file name and media
// type. It takes Options.Blobs. Contact data in its text counts when the person
// is looked up; a document that cannot be read is kept all the same.
func WithResume(name, mediaType string, content io.Reader) SubmitOption {
	return func(x *extras) { x.given, x.Name, x.Type, x.content = true, name, mediaType, content }
}

// WithAcknowledgement says that the recruiter was alerted, by a [*Denied] with
// this Acknowledgement, and goes on. It holds for the same entry and opening,
// once, for an hour, as long as the account's settings stay what they are;
// anything else is [ErrInvalidAck].
func WithAcknowledgement(token string) SubmitOption {
	return func(x *extras) { x.ack = token }
}

// Submit puts somebody forward for an opening. The source is recorded as the
// agency's title.
//
// The request ID is the caller's, of 1 to 128 bytes: repeating a request within
// 30 days gives the first receipt and changes nothing, as long as the recruiter
// may still submit; with another opening or entry, and once the person's data
// was erased, it is [ErrRequestMismatch].
//
// Where the account knows the person already, its settings say what happens. An
// alert is a [*Denied] that can be acknowledged, see [WithAcknowledgement]; until
// it is nothing about the person is kept but a keyed digest. Contact data of the
// own agency's is refused.
// Fields of the entry that the engine sets are ignored.
func (r Recruiter) Submit(
	ctx context.Context, opening agency.OpeningID, request candidate.RequestID, entry candidate.Entry, opts ...SubmitOption,
) (Receipt, error) {
	entry.ID, entry.Created, entry.Erased, entry.Resume = "", time.Time{}, time.Time{}, candidate.Resume{}
	if err := agency.CheckID("opening", opening); err != nil {
		return Receipt{}, err
	}
	if err := agency.CheckID("request", request); err != nil {
		return Receipt{}, err
	}
	if err := entry.Validate(); err != nil {
		return Receipt{}, agency.In("entry", err)
	}
	var x extras
	for _, opt := range opts {
		if opt == nil {
			return Receipt{}, &agency.Invalid{Field: "options", Rule: "must not be nil"}
		}
		opt(&x)
	}
	if x.given && x.content == nil {
		return Receipt{}, &agency.Invalid{Field: "resume", Rule: "must have content"}
	}
	in := intake{opening: opening, request: request, entry: entry, ack: x.ack}
	if x.content != nil {
		return r.submitWith(ctx, in, &x.document)
	}
	answer, err := r.submit(ctx, in)
	return answer.Receipt, err
}

// intake is what is to be submitted.
type intake struct {
	opening agency.OpeningID
	request candidate.RequestID
	entry   candidate.Entry
	ack     string
	digest  string       // of the resume's content
	found   match.Resume // in it
	denials bool         // only a denial is to be recorded, see submitWith
}

// outcome is what became of it.
type outcome struct {
	Receipt
	made    bool // now, not by an earlier request
	allowed bool // though only a denial was expected
}

// submit decides and writes in one transaction.
func (r Recruiter) submit(ctx context.Context, in intake) (outcome, error) {
	return run(ctx, r.actor, "submit", func(o *op) (outcome, error) {
		f, p, err := o.inquire(&in)
		if err != nil {
			return outcome{}, err
		}
		earlier := f.Receipt
		if !repeats(earlier, o.now) {
			earlier = nil
		}
		acknowledged := o.acknowledged(&in, &f)
		pf := policyFacts(&f, o.now)
		pf.Consent = !in.entry.Consent.IsZero()
		pf.Standing = standing(&f)
		pf.ProbesSpent = spent(&f) && !acknowledged
		if earlier != nil { // what this request took is taken already
			pf.Standing, pf.ProbesSpent = 0, false
		}
		about := store.Subject{Recruiter: o.recruiter, Agency: f.Agency.ID, Opening: in.opening}
		switch d := o.decide(policy.Request{Action: policy.Submit}, pf); {
		case !o.permit(d, about):
			return outcome{}, nil
		case in.denials:
			return outcome{allowed: true}, nil
		case earlier != nil && !hmac.Equal(earlier.Payload[:], o.payload(in)):
			return outcome{}, ErrRequestMismatch
		case earlier != nil:
			return outcome{Receipt: Receipt{Submission: earlier.Submission, At: earlier.At}}, nil
		case in.ack != "" && !acknowledged:
			return outcome{}, ErrInvalidAck
		}
		return o.judge(&f, in, p, pf, about)
	})
}

// inquire asks all that a submission depends on but those who may be the person.
func (o *op) inquire(in *intake) (f store.Facts, p *person, err error) {
	guess := o.guess()
	for {
		if p, err = o.personOf(in.entry, &in.found, guess.region(), nil); err != nil {
			return f, nil, err
		}
		q := store.Query{
			Recruiter: o.recruiter, Opening: in.opening, Request: in.request, Counters: guess&guideQuota != 0,
			Keys: p.asked, Emails: in.emails(), Probe: o.probeOf(in),
			ProbesSince: probesFrom(o.now),
		}
		if f, err = o.facts(q); err != nil {
			return f, nil, err
		}
		if !o.missed(&guess, &f.Settings) {
			p.hear(f.Holders)
			return f, p, nil
		}
	}
}

// emails are the addresses that may be the agency's own, those with a tag also
// without it.
func (in *intake) emails() []string {
	var out []string
	for _, v := range append(in.entry.Emails.Slice(), in.found.Emails...) {
		v = agency.FoldEmail(v)
		out = append(out, v)
		if at := strings.LastIndexByte(v, '@'); at > 0 {
			if local, _, tagged := strings.Cut(v[:at], "+"); tagged && local != "" {
				out = append(out, local+v[at:])
			}
		}
	}
	return out
}

// repeats reports whether a receipt still answers its request.
func repeats(r *candidate.Receipt, now time.Time) bool {
	return r != nil && now.Sub(r.At) < candidate.ReceiptsKept
}

// judge looks for the person, and writes what is allowed.
func (o *op) judge(f *store.Facts, in intake, p *person, pf policy.Facts, about store.Subject) (outcome, error) {
	if err := o.usable(f.Index); err != nil {
		return outcome{}, err
	}
	own := match.NewOwn(f.Members, nil, f.Agency.Domains.Slice(), f.Settings.Region)
	if err := own.Check(in.entry, f.Settings.Region); err != nil {
		return outcome{}, err
	}
	if len(in.found.Emails) > 0 { // among which may be the agency's letterhead
		alone, err := o.personOf(in.entry, &in.found, f.Settings.Region, own)
		if err != nil {
			return outcome{}, err
		}
		alone.hearOf(p)
		p = alone
	}
	seen, err := o.sight(p, f.Index.Size, candidate.Candidate{Agency: f.Agency.ID})
	if err != nil {
		return outcome{}, err
	}
	ruling := o.rule(&f.Settings, seen, candidate.Case{Agency: f.Agency.ID, Recruiter: o.recruiter, Opening: in.opening})
	pf.AlreadySubmitted, pf.OwnedByOther, pf.OwnClaim = ruling.AlreadySubmitted, ruling.OwnedByOther, ruling.Own
	pf.Ruling = ruling.Outcome
	if in.ack != "" && pf.Ruling == candidate.Alerted {
		pf.Ruling, ruling.Acknowledged = candidate.Flagged, true
	}
	d := o.decide(policy.Request{Action: policy.Submit}, pf)
	if !d.Allowed() {
		return outcome{}, o.turnDown(d, f, &in, about)
	}
	return o.accept(f, in, p, ruling, about)
}

// accept writes what was allowed.
func (o *op) accept(f *store.Facts, in intake, p *person, ruling candidate.Ruling, about store.Subject) (outcome, error) {
	s, err := o.receive(f, newcomer{
		Submission: candidate.Submission{
			Opening: in.opening, Agency: f.Agency.ID, Recruiter: o.recruiter,
			Request: in.request, Source: f.Agency.Title, Terms: f.Settings.Terms,
		},
		entry: in.entry, person: p, ruling: ruling, lasts: f.Settings.Duplicates.Ownership,
	})
	if err != nil {
		return outcome{}, err
	}
	receipt := candidate.Receipt{
		Agency: s.Agency, Recruiter: s.Recruiter, Request: in.request, Submission: s.ID, At: s.At,
	}
	copy(receipt.Payload[:], o.payload(in))
	o.tx.PutReceipts(receipt)
	if in.ack != "" {
		used := *f.Probe
		used.Used = o.now
		o.tx.PutProbes(used)
	}
	about.Submission = s.ID
	o.journal(about)
	return outcome{Receipt: Receipt{Submission: s.ID, At: s.At}, made: true}, nil
}

// payload digests what was asked, so that a repeated request can be told from
// another one without keeping either.
func (o *op) payload(in intake) []byte {
	e := &in.entry
	parts := []string{
		string(o.account), string(o.recruiter), string(in.opening), e.Name, e.Given, e.Surname, e.Born, e.Place,
		e.Address.Street, e.Address.City, e.Address.Postcode, e.Address.Region, e.NationalID,
		e.Comment, strconv.FormatInt(e.Consent.UnixMicro(), 10), in.digest, e.Resume.Name, e.Resume.Type,
	}
	for _, list := range []agency.Frozen[string]{e.Emails, e.Phones, e.URLs} {
		parts = append(append(parts, strconv.Itoa(list.Len())), list.Slice()...)
	}
	return mac(o.eng.keys.digest, parts...)[:len(candidate.Receipt{}.Payload)]
}
