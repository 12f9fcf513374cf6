package tables

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// The persons are looked up one by one, by primary key: no other plan is there
// to choose.
var knownStatements = []Statement{
	{"known", `select c.doc, (select {join}(m.doc, '` + lineEnd + `') from {claim} m where m.account = $1 and m.candidate = c.id)
		from {candidate} c where c.account = $1 and c.person in (
			select (select p.person from {candidate} p where p.account = $1 and p.id = k.item) from {each $2} k
			union all select p.person from {candidate} p where p.account = $1
				and p.id = (select s.candidate from {submission} s where s.account = $1 and s.id = $3)
			union all select p.person from {candidate} p where p.account = $1
				and p.id = (select m.candidate from {claim} m where m.account = $1 and m.id = $4)
			union all select p.person from {candidate} p where p.account = $1 and p.host <> '' and p.host = $5)`},
}

// known is the call that fills in f.Known.
func (t *Tables) known(account string, q *store.Query, f *store.Facts) Call {
	submission, claim := "", ""
	if q.Person {
		if submission = string(q.Submission); submission == "" {
			claim = string(q.Claim)
		}
	}
	c := t.question("known", account, texts(q.Candidates), submission, claim, string(q.Host))
	c.Read = func(rows Rows) error {
		f.Known = nil
		var doc, claims []byte
		for rows.Next() {
			if err := rows.Scan(&doc, &claims); err != nil {
				return err
			}
			var k store.Known
			var err error
			if k.Claims, err = readClaims(claims); err != nil {
				return err
			}
			if err := decode(doc, &k.Candidate); err != nil {
				return err
			}
			f.Known = append(f.Known, k)
		}
		slices.SortFunc(f.Known, func(a, b store.Known) int { return cmp.Compare(a.Candidate.ID, b.Candidate.ID) })
		return nil
	}
	return c
}

// readClaims reads what was kept of the claims to one candidate.
func readClaims(lines []byte) ([]candidate.Claim, error) {
	if lines == nil {
		return nil, nil
	}
	var claims []candidate.Claim
	for doc := range strings.SplitSeq(string(lines), lineEnd) {
		var c candidate.Claim
		if err := decode([]byte(doc), &c); err != nil {
			return nil, err
		}
		claims = append(claims, c)
	}
	slices.SortFunc(claims, func(a, b candidate.Claim) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID))
	})
	return claims, nil
}
