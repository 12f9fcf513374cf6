package candidate

// Verdict is how sure it is that two records are about one person.
type Verdict uint8

// The verdicts, in order.
const (
	None     Verdict = iota
	Possible         // worth a look by staff
	Probable         // one person, but for a rare coincidence
	Exact            // one person: names and an identifier agree, and nothing contradicts
)

var verdictNames = []string{"none", "possible", "probable", "exact"}

func (v Verdict) String() string               { return nameOf(verdictNames, v) }
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText takes the name of a verdict; anything else is an
// [*agency.Invalid].
func (v *Verdict) UnmarshalText(text []byte) error {
	return parseName("verdict", verdictNames, text, v)
}
