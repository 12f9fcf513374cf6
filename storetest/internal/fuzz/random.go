package fuzz

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// dice makes steps out of few identifiers, instants and texts, so that they
// meet.
type dice struct {
	*rand.Rand
	adapter Adapter
}

// ids are those of all records; the accounts are alike as well.
var (
	ids      = []string{"a", "A", "aa", "b"}
	accounts = []agency.AccountID{"acme", "acme", "Acme"}
)

func (d dice) oneIn(n int) bool { return d.IntN(n) == 0 }

func pick[T any](d dice, of ...T) T { return of[d.IntN(len(of))] }

func id[T ~string](d dice) T { return T(pick(d, ids...)) }

// perhaps is an identifier or none.
func perhaps[T ~string](d dice) T {
	if d.oneIn(3) {
		return ""
	}
	return id[T](d)
}

// enum is one of the first n values of an enumeration.
func enum[T ~uint8](d dice, n int) T { return T(d.IntN(n)) }

func (d dice) at() time.Time { return minute(d.IntN(4)) }

func (d dice) perhapsAt() time.Time {
	if d.oneIn(2) {
		return time.Time{}
	}
	return d.at()
}

func (d dice) text(of string) string { return fmt.Sprint(of, " ", d.IntN(5)) }

func (d dice) email() string {
	return pick(d, "", "x@a.example", "X@a.example", "y@a.example")
}

func (d dice) grantee() agency.Grantee {
	if d.oneIn(2) {
		return agency.ToRecruiter(id[agency.RecruiterID](d))
	}
	return agency.ToAgency(id[agency.AgencyID](d))
}

func (d dice) subject() store.Subject {
	s := store.Subject{Opening: perhaps[agency.OpeningID](d), Agency: perhaps[agency.AgencyID](d)}
	if d.oneIn(3) {
		s.Recruiter, s.Staff, s.Submission = perhaps[agency.RecruiterID](d), perhaps[agency.StaffID](d), perhaps[candidate.SubmissionID](d)
	}
	return s
}

func (d dice) step() step {
	kinds := 10
	if d.adapter.NoDelivery {
		kinds = 8
	}
	account := pick(d, accounts...)
	if d.oneIn(100) {
		return deleting{account: account}
	}
	switch n := d.IntN(kinds); {
	case n < 5:
		return d.update(account)
	case n < 7:
		if d.oneIn(10) {
			account = "acm" // nobody's
		}
		return viewing{account: account, questions: []question{d.facts()}, read: true}
	case n < 8:
		v := viewing{account: account}
		for range 1 + d.IntN(4) {
			v.questions = append(v.questions, d.question())
		}
		return v
	}
	return d.outbox(account)
}

func (d dice) update(account agency.AccountID) step {
	u := updating{account: account}
	if d.oneIn(4) {
		u.ending = enum[ending](d, int(numEndings))
	}
	for range d.IntN(9) {
		switch d.IntN(8) {
		case 0, 1:
			u.actions = append(u.actions, d.question())
		case 2:
			u.actions = append(u.actions, aside{d.question()})
		default:
			u.actions = append(u.actions, d.write())
		}
	}
	return u
}

func (d dice) outbox(account agency.AccountID) step {
	limit := pick(d, 1, 2, 3, 10, store.MaxLimit)
	if d.oneIn(20) {
		limit = pick(d, -1, 0, store.MaxLimit+1)
	}
	switch d.IntN(7) {
	case 0, 1, 2:
		return claiming{account: account, limit: limit}
	case 3, 4:
		a := acknowledging{account: account, forged: d.oneIn(10), all: d.oneIn(3)}
		for range d.IntN(4) {
			a.some = append(a.some, int64(d.IntN(3)))
		}
		if d.oneIn(8) {
			a.some = append(a.some, pick[int64](d, -1, store.MaxLimit))
		}
		return a
	case 5:
		return releasing{account: account, forged: d.oneIn(10), retryAfter: pick(d, 0, 0, 0, 0, -time.Second, time.Hour)}
	}
	return pendingAfter{after: pick[agency.AccountID](d, "", "", "Acme", "acm", "acme"), limit: limit}
}

func (d dice) question() question {
	switch d.IntN(8) {
	case 0:
		return recordsOf[agency.AgencyID, agency.Agency]{
			"Agencies", upTo3[agency.AgencyID](d), store.Reader.Agencies,
			func(a *modelAccount) map[agency.AgencyID]agency.Agency { return a.agencies },
		}
	case 1:
		return recordsOf[agency.RecruiterID, agency.Recruiter]{
			"Recruiters", upTo3[agency.RecruiterID](d), store.Reader.Recruiters,
			func(a *modelAccount) map[agency.RecruiterID]agency.Recruiter { return a.recruiters },
		}
	case 2:
		return recordsOf[agency.OpeningID, agency.Opening]{
			"Openings", upTo3[agency.OpeningID](d), store.Reader.Openings,
			func(a *modelAccount) map[agency.OpeningID]agency.Opening { return a.openings },
		}
	case 3:
		q := sharesOf{openings: upTo3[agency.OpeningID](d), to: []agency.Grantee{d.grantee(), d.grantee()}}
		if d.oneIn(4) { // nobody and both
			q.to = append(q.to, agency.Grantee{}, agency.Grantee{Recruiter: id[agency.RecruiterID](d), Agency: id[agency.AgencyID](d)})
		}
		return q
	}
	return d.facts()
}

// upTo3 are none to three identifiers, of which one may be there twice, or empty.
func upTo3[T ~string](d dice) (some []T) {
	for range d.IntN(4) {
		some = append(some, perhaps[T](d))
	}
	return some
}

func (d dice) facts() factsOf {
	q := store.Query{Recruiter: perhaps[agency.RecruiterID](d), Opening: perhaps[agency.OpeningID](d)}
	if d.oneIn(2) {
		q.Staff, q.Agency, q.Submission = perhaps[agency.StaffID](d), perhaps[agency.AgencyID](d), perhaps[candidate.SubmissionID](d)
		q.Request, q.Email = perhaps[candidate.RequestID](d), agency.FoldEmail(d.email())
		q.Counters, q.WithoutEntry = d.oneIn(2), d.oneIn(4)
	}
	if d.oneIn(2) {
		d.askOwnership(&q)
	}
	if d.oneIn(2) {
		d.askOutreach(&q)
	}
	if d.oneIn(3) {
		return factsOf{query: q}
	}
	q.List = d.list(&q)
	return factsOf{query: q, bad: q.Check() != nil}
}

func (d dice) list(q *store.Query) *store.List {
	l := &store.List{Limit: pick(d, 1, 2, 3, 50, store.MaxLimit), Scope: store.Scope{
		Kind:    store.Kind(1 + d.IntN(int(store.ListLists))),
		Opening: perhaps[agency.OpeningID](d), Agency: perhaps[agency.AgencyID](d), Recruiter: perhaps[agency.RecruiterID](d),
		Submission: perhaps[candidate.SubmissionID](d), ToRecruiter: d.oneIn(2), ToAgency: d.oneIn(2),
		OpenOnly: d.oneIn(3), Holding: d.oneIn(3), Remarks: uint8(d.IntN(8)),
	}}
	if d.oneIn(3) {
		l.Team, l.Staff = perhaps[agency.StaffID](d), perhaps[agency.StaffID](d)
	}
	if d.oneIn(2) {
		l.EffectiveAt = d.at()
	}
	if d.oneIn(2) { // or most lists would be empty
		l.Opening, l.Agency, l.Recruiter, l.Staff, l.Submission, l.Team = "", "", "", "", "", ""
	}
	if d.oneIn(5) { // those that join the most
		l.Kind = pick(d, store.ListOpenings, store.ListGranted, store.ListSubmissions)
		q.Recruiter = id[agency.RecruiterID](d)
	}
	if l.Kind == store.ListJournal && d.adapter.NoJournalQueries || l.Kind == store.ListRemarks && d.adapter.NoRemarks {
		l.Kind = store.ListGranted
	}
	if d.oneIn(20) { // whatever is wrong with it stays
		l.Limit = pick(d, -1, 0, 1, store.MaxLimit+1)
		l.After = store.After{At: d.perhapsAt(), ID: perhaps[string](d), Seq: int64(d.IntN(3) - 1)}
		return l
	}
	name := id[string](d)
	switch l.Kind {
	case store.ListColleagues, store.ListGranted, store.ListAgencySubmissions, store.ListOwnSubmissions, store.ListAgencyClaims, store.ListOwnClaims:
		q.Recruiter = id[agency.RecruiterID](d)
	case store.ListRecruiters:
		l.Holding = l.Holding && l.Opening != ""
	case store.ListRemarks:
		l.Submission = id[candidate.SubmissionID](d)
	case store.ListShares:
		if l.Opening == "" {
			l.Agency = id[agency.AgencyID](d)
		} else {
			name = agency.Grantee.String(d.grantee())
		}
	}
	if !d.oneIn(3) {
		return l
	}
	switch l.Kind {
	case store.ListJournal:
		l.After = store.After{Seq: int64(1 + d.IntN(9))}
	case store.ListAgencies, store.ListStaffUsers, store.ListRecruiters, store.ListColleagues, store.ListShares, store.ListCandidates, store.ListLists:
		l.After = store.After{ID: name}
	default:
		l.After = store.After{At: d.at(), ID: name}
	}
	return l
}
