package enginetest

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// model keeps what was done in an account, in plain maps.
type model struct {
	now         time.Time
	settings    agency.Settings
	overrides   map[agency.Cause][]agency.Right // of the matrix
	staff       map[agency.StaffID]agency.Staff
	agencies    map[agency.AgencyID]agency.Agency
	recruiters  map[agency.RecruiterID]agency.Recruiter
	openings    map[agency.OpeningID]agency.Opening
	grants      map[grantKey]*share
	submissions map[candidate.SubmissionID]candidate.Submission
	entries     map[candidate.SubmissionID]candidate.Entry
	receipts    map[receiptKey]receipt
	remarks     map[candidate.SubmissionID]int
}

type grantKey struct {
	opening agency.OpeningID
	to      agency.Grantee
}

type share struct{ from, until, granted, revoked time.Time }

func (s *share) stands(now time.Time) agency.Standing {
	switch {
	case !s.revoked.IsZero():
		return agency.ShareRevoked
	case s.from.After(now):
		return agency.NotStarted
	case s.until.IsZero() || s.until.After(now):
		return agency.Effective
	}
	return agency.Ended
}

type receiptKey struct {
	agency    agency.AgencyID
	recruiter agency.RecruiterID
	request   candidate.RequestID
}

type receipt struct {
	opening    agency.OpeningID
	entry      candidate.Entry
	submission candidate.SubmissionID
	at         time.Time
}

func newModel() *model {
	return &model{
		now: Start, overrides: map[agency.Cause][]agency.Right{},
		staff: map[agency.StaffID]agency.Staff{}, agencies: map[agency.AgencyID]agency.Agency{},
		recruiters: map[agency.RecruiterID]agency.Recruiter{}, openings: map[agency.OpeningID]agency.Opening{},
		grants: map[grantKey]*share{}, submissions: map[candidate.SubmissionID]candidate.Submission{},
		entries: map[candidate.SubmissionID]candidate.Entry{}, receipts: map[receiptKey]receipt{},
		remarks: map[candidate.SubmissionID]int{},
	}
}

// expect is what an operation should answer.
type expect struct {
	codes   codes // of the denial, as staff see it
	told    codes // of the denial, as the recruiter is told it
	invalid bool  // an *agency.Invalid
	is      error
	rows    []rowExpect
	receipt access.Receipt
}

type rowExpect struct {
	opening agency.OpeningID
	to      agency.Grantee
	changed bool
	refused codes
}

// do applies an operation.
func (m *model) do(op Op) (e expect) {
	m.now = op.At
	if op.ByRecruiter != "" {
		return m.doRecruiter(op)
	}
	switch op.Do {
	case "share":
		return m.share(op)
	case "unshare":
		return m.unshare(op)
	case "put-staff":
		m.staff[op.Staff.ID] = op.Staff
	case "put-opening":
		o := op.Opening
		if o.Created = m.openings[o.ID].Created; o.Created.IsZero() {
			o.Created = m.now
		}
		m.openings[o.ID] = o
	case "put-applicant":
		return m.applicant(op)
	case "erase":
		if _, ok := m.submissions[op.Submission]; !ok {
			return expect{codes: codes{policy.NotFound}}
		}
		m.entries[op.Submission] = candidate.Entry{Erased: m.now}
		for key, r := range m.receipts {
			if r.submission == op.Submission {
				r.entry = m.entries[op.Submission] // which nobody can submit
				m.receipts[key] = r
			}
		}
	case "configure":
		return m.configure(op)
	default:
		return m.doStaff(op)
	}
	return e
}

func (m *model) configure(op Op) expect {
	if c := m.staffMay(op, need{settings: true}); len(c) > 0 && m.settings.Version > 0 {
		return expect{codes: c}
	}
	switch {
	case op.Settings.Version == 0 && m.settings.Version != 0:
		return expect{is: store.ErrExists}
	case op.Settings.Version != m.settings.Version:
		return expect{is: store.ErrConflict}
	case op.Settings == m.settings:
		return expect{}
	}
	m.settings = op.Settings
	m.settings.Version++
	m.overrides = map[agency.Cause][]agency.Right{}
	for _, c := range agency.AllCauses() {
		for _, r := range agency.AllRights() {
			if op.Settings.Offboarding.Leaves(c).Has(r) {
				m.overrides[c] = append(m.overrides[c], r)
			}
		}
		if op.Settings.Offboarding.Leaves(c) == 0 {
			m.overrides[c] = nil
		}
	}
	return expect{}
}

func (m *model) applicant(op Op) expect {
	s, ok := m.submissions[op.Submission]
	switch _, known := m.openings[op.Opening.ID]; {
	case op.Opening.ID != "" && !known:
		return expect{invalid: true}
	case ok && s.Agency != "":
		return expect{is: store.ErrExists}
	case ok && !m.entries[op.Submission].Erased.IsZero():
		return expect{invalid: true}
	case !ok:
		m.submissions[op.Submission] = candidate.Submission{
			ID: op.Submission, Opening: op.Opening.ID, Source: "direct", Stage: m.firstStage(), At: m.now, Changed: m.now,
		}
	}
	m.entries[op.Submission] = op.Entry
	return expect{}
}

func (m *model) firstStage() agency.Stage { return agency.New }

func (m *model) doRecruiter(op Op) expect {
	id := op.ByRecruiter
	r := m.recruiters[id]
	denied := func(q question) (expect, bool) {
		c := m.decide(id, q)
		return expect{codes: c, told: m.told(id, q, c)}, len(c) > 0
	}
	switch op.Do {
	case "submit":
		key := receiptKey{r.Agency, id, op.Request}
		before, replay := m.receipts[key]
		replay = replay && m.now.Before(before.at.Add(30*24*time.Hour))
		q := question{action: policy.Submit, opening: op.Opening.ID, replay: replay, noConsent: op.Entry.Consent.IsZero()}
		if e, no := denied(q); no {
			return e
		}
		if replay {
			if before.opening != op.Opening.ID || before.entry != op.Entry {
				return expect{is: access.ErrRequestMismatch}
			}
			return expect{receipt: access.Receipt{Submission: before.submission, At: before.at}}
		}
		s := candidate.Submission{
			ID: submissionOf(op.Label), Opening: op.Opening.ID, Agency: r.Agency, Recruiter: id,
			Source: m.agencies[r.Agency].Title, Stage: m.firstStage(), At: m.now, Changed: m.now,
			Terms: m.settings.Terms, Rules: m.settings.Version,
		}
		m.submissions[s.ID], m.entries[s.ID] = s, op.Entry
		m.receipts[key] = receipt{op.Opening.ID, op.Entry, s.ID, m.now}
		return expect{receipt: access.Receipt{Submission: s.ID, At: m.now}}
	case "withdraw":
		if e, no := denied(question{action: policy.Withdraw, submission: op.Submission}); no {
			return e
		}
		m.stage(op.Submission, agency.Withdrawn)
	case "accept-terms":
		if e, no := denied(question{action: policy.AcceptTerms}); no {
			return e
		}
		if op.Text == "" || op.Text != m.settings.Terms {
			return expect{invalid: true}
		}
		a := m.agencies[r.Agency]
		a.Terms = op.Text
		m.agencies[a.ID] = a
	}
	return expect{}
}

func (m *model) stage(id candidate.SubmissionID, stage agency.Stage) {
	if s := m.submissions[id]; s.Stage != stage && s.Stage != agency.Withdrawn {
		s.Stage, s.Changed = stage, m.now
		m.submissions[id] = s
	}
}

// sortedKeys returns a map's keys in order.
func sortedKeys[K cmp.Ordered, V any](in map[K]V) []K { return slices.Sorted(maps.Keys(in)) }
