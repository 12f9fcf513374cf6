package agency

import "time"

// MaxListed is how many members a list has at most.
const MaxListed = 1000

// List is a named list of agencies and recruiters, in the account's order of
// preference, such as "tier 1" or "finance".
type List struct {
	ID      ListID
	Title   string          // at most MaxName bytes; must be given
	Members Series[Grantee] // each once, at most MaxListed
	Created time.Time       // set by the engine
}

// Validate names the field that breaks a rule.
func (l List) Validate() error {
	if err := CheckID("id", l.ID); err != nil {
		return err
	}
	if l.Title == "" {
		return &Invalid{Field: "title", Rule: "must not be empty"}
	}
	if err := CheckText("title", l.Title, MaxName); err != nil {
		return err
	}
	members := l.Members.Slice()
	if len(members) > MaxListed {
		return tooMany("members", MaxListed)
	}
	seen := make(map[Grantee]bool, len(members))
	for i, m := range members {
		if err := m.Validate(); err != nil {
			return InRow("members", i, err)
		}
		if seen[m] {
			return InRow("members", i, &Invalid{Field: "grantee", Rule: "must not be named twice"})
		}
		seen[m] = true
	}
	return CheckInstant("created", l.Created)
}
