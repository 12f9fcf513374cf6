package invite_test

import (
	"encoding/csv"
	"errors"
	"io"
	"net/mail"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

func FuzzParseAddress(f *testing.F) {
	for _, s := range []string{
		"ann@north.example", "Ann Smith <ann@North.example.>", `"Smith, \"A\"" <a@b.example>`, "=?utf-8?q?J=C3=B6rg?= <j@Bücher.example>",
		`"a b"@c.example`, "a@[192.0.2.1]", "x: a@b.example, c@d.example;", "a@b.example (c)", "jo\u0308rg@xn--bcher-kva.example", "a\u037eb@c.example", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := invite.ParseAddress(s)
		if err != nil {
			require.Zero(t, a)
			var invalid *agency.Invalid
			require.ErrorAs(t, err, &invalid)
			require.Equal(t, "email", invalid.Field)
			require.NotEmpty(t, invalid.Rule)
			return
		}
		require.NotEmpty(t, a.Email)
		require.NoError(t, agency.CheckEmail("email", a.Email))
		require.NoError(t, agency.CheckText("name", a.Name, agency.MaxName))
		require.True(t, norm.NFC.IsNormalString(a.Email))
		_, domain, _ := strings.Cut(a.Email, "@")
		require.Equal(t, strings.ToLower(domain), domain)
		require.Contains(t, domain, ".")
		require.Equal(t, -1, strings.IndexFunc(domain, func(r rune) bool { return r >= utf8.RuneSelf }))

		again, err := invite.ParseAddress(a.Email)
		require.NoError(t, err)
		require.Equal(t, invite.Address{Email: a.Email}, again)
		require.Equal(t, a.Email, invite.Canonical(a.Email))
		if trimmed := strings.TrimSpace(s); a.Name == "" && trimmed != "" && trimmed[0] != '<' && agency.CheckEmail("email", trimmed) == nil {
			require.Equal(t, a.Email, invite.Canonical(trimmed))
		}
		std, err := mail.ParseAddress(a.Email)
		require.NoError(t, err)
		require.Equal(t, a.Email, std.Address)
	})
}

func FuzzDomain(f *testing.F) {
	for _, s := range []string{
		"ann@mail.kim.co.uk", "north.example", "a@gmail.com", "a@yahoo.co.uk", "co.uk", "a@192.0.2.1", "a@Bücher.example", "xn--bcher-kva.example", "a@b@c.example", "ß.example", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := invite.Domain(s)
		require.Equal(t, d, invite.Domain(d), "the domain of a domain")
		canonical := invite.Canonical(s)
		require.Equal(t, canonical, invite.Canonical(canonical), "the canonical form of a canonical form")
		if agency.CheckEmail("email", s) == nil {
			require.NoError(t, agency.CheckEmail("email", canonical))
			require.Equal(t, d, invite.Domain(canonical))
		}
		if d == "" {
			return
		}
		require.NoError(t, agency.Agency{ID: "a", Title: "A", Known: agency.Freeze(d)}.Validate())
		require.Equal(t, d, invite.Domain("ann@mail."+d))
		require.Equal(t, []string{d}, invite.KnownBy(agency.Agency{}, s).Known.Slice())
		if a, err := invite.ParseAddress("ann@" + d); err != nil || a.Email != "ann@"+d {
			t.Fatalf("%q is no domain of an address: %v", d, err)
		}
	})
}

func FuzzReadList(f *testing.F) {
	for _, s := range []string{
		"email,name\nann@north.example,Ann\n", "\ufeffE-Mail;Name\r\n\"a\";\"b\"\"\r\nc\"\r\n\r\n;\n", "mail\tjobs\nx\ta b|c\n", "email,name\na,\"b\nc,d\n", "email\n\"",
		"email,name\na,6\" b\nc,\"d\"e\nf,g,h\n", "email,role\na,owner\nb, \"admin\"\n", "\xff\xfe", "email,x\na,\xff\n", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rows, bad, end := readList(strings.NewReader(s), invite.ListOptions{})
		if end != nil {
			var invalid *agency.Invalid
			require.ErrorAs(t, end, &invalid)
			require.Contains(t, []string{"header", "list"}, invalid.Field)
		}
		line := 1
		for _, row := range rows {
			require.Greater(t, row.Line, line, "rows come in order, after the header")
			line = row.Line
			require.LessOrEqual(t, len(row.Openings), invite.MaxOpenings)
			require.False(t, row.AllOpenings && row.Openings != nil)
			for _, id := range row.Openings {
				require.NoError(t, agency.CheckID("openings", id))
			}
			for _, text := range []string{row.Email, row.Name, row.Agency} {
				require.True(t, utf8.ValidString(text))
				require.LessOrEqual(t, len(text), 4<<10)
				require.Equal(t, strings.TrimSpace(text), text)
			}
		}
		breaks := strings.Count(s, "\n")
		require.LessOrEqual(t, line, breaks+1)
		require.LessOrEqual(t, len(rows)+len(bad), breaks, "rows and errors have a line each")

		// What encoding/csv can read as a whole is read to the same rows.
		if end != nil || len(bad) > 0 || !strings.HasPrefix(s, "email,name\n") {
			return
		}
		std := csv.NewReader(strings.NewReader(s))
		std.TrimLeadingSpace = true
		std.FieldsPerRecord = -1
		var want, got []string
		for {
			fields, err := std.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			if strings.TrimSpace(strings.Join(fields, "")) != "" {
				require.Len(t, fields, 2)
				want = append(want, strings.TrimSpace(fields[0]), strings.TrimSpace(fields[1]))
			}
		}
		for _, row := range rows {
			got = append(got, row.Email, row.Name)
		}
		require.Equal(t, want[min(2, len(want)):], append([]string{}, got...))
	})
}

// Whatever a spreadsheet writes comes back, and a row that is broken costs no
// other one.
func TestReadListReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		separator := rapid.SampledFrom([]rune{',', ';', '\t'}).Draw(t, "separator")
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab ,;\t\"\nö@")), 0, 12, -1)
		var out strings.Builder
		if rapid.Bool().Draw(t, "bom") {
			out.WriteString("\ufeff")
		}
		w := csv.NewWriter(&out)
		w.Comma, w.UseCRLF = separator, rapid.Bool().Draw(t, "crlf")
		columns := rapid.Permutation([]string{"E-Mail", "Name", "Agency", "Notes"}).Draw(t, "columns")
		require.NoError(t, w.Write(columns))
		type texts struct{ email, name, agency string }
		var want []texts
		faults := 0
		for range rapid.IntRange(0, 8).Draw(t, "rows") {
			if rapid.IntRange(0, 3).Draw(t, "broken") == 0 {
				w.Flush()
				out.WriteString(rapid.SampledFrom([]string{"x\n", "x\"y\n", "\"x\"y\n", "\xff\n"}).Draw(t, "fault"))
				faults++
				continue
			}
			row := map[string]string{"E-Mail": "x" + text.Draw(t, "email"), "Name": text.Draw(t, "name"), "Agency": text.Draw(t, "agency"), "Notes": text.Draw(t, "notes")}
			var fields []string
			for _, c := range columns {
				fields = append(fields, row[c])
			}
			require.NoError(t, w.Write(fields))
			want = append(want, texts{strings.TrimSpace(row["E-Mail"]), strings.TrimSpace(row["Name"]), strings.TrimSpace(row["Agency"])})
		}
		w.Flush()
		rows, bad, end := readList(strings.NewReader(out.String()), invite.ListOptions{})
		require.NoError(t, end)
		require.Len(t, bad, faults)
		var got []texts
		for _, r := range rows {
			got = append(got, texts{r.Email, r.Name, r.Agency})
		}
		require.Equal(t, want, got)
	})
}

// However addresses arrive, what is declared is kept, nothing is there twice,
// and nothing that was known is lost but to what is declared.
func TestKnownByProperties(t *testing.T) {
	domain := rapid.Map(rapid.IntRange(0, 300), func(n int) string {
		return strings.Repeat("n", n/26+1) + string(rune('a'+n%26)) + ".example"
	})
	rapid.Check(t, func(t *rapid.T) {
		a := agency.Agency{ID: "north", Title: "North", Domains: agency.Freeze(rapid.SliceOfNDistinct(domain, 0, 50, rapid.ID).Draw(t, "declared")...)}
		for _, d := range rapid.SliceOfN(domain, 0, 260).Draw(t, "invited") {
			before := a
			a = invite.KnownBy(a, "ann@"+d)
			require.NoError(t, a.Validate())
			for have := range before.Known.All() {
				require.True(t, a.Known.Has(have))
			}
			require.True(t, a.Known.Has(d) || a.Known.Len() == agency.MaxKnown)
			require.Equal(t, a.Domains, agency.Freeze(a.Known.Slice()[:a.Domains.Len()]...))
		}
	})
}
