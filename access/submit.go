package access

import (
	"context"
	"crypto/hmac"
	"io"
	"strconv"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// Receipt is the answer to an accepted submission.
type Receipt struct {
	Submission candidate.SubmissionID
	At         time.Time
}

// SubmitOption adds to a submission.
type SubmitOption func(*document)

// document is a resume on its way in.
type document struct {
	candidate.Resume
	given   bool
	content io.Reader
	digest  string // of the content, once it is stored
}

// WithResume adds a document of at most 10 MiB, with its file name and media
// type. It takes Options.Blobs.
func WithResume(name, mediaType string, content io.Reader) SubmitOption {
	return func(d *document) { d.given, d.Name, d.Type, d.content = true, name, mediaType, content }
}

// Submit puts somebody forward for an opening. The source is recorded as the
// agency's title.
//
// The request ID is the caller's, of 1 to 128 bytes: repeating a request within
// 30 days gives the first receipt and changes nothing, as long as the recruiter
// may still submit; with another opening or entry, and once the person's data
// was erased, it is [ErrRequestMismatch].
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
	var doc document
	for _, opt := range opts {
		if opt == nil {
			return Receipt{}, &agency.Invalid{Field: "options", Rule: "must not be nil"}
		}
		opt(&doc)
	}
	if doc.given && doc.content == nil {
		return Receipt{}, &agency.Invalid{Field: "resume", Rule: "must have content"}
	}
	in := intake{opening: opening, request: request, entry: entry}
	if doc.content != nil {
		return r.submitWith(ctx, in, &doc)
	}
	answer, err := r.submit(ctx, in)
	return answer.Receipt, err
}

// intake is what is to be submitted.
type intake struct {
	opening agency.OpeningID
	request candidate.RequestID
	entry   candidate.Entry
	digest  string // of the resume's content
	denials bool   // only a denial is to be recorded, see submitWith
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
		q := store.Query{
			Recruiter: o.recruiter, Opening: in.opening, Request: in.request, Counters: r.quota(),
		}
		f, err := o.facts(q)
		if err == nil && r.missed(&q, &f.Settings) {
			f, err = o.facts(q)
		}
		if err != nil {
			return outcome{}, err
		}
		earlier := f.Receipt
		if !repeats(earlier, o.now) {
			earlier = nil
		}
		pf := policyFacts(&f, o.now)
		pf.Consent = !in.entry.Consent.IsZero()
		if pf.Standing = standing(&f); earlier != nil {
			pf.Standing = 0 // what this request took is taken already
		}
		about := store.Subject{Recruiter: o.recruiter, Agency: f.Agency.ID, Opening: in.opening}
		switch d := o.decide(policy.Request{Action: policy.Submit}, pf); {
		case !o.permit(d, about):
			return outcome{}, nil
		case in.denials:
			return outcome{allowed: true}, nil
		case earlier == nil:
			return o.submit(&f, in, about)
		case !hmac.Equal(earlier.Payload[:], o.payload(in)):
			return outcome{}, ErrRequestMismatch
		}
		return outcome{Receipt: Receipt{Submission: earlier.Submission, At: earlier.At}}, nil
	})
}

// repeats reports whether a receipt still answers its request.
func repeats(r *candidate.Receipt, now time.Time) bool {
	return r != nil && now.Sub(r.At) < candidate.ReceiptsKept
}

// submit writes what was allowed.
func (o *op) submit(f *store.Facts, in intake, about store.Subject) (outcome, error) {
	s := candidate.Submission{
		Opening: in.opening, Agency: f.Agency.ID, Recruiter: o.recruiter,
		Request: in.request, Source: f.Agency.Title, Terms: f.Settings.Terms,
	}
	s, err := o.receive(&f.Settings, s, in.entry)
	if err != nil {
		return outcome{}, err
	}
	receipt := candidate.Receipt{
		Agency: s.Agency, Recruiter: s.Recruiter, Request: in.request, Submission: s.ID, At: s.At,
	}
	copy(receipt.Payload[:], o.payload(in))
	o.tx.PutReceipts(receipt)
	about.Submission = s.ID
	o.journal(about)
	return outcome{Receipt: Receipt{Submission: s.ID, At: s.At}, made: true}, nil
}

// receive records somebody new: the entry, the candidate and the submission,
// and tells the team. An empty s.ID asks for one.
func (o *op) receive(settings *agency.Settings, s candidate.Submission, e candidate.Entry) (candidate.Submission, error) {
	var ids [3]string
	for i := range ids {
		id, err := o.eng.newID()
		if err != nil {
			return s, err
		}
		ids[i] = id
	}
	if s.ID == "" {
		s.ID = candidate.SubmissionID(ids[0])
	}
	s.Entry, s.Candidate = candidate.EntryID(ids[1]), candidate.ID(ids[2])
	s.Stage, s.At, s.Changed, s.Rules = settings.FirstStage(), o.now, o.now, settings.Version
	e.ID, e.Created = s.Entry, o.now
	o.tx.PutEntries(e)
	o.tx.PutCandidates(candidate.Candidate{ID: s.Candidate, Person: s.Candidate, Created: o.now})
	o.tx.PutSubmissions(s)
	return s, o.publish(event.SubmissionReceived{
		Submission: s.ID, Opening: s.Opening, Agency: s.Agency, Recruiter: s.Recruiter, Source: s.Source,
	})
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
