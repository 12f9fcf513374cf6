package match

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

var secret = []byte("0123456789abcdef0123456789abcdef")

func keyring(t testing.TB) *Keyring {
	t.Helper()
	k, err := NewKeyring("k1", secret, "acme")
	require.NoError(t, err)
	return k
}

func TestNewKeyring(t *testing.T) {
	tests := []struct {
		name, id string
		secret   []byte
		account  agency.AccountID
		field    string
	}{
		{"a good one", "k1", secret, "acme", ""},
		{"no secret", "k1", nil, "acme", "secret"},
		{"too short", "k1", secret[:31], "acme", "secret"},
		{"zero", "k1", make([]byte, 32), "acme", "secret"},
		{"one byte throughout", "k1", bytes.Repeat([]byte{7}, 64), "acme", "secret"},
		{"no ID", "", secret, "acme", "key"},
		{"no account", "k1", secret, "", "account"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k, err := NewKeyring(tt.id, tt.secret, tt.account)
			if tt.field == "" {
				require.NoError(t, err)
				require.Equal(t, tt.id, k.ID())
				return
			}
			var invalid *agency.Invalid
			require.ErrorAs(t, err, &invalid)
			require.Equal(t, tt.field, invalid.Field)
			require.Nil(t, k)
		})
	}
}

func complete() candidate.Entry {
	return typed("Jane Havisham", mail("jane@mail.example"), tel("+44 7911 123456"), page("https://linkedin.com/in/jane"),
		born("1990-03-07"), national("QQ123456C"), home("6 Mill Lane", "Leeds", "LS1 4AP"))
}

func TestKeys(t *testing.T) {
	ring := keyring(t)
	r := Normalise(complete(), Options{})
	keys := ring.Keys(r)
	require.GreaterOrEqual(t, len(keys), 15)
	require.LessOrEqual(t, len(keys), 24)
	for i, k := range keys {
		require.NotEqual(t, "unknown", k.Kind.String())
		require.NotContains(t, keys[:i], k, "each once")
	}
	require.Equal(t, keys, ring.Keys(Normalise(complete(), Options{})), "the same again")

	for name, other := range map[string]func() (*Keyring, error){
		"account": func() (*Keyring, error) { return NewKeyring("k1", secret, "other") },
		"secret":  func() (*Keyring, error) { return NewKeyring("k1", slices.Concat(secret, secret), "acme") },
	} {
		k, err := other()
		require.NoError(t, err)
		for _, key := range k.Keys(r) {
			require.NotContains(t, keys, key, "another %s makes other keys", name)
		}
	}
	require.Empty(t, ring.Keys(Normalise(candidate.Entry{}, Options{})))
	require.NotContains(t, ring.String(), string(secret))
}

// Whatever differs, something is found in common.
func TestKeysInCommon(t *testing.T) {
	ring := keyring(t)
	tests := []struct {
		name         string
		stored, look candidate.Entry
		kinds        []candidate.KeyKind // some of these
	}{
		{"mailbox alone", typed("A B", mail("x@mail.example")), typed("C D", mail("X+tag@MAIL.example")), []candidate.KeyKind{candidate.KeyEmail}},
		{"number with and without country", typed("A B", tel("+44 7911 123456")), typed("C D", tel("07911123456")), []candidate.KeyKind{candidate.KeyPhone}},
		{"profile", typed("A B", page("linkedin.com/in/ab")), typed("C D", page("https://uk.linkedin.com/in/AB/")), []candidate.KeyKind{candidate.KeyProfile}},
		{"national ID", typed("A B", national("QQ 12")), typed("C D", national("qq12")), []candidate.KeyKind{candidate.KeyNationalID}},
		{"nickname", typed("William Havisham"), typed("Bill Havisham"), []candidate.KeyKind{candidate.KeyName}},
		{"swapped", typed("Jane Havisham"), typed("Havisham Jane"), []candidate.KeyKind{candidate.KeyName}},
		{"typing errors at the end of both names", typed("Janet Havisham"), typed("Janer Havishan"), []candidate.KeyKind{candidate.KeyName}},
		{"birth date, digits exchanged", typed("A B", born("1969-03-05")), typed("C D", born("1996-03-05")), []candidate.KeyKind{candidate.KeyBirth}},
		{"birth date, day and month exchanged", typed("A B", born("1969-03-05")), typed("C D", born("1969-05-03")), []candidate.KeyKind{candidate.KeyBirth}},
		{"year of birth and a name", typed("Jane Lee", born("1990")), typed("Jane Haddad", born("1990-03-05")), []candidate.KeyKind{candidate.KeyBirth}},
		{"house", typed("A B", home("6 Mill Lane", "Leeds", "1")), typed("C D", home("MILL LN. 6", "York", "2")), []candidate.KeyKind{candidate.KeyPlace}},
		{"other script", typed("Олександр Шевченко"), typed("Oleksandr Shevchenko"), []candidate.KeyKind{candidate.KeyName, candidate.KeyWord}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stored := ring.Keys(Normalise(tt.stored, Options{Region: "GB"}))
			var common []candidate.KeyKind
			for _, k := range ring.Lookup(Normalise(tt.look, Options{Region: "GB"})).Keys() {
				if slices.Contains(stored, k) {
					common = append(common, k.Kind)
				}
			}
			require.Subset(t, common, tt.kinds)
		})
	}
	for _, k := range ring.Keys(Normalise(typed("A B", mail("jobs@mail.example")), Options{})) {
		require.NotEqual(t, candidate.KeyEmail, k.Kind, "a function's mailbox finds nobody")
	}
}

func TestKeysAreBounded(t *testing.T) {
	e := typed("Alexandra-Maria-Katherine van der Havisham-Lee-Haddad-Smith", born("1990-03-07"), national("QQ123456C"), home("6 Mill Lane", "Leeds", "LS1 4AP"))
	var mails, tels, pages []string
	for i := range candidate.MaxContacts {
		mails = append(mails, string(rune('a'+i))+"@mail.example")
		tels = append(tels, "+4479111234"+string(rune('0'+i/10))+string(rune('0'+i%10)))
		pages = append(pages, "github.com/jane"+string(rune('a'+i)))
	}
	mail(mails...)(&e)
	tel(tels...)(&e)
	page(pages...)(&e)
	r := Normalise(e, Options{})
	keys := keyring(t).Keys(r)
	require.LessOrEqual(t, len(keys), maxKeys)
	place := 0
	for _, k := range keys {
		if k.Kind == candidate.KeyPlace {
			place++
		}
	}
	require.Equal(t, 7, place, "none is lost to the bound")
	require.LessOrEqual(t, len(keyring(t).Lookup(r).Keys()), maxKeys+maxNicknames)
}
