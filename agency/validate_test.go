package agency_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
)

var march = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// Texts that a one-line field refuses, whatever it is for.
const (
	notUTF8 = "a\xff"
	twoLine = "a\nb"
	c1      = "a\u0085b" // a control character beyond ASCII
)

// requireField requires that err is an [*agency.Invalid] about field, or nil
// when field is empty.
func requireField(t *testing.T, field string, err error) {
	t.Helper()
	if field == "" {
		require.NoError(t, err)
		return
	}
	var invalid *agency.Invalid
	require.ErrorAs(t, err, &invalid)
	require.Equal(t, field, invalid.Field)
	require.Regexp(t, "^must ", invalid.Rule)
}

// A change to a valid record, and the field that is then named; none when the
// record is valid still.
type change[T any] struct {
	name  string
	field string
	make  func(*T)
}

func validate[T interface{ Validate() error }](t *testing.T, valid T, changes []change[T]) {
	t.Helper()
	require.NoError(t, valid.Validate())
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			changed := valid
			c.make(&changed)
			requireField(t, c.field, changed.Validate())
		})
	}
}

// texts are the changes that a field of one line of at most limit bytes refuses.
func texts[T any](field string, limit int, set func(*T, string)) []change[T] {
	to := func(s string) func(*T) { return func(r *T) { set(r, s) } }
	return []change[T]{
		{field + " as long as can be", "", to(strings.Repeat("a", limit))},
		{field + " too long", field, to(strings.Repeat("a", limit+1))},
		{field + " too long in bytes, not in characters", field, to(strings.Repeat("é", limit/2+1))},
		{field + " not UTF-8", field, to(notUTF8)},
		{field + " of two lines", field, to(twoLine)},
		{field + " with a DEL", field, to("a\x7f")},
		{field + " with a control character beyond ASCII", field, to(c1)},
		{field + " in Greek", "", to("Αθήνα")},
	}
}

func instants[T any](field string, set func(*T, time.Time)) []change[T] {
	to := func(s time.Time) func(*T) { return func(r *T) { set(r, s) } }
	return []change[T]{
		{field + " not set", "", to(time.Time{})},
		{field + " not set, in another zone", field, to(time.Time{}.In(time.FixedZone("x", 3600)))},
		{field + " in another zone", field, to(march.In(time.FixedZone("CET", 3600)))},
		{field + " in a zone that only looks like UTC", field, to(march.In(time.FixedZone("UTC", 0)))},
		{field + " before 1900", field, to(time.Date(1899, 12, 31, 23, 59, 59, 999999000, time.UTC))},
		{field + " at the start of 1900", "", to(time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC))},
		{field + " at the end of 9999", "", to(time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC))},
		{field + " after 9999", field, to(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))},
		{field + " in nanoseconds", field, to(march.Add(time.Nanosecond))},
	}
}

func emails[T any](set func(*T, string)) []change[T] {
	to := func(s string) func(*T) { return func(r *T) { set(r, s) } }
	domain := "@" + strings.Repeat("d", 188) + "." + strings.Repeat("e", 60)
	return []change[T]{
		{"no email", "", to("")},
		{"email of 254 bytes", "", to(strings.Repeat("a", agency.MaxEmail-len(domain)) + domain)},
		{"email of 255 bytes", "email", to(strings.Repeat("a", agency.MaxEmail-len(domain)+1) + domain)},
		{"email without @", "email", to("ann.north.example")},
		{"email without local part", "email", to("@north.example")},
		{"email without domain", "email", to("ann@")},
		{"email with two @", "email", to("ann@north@example")},
		{"email with a space", "email", to("ann lee@north.example")},
		{"email with a display name", "email", to("<ann@north.example>")},
		{"two emails", "email", to("ann@north.example,bob@north.example")},
		{"email with a line feed", "email", to("ann@north.example\nBcc:x")},
		{"email not UTF-8", "email", to("ann\xff@north.example")},
	}
}

func all[T any](lists ...[]change[T]) []change[T] {
	var out []change[T]
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

func numbered[T ~string](prefix string, n int) agency.Frozen[T] {
	var out []T
	for i := range n {
		out = append(out, T(fmt.Sprintf("%s%d", prefix, i)))
	}
	return agency.Freeze(out...)
}

func TestAgencyValidate(t *testing.T) {
	domains := func(d ...string) func(*agency.Agency) {
		return func(a *agency.Agency) { a.Domains = agency.Freeze(d...) }
	}
	known := func(d ...string) func(*agency.Agency) {
		return func(a *agency.Agency) { a.Known = agency.Freeze(d...) }
	}
	many := func(n int) func(*agency.Agency) {
		return func(a *agency.Agency) {
			var d []string
			for i := range n {
				d = append(d, fmt.Sprintf("d%d.example", i))
			}
			a.Domains = agency.Freeze(d...)
		}
	}
	validate(t, agency.Agency{ID: "north", Title: "North", Domains: agency.Freeze("north.example"), Created: march}, all(
		texts("id", agency.MaxID, func(a *agency.Agency, s string) { a.ID = agency.AgencyID(s) }),
		texts("title", agency.MaxName, func(a *agency.Agency, s string) { a.Title = s }),
		texts("terms", agency.MaxID, func(a *agency.Agency, s string) { a.Terms = s }),
		texts("into", agency.MaxID, func(a *agency.Agency, s string) { a.State, a.Into = agency.Closed, agency.AgencyID(s) }),
		instants("created", func(a *agency.Agency, s time.Time) { a.Created = s }),
		[]change[agency.Agency]{
			{"no id", "id", func(a *agency.Agency) { a.ID = "" }},
			{"no title", "title", func(a *agency.Agency) { a.Title = "" }},
			{"unknown state", "state", func(a *agency.Agency) { a.State = agency.Closed + 1 }},
			{"closed", "", func(a *agency.Agency) { a.State, a.Into = agency.Closed, "south" }},
			{"closed into nothing", "into", func(a *agency.Agency) { a.State = agency.Closed }},
			{"closed into itself", "into", func(a *agency.Agency) { a.State, a.Into = agency.Closed, a.ID }},
			{"active and into another", "into", func(a *agency.Agency) { a.Into = "south" }},
			{"terminated and into another", "into", func(a *agency.Agency) { a.State, a.Into = agency.Terminated, "south" }},
			{"nothing known", "", known()},
			{"known by what it does not declare", "", known("south.example")},
			{"known in capitals", "known", known("South.example")},
			{"known twice", "known", known("south.example", "south.example")},
			{"known by an address", "known", known("ann@south.example")},
			{"200 known", "", func(a *agency.Agency) { a.Known = numbered[string]("d.e", agency.MaxKnown) }},
			{"201 known", "known", func(a *agency.Agency) { a.Known = numbered[string]("d.e", agency.MaxKnown+1) }},
			{"no domains", "", domains()},
			{"domain as long as can be", "", domains(strings.Repeat("a", 251) + ".b")},
			{"domain too long", "domains", domains(strings.Repeat("a", 252) + ".b")},
			{"domain in capitals", "domains", domains("North.example")},
			{"domain without a dot", "domains", domains("localhost")},
			{"domain that ends with a dot", "domains", domains("north.example.")},
			{"domain that begins with a dot", "domains", domains(".north.example")},
			{"domain with an empty label", "domains", domains("north..example")},
			{"address for a domain", "domains", domains("ann@north.example")},
			{"URL for a domain", "domains", domains("https://north.example")},
			{"domain with a space", "domains", domains("north .example")},
			{"domain with a control character", "domains", domains("north\x01.example")},
			{"domain not UTF-8", "domains", domains("north\xff.example")},
			{"domain of another script", "", domains("αθήνα.example")},
			{"domain twice", "domains", domains("north.example", "south.example", "north.example")},
			{"50 domains", "", many(50)},
			{"51 domains", "domains", many(51)},
		},
	))
}

func TestStaffValidate(t *testing.T) {
	validate(t, agency.Staff{ID: "root", Role: agency.SuperAdmin}, all(
		texts("id", agency.MaxID, func(s *agency.Staff, v string) { s.ID = agency.StaffID(v) }),
		texts("name", agency.MaxName, func(s *agency.Staff, v string) { s.Name = v }),
		emails(func(s *agency.Staff, v string) { s.Email = v }),
		[]change[agency.Staff]{
			{"no id", "id", func(s *agency.Staff) { s.ID = "" }},
			{"no role", "role", func(s *agency.Staff) { s.Role = 0 }},
			{"least role", "", func(s *agency.Staff) { s.Role = agency.HiringTeamMember }},
			{"unknown role", "role", func(s *agency.Staff) { s.Role = agency.SuperAdmin + 1 }},
			{"unknown state", "state", func(s *agency.Staff) { s.State = 2 }},
			{"levels of their own", "", func(s *agency.Staff) { s.Levels.Messages = agency.WriteMessages }},
			{"a level beyond its area's", "levels.messages", func(s *agency.Staff) { s.Levels.Messages = agency.WriteMessages + 1 }},
		},
	))
}

func TestRecruiterValidate(t *testing.T) {
	validate(t, agency.Recruiter{ID: "ann", Agency: "north"}, all(
		texts("id", agency.MaxID, func(r *agency.Recruiter, s string) { r.ID = agency.RecruiterID(s) }),
		texts("agency", agency.MaxID, func(r *agency.Recruiter, s string) { r.Agency = agency.AgencyID(s) }),
		texts("name", agency.MaxName, func(r *agency.Recruiter, s string) { r.Name = s }),
		emails(func(r *agency.Recruiter, s string) { r.Email = s }),
		texts("user", agency.MaxID, func(r *agency.Recruiter, s string) { r.User = agency.UserID(s) }),
		instants("since", func(r *agency.Recruiter, s time.Time) { r.Since = s }),
		instants("created", func(r *agency.Recruiter, s time.Time) { r.Created = s }),
		[]change[agency.Recruiter]{
			{"no id", "id", func(r *agency.Recruiter) { r.ID = "" }},
			{"no agency", "agency", func(r *agency.Recruiter) { r.Agency = "" }},
			{"a login and a conflict", "", func(r *agency.Recruiter) { r.User, r.Conflict = "u7", true }},
			{"last state", "", func(r *agency.Recruiter) { r.State = agency.RecruiterDeactivated }},
			{"unknown state", "state", func(r *agency.Recruiter) { r.State = agency.RecruiterDeactivated + 1 }},
		},
	))
}

func TestOpeningValidate(t *testing.T) {
	text := func(s string) func(*agency.Opening) { return func(o *agency.Opening) { o.Text = s } }
	validate(t, agency.Opening{ID: "dev", Title: "Developer", Team: agency.Freeze[agency.StaffID]("root")}, all(
		texts("id", agency.MaxID, func(o *agency.Opening, s string) { o.ID = agency.OpeningID(s) }),
		texts("title", agency.MaxName, func(o *agency.Opening, s string) { o.Title = s }),
		instants("created", func(o *agency.Opening, s time.Time) { o.Created = s }),
		[]change[agency.Opening]{
			{"no id", "id", func(o *agency.Opening) { o.ID = "" }},
			{"no title", "title", func(o *agency.Opening) { o.Title = "" }},
			{"text of several lines", "", text("a\r\n\tb")},
			{"text as long as can be", "", text(strings.Repeat("a", agency.MaxProse))},
			{"text too long", "text", text(strings.Repeat("a", agency.MaxProse+1))},
			{"text not UTF-8", "text", text(notUTF8)},
			{"text with a NUL", "text", text("a\x00")},
			{"text with a control character beyond ASCII", "text", text(c1)},
			{"unknown state", "state", func(o *agency.Opening) { o.State = agency.Archived + 1 }},
			{"no team", "", func(o *agency.Opening) { o.Team = agency.Frozen[agency.StaffID]{} }},
			{"team of 500", "", func(o *agency.Opening) { o.Team = numbered[agency.StaffID]("s", 500) }},
			{"team of 501", "team", func(o *agency.Opening) { o.Team = numbered[agency.StaffID]("s", 501) }},
			{"somebody twice on the team", "team", func(o *agency.Opening) { o.Team = agency.Freeze[agency.StaffID]("a", "b", "a") }},
			{"too long an ID on the team", "team", func(o *agency.Opening) { o.Team = agency.Freeze(agency.StaffID(strings.Repeat("a", 129))) }},
		},
	))
}

func TestShareValidate(t *testing.T) {
	validate(t, agency.Share{
		Opening: "dev", Grantee: agency.ToRecruiter("ann"), Window: agency.Window{From: march}, Granted: march,
	}, all(
		texts("opening", agency.MaxID, func(s *agency.Share, v string) { s.Opening = agency.OpeningID(v) }),
		texts("recruiter", agency.MaxID, func(s *agency.Share, v string) { s.Recruiter = agency.RecruiterID(v) }),
		texts("agency", agency.MaxID, func(s *agency.Share, v string) { s.Grantee = agency.ToAgency(agency.AgencyID(v)) }),
		instants("granted", func(s *agency.Share, v time.Time) { s.Granted = v }),
		instants("paused", func(s *agency.Share, v time.Time) { s.Paused = v }),
		instants("revoked", func(s *agency.Share, v time.Time) { s.Revoked = v }),
		[]change[agency.Share]{
			{"no opening", "opening", func(s *agency.Share) { s.Opening = "" }},
			{"no grantee", "recruiter", func(s *agency.Share) { s.Grantee = agency.Grantee{} }},
			{"two grantees", "grantee", func(s *agency.Share) { s.Agency = "north" }},
			{"no start", "from", func(s *agency.Share) { s.From = time.Time{} }},
			{"start in another zone", "from", func(s *agency.Share) { s.From = march.In(time.FixedZone("CET", 3600)) }},
			{"end before start", "until", func(s *agency.Share) { s.Until = march.Add(-time.Microsecond) }},
			{"end at start", "until", func(s *agency.Share) { s.Until = march }},
			{"end just after start", "", func(s *agency.Share) { s.Until = march.Add(time.Microsecond) }},
			{"paused before it starts", "", func(s *agency.Share) { s.Paused = march.Add(-time.Hour) }},
			{"paused after it was revoked", "", func(s *agency.Share) { s.Revoked, s.Paused = march, march.Add(time.Hour) }},
			{"revoked before it starts", "", func(s *agency.Share) { s.Revoked = march.Add(-time.Hour) }},
		},
	))
}

func TestWindowValidate(t *testing.T) {
	validate(t, agency.Window{}, all(
		instants("from", func(w *agency.Window, s time.Time) { w.From = s }),
		instants("until", func(w *agency.Window, s time.Time) { w.Until = s }),
		[]change[agency.Window]{
			{"end alone", "", func(w *agency.Window) { w.Until = march }},
			{"end before start", "until", func(w *agency.Window) { w.From, w.Until = march, march.Add(-time.Hour) }},
		},
	))
}

func TestInvalidNeverQuotesTheValue(t *testing.T) {
	err := agency.Recruiter{ID: "ann", Agency: "north", Email: "secret person"}.Validate()
	require.EqualError(t, err, "field email: must be an address such as name@agency.example")
}

func TestInvalidInLists(t *testing.T) {
	inner := &agency.Invalid{Field: "title", Rule: "must not be empty"}
	require.EqualError(t, agency.InRow("openings", 3, inner), "field openings[3].title: must not be empty")
	require.NoError(t, agency.InRow("openings", 3, nil))
	require.NoError(t, agency.In("openings", nil))
	other := fmt.Errorf("other")
	require.Same(t, other, agency.In("openings", other))
}

func TestFoldEmail(t *testing.T) {
	require.Equal(t, "ann.lee@north.example", agency.FoldEmail("Ann.Lee@NORTH.example"))
	require.Equal(t, "élise@north.example", agency.FoldEmail("ÉLISE@north.example"))
	require.Equal(t, agency.FoldEmail("ΝΊΚΟΣ@north.example"), agency.FoldEmail("νίκος@north.example"), "a final sigma")
	require.Equal(t, "i@north.example", agency.FoldEmail("ı@north.example"), "whose capital is I")
}

// Of any text, whatever its letter case, there is one folded form.
func TestFoldEmailIsOneForAllLetterCases(t *testing.T) {
	one := func(t require.TestingT, s string) {
		folded := agency.FoldEmail(s)
		require.Equal(t, folded, agency.FoldEmail(folded), "%q", s)
		require.Equal(t, folded, agency.FoldEmail(strings.ToUpper(s)), "%q", s)
		require.Equal(t, folded, agency.FoldEmail(strings.ToLower(s)), "%q", s)
	}
	for r := range unicode.MaxRune + 1 {
		if r != unicode.SimpleFold(r) {
			one(t, string(r)+"@north.example")
			require.Equal(t, agency.FoldEmail(string(r)), agency.FoldEmail(string(unicode.SimpleFold(r))), "%q", r)
		}
	}
	rapid.Check(t, func(t *rapid.T) { one(t, rapid.String().Draw(t, "address")) })
}

func TestInstant(t *testing.T) {
	require.Equal(t, time.Time{}, agency.Instant(time.Time{}.In(time.FixedZone("x", 3600))))
	now := time.Now()
	got := agency.Instant(now)
	require.NoError(t, agency.CheckInstant("at", got))
	require.LessOrEqual(t, now.Sub(got), time.Microsecond)
	require.False(t, got.After(now), "cut off, not rounded")
	require.True(t, got == agency.Instant(now.In(time.FixedZone("CET", 3600))), "one instant, one value")
}
