package enginetest

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// introduce gives the observed's agency a claim to somebody whom another side
// put forward for the same opening, but who is not the same in the two worlds.
func (p *pair) introduce() {
	opening := one(p.T, "introduced for", sharedOpenings)
	for i, name := range []string{"ida", "rene"} {
		op := Op{Do: "import", Label: fmt.Sprintf("introduced in %d", i), At: p.at, From: p.at, Entry: entryOf(name)}
		op.Past = access.PastSubmission{ID: candidate.SubmissionID("introduced-" + name), At: p.at, Agency: "a1", Opening: opening, Stage: agency.New}
		p.in(i, op)
	}
	p.ops++
	op := Op{Do: "open-claim", Label: fmt.Sprintf("seen%d", p.ops), At: p.at, From: p.at.AddDate(0, -1, 0), Until: p.at.AddDate(1, 0, 0)}
	op.Agency.ID = "a0"
	for i, name := range []string{"ida", "rene"} {
		op.Submission = candidate.SubmissionID("introduced-" + name)
		p.in(i, op)
	}
}

// crowd is how many others hold what one of the observed's entries has, which
// makes it evidence of little.
const crowd = 40

// again puts forward once more whom the observed has put forward before, after
// one of the worlds came to know many others with the same address and telephone.
func (p *pair) again() {
	p.at = p.at.Add(time.Second)
	for _, id := range p.theirs {
		s := p.models[0].submissions[id]
		e := p.models[0].entries[id]
		if s.Recruiter != observed || !e.Erased.IsZero() || p.models[1].entries[id] != e {
			continue
		}
		op := Op{Do: "submit", ByRecruiter: observed, Request: "again", Entry: e, At: p.at, Label: "again", Opening: agency.Opening{ID: s.Opening}}
		before := true
		for _, m := range p.models {
			m.now = op.At
			_, j := m.foresee(op)
			before = before && j.already
		}
		if !before {
			continue
		}
		p.worlds[0].Clock.Set(p.at)
		p.worlds[0].IDs.Reset("crowd")
		_, err := p.worlds[0].Sys.Import(background, func(yield func(access.ImportRow, error) bool) {
			for n := range crowd {
				name := fmt.Sprintf("Person%c%c Nobody%c%c", 'a'+n%26, 'a'+n/26, 'a'+n/26, 'a'+n%26)
				other := candidate.Entry{Name: name, Emails: e.Emails, Phones: e.Phones}
				if !yield(access.ImportRow{Candidate: candidate.HostID(fmt.Sprintf("crowd%d", n)), Entry: other}, nil) {
					return
				}
			}
		}, access.ImportOptions{})
		require.NoError(p, err)
		p.logs[0] = append(p.logs[0], fmt.Sprintf("import %d like %s", crowd, e.FullName()))
		var answers [2]string
		for i, w := range p.worlds {
			p.spies[i].take()
			a := w.Do(op)
			answers[i] = render(a.Receipt, a.Err)
		}
		p.same(op.String(), answers[0], answers[1])
		return
	}
}
