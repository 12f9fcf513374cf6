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
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// NetworksDoNotLeak checks that two worlds which differ in the networks of others
// give an agency's admin the same answers to whatever the admin asks of, and tries
// with, the own agency's people and others', at the same cost in store calls. What
// differs is who was invited elsewhere, accepted, was grouped, moved, turned into a
// user or back, or given an address, one of the agency's own invited included.
func NetworksDoNotLeak(t *testing.T, newStore NewStore) {
	stores := [2]store.Store{newStore(t), newStore(t)}
	defer func() {
		require.NoError(t, stores[0].Close())
		require.NoError(t, stores[1].Close())
	}()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		p := newNetworks(t, stores, accountNumber(n))
		for range rapid.IntRange(1, 4).Draw(t, "rounds") {
			p.hide()
			p.both(rapid.IntRange(0, 3).Draw(t, "calls of the agency's"))
		}
		p.hide()
		p.compare()
	})
}

// networks are two worlds without models.
type networks struct {
	*rapid.T
	worlds [2]*roamer
	spies  [2]*spy
	now    time.Time
	n      int
}

func newNetworks(t *rapid.T, stores [2]store.Store, account agency.AccountID) *networks {
	p := &networks{T: t, now: Start}
	common := setup(t)
	restricted := one(t, "colleague domains", []bool{false, false, true})
	for i := range p.worlds {
		p.spies[i] = &spy{Store: stores[i], blobs: memstore.NewBlobs()}
		w := Open(t, p.spies[i], account, spyBlobs{p.spies[i]})
		for _, op := range common {
			switch {
			case op.Do == "configure":
				op.Settings.ColleagueDomains = restricted
			case op.Do == "put-recruiter" && op.Recruiter.ID == observed:
				op.Recruiter.Admin, op.Recruiter.State = true, agency.RecruiterActive
			}
			w.Do(op)
		}
		p.worlds[i] = &roamer{T: t, World: w, now: Start}
	}
	return p
}

// hiddenVerbs are what is done to others.
var hiddenVerbs = append([]string{"put-user", "put-user", "suspend", "reinstate", "deactivate", "reactivate", "put-recruiter"}, networkVerbs...)

// own reports whether the recruiter is one of the agency's, or nobody.
func own(n network, id agency.RecruiterID) bool { return n.home(id) == "a0" }

// hide does things to others, different ones in each world.
func (p *networks) hide() {
	for i, r := range p.worlds {
		for range rapid.IntRange(0, 6).Draw(p.T, "hidden operations") {
			p.n++
			op := Op{Label: fmt.Sprintf("hidden%d", p.n), At: p.now, Do: one(p.T, "hidden", hiddenVerbs)}
			r.now = p.now
			n := r.network()
			if p.others(i, n, &op) {
				r.log = append(r.log, op.String())
				r.Do(op)
				r.learn(p, op)
			}
		}
	}
	p.now = p.now.Add(time.Hour)
}

// others draws something about others alone, and reports whether it found it.
func (p *networks) others(i int, all network, op *Op) bool {
	n := all
	n.people = slices.DeleteFunc(slices.Clone(all.people), func(id agency.RecruiterID) bool { return own(all, id) })
	n.agencies = slices.DeleteFunc(slices.Clone(all.agencies), func(id agency.AgencyID) bool { return id == "a0" })
	n.letters = nil
	for _, label := range sortedKeys(p.worlds[i].Secrets) {
		if strings.HasPrefix(label, "hidden") {
			n.letters = append(n.letters, label)
		}
	}
	if len(n.people) == 0 {
		return false
	}
	if byRecruiter(op.Do) {
		op.ByRecruiter = one(p.T, "by", n.people)
	}
	switch op.Do {
	case "suspend", "reinstate", "deactivate", "reactivate", "put-recruiter":
		op.Agency.ID = one(p.T, "agency", n.agencies)
		op.Recruiter = agency.Recruiter{ID: one(p.T, "person", n.people), Email: one(p.T, "address", mailAddresses)}
		op.Recruiter.Agency = n.home(op.Recruiter.ID)
	default:
		drawNetwork(p.T, n, op)
	}
	switch op.Do {
	case "pause", "unpause":
		return false // of shares with the agency, too
	case "group":
		return !slices.ContainsFunc(op.Group.Recruiters, func(id agency.RecruiterID) bool { return own(all, id) })
	case "resend", "revoke", "deactivate", "hand-over", "move", "promote", "put-recruiter", "reactivate":
		return op.Recruiter.ID != "" && !own(all, op.Recruiter.ID)
	case "resend-colleague", "revoke-colleague", "deactivate-colleague", "make-admin", "withdraw-admin":
		return !own(all, op.Recruiter.ID)
	}
	return true
}

// both lets the agency do something in both worlds, which must not tell them
// apart.
func (p *networks) both(calls int) {
	for range calls {
		p.n++
		op := Op{Label: fmt.Sprintf("seen%d", p.n), At: p.now, ByRecruiter: observed, Do: one(p.T, "seen", recruiterVerbs)}
		if op.Do == "submit" || op.Do == "withdraw" || op.Do == "accept-terms" || op.Do == "withdraw-admin" {
			op.Do = "invite-colleague"
		}
		n := p.worlds[0].network()
		drawNetwork(p.T, n, &op)
		if op.Recruiter.ID == observed {
			continue
		}
		var answers [2]string
		for i, r := range p.worlds {
			r.log = append(r.log, op.String())
			p.spies[i].take()
			a := r.Do(op)
			answers[i] = render(a.Receipt, a.Err) + " [" + p.spies[i].take() + "]"
			r.learn(p, op)
		}
		p.same(op.String(), answers)
	}
}

func (p *networks) same(what string, answers [2]string) {
	if answers[0] != answers[1] {
		p.Fatalf("%s differs:\n%s\n%s\nin the worlds:\n\n%s\n\n%s", what, answers[0], answers[1],
			strings.Join(p.worlds[0].log, "\n"), strings.Join(p.worlds[1].log, "\n"))
	}
}

// compare asks, and tries, the same in both worlds.
func (p *networks) compare() {
	people := []agency.RecruiterID{"r-none"}
	for _, r := range p.worlds {
		people = append(people, r.network().people...)
	}
	slices.Sort(people)
	people = slices.DeleteFunc(slices.Compact(people), func(id agency.RecruiterID) bool { return id == observed })
	probes := append(questions(openingIDs, nil), managing(append(people, observed), mailAddresses)...)
	probes = append(probes, questions(openingIDs[:1], nil)...)
	for i, r := range p.worlds {
		r.Renew(p)
		r.Clock.Set(p.now)
		p.spies[i].take()
	}
	for n, probe := range probes {
		var answers [2]string
		for i, r := range p.worlds {
			r.IDs.Reset(fmt.Sprintf("probe%d", n))
			answers[i] = probe.ask(r.Recruiter(observed)) + " [" + p.spies[i].take() + "]"
		}
		p.same(probe.name, answers)
	}
}
