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
		{"surname and mailbox", typed("Ruth Havisham", janesMail), typed("Jane Havisham", janesMail), candidate.Possible, "same e-mail address; same surname; known by an erased record"},
		{"given name and phone", typed("Jane Haddad", janesTel), typed("Jane Havisham", janesTel), candidate.Possible, "same last digits of the phone number; same given name; known by an erased record"},
		{"nickname of several names and mailbox", typed("Samantha Havisham", janesMail), typed("Sam Havisham", janesMail), candidate.Possible, ""},
		{"Jr with Sr's mailbox", typed("John Havisham Sr", janesMail), typed("John Havisham Jr", janesMail), candidate.Possible, ""},
		{"Jr with his mailbox", typed("John Havisham Jr", janesMail), typed("John Havisham Jr", janesMail), candidate.Probable, "same e-mail address; same given name; same surname; same generation; known by an erased record"},
		{"twins with one mailbox and one phone", typed("Ruth Havisham", march, house, janesMail, janesTel), typed("Jane Havisham", march, house, janesMail, janesTel), candidate.Possible, ""},
		{"twins whose names begin alike", typed("Karina Havisham", march, house, janesMail, janesTel), typed("Karima Havisham", march, house, janesMail, janesTel), candidate.Possible, ""},

		{"nickname and mailbox", typed("Bob Havisham", janesMail), typed("Robert Havisham", janesMail), candidate.Probable, "same e-mail address; given name is a nickname; same surname; known by an erased record"},
		{"nickname of several names, mailbox and birth date", typed("Samantha Havisham", janesMail, march), typed("Sam Havisham", janesMail, march), candidate.Probable, ""},
		{"a surname spelt differently, mailbox, phone and birth date", typed("Jane Jonson", janesMail, janesTel, march), typed("Jane Johnson", janesMail, janesTel, march), candidate.Probable, ""},
		{"another surname and birth date with a phone", typed("Jane Haddad", janesTel, march), typed("Jane Havisham", janesTel, march), candidate.Probable, ""},
		{"another surname, mailbox and phone", typed("Jane Haddad", janesMail, janesTel), typed("Jane Havisham", janesMail, janesTel), candidate.Probable, ""},
		{"another surname and mailbox", typed("Jane Haddad", janesMail), typed("Jane Havisham", janesMail), candidate.Probable, ""},
		{"another surname and profile", typed("Jane Haddad", profile), typed("Jane Havisham", profile), candidate.Probable, ""},
		{"profile alone", typed("Omar Haddad", profile), typed("Jane Havisham", profile), candidate.Possible, "same LinkedIn profile; known by an erased record"},
		{"national ID, mailbox, phone and birth date", typed("Jane Haddad", national("QQ1234"), janesMail, janesTel, march), typed("Jane Havisham", national("QQ1234"), janesMail, janesTel, march), candidate.Probable, ""},
		{"national ID alone", typed("Jane Haddad", national("QQ1234")), typed("Ruth Havisham", national("QQ1234")), candidate.Probable, "same national ID; known by an erased record"},
		{"a name of the same beginnings and mailbox", typed("Janet Havisham", janesMail), typed("Jane Havishan", janesMail), candidate.Possible, ""},
		{"a short name that begins the other", typed("Rudolf Lemmers", janesMail), typed("Rud Lem", janesMail), candidate.Possible, ""},
		{"name and year of birth", typed("Jane Havisham", march), typed("Jane Havisham", born("1990")), candidate.Possible, "same given name; same surname; known by an erased record"},
		{"name and city", typed("Jane Havisham", house), typed("Jane Havisham", home("", "Leeds", "")), candidate.Possible, ""},
		{"a name of the same beginnings and birth date", typed("Janet Havisham", march), typed("Jane Havishan", march), candidate.Possible, ""},
		{"one name each, and mailbox", typed("Suharto", janesMail), typed("Suharto", janesMail), candidate.Probable, "same e-mail address; same surname; known by an erased record"},
		{"one name each", typed("Suharto"), typed("Suharto"), candidate.None, ""},

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

// Who was probable or exact stays probable once erased, and nobody becomes it.
func TestErasingChangesNoVerdictThatMatters(t *testing.T) {
	for name, e := range map[string][2]candidate.Entry{
		"nickname":         {typed("Bob Havisham", janesMail), typed("Robert Havisham", janesMail)},
		"another spelling": {typed("Jane Jonson", janesMail, janesTel, born("1990-03-07")), typed("Jane Johnson", janesMail, janesTel, born("1990-03-07"))},
		"one name each":    {typed("Suharto", janesMail), typed("Suharto", janesMail)},
		"another surname": {
			typed("Jane Haddad", national("QQ1234"), janesMail, janesTel, born("1990-03-07")), typed("Jane Havisham", national("QQ1234"), janesMail, janesTel, born("1990-03-07")),
		},
		"Jr and Sr": {typed("John Havisham Sr", janesMail), typed("John Havisham Jr", janesMail)},
		"twins":     {typed("Ruth Havisham", janesTel, born("1990-03-07")), typed("Jane Havisham", janesTel, born("1990-03-07"))},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t)
			id := a.add("north", e[0])
			before := a.look(e[1])[id]
			a.erase(id)
			after := a.look(e[1])[id]
			require.Equal(t, min(before.Verdict, candidate.Probable).String(), after.Verdict.String(), "%s, then %s", before.Evidence, after.Evidence)
		})
	}
}
