package tables

import (
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// claimStatements are the lists of claims, and what writes them and rulings.
func claimStatements() []Statement {
	const row = `select c.doc, (select e.name from {entry} e where e.account = $1
			and e.id = (select s.entry from {submission} s where s.account = $1 and s.id = c.submission)), ` +
		openingDoc + `c.opening), ` + toAsker + `c.opening), ` + toAskers + `c.opening) from {claim} c where c.account = $1 `
	const page = ` and (c.ends, c.id) > ($3, $4)
		and ($6 = '' or (select 1 from {team} m where m.account = $1 and m.opening = c.opening and m.staff = $6) = 1)
		and c.begins <= $7 order by c.ends, c.id limit $5`
	return []Statement{
		{"list_claims", row + page},
		{"list_claims_opening", row + `and c.opening = $8` + page},
		{"list_claims_agency", row + `and c.agency = $8` + page},
		{"list_claims_agency_opening", row + `and c.agency = $8 and c.opening = $9` + page},
		{"list_claims_recruiter", row +
			`and c.recruiter = $8 and ($9 = '' or c.agency = $9) and ($10 = '' or c.opening = $10)` + page},
		{"list_agency_claims", row + `and c.agency = ` + ofAsker + page},
		{"list_agency_claims_opening", row + `and c.agency = ` + ofAsker + ` and c.opening = $8` + page},
		{"list_own_claims", row + `and c.recruiter = $2 and c.agency = ` + ofAsker + ` and ($8 = '' or c.opening = $8)` + page},

		{"put_claim", `insert into {claim} (account, id, candidate, agency, recruiter, submission, opening, begins, ends, doc)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			on conflict (account, id) do update set candidate = excluded.candidate, agency = excluded.agency,
				recruiter = excluded.recruiter, submission = excluded.submission, opening = excluded.opening,
				begins = excluded.begins, ends = excluded.ends, doc = excluded.doc`},
		{"put_ruling", `insert into {ruling} (account, submission, doc) values ($1, $2, $3)
			on conflict (account, submission) do update set doc = excluded.doc`},
	}
}

// claims is the call for a list of claims, without what reads it. Those that
// cover an instant end after it, so the page begins there at the earliest: what
// is over is never gone through.
func (t *Tables) claims(account string, q *store.Query, limit int64) Call {
	l := q.List
	ends, after, begins := int64(start), "", int64(forever)
	if l.After.ID != "" {
		ends, after = micros(l.After.At), position(l.After.ID)
	}
	if !l.EffectiveAt.IsZero() {
		begins = micros(l.EffectiveAt)
		if ends <= begins {
			ends, after = begins+1, ""
		}
	}
	name, team, args := "list_claims", string(l.Team), []any(nil)
	switch l.Kind {
	case store.ListAgencyClaims:
		name, team = "list_agency_claims", ""
		if l.Opening != "" {
			name, args = name+"_opening", []any{string(l.Opening)}
		}
	case store.ListOwnClaims:
		name, team, args = "list_own_claims", "", []any{string(l.Opening)}
	default:
		by, more := byFilters(l)
		name, args = name+by, more
	}
	return t.question(name, append([]any{account, string(q.Recruiter), ends, after, limit, team, begins}, args...)...)
}

// PutClaims is part of store.Tx, as is the method below.
func (s *Session) PutClaims(records ...candidate.Claim) {
	each(s, records, func(r candidate.Claim, doc string) {
		s.add("put_claim", string(r.ID), string(r.Candidate), string(r.Agency), string(r.Recruiter), string(r.Submission),
			string(r.Opening), micros(r.From), micros(r.Ends()), doc)
	})
}

func (s *Session) PutRulings(records ...candidate.Ruling) {
	each(s, records, func(r candidate.Ruling, doc string) { s.add("put_ruling", string(r.Submission), doc) })
}
