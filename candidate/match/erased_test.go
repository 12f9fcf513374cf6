package match

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

func TestErased(t *testing.T) {
	var (
		profile = page("https://linkedin.com/in/jane")
		march   = born("1990-03-07")
		house   = home("6 Mill Lane", "Leeds", "LS1 4AP")
	)
	tests := []struct {
		name         string
		erased, look candidate.Entry
		verdict      candidate.Verdict
		evidence     string
	}{
		{"name and mailbox", typed("Jane Havisham", janesMail), typed("Havisham, Jane", janesMail), candidate.Probable, "same e-mail address; same given name; same surname; known by an erased record"},
		{"name and phone", typed("Jane Havisham", janesTel), typed("Jane Havisham", tel("07911 123456")), candidate.Probable, "same last digits of the phone number; same given name; same surname; known by an erased record"},
		{"name and profile", typed("Jane Havisham", profile), typed("Jane Havisham", profile), candidate.Probable, "same LinkedIn profile; same given name; same surname; known by an erased record"},
		{"name and national ID", typed("Jane Havisham", national("QQ 12 34")), typed("Jane Havisham", national("QQ1234")), candidate.Probable, "same national ID; same given name; same surname; known by an erased record"},
		{"name and birth date", typed("Jane Havisham", march), typed("Jane Havisham", march), candidate.Probable, "same given name; same surname; same birth date as far as known; known by an erased record"},
		{"everything", complete(), complete(), candidate.Probable, ""},

		{"mailbox alone", typed("Jane Havisham", janesMail), typed("Omar Haddad", janesMail), candidate.Possible, "same e-mail address; known by an erased record"},
		{"nickname and mailbox", typed("William Havisham", janesMail), typed("Bill Havisham", janesMail), candidate.Possible, ""},
		{"a name of the same beginnings and mailbox", typed("Janet Havisham", janesMail), typed("Jane Havishan", janesMail), candidate.Possible, ""},
		{"a short name that begins the other", typed("Rudolf Lemmers", janesMail), typed("Rud Lem", janesMail), candidate.Possible, ""},
		{"name and year of birth", typed("Jane Havisham", march), typed("Jane Havisham", born("1990")), candidate.Possible, "same given name; same surname; known by an erased record"},
		{"name and city", typed("Jane Havisham", house), typed("Jane Havisham", home("", "Leeds", "")), candidate.Possible, ""},
		{"a name of the same beginnings and birth date", typed("Janet Havisham", march), typed("Jane Havishan", march), candidate.Possible, ""},
		{"one name each, and mailbox", typed("Suharto", janesMail), typed("Suharto", janesMail), candidate.Possible, ""},

		{"name alone", typed("Jane Havisham"), typed("Jane Havisham"), candidate.None, ""},
		{"birth date alone", typed("Jane Havisham", march), typed("Omar Haddad", march), candidate.None, ""},
		{"twins", typed("Ruth Havisham", march, house), typed("Jane Havisham", march, house), candidate.None, ""},
		{"a name of the same beginnings and city", typed("Janet Havisham", house), typed("Jane Havishan", house), candidate.None, ""},
		{"a function's mailbox", typed("Jane Havisham", mail("jobs@mail.example")), typed("Jane Havisham", mail("jobs@mail.example")), candidate.None, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := newAccount(t)
			id := a.add("north", tt.erased)
			a.erase(id)
			m, ok := a.look(tt.look)[id]
			require.Equal(t, tt.verdict.String(), m.Verdict.String(), "%s", m.Evidence)
			require.Equal(t, tt.verdict != candidate.None, ok)
			require.Equal(t, ok, m.Evidence.Has(KnownErased))
			if tt.evidence != "" {
				require.Equal(t, tt.evidence, m.Evidence.String())
			}
		})
	}
}

func TestErasedWhereManyHoldTheIdentifier(t *testing.T) {
	for _, tt := range []struct {
		others  int
		verdict candidate.Verdict
	}{{fewHolders - 1, candidate.Probable}, {fewHolders, candidate.Possible}, {manyHolders - 1, candidate.None}} {
		t.Run(fmt.Sprint(tt.others), func(t *testing.T) {
			a := newAccount(t)
			id := a.add("north", typed("Jane Havisham", janesMail))
			a.erase(id)
			for i := range tt.others {
				a.add(agency.AgencyID(fmt.Sprintf("agency%d", i)), somebody(i, janesMail))
			}
			require.Equal(t, tt.verdict.String(), a.look(typed("Jane Havisham", janesMail))[id].Verdict.String())
		})
	}
}
