package access

import (
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// foresight is what a preview reads: what is there, and the agencies that would be
// known by a domain had the rows before been invited.
type foresight struct {
	store.Tx
	lister *lister
}

func (s foresight) Facts(q store.Query) (store.Facts, error) {
	f, err := s.Tx.Facts(q)
	if err != nil || q.Domain == "" {
		return f, err
	}
	f.AtDomain = slices.Clone(f.AtDomain) // it is the store's
	for _, a := range s.lister.knownAt[q.Domain] {
		there := func(b agency.Agency) bool { return b.ID == a.ID }
		if a.ID == "" || !slices.ContainsFunc(f.AtDomain, there) {
			f.AtDomain = append(f.AtDomain, *a)
		}
	}
	return f, nil
}

// foresee notes by what the agency would be known to which the row invites: the
// one that is there, the new one, or the one that a row before makes.
func (l *lister) foresee(row *invite.Row, v *inviting, newAgency string) {
	var key string // of an agency to which more rows can come
	switch {
	case v.Agency != "":
		key = "id:" + string(v.Agency)
	case row.Agency != "":
		key = "name:" + fold(row.Agency)
	}
	a := l.foreseen[key]
	if a == nil {
		if v.Agency == "" && newAgency == "" {
			return // it joins one by its domain, by which that is known
		}
		there := v.facts.Agency
		if a = &there; v.Agency == "" {
			a = &agency.Agency{Title: newAgency}
		}
		if key != "" {
			l.foreseen[key] = a
		}
	}
	before := a.Known
	*a = invite.KnownBy(*a, v.email)
	for domain := range a.Known.All() {
		if !before.Has(domain) {
			l.knownAt[domain] = append(l.knownAt[domain], a)
		}
	}
}
