package tables

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// What there is of each person is looked up row by row, in the select list, as in
// lists: no other plan is there to choose. A row is a person, of whom each
// candidate is a line with the claims to it.
var knownStatements = []Statement{
	{"known", `select (select {join}(c.doc || '` + fieldEnd + `' || coalesce(
				(select {join}(m.doc, '` + lineEnd + `') from {claim} m where m.account = $1 and m.candidate = c.id), ''), '` + groupEnd + `')
			from {candidate} c where c.account = $1 and c.person = k.person)
		from (select distinct one.person from (
			select (select p.person from {candidate} p where p.account = $1 and p.id = k.item) as person from {each $2} k
			union all select p.person from {candidate} p where p.account = $1
				and p.id = (select s.candidate from {submission} s where s.account = $1 and s.id = $3)
			union all select p.person from {candidate} p where p.account = $1
				and p.id = (select m.candidate from {claim} m where m.account = $1 and m.id = $4)
			union all select p.person from {candidate} p where p.account = $1 and p.host <> '' and p.host = $5
		) one) k`},
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
		var person []byte
		for rows.Next() {
			if err := rows.Scan(&person); err != nil {
				return err
			}
			if person == nil { // who is not there
				continue
			}
			for line := range strings.SplitSeq(string(person), groupEnd) {
				k, err := readKnown(line)
				if err != nil {
					return err
				}
				f.Known = append(f.Known, k)
			}
		}
		slices.SortFunc(f.Known, func(a, b store.Known) int { return cmp.Compare(a.Candidate.ID, b.Candidate.ID) })
		return nil
	}
	return c
}

func readKnown(line string) (k store.Known, err error) {
	doc, claims, _ := strings.Cut(line, fieldEnd)
	if err := decode([]byte(doc), &k.Candidate); err != nil || claims == "" {
		return k, err
	}
	for doc := range strings.SplitSeq(claims, lineEnd) {
		var c candidate.Claim
		if err := decode([]byte(doc), &c); err != nil {
			return k, err
		}
		k.Claims = append(k.Claims, c)
	}
	slices.SortFunc(k.Claims, func(a, b candidate.Claim) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID))
	})
	return k, nil
}
