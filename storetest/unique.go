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
