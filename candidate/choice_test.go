package candidate_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// choices are the fields of a choice and of the entries that it merges.
var choices = []struct {
	field string
	pick  func(*candidate.Choice) *candidate.Pick
	list  func(*candidate.Entry) *agency.Frozen[string] // nil: it is one value
	empty func(*candidate.Entry)
	copy  func(to, from *candidate.Entry)
}{
	{
		field: "name", pick: func(c *candidate.Choice) *candidate.Pick { return &c.Name },
		empty: func(e *candidate.Entry) { e.Name, e.Given, e.Surname = "", "", "" },
		copy: func(to, from *candidate.Entry) {
			to.Name, to.Given, to.Surname = from.Name, from.Given, from.Surname
		},
	},
	{
		field: "emails", pick: func(c *candidate.Choice) *candidate.Pick { return &c.Emails },
		list: func(e *candidate.Entry) *agency.Frozen[string] { return &e.Emails },
	},
	{
		field: "phones", pick: func(c *candidate.Choice) *candidate.Pick { return &c.Phones },
		list: func(e *candidate.Entry) *agency.Frozen[string] { return &e.Phones },
	},
	{
		field: "urls", pick: func(c *candidate.Choice) *candidate.Pick { return &c.URLs },
		list: func(e *candidate.Entry) *agency.Frozen[string] { return &e.URLs },
	},
	{
		field: "born", pick: func(c *candidate.Choice) *candidate.Pick { return &c.Born },
		empty: func(e *candidate.Entry) { e.Born = "" },
		copy:  func(to, from *candidate.Entry) { to.Born = from.Born },
	},
	{
		field: "place", pick: func(c *candidate.Choice) *candidate.Pick { return &c.Place },
		empty: func(e *candidate.Entry) { e.Place = "" },
		copy:  func(to, from *candidate.Entry) { to.Place = from.Place },
	},
	{
		field: "address", pick: func(c *candidate.Choice) *candidate.Pick { return &c.Address },
		empty: func(e *candidate.Entry) { e.Address = candidate.Address{} },
		copy:  func(to, from *candidate.Entry) { to.Address = from.Address },
	},
	{
		field: "national-id", pick: func(c *candidate.Choice) *candidate.Pick { return &c.NationalID },
		empty: func(e *candidate.Entry) { e.NationalID = "" },
		copy:  func(to, from *candidate.Entry) { to.NationalID = from.NationalID },
	},
}

func janet() candidate.Entry {
	return candidate.Entry{
		ID: "e2", Given: "Janet", Surname: "Dowe", Emails: agency.Freeze("jane@example.org", "janet@example.net"),
		Phones: agency.Freeze("+1 555 0199"), URLs: agency.Freeze("https://example.net/janet"), Born: "1990-04-01", Place: "Paris",
		NationalID: "7", Address: candidate.Address{City: "Paris"}, Comment: "Keener.", Created: days(3),
		Resume: candidate.Resume{Blob: "b2"},
	}
}

func TestChoiceMerge(t *testing.T) {
	for _, f := range choices {
		t.Run(f.field, func(t *testing.T) {
			into, from := jane(), janet()
			merge := func(p candidate.Pick, a, b candidate.Entry) candidate.Entry {
				c := candidate.Choice{
					Name: candidate.Keep, Emails: candidate.Keep, Phones: candidate.Keep, URLs: candidate.Keep,
					Born: candidate.Keep, Place: candidate.Keep, Address: candidate.Keep, NationalID: candidate.Keep,
				}
				*f.pick(&c) = p
				require.NoError(t, c.Validate())
				return c.Merge(a, b)
			}
			with := func(e, values candidate.Entry) candidate.Entry {
				if f.list != nil {
					*f.list(&e) = *f.list(&values)
				} else {
					f.copy(&e, &values)
				}
				return e
			}
			without := func(e candidate.Entry) candidate.Entry {
				if f.list != nil {
					*f.list(&e) = agency.Frozen[string]{}
				} else {
					f.empty(&e)
				}
				return e
			}
			require.Equal(t, into, merge(candidate.Keep, into, from))
			require.Equal(t, without(into), merge(candidate.Keep, without(into), from), "what is kept may be nothing")
			require.Equal(t, with(into, from), merge(candidate.Take, into, from), "all else stays")
			require.Equal(t, without(into), merge(candidate.Take, into, without(from)), "what is taken may be nothing")
			require.Equal(t, with(into, from), merge(candidate.KeepOrTake, without(into), from), "what it lacks")
			require.Equal(t, into, merge(candidate.KeepOrTake, into, without(from)))
			if f.list == nil {
				require.Equal(t, into, merge(candidate.KeepOrTake, into, from), "what it has")
				return
			}
			both := merge(candidate.KeepOrTake, into, from)
			want := f.list(&into).Slice()
			for v := range f.list(&from).All() {
				if v != want[0] {
					want = append(want, v)
				}
			}
			require.Equal(t, want, f.list(&both).Slice(), "each once")
		})
	}
}

// Parts of a name are never mixed.
func TestChoiceMergeTakesAWholeName(t *testing.T) {
	into, from := candidate.Entry{Surname: "Doe"}, candidate.Entry{Name: "Jane D.", Given: "Jane"}
	require.Equal(t, into, candidate.Choice{}.Merge(into, from))
	require.Equal(t, from, candidate.Choice{Name: candidate.Take}.Merge(into, from))
	require.Equal(t, from, candidate.Choice{}.Merge(candidate.Entry{}, from))
}

func TestChoiceMergeKeepsListsShort(t *testing.T) {
	into, from := candidate.Entry{Emails: list("a", 15)}, candidate.Entry{Emails: list("b", 15)}
	got := candidate.Choice{}.Merge(into, from).Emails
	require.Equal(t, candidate.MaxContacts, got.Len())
	require.Equal(t, append(list("a", 15).Slice(), list("b", 5).Slice()...), got.Slice())
}

func TestChoiceValidate(t *testing.T) {
	require.NoError(t, candidate.Choice{}.Validate())
	for _, f := range choices {
		var c candidate.Choice
		*f.pick(&c) = candidate.Take
		require.NoError(t, c.Validate())
		*f.pick(&c) = candidate.Take + 1
		require.Equal(t, f.field, field(t, c.Validate()))
	}
}

// Merging makes valid values of valid ones, whoever was merged before.
func TestChoiceMergeStaysValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		into := jane()
		into.Emails = list("jane", rapid.IntRange(0, 20).Draw(t, "addresses"))
		for range rapid.IntRange(1, 4).Draw(t, "merges") {
			from := janet()
			from.Emails = list("janet", rapid.IntRange(0, 20).Draw(t, "addresses"))
			var c candidate.Choice
			for _, f := range choices {
				*f.pick(&c) = candidate.Pick(rapid.Uint8Range(0, 2).Draw(t, f.field))
			}
			merged := c.Merge(into, from)
			require.LessOrEqual(t, merged.Emails.Len(), candidate.MaxContacts)
			require.NotEmpty(t, merged.FullName())
			require.Equal(t, into.Resume, merged.Resume)
			require.Equal(t, merged, c.Merge(merged, from), "merging again changes nothing")
			into = merged
		}
	})
}
