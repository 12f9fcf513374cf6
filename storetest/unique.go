package storetest

import (
	"strconv"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var uniqueChecks = []check{
	{"RACE-08", "Of several Updates that look for a request and make it if it is not there, one makes it.", requestsOnce, nil},
	{"RACE-09", "Of several Updates that look for an address and take it if it is free, one takes it.", takesAddressOnce, nil},
	{"RACE-11", "Of several Updates that look for the holders of a key and hold it at the next turn, each finds its own turn.", holdsInTurn, nil},
}

func requestsOnce(p *probe) {
	const writers = 5
	p.update(acme, network)
	for round := range 3 {
		request := candidate.RequestID("r" + strconv.Itoa(round))
		var made [writers]bool
		p.all(writers, "a submission", func(i int) error {
			id := strconv.Itoa(round) + "-" + strconv.Itoa(i)
			return p.store.Update(p.ctx, acme, func(t store.Tx) error {
				made[i] = false
				f, err := t.Facts(store.Query{Recruiter: "ann", Request: request})
				if err != nil || f.Receipt != nil {
					return err
				}
				made[i] = true
				t.PutSubmissions(submission(id, "dev", "ann", "north", i))
				t.PutReceipts(candidate.Receipt{
					Agency: "north", Recruiter: "ann", Request: request, Submission: candidate.SubmissionID(id), At: minute(i),
				})
				return nil
			})
		})
		n := 0
		for _, m := range made {
			if m {
				n++
			}
		}
		p.equal("the number of Updates that made the request", 1, n)
		l := store.List{Scope: store.Scope{Kind: store.ListSubmissions}, Limit: 99}
		p.equal("the number of submissions", round+1, len(p.read(acme, store.Query{List: &l}).Rows.Submissions))
	}
}

func takesAddressOnce(p *probe) {
	const writers = 5
	p.all(writers, "an invitation", func(i int) error {
		return p.store.Update(p.ctx, acme, func(t store.Tx) error {
			f, err := t.Facts(store.Query{Email: "jane@north.example"})
			if err != nil || f.EmailRecruiter != "" {
				return err
			}
			id := agency.RecruiterID("jane" + strconv.Itoa(i))
			t.PutRecruiters(agency.Recruiter{ID: id, Agency: "north", Email: "Jane@North.example"})
			return nil
		})
	})
	l := store.List{Scope: store.Scope{Kind: store.ListRecruiters}, Limit: 99}
	rows := p.read(acme, store.Query{List: &l}).Rows.Recruiters
	p.equal("the number of recruiters", 1, len(rows))
	p.equal("who holds the address", head(p, "the recruiters", rows).Recruiter.ID, p.read(acme, store.Query{Email: "jane@north.example"}).EmailRecruiter)
}

func holdsInTurn(p *probe) {
	const writers = 5
	key := []candidate.Digest{1}
	p.all(writers, "a holder", func(i int) error {
		return p.store.Update(p.ctx, acme, func(t store.Tx) error {
			f, err := t.Facts(store.Query{Keys: key})
			if err != nil {
				return err
			}
			turn := len(f.Holders[0])
			t.Hold(candidate.ID("c"+strconv.Itoa(i)), "north", at(uint8(turn), 1))
			t.PutIndex(candidate.Index{Size: f.Index.Size + 1})
			return nil
		})
	})
	f := p.read(acme, store.Query{Keys: key})
	p.equal("the size of the index", int64(writers), f.Index.Size)
	p.equal("the number of holders", writers, len(head(p, "the holders", f.Holders)))
	for i, h := range f.Holders[0] {
		p.equal("the turn of a holder", uint8(i), h.Turn)
	}
}
