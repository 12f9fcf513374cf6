package access

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
	"github.com/agencyaccess/agencyaccess/candidate/resume"
	"github.com/agencyaccess/agencyaccess/store"
)

// submitWith stores the document before the submission that holds it, and
// removes it again unless that submission was made. Nothing is stored for who
// may not submit.
func (r Recruiter) submitWith(ctx context.Context, in intake, doc *document) (Receipt, error) {
	for {
		may, err := r.maySubmit(ctx, in)
		if err != nil {
			err = r.fault(ctx, "submit", err)
			r.observe(ctx, "submit", err)
			return Receipt{}, err
		}
		if may {
			break
		}
		in.denials = true
		answer, err := r.submit(ctx, in)
		if err != nil || !answer.allowed {
			return Receipt{}, err
		}
		in.denials = false
	}
	if err := r.keep(ctx, doc); err != nil {
		err = r.fault(ctx, "submit", err)
		r.observe(ctx, "submit", err)
		return Receipt{}, err
	}
	in.entry.Resume, in.digest, in.found = doc.Resume, doc.digest, doc.found
	answer, err := r.submit(ctx, in)
	if !answer.made && !errors.Is(err, store.ErrUnknown) {
		r.discard(ctx, doc.Blob)
	}
	return answer.Receipt, err
}

// maySubmit decides beforehand, to store nothing in vain. A quota may be full of
// this very request.
func (r Recruiter) maySubmit(ctx context.Context, in intake) (bool, error) {
	guess := r.guess()
	now, err := r.begin(ctx, "submit")
	if err != nil {
		return false, err
	}
	var f store.Facts
	for {
		q := store.Query{
			Opening: in.opening, Request: in.request, Counters: guess&guideQuota != 0, ProbesSince: probesFrom(now),
		}
		if f, now, err = r.ask(ctx, "", q); err != nil {
			return false, err
		}
		if !r.missed(&guess, &f.Settings) {
			break
		}
	}
	pf := policyFacts(&f, now)
	pf.Consent = !in.entry.Consent.IsZero()
	// Whether an acknowledgement holds shows with the resume, which is a part of
	// what was asked.
	pf.Standing, pf.ProbesSpent = standing(&f), spent(&f) && in.ack == ""
	if repeats(f.Receipt, now) {
		pf.Standing, pf.ProbesSpent = 0, false
	}
	return policy.Decide(policy.Request{Side: policy.RecruiterSide, Action: policy.Submit}, pf).Allowed(), nil
}

// keep stores the document's content.
func (a *actor) keep(ctx context.Context, doc *document) error {
	if a.eng.opt.Blobs == nil {
		return &agency.Invalid{Field: "resume", Rule: "must not be given: Options.Blobs is not set"}
	}
	if err := doc.Resume.Validate(); err != nil {
		return err
	}
	key, err := a.eng.newID()
	if err != nil {
		return err
	}
	in := &meter{from: doc.content, sum: sha256.New()}
	if err := a.eng.opt.Blobs.Put(ctx, a.account, key, in); err != nil {
		if !errors.Is(err, store.ErrExists) { // then it is somebody else's
			a.discard(ctx, key) // should the failure have left something
		}
		return err
	}
	doc.Blob, doc.Size, doc.digest = key, in.size, string(in.sum.Sum(nil))
	doc.found, err = a.eng.readResume(ctx, in.kept.Bytes(), &doc.Resume)
	if err != nil {
		a.discard(ctx, key)
	}
	return err
}

// readResume returns what a resume says about whose it is. One that cannot be
// read says nothing. As many are read at a time as there are processors; the
// others wait for their turn.
func (e *Engine) readResume(ctx context.Context, content []byte, r *candidate.Resume) (match.Resume, error) {
	select {
	case e.reading <- struct{}{}:
		defer func() { <-e.reading }()
	case <-ctx.Done():
		return match.Resume{}, ctx.Err()
	}
	text, err := resume.Read(ctx, content, r.Name, r.Type)
	if ctx.Err() != nil {
		return match.Resume{}, ctx.Err()
	}
	if err != nil {
		return match.Resume{}, nil
	}
	return match.Resume(resume.Find(text)), nil
}

// discard removes a blob that no record holds. It is not worth failing for.
func (a *actor) discard(ctx context.Context, blob string) {
	if err := a.eng.opt.Blobs.Delete(context.WithoutCancel(ctx), a.account, blob); err != nil {
		a.eng.opt.Logger.ErrorContext(ctx, "agencyaccess: a blob was left over", "account", a.account, "blob", blob)
	}
}

// meter measures and digests what passes through it, up to the limit.
type meter struct {
	from io.Reader
	sum  hash.Hash
	size int64
	kept bytes.Buffer
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.pull(p)
	if m.size += int64(n); m.size > candidate.MaxResume {
		return 0, &agency.Invalid{Field: "resume", Rule: "must be at most 10 MiB long"}
	}
	return n, err
}

// pull reads from the host's reader, which may fail in any way.
func (m *meter) pull(p []byte) (n int, err error) {
	unreadable := &agency.Invalid{Field: "resume", Rule: "must be readable to its end"}
	defer func() {
		if recover() != nil {
			n, err = 0, unreadable
		}
	}()
	n, err = m.from.Read(p)
	m.sum.Write(p[:n])
	m.kept.Write(p[:n])
	switch {
	case err == nil, err == io.EOF, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return n, err
	}
	return 0, unreadable
}

// Resume returns the document that came with a submission, to be closed by the
// caller. Without one the error is store.ErrNotFound.
func (s Staff) Resume(ctx context.Context, id candidate.SubmissionID) (io.ReadCloser, candidate.Resume, error) {
	record, err := s.Submission(ctx, id)
	if err != nil {
		return nil, candidate.Resume{}, err
	}
	resume := record.Entry.Resume
	if resume.Blob == "" || !record.Entry.Erased.IsZero() || s.eng.opt.Blobs == nil {
		return nil, candidate.Resume{}, s.fault(ctx, "resume", store.ErrNotFound)
	}
	content, err := s.eng.opt.Blobs.Open(ctx, s.account, resume.Blob)
	if err != nil {
		return nil, candidate.Resume{}, s.fault(ctx, "resume", err)
	}
	return content, resume, nil
}
