package tables

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// questions are one of every list, with every filter and without, and of every
// set of facts.
func questions() (all []store.Query) {
	for kind := store.ListAgencies; kind <= store.ListLists; kind++ {
		for filters := range 1 << 6 {
			has := func(bit int) bool { return filters>>bit&1 == 1 }
			l := &store.List{Scope: store.Scope{Kind: kind, OpenOnly: has(5), Remarks: 7}, Limit: 1}
			if has(0) {
				l.Opening = "o"
			}
			if has(1) {
				l.Agency = "a"
			}
			if has(2) {
				l.Recruiter = "r"
			}
			if has(3) {
				l.Staff, l.Team = "s", "s"
			}
			if has(4) {
				l.Submission, l.Holding = "c", true
			}
			all = append(all, store.Query{Recruiter: "asker", List: l}, store.Query{List: l})
		}
	}
	for facts := range 1 << 10 {
		has := func(bit int) bool { return facts>>bit&1 == 1 }
		q := store.Query{Counters: has(0), WithoutEntry: has(0)}
		if has(1) {
			q.Staff = "s"
		}
		if has(2) {
			q.Recruiter = "r"
		}
		if has(3) {
			q.Agency = "a"
		}
		if has(4) {
			q.Opening = "o"
		}
		if has(5) {
			q.Submission, q.Email = "c", "a@b.example"
		}
		if has(6) {
			q.Request = "q"
		}
		if has(7) {
			q.Emails, q.Keys, q.Probe, q.ProbesSince = []string{"a@b.example"}, []candidate.Digest{7, 8, 7}, "p", time.UnixMicro(7)
		}
		if has(8) {
			q.Candidates, q.Person, q.Host, q.Claim = []candidate.ID{"c"}, true, "h", "m"
		}
		if has(9) {
			q.Domain, q.Invitation, q.Latest, q.Lists = "north.example", "i", true, []agency.ListID{"l"}
		}
		all = append(all, q)
	}
	return all
}

// put writes a record of every kind, and all that goes with it.
func put(tx store.Tx) error {
	tx.PutSettings(agency.Settings{})
	tx.PutStaff(agency.Staff{ID: "a", Role: agency.SuperAdmin})
	tx.PutAgencies(agency.Agency{ID: "a", Known: agency.Freeze("a.example")})
	tx.PutRecruiters(agency.Recruiter{ID: "a", Agency: "a"})
	tx.PutInvitations(invite.Invitation{ID: "a", Recruiter: "a", Agency: "a"})
	tx.PutLists(agency.List{ID: "a"})
	tx.DropLists("b")
	tx.PutOpenings(agency.Opening{ID: "a", Team: agency.Freeze[agency.StaffID]("a", "b")})
	tx.PutShares(agency.Share{Opening: "a", Grantee: agency.ToAgency("a")})
	tx.PutEntries(candidate.Entry{ID: "a"})
	tx.PutCandidates(candidate.Candidate{ID: "a", Person: "a"})
	tx.PutSubmissions(candidate.Submission{ID: "a"})
	tx.PutReceipts(candidate.Receipt{Agency: "a", Recruiter: "a", Request: "a"})
	tx.PutRemarks(candidate.Remark{ID: "a", Submission: "a"})
	tx.PutClaims(candidate.Claim{ID: "a", Candidate: "a"})
	tx.PutRulings(candidate.Ruling{Submission: "a"})
	tx.PutProbes(candidate.Probe{ID: "a", Agency: "a", Recruiter: "a"})
	tx.PutIndex(candidate.Index{Size: 1})
	_, _ = tx.Agencies("a") // before which it is written
	tx.Hold("a", "a", candidate.Hold(candidate.Holding{Digest: 7}))
	tx.LetGo("a", candidate.Hold(candidate.Holding{Digest: 7}))
	tx.Journal(store.Entry{}, store.Value{})
	tx.Publish(store.Event{Payload: []byte("{}")})
	for _, of := range []store.Subject{{Opening: "a"}, {Agency: "a"}, {Recruiter: "a"}, {Staff: "a"}, {Submission: "a"}} {
		tx.EraseValues(of)
	}
	return nil
}
