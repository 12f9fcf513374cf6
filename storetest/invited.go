package storetest

import (
	"slices"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

func findsInvitation(p *probe) {
	i1, i2 := fullInvitation(), invitation("i2", "nobody", "nowhere", 1)
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutInvitations(i1, i2)
	})
	for _, asker := range []agency.RecruiterID{"", "ann", "cat", "nobody"} {
		p.equal("the invitation", &i1, p.read(acme, store.Query{Recruiter: asker, Invitation: "i1"}).Invitation)
		p.equal("the other invitation", &i2, p.read(acme, store.Query{Recruiter: asker, Invitation: "i2"}).Invitation)
	}
	for _, text := range nobodys {
		p.equal("what is found by "+text, store.Facts{}, p.read(acme, store.Query{Invitation: invite.ID(text)}))
	}
	p.equal("an invitation not asked for", (*invite.Invitation)(nil), p.read(acme, store.Query{Recruiter: "ann"}).Invitation)
	for fate := invite.Waiting; fate <= invite.Unsent; fate++ {
		i1.Fate, i1.Email = fate, ""
		p.update(acme, func(t store.Tx) { t.PutInvitations(i1) })
		p.equal("the invitation once "+fate.String(), &i1, p.read(acme, store.Query{Invitation: "i1"}).Invitation)
	}
}

func findsLatest(p *probe) {
	p.update(acme, func(t store.Tx) {
		network(t)
		t.PutInvitations(invitation("b", "ann", "north", 1), invitation("a", "ann", "north", 2).End(invite.Revoked, minute(9)), invitation("z", "ann", "north", 0),
			invitation("x", "cat", "south", 7), invitation("y", "nobody", "north", 5))
	})
	latest := func(what string, of agency.RecruiterID, expected string) {
		f := p.read(acme, store.Query{Recruiter: of, Latest: true})
		found := ""
		if f.Latest != nil {
			found = string(f.Latest.ID)
		}
		p.equal("the latest invitation "+what, expected, found)
	}
	latest("of ann", "ann", "a")
	latest("of cat", "cat", "x")
	latest("of one who is not there", "nobody", "y")
	latest("of one who has none", "bob", "")
	latest("of nobody", "", "")
	p.equal("the latest that is not asked for", (*invite.Invitation)(nil), p.read(acme, store.Query{Recruiter: "ann"}).Latest)
	p.update(acme, func(t store.Tx) {
		t.PutInvitations(invitation("c", "ann", "north", 2), invitation("B", "ann", "north", 2))
	})
	latest("of several made at one time", "ann", "c")
	p.update(acme, func(t store.Tx) {
		t.PutInvitations(invitation("c", "cat", "south", 2), invitation("z", "ann", "south", 4))
		t.PutRecruiters(agency.Recruiter{ID: "ann", Agency: "south"})
	})
	latest("after a change", "ann", "z")
	latest("of the other one after it", "cat", "x")
	p.update(acme, func(t store.Tx) { t.PutInvitations(invitation("z", "ann", "north", 0)) })
	latest("after going back in time", "ann", "a")
}

func listsInvitations(p *probe) {
	p.lists("no invitations", store.Query{}, store.Scope{Kind: store.ListInvitations})
	p.update(acme, func(t store.Tx) {
		t.PutInvitations(invitation("b", "ann", "north", 1), invitation("a", "ann", "north", 1), invitation("new", "cat", "south", 9),
			invitation("old", "ann", "south", 0).End(invite.Accepted, minute(3)), invitation("B", "bob", "north", 1))
	})
	of := func(a agency.AgencyID, r agency.RecruiterID) store.Scope {
		return store.Scope{Kind: store.ListInvitations, Agency: a, Recruiter: r}
	}
	none := store.Query{}
	p.lists("all", none, of("", ""), "new", "B", "a", "b", "old")
	p.lists("all, whoever asks", store.Query{Recruiter: "ann"}, of("", ""), "new", "B", "a", "b", "old")
	p.lists("an agency's", none, of("north", ""), "B", "a", "b")
	p.lists("a recruiter's", none, of("", "ann"), "a", "b", "old")
	p.lists("a recruiter's to an agency", none, of("north", "ann"), "a", "b")
	p.lists("a recruiter's to another agency", none, of("south", "bob"))
	p.lists("an unknown agency's", none, of("x", ""))
	p.lists("an unknown recruiter's", none, of("", "x"))
	p.equal("the row", []invite.Invitation{invitation("old", "ann", "south", 0).End(invite.Accepted, minute(3))},
		p.read(acme, store.Query{List: &store.List{Scope: of("south", "ann"), Limit: 9}}).Rows.Invitations)
	p.update(acme, func(t store.Tx) { t.PutInvitations(invitation("old", "bob", "north", 10)) })
	p.lists("all after a change", none, of("", ""), "old", "new", "B", "a", "b")
	p.lists("a recruiter's after a change", none, of("", "ann"), "a", "b")
	p.lists("the other recruiter's", none, of("", "bob"), "old", "B")
	p.lists("an agency's after a change", none, of("south", ""), "new")
}

func acceptsOnce(p *probe) {
	const writers = 3
	p.paced()
	meet := p.meet(writers)
	var arrivals [writers]sync.Once
	p.update(acme, func(t store.Tx) { t.PutInvitations(invitation("i1", "ann", "north", 1)) })
	var accepted [writers]bool
	p.all(writers, "an acceptance", func(i int) error {
		return p.store.Update(p.ctx, acme, func(t store.Tx) error {
			accepted[i] = false
			f, err := t.Facts(store.Query{Invitation: "i1"})
			meet(&arrivals[i])
			if err != nil || f.Invitation == nil || !f.Invitation.Open(minute(2)) {
				return err
			}
			accepted[i] = true
			t.PutInvitations(f.Invitation.End(invite.Accepted, minute(i+3)))
			return nil
		})
	})
	winner := slices.Index(accepted[:], true)
	p.equal("whether somebody has accepted", true, winner >= 0)
	p.equal("whether somebody else has", false, slices.Contains(accepted[winner+1:], true))
	expected := invitation("i1", "ann", "north", 1).End(invite.Accepted, minute(winner+3))
	p.equal("the invitation", &expected, p.read(acme, store.Query{Invitation: "i1"}).Invitation)
}
