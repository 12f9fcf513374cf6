package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

var outreachChecks = []check{
	{"FACT-17", "An invitation is found by its ID, whoever asks and whatever became of it.", findsInvitation, nil},
	{"FACT-18", "Latest is the invitation of Query.Recruiter that is last by Created, then by ID, be there such a recruiter or not.", findsLatest, nil},
	{"FACT-19", "Lists match the IDs asked for, one by one; one that was dropped is there no more.", matchesLists, nil},
	{"FACT-20", "AtDomain are the agencies that have the domain among their Known, in any state, in ascending order of ID, at most MaxAtDomain.", findsAtDomain, nil},
	{"FACT-21", "An agency is known by the domains of its last version, and by no others.", followsKnown, nil},
	{"FACT-22", "A recruiter with a Conflict does not hold the address, but is a member with it.", passesConflictsOver, nil},
	{"LIST-16", "ListInvitations are newest first, then in order of ID; Agency and Recruiter apply.", listsInvitations, nil},
	{"LIST-17", "ListLists are in ascending order of ID.", listsLists, nil},
	{"ID-19", "Identifiers of invitations and lists, and domains, are compared byte by byte.", comparesOutreach, nil},
	{"OWN-08", "In a Tx, invitations, lists, known domains and conflicts follow the transaction's own writes.", seesOwnOutreach, nil},
	{"RACE-12", "Of several Updates that look for an invitation and accept it while nobody has, one accepts it.", acceptsOnce, nil},
}

// invitation returns one that was made at a minute.
func invitation(id, to, of string, at int) invite.Invitation {
	sum := sha256.Sum256([]byte(id))
	return invite.Invitation{
		ID: invite.ID(id), Recruiter: agency.RecruiterID(to), Agency: agency.AgencyID(of), Email: "somebody@north.example",
		Digest: invite.Digest(hex.EncodeToString(sum[:])), Created: minute(at), Expires: minute(at + 30),
	}
}

// fullInvitation has all that an invitation can have.
func fullInvitation() invite.Invitation {
	i := invitation("i1", "ann", "north", 3).End(invite.Unsent, minute(5))
	i.Email, i.Openings, i.AllOpenings = "Ann@North.example", agency.Freeze[agency.OpeningID]("ops", "dev"), true
	i.Staff, i.Colleague = "lee", "bob"
	return i
}

func listOf(id string, members ...agency.Grantee) agency.List {
	return agency.List{ID: agency.ListID(id), Title: "Title", Members: agency.SeriesOf(members...), Created: minute(0)}
}

func knownBy(id, title string, domains ...string) agency.Agency {
	return agency.Agency{ID: agency.AgencyID(id), Title: title, Known: agency.Freeze(domains...)}
}

// reachOut writes what writeEveryKind does of invitations and lists.
func (p *probe) reachOut(t store.Tx) {
	t.PutInvitations(invitation("i1", "ann", "north", 1), invitation("i2", "ann", "north", 2), invitation("i3", "cat", "south", 3))
	t.PutLists(listOf("tier 2", agency.ToRecruiter("ann")), listOf("tier 1", agency.ToAgency("south"), agency.ToAgency("north")), listOf("tier 3"))
	t.DropLists("tier 3")
}

// wantedLists are those of reachOut, of which one is not there.
func wantedLists() []agency.ListID { return []agency.ListID{"tier 2", "tier 3", "tier 1"} }

// fillOutreach adds invitations and lists to f, as fillOwnership does.
func fillOutreach(f *store.Facts, text string, list []string, at time.Time) {
	always := at
	if at.IsZero() {
		always = minute(1)
	}
	var openings []agency.OpeningID
	var members []agency.Grantee
	for i, id := range list {
		openings = append(openings, agency.OpeningID(id))
		members = append(members, []agency.Grantee{agency.ToAgency(agency.AgencyID(id)), agency.ToRecruiter(agency.RecruiterID(id))}[i%2])
	}
	f.Agency.Known = agency.Freeze(list...)
	i := invitation("i1", "ann", "north", 0)
	i.Email, i.Openings, i.Created, i.Expires, i.Ended = text, agency.Freeze(openings...), always, always, at
	f.Invitation, f.Latest = &i, &i
	f.Lists = []agency.List{{ID: "l1", Title: text, Members: agency.SeriesOf(members...), Created: at}}
}

// growOutreach makes those records as large as they may become.
func growOutreach(f *store.Facts) {
	f.Agency.Known = agency.Freeze(many(agency.MaxKnown, 253)...)
	var openings []agency.OpeningID
	for _, id := range many(invite.MaxOpenings, agency.MaxID) {
		openings = append(openings, agency.OpeningID(id))
	}
	f.Invitation.Openings = agency.Freeze(openings...)
	f.Invitation.Email = strings.Repeat("a", agency.MaxEmail-14) + "@north.example"
	var members []agency.Grantee
	for _, id := range many(agency.MaxListed, agency.MaxID) {
		members = append(members, agency.ToRecruiter(agency.RecruiterID(id)))
	}
	f.Lists[0].Members = agency.SeriesOf(members...)
}
