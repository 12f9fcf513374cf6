package enginetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// NoLeak checks that two worlds which differ in nothing that one recruiter may
// see give that recruiter the same answers, to the byte, at the same cost in
// store calls. What the recruiter may see is done alike in both worlds; in
// between, each has its own things done that the recruiter may not see.
func NoLeak(t *testing.T, newStore NewStore) {
	stores := [2]store.Store{newStore(t), newStore(t)}
	defer func() {
		require.NoError(t, stores[0].Close())
		require.NoError(t, stores[1].Close())
	}()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		p := newPair(t, stores, accountNumber(n))
		p.begin()
		for range rapid.IntRange(3, 20).Draw(t, "operations") {
			p.hidden()
			p.seen(p.drawSeen())
		}
		p.hidden()
		p.introduce()
		p.observe(questions(p.openings(), p.submissions()))
		p.hidden()
		p.again()
		p.observe(append(questions(p.openings(), p.submissions()), attempts(p.openings(), p.submissions())...))
		p.observe(managing(p.people(), p.addresses()))
		p.observe(questions(nil, nil))
	})
}

// observed is the recruiter; their agency is a0, their colleagues r1 and r2.
const observed = agency.RecruiterID("r0")

// The openings that may be shared with the observed, and those that never are.
var (
	sharedOpenings = []agency.OpeningID{"o0", "o1", "o2"}
	hiddenOpenings = []agency.OpeningID{"h0", "h1"}
)

// pair is the two worlds.
type pair struct {
	*rapid.T
	worlds  [2]*World
	models  [2]*model
	spies   [2]*spy
	logs    [2][]string
	own     bool // the observed sees their own submissions only
	at      time.Time
	ops     int
	theirs  []candidate.SubmissionID // those that the observed may see, or might have
	concern [2][]candidate.SubmissionID
}

func newPair(t *rapid.T, stores [2]store.Store, account agency.AccountID) *pair {
	p := &pair{T: t, at: Start, own: yes(t, "own visibility")}
	for i := range p.worlds {
		p.spies[i] = &spy{Store: stores[i], blobs: memstore.NewBlobs()}
		p.worlds[i] = Open(t, p.spies[i], account, spyBlobs{p.spies[i]})
		p.models[i] = newModel()
	}
	return p
}

// in does something in one world, and returns all there is to the answer.
func (p *pair) in(i int, op Op) string {
	m := p.models[i]
	switch op.Do { // what the observed does not see of a record stays what it is
	case "configure":
		if op.Settings.Version = m.settings.Version; op.Text != "roles" {
			op.Settings.Roles = m.settings.Roles
		}
	case "put-opening":
		if slices.Contains(sharedOpenings, op.Opening.ID) && op.Text != "team" {
			op.Opening.Team = m.openings[op.Opening.ID].Team
		}
	case "put-agency":
		if op.Agency.ID == "a0" && op.Text != "domains" {
			op.Agency.Domains = m.agencies["a0"].Domains
		}
	}
	p.logs[i] = append(p.logs[i], op.String())
	want := m.do(op)
	p.spies[i].take()
	a := p.worlds[i].Do(op)
	if diff := want.differ(a, op.ByRecruiter != ""); diff != "" {
		p.Fatalf("%s\n%s", strings.Join(p.logs[i], "\n"), diff)
	}
	answer := render(a.Receipt, a.Err)
	if a.Token != "" { // whose length is the same for all
		answer = strings.ReplaceAll(answer, a.Token, strings.Repeat("*", len(a.Token)))
	}
	return answer + " [" + p.spies[i].take() + "]"
}

// seen does what the observed may see in both worlds.
func (p *pair) seen(op Op) {
	p.ops++
	op.Label, op.At = fmt.Sprintf("seen%d", p.ops), p.at
	if op.Do == "submit" && !p.alike(op) {
		return
	}
	a, b := p.in(0, op), p.in(1, op)
	if op.ByRecruiter == observed {
		p.same(op.String(), a, b)
	}
	if op.Do == "submit" {
		p.theirs = append(p.theirs, submissionOf(op.Label))
	}
}

// alike reports whether a submission will be answered alike in both worlds. What
// may differ is that it is told that somebody is known, and what follows from
// that: whether there is an alert to be acknowledged. An alert is bound to the
// version of the settings, of which not all can be seen.
func (p *pair) alike(op Op) bool {
	var foreseen [2]expect
	var outdated [2]bool
	for i, m := range p.models {
		m.now = op.At
		foreseen[i], _ = m.foresee(op)
		a := m.alerts[op.Ack]
		outdated[i] = a != nil && a.version != m.settings.Version
	}
	if foreseen[0].tells() || foreseen[1].tells() { // be it by an alert in one world and a block in the other
		return slices.Equal(foreseen[0].told, foreseen[1].told) && outdated[0] == outdated[1]
	}
	return outdated[0] == outdated[1]
}

func (p *pair) same(what, a, b string) {
	if a == b {
		return
	}
	p.Fatalf("%s differs:\n%s\n%s\nin the worlds:\n\n%s\n\n%s", what, a, b,
		strings.Join(p.logs[0], "\n"), strings.Join(p.logs[1], "\n"))
}

// begin makes what both worlds have in common.
func (p *pair) begin() {
	p.seen(Op{Do: "configure", Settings: p.drawSettings()})
	for _, id := range agencyIDs[:3] {
		p.seen(Op{Do: "put-agency", Agency: agency.Agency{ID: id, Title: "Agency " + string(id)}})
	}
	for _, id := range recruiterIDs[:6] {
		p.seen(Op{Do: "put-recruiter", Recruiter: drawRecruiter(p.T, id, agency.RecruiterActive)})
	}
	for _, id := range sharedOpenings {
		p.seen(Op{Do: "put-opening", Opening: drawOpening(p.T, id)})
	}
}

func (p *pair) drawSettings() agency.Settings {
	s := drawSettings(p.T, 0)
	s.Visibility = agency.SeeAgency
	if p.own {
		s.Visibility = agency.SeeOwn
	}
	s.Duplicates.Probes = agency.Probes{Recruiter: 1000, Agency: 1000} // the agency's is shared with hidden colleagues
	s.JournalReads = one(p.T, "journal reads", []bool{false, false, true})
	return s
}

// drawSeen draws something that the observed may come to know of.
func (p *pair) drawSeen() Op {
	t := p.T
	p.at = p.at.Add(one(t, "wait", []time.Duration{time.Millisecond, time.Hour, 24 * time.Hour, 40 * 24 * time.Hour}))
	people := []agency.RecruiterID{observed, observed, "r1", "r2"}
	if p.own {
		people = people[:2]
	}
	op := Op{Do: one(t, "do", []string{
		"submit", "submit", "share", "share", "share", "share", "unshare", "submit", "submit", "submit", "withdraw",
		"accept-terms", "archive", "reopen", "make-private", "suspend", "reinstate", "terminate", "deactivate", "reactivate", "reactivate",
		"put-recruiter", "put-opening", "put-agency", "advance", "erase", "configure",
		"submit", "submit", "submit", "correct", "extend-claim", "release-claim", "dispute-claim", "uphold-claim", "overrule-claim", "open-claim",
	})}
	if op.Do == "terminate" && one(t, "spared", []bool{true, true, false}) {
		op.Do = "reinstate" // lest most worlds end early
	}
	op.Opening.ID = one(t, "opening", sharedOpenings)
	op.Submission = one(t, "submission", append(slices.Clone(p.theirs), "s-none"))
	switch op.Do {
	case "share", "unshare":
		for op.Grants = drawGrants(t, p.at); len(op.Grants.MembersOf) > 0; {
			op.Grants.MembersOf, op.Grants.To = nil, []agency.Grantee{agency.ToRecruiter(one(t, "member", people))}
		}
		op.Grants.AllOpenings, op.Grants.Openings = false, []agency.OpeningID{op.Opening.ID}
		if yes(t, "to the agency") {
			op.Grants.To = []agency.Grantee{agency.ToAgency("a0")}
		} else {
			op.Grants.To = []agency.Grantee{agency.ToRecruiter(one(t, "to", people))}
		}
	case "submit":
		drawSubmitter(t, p.models[0], &op, people, sharedOpenings)
		op.Request = one(t, "request", []candidate.RequestID{candidate.RequestID(fmt.Sprintf("n%d", p.ops)), "q0", "q1"})
		op.Entry = drawEntry(t, castNames(), p.models[:]...)
		op.Entry.Consent = Start
		drawAcknowledgement(t, p.models[0], &op, people)
		if op.At.After(p.at) {
			p.at = op.At
		}
	case "withdraw":
		op.ByRecruiter = one(t, "recruiter", people)
	case "accept-terms":
		op.ByRecruiter, op.Text = one(t, "recruiter", []agency.RecruiterID{observed, "r1"}), "2026"
	case "suspend", "reinstate", "terminate":
		op.Agency.ID = "a0"
	case "put-agency":
		op.Agency = agency.Agency{ID: "a0", Title: one(t, "title", []string{"Agency a0", "Bureau a0"})}
	case "deactivate", "reactivate":
		op.Recruiter.ID = one(t, "who", people)
	case "put-recruiter":
		op.Recruiter = drawRecruiter(t, one(t, "who", []agency.RecruiterID{observed, "r1", "r2", "r6"}), agency.RecruiterInvited)
	case "put-opening":
		op.Opening = drawOpening(t, op.Opening.ID)
		op.Opening.Title = one(t, "title", []string{"Developer", "Operator"})
	case "advance":
		op.Stage = one(t, "stage", []agency.Stage{agency.InReview, agency.Offer})
	case "configure":
		op.Settings = p.drawSettings()
	case "correct", "open-claim", "extend-claim", "release-claim", "dispute-claim", "uphold-claim", "overrule-claim":
		op.At = p.at
		drawPerson(t, p.models[0], &op)
		if op.Agency.ID = "a0"; !slices.Contains(p.claims(), op.Claim) {
			op.Claim = one(t, "of theirs", append(p.claims(), "c-none"))
		}
	}
	return op
}

// claims are those that came from what the observed may see.
func (p *pair) claims() []candidate.ClaimID {
	var ids []candidate.ClaimID
	for _, id := range p.theirs {
		if k := p.models[0].candidateOf(id); k != nil {
			for _, c := range k.claims {
				if c.submission == id || c.agency == "a0" {
					ids = append(ids, c.id)
				}
			}
		}
	}
	return ids
}

// openings and submissions are those of either world, and one of neither.
func (p *pair) openings() []agency.OpeningID {
	return slices.Concat(sharedOpenings, hiddenOpenings, []agency.OpeningID{"o-none"})
}

// people are those of either world, and one of neither; who is observed comes
// last.
func (p *pair) people() []agency.RecruiterID {
	all := []agency.RecruiterID{"r-none"}
	for _, m := range p.models {
		all = append(all, sortedKeys(m.recruiters)...)
	}
	slices.Sort(all)
	all = slices.DeleteFunc(slices.Compact(all), func(id agency.RecruiterID) bool { return id == observed })
	return append(all, observed)
}

// addresses are some that are the observed's colleagues', some of others in
// either world, and one that is nobody's.
func (p *pair) addresses() []string {
	return []string{"r1@agency.example", "R3@agency.example", "r7@Agency.example", "free@agency.example", "free@elsewhere.example"}
}

func (p *pair) submissions() []candidate.SubmissionID {
	all := []candidate.SubmissionID{"s-none"}
	for _, m := range p.models {
		all = append(all, sortedKeys(m.submissions)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// observe asks the same in both worlds.
func (p *pair) observe(probes []probe) {
	p.at = p.at.Add(time.Second)
	for i, w := range p.worlds {
		w.Renew(p) // with what an engine remembers of others' calls forgotten
		w.Clock.Set(p.at)
		p.spies[i].take()
	}
	for n, probe := range probes {
		var answers [2]string
		for i, w := range p.worlds {
			w.IDs.Reset(fmt.Sprintf("probe%d of %d", n, p.ops))
			answers[i] = probe.ask(w.Recruiter(observed)) + " [" + p.spies[i].take() + "]"
		}
		p.same(probe.name, answers[0], answers[1])
	}
}
