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
	known       []*known
	rulings     map[candidate.SubmissionID]*judged
	probes      []spentBy
	alerts      map[string]*alert  // by the label of the operation
	letters     map[string]*letter // likewise
	latest      map[agency.RecruiterID]*letter
	domains     map[agency.AgencyID]map[string]bool
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
		remarks: map[candidate.SubmissionID]int{}, rulings: map[candidate.SubmissionID]*judged{}, alerts: map[string]*alert{},
		letters: map[string]*letter{}, latest: map[agency.RecruiterID]*letter{}, domains: map[agency.AgencyID]map[string]bool{},
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

	party            party // who submits what
	fresh            bool  // it is accepted, and no repetition
	probed           bool  // it counts as a probe
	alerted          bool  // there is a token to go on with
	class            bool  // the denial says how the own claim stands
	own              candidate.Standing
	found, dismissed []string           // by a correction
	shared           []agency.OpeningID // by an acceptance
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
		m.erase(op.Submission)
	case "configure":
		return m.configure(op)
	default:
		if e, ok := m.doPerson(op); ok {
			return e
		}
		if e, ok := m.doNetwork(op); ok {
			return e
		}
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
		return m.submit(op)
	case "withdraw":
		if e, no := denied(question{action: policy.Withdraw, submission: op.Submission}); no {
			return e
		}
		if m.submissions[op.Submission].Stage != agency.Withdrawn {
			m.probes = append(m.probes, spentBy{r.Agency, id, m.now})
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
	default:
		return m.colleague(op)
	}
	return expect{}
}

// erase forgets the personal data of a submission.
func (m *model) erase(id candidate.SubmissionID) {
	if m.candidateOf(id).erased {
		return
	}
	m.entries[id], m.candidateOf(id).erased = candidate.Entry{Erased: m.now}, true
	for key, r := range m.receipts {
		if r.submission == id {
			r.entry = m.entries[id] // which nobody can submit
			m.receipts[key] = r
		}
	}
}

// eraseCandidate erases all whom the host knows by a record of its own.
func (m *model) eraseCandidate(op Op) expect {
	for _, k := range m.known {
		switch {
		case k.host != op.Host:
		case k.submission == "":
			k.erased = true
		default:
			m.erase(k.submission)
		}
	}
	return expect{}
}

func (m *model) stage(id candidate.SubmissionID, stage agency.Stage) {
	if s := m.submissions[id]; s.Stage != stage && s.Stage != agency.Withdrawn {
		s.Stage, s.Changed = stage, m.now
		switch stage {
		case agency.Hired:
			if s.Hired.IsZero() {
				s.Hired = m.now
			}
		case agency.New, agency.InReview, agency.Interview, agency.Offer: // before it
			s.Hired = time.Time{}
		}
		m.submissions[id] = s
		m.reach(id, stage)
	}
}

// sortedKeys returns a map's keys in order.
func sortedKeys[K cmp.Ordered, V any](in map[K]V) []K { return slices.Sorted(maps.Keys(in)) }
