package enginetest

import (
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// on lists what speaks against doing something about a submission.
func (m *model) on(op Op, n need, id candidate.SubmissionID) codes {
	n.submission = id
	c := m.staffMay(op, n)
	if _, ok := m.submissions[id]; !ok {
		c = append(c, policy.NotFound)
	}
	return c.sorted()
}

// doPerson applies what is done about people and claims; ok says whether it is
// such an operation.
func (m *model) doPerson(op Op) (e expect, ok bool) {
	switch op.Do {
	case "merge", "mark-distinct", "mark-not-distinct":
		return m.pair(op), true
	case "unmerge":
		return m.unmerge(op), true
	case "correct":
		return m.correct(op), true
	case "open-claim":
		return m.openClaim(op), true
	case "extend-claim", "release-claim", "dispute-claim", "uphold-claim", "overrule-claim":
		return m.changeClaim(op), true
	case "link":
		return m.link(op), true
	case "import":
		return m.imports(op), true
	case "erase-candidate":
		return m.eraseCandidate(op), true
	}
	return e, false
}

func (m *model) pair(op Op) expect {
	for _, id := range []candidate.SubmissionID{op.Submission, op.Other} {
		if c := m.on(op, need{submissions: 2}, id); len(c) > 0 {
			return expect{codes: c}
		}
	}
	a, b := m.candidateOf(op.Submission), m.candidateOf(op.Other)
	switch {
	case a == b:
		return expect{invalid: true}
	case op.Do == "merge" && a.person == b.person:
	case op.Do == "merge" && m.distinct(a.person, b.person):
		return expect{invalid: true}
	case op.Do == "merge":
		m.mergeInto(a.person, b.person)
	case a.person == b.person:
		return expect{invalid: true}
	case op.Do == "mark-distinct":
		m.mark(a, b, true)
	default:
		m.mark(a, b, false)
	}
	return expect{}
}

// mark says of all who are the one person that they are, or are not, distinct
// from all who are the other.
func (m *model) mark(a, b *known, distinct bool) {
	for _, x := range m.same(a.person) {
		for _, y := range m.same(b.person) {
			x.apart[y.id], y.apart[x.id] = distinct, distinct
		}
	}
}

func (m *model) mergeInto(into, person candidate.ID) {
	for _, k := range m.same(person) {
		if k.id == k.person {
			k.into, k.merged = into, m.now
		}
		k.person = into
	}
}

func (m *model) unmerge(op Op) expect {
	if c := m.on(op, need{submissions: 2}, op.Submission); len(c) > 0 {
		return expect{codes: c}
	}
	leaving := m.candidateOf(op.Submission)
	if leaving.into == "" {
		self := leaving
		leaving = nil
		for _, k := range m.same(self.person) { // the last of those merged
			if k.into == self.id && (leaving == nil || !k.merged.Before(leaving.merged)) {
				leaving = k
			}
		}
	}
	if leaving == nil {
		return expect{invalid: true}
	}
	into := m.known[slices.IndexFunc(m.known, func(k *known) bool { return k.id == leaving.into })]
	for _, k := range []*known{into, leaving} {
		if k.submission == "" || k.submission == op.Submission {
			continue
		}
		if c := m.on(op, need{submissions: 2}, k.submission); len(c) > 0 {
			return expect{codes: c}
		}
	}
	all := m.same(leaving.person)
	leaving.into, leaving.merged = "", time.Time{}
	gone := []*known{leaving}
	for i := 0; i < len(gone); i++ {
		for _, k := range all {
			if k.into == gone[i].id {
				gone = append(gone, k)
			}
		}
	}
	for _, k := range gone {
		if k.person = leaving.id; k.host == into.host {
			k.host = "" // it is the record of who stays
		}
	}
	return expect{}
}

func (m *model) correct(op Op) expect {
	if c := m.on(op, need{submissions: 2}, op.Submission); len(c) > 0 {
		return expect{codes: c}
	}
	k := m.candidateOf(op.Submission)
	if k.erased {
		return expect{invalid: true}
	}
	was := m.alike(k.who, k, "")
	k.who = who(op.Entry) // k.typed stays
	is := m.alike(k.who, k, "")
	return expect{found: lacking(is, was), dismissed: lacking(was, is)}
}

// lacking names those of a list that another does not have.
func lacking(list, other []match) []string {
	var out []string
	for _, a := range list {
		if !slices.ContainsFunc(other, func(b match) bool { return a.known == b.known }) {
			out = append(out, a.name())
		}
	}
	slices.Sort(out)
	return out
}

// name tells a candidate from others.
func (k *known) name() string { return string(k.submission) + "/" + string(k.host) }

func (m *model) openClaim(op Op) expect {
	if c := m.on(op, need{agencies: 3}, op.Submission); len(c) > 0 {
		return expect{codes: c}
	}
	from := op.From
	if from.IsZero() {
		from = m.now
	}
	until := op.Until
	if until.IsZero() {
		until = later(from, m.settings.Duplicates.Ownership)
	}
	if _, ok := m.agencies[op.Agency.ID]; !ok || !until.IsZero() && !until.After(from) {
		return expect{invalid: true}
	}
	s := m.submissions[op.Submission]
	m.claim(m.candidateOf(op.Submission), &claim{
		id: candidate.ClaimID(idOf(op.Label, 1)), agency: op.Agency.ID, opening: s.Opening, from: from, until: until,
		stages: []reached{{s.Stage, time.Time{}}},
	})
	return expect{}
}

// claims are all there are, by identifier.
func (m *model) claims() map[candidate.ClaimID]*claim {
	all := map[candidate.ClaimID]*claim{}
	for _, k := range m.known {
		for _, c := range k.claims {
			all[c.id] = c
		}
	}
	return all
}

func (m *model) changeClaim(op Op) expect {
	c := m.claims()[op.Claim]
	n := need{agencies: 3}
	if c != nil {
		n.submission = c.of.submission
	}
	against := m.staffMay(op, n)
	if c == nil {
		against = append(against, policy.NotFound)
	}
	if len(against) > 0 {
		return expect{codes: against.sorted()}
	}
	doubted := c.doubtedAt(m.now)
	switch {
	case c.endedBy(m.now), m.now.Before(c.from):
		return expect{invalid: true}
	case op.Do == "extend-claim" && !op.Until.IsZero() && !op.Until.After(m.now):
		return expect{invalid: true}
	case op.Do == "dispute-claim" && doubted, (op.Do == "uphold-claim" || op.Do == "overrule-claim") && !doubted:
		return expect{invalid: true}
	}
	switch op.Do {
	case "extend-claim":
		c.extensions = append(c.extensions, extension{m.now, op.Until})
	case "dispute-claim":
		c.doubts = append(c.doubts, doubt{from: m.now})
	case "uphold-claim":
		c.doubts[len(c.doubts)-1].until = m.now
	default:
		c.end(m.now)
		c.overruled = op.Do == "overrule-claim"
	}
	return expect{}
}

func (m *model) link(op Op) expect {
	if c := m.on(op, need{}, op.Submission); len(c) > 0 {
		return expect{codes: c}
	}
	k := m.candidateOf(op.Submission)
	before := k.host
	if k.host = op.Host; k.host == "" || k.host == before {
		return expect{}
	}
	var stays, goes *known // of those whom the host knows by it already, the one known longest
	for _, x := range m.hosts(op.Host) {
		switch {
		case x.id != x.person:
		case x.id == k.person:
			goes = x
		case stays == nil || x.longer(stays):
			stays = x
		}
	}
	switch {
	case stays == nil:
		return expect{}
	case m.distinct(stays.id, goes.id):
		k.host = before
		return expect{invalid: true}
	case goes.longer(stays):
		stays, goes = goes, stays
	}
	m.mergeInto(stays.id, goes.id)
	return expect{}
}

// longer reports whether k has been known for longer than another.
func (k *known) longer(than *known) bool {
	return k.created.Before(than.created) || k.created.Equal(than.created) && k.id < than.id
}

// applicant is the host's upsert of somebody who applied directly.
func (m *model) applicant(op Op) expect {
	s, ok := m.submissions[op.Submission]
	switch _, there := m.openings[op.Opening.ID]; {
	case op.Opening.ID != "" && !there:
		return expect{invalid: true}
	case ok && s.Agency != "":
		return expect{is: store.ErrExists}
	case ok && !m.entries[op.Submission].Erased.IsZero():
		return expect{invalid: true}
	case ok:
		if m.entries[op.Submission] != op.Entry {
			k := m.candidateOf(op.Submission)
			m.entries[op.Submission], k.who, k.typed = op.Entry, who(op.Entry), who(op.Entry)
		}
		return expect{}
	}
	var as *known
	unclaimed := false
	var theirs []introduction
	for _, k := range m.hosts(op.Host) {
		if k.id == k.person {
			as = k
		}
		for _, c := range k.claims {
			unclaimed = unclaimed || c.agency != "" && c.holds(m.now)
			theirs = append(theirs, introduction{c, candidate.Exact, false})
		}
	}
	j := m.judge(party{opening: op.Opening.ID}, m.alike(who(op.Entry), as, ""), theirs...)
	s = candidate.Submission{ID: op.Submission, Opening: op.Opening.ID, Source: "direct"}
	m.receive(op, s, m.settings.Duplicates.Direct, j)
	k := m.candidateOf(op.Submission)
	if k.host = op.Host; as != nil {
		k.person, k.into, k.merged = as.person, as.id, m.now
	}
	if unclaimed {
		k.claims = nil
	}
	return expect{}
}

// imports takes over one row.
func (m *model) imports(op Op) expect {
	p := op.Past
	d := m.settings.Duplicates
	var as *known
	introduced := false
	for _, k := range m.hosts(op.Host) {
		if p.ID == "" && k.host == op.Host && k.submission == "" {
			if k.erased {
				return expect{invalid: true}
			}
			k.who, k.typed = who(op.Entry), who(op.Entry)
			return expect{}
		}
		introduced = introduced || slices.ContainsFunc(k.claims, func(c *claim) bool { return c.agency != "" })
		if k.id == k.person {
			as = k
		}
	}
	c := &claim{id: candidate.ClaimID(idOf(op.Label, 2)), from: op.From, until: later(op.From, d.Direct), stages: []reached{{}}}
	if p.ID != "" {
		a := m.agencies[p.Agency]
		_, opening := m.openings[p.Opening]
		_, recruiter := m.recruiters[p.Recruiter]
		switch before, there := m.submissions[p.ID]; {
		case there && (before.Agency != p.Agency || !before.At.Equal(p.At)):
			return expect{is: store.ErrExists}
		case there:
			return expect{}
		case p.Opening != "" && !opening, p.Recruiter != "" && !recruiter, p.Agency != "" && a.ID == "":
			return expect{invalid: true}
		}
		changed := p.Changed
		if changed.IsZero() {
			changed = p.At
		}
		s := candidate.Submission{
			ID: p.ID, Opening: p.Opening, Agency: p.Agency, Recruiter: p.Recruiter, Source: a.Title,
			Stage: p.Stage, At: p.At, Changed: changed, Rules: m.settings.Version,
		}
		if p.Stage == agency.Hired {
			s.Hired = changed
		}
		lasts := d.Ownership
		if p.Agency == "" {
			s.Source, lasts = "direct", d.Direct
		}
		m.submissions[p.ID], m.entries[p.ID] = s, op.Entry
		c.agency, c.recruiter, c.submission, c.opening = p.Agency, p.Recruiter, p.ID, p.Opening
		c.from, c.until, c.stages = p.At, later(p.At, lasts), []reached{{p.Stage, time.Time{}}}
		for stage := range p.Reached.All() {
			c.stages = append(c.stages, reached{stage, p.At})
		}
		if p.Stage == agency.Withdrawn {
			c.ended, c.withdrawn = changed, changed
		}
	}
	k := m.add(&known{
		id: candidate.ID(idOf(op.Label, 1)), who: who(op.Entry), submission: p.ID, agency: p.Agency, created: c.from, host: op.Host,
	})
	if as != nil {
		k.person, k.into, k.merged = as.person, as.id, m.now
	}
	if p.ID != "" || !introduced { // else the host has the record from an agency
		m.claim(k, c)
	}
	return expect{}
}
