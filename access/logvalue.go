package access

import (
	"log/slog"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Each type that holds a secret or a personal value logs as its identifiers. It
// takes a method on each, because a handler that writes JSON asks only what it is
// given itself, and not what is inside. Titles of agencies are left out, too: one
// person's agency may have that person's name.

// logged is a group of identifiers, in the order of pairs of name and value; an
// empty one is left out.
func logged(pairs ...string) slog.Value {
	var attrs []slog.Attr
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			attrs = append(attrs, slog.String(pairs[i], pairs[i+1]))
		}
	}
	return slog.GroupValue(attrs...)
}

func logPerson(r agency.RecruiterID, a agency.AgencyID) slog.Value {
	return logged("recruiter", string(r), "agency", string(a))
}

func logSubmission(s *candidate.Submission) slog.Value {
	return logged("submission", string(s.ID), "opening", string(s.Opening), "agency", string(s.Agency), "recruiter", string(s.Recruiter))
}

// LogValue keeps the engine's keys out of logs.
func (e *Engine) LogValue() slog.Value { return slog.StringValue("(an engine)") }

// LogValue keeps the secrets out of logs.
func (o Options) LogValue() slog.Value { return slog.StringValue("(options)") }

// LogValue keeps the secret out of logs.
func (k IndexKey) LogValue() slog.Value { return logged("key", k.ID) }

// LogValue keeps personal data out of logs.
func (in Invitee) LogValue() slog.Value { return logPerson(in.Recruiter, in.Agency) }

// LogValue keeps personal data and the secret out of logs.
func (i Invited) LogValue() slog.Value {
	return logged("invitation", string(i.Invitation), "recruiter", string(i.Recruiter), "agency", string(i.Agency))
}

// LogValue keeps personal data out of logs.
func (v InvitationView) LogValue() slog.Value {
	return logged("invitation", string(v.ID), "recruiter", string(v.Recruiter), "agency", string(v.Agency))
}

// LogValue keeps personal data out of logs.
func (a Acceptance) LogValue() slog.Value { return logPerson(a.Recruiter, a.Agency) }

// LogValue keeps personal data out of logs.
func (in NewColleague) LogValue() slog.Value { return slog.StringValue("(a colleague)") }

// LogValue keeps personal data out of logs.
func (v ColleagueView) LogValue() slog.Value { return logPerson(v.ID, "") }

// LogValue keeps personal data out of logs.
func (c Conversion) LogValue() slog.Value { return logged("staff", string(c.Staff)) }

// LogValue keeps personal data out of logs.
func (a Addition) LogValue() slog.Value { return logged("agency", string(a.Agency)) }

// LogValue keeps personal data and the secret out of logs.
func (r AdditionRow) LogValue() slog.Value { return r.Invited.LogValue() }

// LogValue keeps personal data out of logs.
func (l Listed) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("row", l.Row), slog.String("status", string(l.Status)),
		slog.String("recruiter", string(l.Recruiter)), slog.String("agency", string(l.Agency)))
}

// LogValue keeps the title out of logs.
func (g Grouping) LogValue() slog.Value { return logged("agency", string(g.Agency)) }

// LogValue keeps personal data out of logs.
func (r NetworkRow) LogValue() slog.Value {
	switch {
	case r.Agency != nil:
		return logged("agency", string(r.Agency.ID))
	case r.Recruiter != nil:
		return r.Recruiter.LogValue()
	case r.Share != nil:
		return logged("opening", string(r.Share.Opening), "recruiter", string(r.Share.Recruiter), "agency", string(r.Share.Agency))
	}
	return slog.Value{}
}

// LogValue keeps personal data out of logs.
func (r ImportRow) LogValue() slog.Value {
	return logged("candidate", string(r.Candidate), "submission", string(r.Submission.ID))
}

// LogValue keeps personal data out of logs.
func (a Applicant) LogValue() slog.Value {
	return logged("submission", string(a.ID), "opening", string(a.Opening), "candidate", string(a.Candidate))
}

// LogValue keeps personal data out of logs.
func (p Person) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("hosts", p.Hosts), slog.Any("submissions", p.Submissions))
}

// LogValue keeps personal data out of logs.
func (r SubmissionRecord) LogValue() slog.Value { return logSubmission(&r.Submission) }

// LogValue keeps personal data out of logs.
func (s SubmissionSummary) LogValue() slog.Value { return logSubmission(&s.Submission) }

// LogValue keeps personal data out of logs.
func (v SubmissionView) LogValue() slog.Value {
	return logged("submission", string(v.ID), "opening", string(v.Opening), "recruiter", string(v.Recruiter))
}

// LogValue keeps personal data out of logs.
func (v EntryView) LogValue() slog.Value { return slog.StringValue("(an entry)") }

// LogValue keeps personal data out of logs.
func (v ClaimView) LogValue() slog.Value {
	return logged("submission", string(v.Submission), "opening", string(v.Opening))
}

// LogValue keeps personal data out of logs.
func (r ClaimRecord) LogValue() slog.Value {
	return logged("claim", string(r.ID), "submission", string(r.Submission), "agency", string(r.Agency))
}

// LogValue keeps personal data out of logs.
func (c Credit) LogValue() slog.Value { return c.Owner.LogValue() }

// LogValue keeps the reason, which may be about a person, out of logs.
func (i Introduction) LogValue() slog.Value { return logged("agency", string(i.Agency)) }

// LogValue keeps personal data out of logs.
func (e Explanation) LogValue() slog.Value {
	return logged("action", e.Action.String(), "recruiter", string(e.Recruiter.ID), "opening", string(e.Opening.ID), "decision", e.Decision.String())
}

// LogValue keeps personal data out of logs.
func (c Colleague) LogValue() slog.Value { return c.Recruiter.LogValue() }

// LogValue keeps personal data out of logs.
func (h Holder) LogValue() slog.Value { return h.Recruiter.LogValue() }

// LogValue keeps personal data out of logs, which may be in any row.
func (p Page[T]) LogValue() slog.Value { return slog.GroupValue(slog.Int("rows", len(p.Rows))) }
