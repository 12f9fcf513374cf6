package storetest

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// person returns a candidate who is somebody: another candidate, or itself.
func person(id, is string) candidate.Candidate {
	return candidate.Candidate{ID: candidate.ID(id), Person: candidate.ID(is), Created: minute(0)}
}

// hosted returns a candidate whom the host knows.
func hosted(id string, host candidate.HostID) candidate.Candidate {
	c := person(id, id)
	c.Host = host
	return c
}

// claimTo returns a recruiter's claim to a candidate, from one minute until
// another, which is never where it is 0.
func claimTo(on, id, by, of string, from, until int) candidate.Claim {
	c := candidate.Claim{
		ID: candidate.ClaimID(id), Candidate: candidate.ID(on), Agency: agency.AgencyID(of), Recruiter: agency.RecruiterID(by),
		From: minute(from), Stage: agency.New,
	}
	if until > 0 {
		c.Until = minute(until)
	}
	return c
}

// step returns the claim after something has happened to it.
func step(c candidate.Claim, s candidate.Step) candidate.Claim {
	c.History = c.History.Add(s)
	return c
}

func probeBy(id, by, of string, at int) candidate.Probe {
	return candidate.Probe{ID: id, Agency: agency.AgencyID(of), Recruiter: agency.RecruiterID(by), At: minute(at), Digest: [16]byte{0, 255, byte(at)}}
}

// at returns what is held of digests, all at one turn.
func at(turn uint8, digests ...candidate.Digest) candidate.Held {
	var all []candidate.Holding
	for _, d := range digests {
		all = append(all, candidate.Holding{Digest: d, Turn: turn})
	}
	return candidate.Hold(all...)
}

func holder(id, of string, turn uint8) candidate.Holder {
	return candidate.Holder{Candidate: candidate.ID(id), Agency: agency.AgencyID(of), Turn: turn}
}

func knownIDs(known []store.Known) (ids []candidate.ID) {
	for _, k := range known {
		ids = append(ids, k.Candidate.ID)
	}
	return ids
}

func claimIDs(claims []candidate.Claim) (ids []candidate.ClaimID) {
	for _, c := range claims {
		ids = append(ids, c.ID)
	}
	return ids
}

// nobodys are texts by which nobody may be found: they are empty, break the
// rule for identifiers, or mean something to a database.
var nobodys = []string{"", "nobody", "a\x00b", "\xff", "a\nb", "%", "_", "'", "NULL", "{}", `"`, ","}
