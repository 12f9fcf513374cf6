package tables

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var memberStatements = []Statement{
	{"members", `select k.item, (select count(*) from {recruiter} r {by recruiter_email} where r.account = $1 and r.email = k.item
			and r.agency = coalesce((select m.agency from {recruiter} m where m.account = $1 and m.id = $2), $3))
		from {each $4} k`},
}

// members is the call that fills in f.Members.
func (t *Tables) members(account string, q *store.Query, f *store.Facts) Call {
	folded := make([]string, len(q.Emails)) // empty where nobody can hold it
	for i, address := range q.Emails {
		if wellFormed(address) {
			folded[i] = agency.FoldEmail(address)
		}
	}
	sought := slices.DeleteFunc(slices.Clone(folded), func(address string) bool { return address == "" })
	c := t.question("members", account, string(q.Recruiter), ofNobody(q), sought)
	c.Read = func(rows Rows) error {
		held := make(map[string]bool)
		var address string
		var by int64
		for rows.Next() {
			if err := rows.Scan(&address, &by); err != nil {
				return err
			}
			held[address] = by > 0
		}
		f.Members = nil
		for i, address := range q.Emails {
			if held[folded[i]] {
				f.Members = append(f.Members, address)
			}
		}
		return nil
	}
	return c
}
