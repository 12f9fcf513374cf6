package enginetest

import (
	"slices"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// spentBy is one time that a recruiter learnt, or could have, who is known.
type spentBy struct {
	agency    agency.AgencyID
	recruiter agency.RecruiterID
	at        time.Time
}

// alert is one that was told, and can be acknowledged.
type alert struct {
	party
	entry   candidate.Entry
	version int64 // of the settings
	at      time.Time
	used    bool
}

// acknowledges reports whether the operation goes on after an alert.
func (m *model) acknowledges(op Op) bool {
	a := m.alerts[op.Ack]
	return a != nil && !a.used && a.version == m.settings.Version && m.now.Before(a.at.Add(time.Hour)) && a.entry == op.Entry &&
		a.party == party{agency: m.recruiters[op.ByRecruiter].Agency, recruiter: op.ByRecruiter, opening: op.Opening.ID}
}

// probed reports whether the budget of a day is used up.
func (m *model) probed(r agency.Recruiter) bool {
	own, all := 0, 0
	for _, p := range m.probes {
		if p.agency == r.Agency && p.at.After(m.now.Add(-24*time.Hour)) {
			if all++; p.recruiter == r.ID {
				own++
			}
		}
	}
	limit := m.settings.Duplicates.Probes
	if limit.Recruiter == 0 {
		limit.Recruiter = 20
	}
	if limit.Agency == 0 {
		limit.Agency = 100
	}
	return own >= int(limit.Recruiter) || all >= int(limit.Agency)
}

// ownAddress reports whether the entry has an address of the agency's.
func (m *model) ownAddress(e candidate.Entry, of agency.AgencyID) bool {
	for _, r := range m.recruiters {
		if r.Agency != of || r.State == agency.RecruiterDeactivated {
			continue
		}
		for email := range e.Emails.All() {
			if strings.EqualFold(email, r.Email) {
				return true
			}
		}
	}
	return false
}

// submit puts somebody forward.
func (m *model) submit(op Op) expect {
	e, j := m.foresee(op)
	if e.probed {
		m.probes = append(m.probes, spentBy{e.party.agency, e.party.recruiter, m.now})
	}
	if e.alerted {
		m.alerts[op.Label] = &alert{party: e.party, entry: op.Entry, version: m.settings.Version, at: m.now}
	}
	if !e.fresh {
		return e
	}
	if op.Ack != "" {
		m.alerts[op.Ack].used = true
	}
	s := m.receive(op, candidate.Submission{
		ID: submissionOf(op.Label), Opening: op.Opening.ID, Agency: e.party.agency, Recruiter: e.party.recruiter,
		Source: m.agencies[e.party.agency].Title, Terms: m.settings.Terms,
	}, m.settings.Duplicates.Ownership, j)
	m.receipts[receiptKey{s.Agency, s.Recruiter, op.Request}] = receipt{op.Opening.ID, op.Entry, s.ID, m.now}
	return e
}

// foresee is what a submission will be answered.
func (m *model) foresee(op Op) (e expect, j judged) {
	id := op.ByRecruiter
	r := m.recruiters[id]
	before, replay := m.receipts[receiptKey{r.Agency, id, op.Request}]
	replay = replay && m.now.Before(before.at.Add(30*24*time.Hour))
	acknowledged := op.Ack != "" && m.acknowledges(op)
	q := question{
		action: policy.Submit, opening: op.Opening.ID, replay: replay, noConsent: op.Entry.Consent.IsZero(),
		probing: !replay && !acknowledged,
	}
	e.party = party{agency: r.Agency, recruiter: id, opening: op.Opening.ID}
	switch c := m.decide(id, q); {
	case len(c) > 0:
		e.codes, e.told = c, m.told(id, q, c)
		return e, j
	case replay && (before.opening != op.Opening.ID || before.entry != op.Entry):
		e.is = access.ErrRequestMismatch
		return e, j
	case replay:
		e.receipt = access.Receipt{Submission: before.submission, At: before.at}
		return e, j
	case op.Ack != "" && !acknowledged:
		e.is = access.ErrInvalidAck
		return e, j
	case m.ownAddress(op.Entry, r.Agency):
		e.invalid = true
		return e, j
	}
	j = m.judge(e.party, m.alike(who(op.Entry), nil, e.party.agency))
	j.acknowledged = acknowledged && j.outcome == candidate.Alerted
	if e.codes = m.ruledOut(j); len(e.codes) == 0 {
		e.receipt, e.fresh = access.Receipt{Submission: submissionOf(op.Label), At: m.now}, true
		return e, j
	}
	e.told = e.codes[:1]
	e.probed = !j.already
	e.alerted = !j.already && j.outcome == candidate.Alerted
	e.class, e.own = !j.already && m.settings.Duplicates.Tell == agency.TellClass, j.own
	return e, j
}

// tells reports whether the answer says that somebody else is known.
func (e *expect) tells() bool {
	return slices.Contains(e.told, policy.DuplicateAlert) || slices.Contains(e.told, policy.DuplicateBlocked)
}

// ruledOut lists what the ruling says against a submission.
func (m *model) ruledOut(j judged) codes {
	var c codes
	if j.already {
		c = append(c, policy.AlreadySubmitted)
	}
	switch {
	case j.outcome == candidate.Alerted && !j.acknowledged && m.settings.Duplicates.Tell != agency.TellNothing:
		c = append(c, policy.DuplicateAlert)
	case j.outcome == candidate.Blocked:
		c = append(c, policy.DuplicateBlocked)
	default:
		return c
	}
	if j.byOther {
		c = append(c, policy.OwnedByOther)
	}
	return c
}

// receive records somebody new, with the claim.
func (m *model) receive(op Op, s candidate.Submission, lasts agency.Period, j judged) candidate.Submission {
	s.Stage, s.At, s.Changed, s.Rules = m.firstStage(), m.now, m.now, m.settings.Version
	m.submissions[s.ID], m.entries[s.ID], m.rulings[s.ID] = s, op.Entry, &j
	k := m.add(&known{
		id: candidate.ID(idOf(op.Label, 3)), who: who(op.Entry), submission: s.ID, agency: s.Agency, created: m.now,
	})
	m.claim(k, &claim{
		id: candidate.ClaimID(idOf(op.Label, 4)), agency: s.Agency, recruiter: s.Recruiter, submission: s.ID, opening: s.Opening,
		from: m.now, until: later(m.now, lasts), stages: []reached{{s.Stage, time.Time{}}},
	})
	return s
}

func (m *model) add(k *known) *known {
	k.person, k.typed, k.apart = k.id, k.who, map[candidate.ID]bool{}
	m.known = append(m.known, k)
	return k
}

func (m *model) claim(k *known, c *claim) {
	c.of = k
	k.claims = append(k.claims, c)
}

// reach takes note of a submission's stage in the claims that came from it.
func (m *model) reach(id candidate.SubmissionID, stage agency.Stage) {
	k := m.candidateOf(id)
	for _, c := range k.claims {
		switch {
		case c.submission != id:
		case stage == agency.Withdrawn:
			c.end(m.now)
			c.withdrawn = m.now
		default:
			c.stages = append(c.stages, reached{stage, m.now})
		}
	}
}
