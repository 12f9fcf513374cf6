package invite_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

// readList returns the rows, what was wrong with others, and what ended the
// list.
func readList(r io.Reader, o invite.ListOptions) (rows []invite.Row, bad []string, end error) {
	for row, err := range invite.ReadList(r, o) {
		var re *invite.RowError
		switch {
		case end != nil:
			panic("something after the end")
		case err == nil:
			rows = append(rows, row)
		case errors.As(err, &re):
			if row.Line != re.Line {
				panic("a row of another line than its error")
			}
			bad = append(bad, err.Error())
		default:
			end = err
		}
	}
	return rows, bad, end
}

func ids(s ...agency.OpeningID) []agency.OpeningID { return s }

const (
	quotesRule = "field row: must have quotes only around whole fields, closed, and doubled inside"
	longRule   = "field row: must be at most 65536 bytes long, or a quote is not closed"
)

func TestReadList(t *testing.T) {
	ann := invite.Row{Line: 2, Email: "ann@north.example", Name: "Ann"}
	tests := []struct {
		name, in string
		rows     []invite.Row
		bad      []string
	}{
		{"addresses alone", "email\nann@north.example\n", []invite.Row{{Line: 2, Email: "ann@north.example"}}, nil},
		{"no final line break", "email,name\nann@north.example,Ann", []invite.Row{ann}, nil},
		{"a header alone", "email,name\n", nil, nil},
		{
			"all columns in another order", "openings,role,agency,name,e-mail\ndev ops,Admin,North,Ann,ann@north.example\n",
			[]invite.Row{{Line: 2, Email: "ann@north.example", Name: "Ann", Agency: "North", Admin: true, Openings: ids("dev", "ops")}},
			nil,
		},
		{"synonyms", "E-Mail Address,FULL_NAME\nann@north.example,Ann\n", []invite.Row{ann}, nil},
		{"more synonyms", "MAIL,Contact,Firm,Jobs\nann@north.example,Ann,,\n", []invite.Row{ann}, nil},
		{"columns that are not read", "id,email,id,name\n7,ann@north.example,8,Ann\n", []invite.Row{ann}, nil},
		{"a byte order mark", "\ufeffemail,name\nann@north.example,Ann\n", []invite.Row{ann}, nil},
		{"a byte order mark before quotes", "\ufeff\"email\",name\nann@north.example,Ann\n", []invite.Row{ann}, nil},
		{"semicolons", "email;name\nann@north.example;Ann\n", []invite.Row{ann}, nil},
		{"semicolons after blank lines", "\n \r\nemail;name\nann@north.example;Ann\n", []invite.Row{{Line: 4, Email: "ann@north.example", Name: "Ann"}}, nil},
		{"tabs", "email\tname\tagency\nann@north.example\tAnn\t\n", []invite.Row{ann}, nil},
		{"tabs around empty fields", "name\temail\trole\tagency\n\tann@north.example\t\tNorth\n", []invite.Row{{Line: 2, Email: "ann@north.example", Agency: "North"}}, nil},
		{"separators of the header in quotes", "email;name;\"a,b,c,d\"\nann@north.example;Ann;\n", []invite.Row{ann}, nil},
		{"another separator in fields", "email;name\nann@north.example;Smith, Ann, B, C\n", []invite.Row{{Line: 2, Email: "ann@north.example", Name: "Smith, Ann, B, C"}}, nil},
		{"CRLF", "email,name\r\nann@north.example,Ann\r\nbob@north.example,\r\n", []invite.Row{ann, {Line: 3, Email: "bob@north.example"}}, nil},
		{"CR at the end", "email,name\r\nann@north.example,\"Ann\"\r", []invite.Row{ann}, nil},
		{"spaces around fields", " email , name \n  ann@north.example ,  Ann \n", []invite.Row{ann}, nil},
		{"a space before quotes", "email, name\nann@north.example, \"Ann\"\n", []invite.Row{ann}, nil},
		{"quotes", "email,name\n\"ann@north.example\",\"Smith, \"\"Ann\"\"\"\n", []invite.Row{{Line: 2, Email: "ann@north.example", Name: `Smith, "Ann"`}}, nil},
		{
			"line breaks in quotes", "\"e-\nmail\",name\n\"ann@north.example\",\"Ann\r\n\nSmith\"\nbob@north.example,Bob\n",
			[]invite.Row{{Line: 3, Email: "ann@north.example", Name: "Ann\n\nSmith"}, {Line: 6, Email: "bob@north.example", Name: "Bob"}},
			nil,
		},
		{"blank rows", "\n\r\nemail,name\n\n  \n,\n\"\",\" \"\nann@north.example,Ann\n\n", []invite.Row{{Line: 8, Email: "ann@north.example", Name: "Ann"}}, nil},
		{"an empty address", "email,name\n,Ann\n", []invite.Row{{Line: 2, Name: "Ann"}}, nil},
		{"an address of any kind", "email\nAnn <x>\n", []invite.Row{{Line: 2, Email: "Ann <x>"}}, nil},
		{
			"roles", "email,role\na,ADMIN\nb,member\nc,\nd,owner\ne,Member\n",
			[]invite.Row{{Line: 2, Email: "a", Admin: true}, {Line: 3, Email: "b"}, {Line: 4, Email: "c"}, {Line: 6, Email: "e"}},
			[]string{"line 5: field role: must be admin or member"},
		},
		{
			"openings", "email;jobs\na;dev\nb;\"dev;ops|fin,hr  dev\"\nc;All\nd;\ne;|, \nf;all dev\ng;dev All\n",
			[]invite.Row{
				{Line: 2, Email: "a", Openings: ids("dev")},
				{Line: 3, Email: "b", Openings: ids("dev", "ops", "fin", "hr")},
				{Line: 4, Email: "c", AllOpenings: true},
				{Line: 5, Email: "d"},
				{Line: 6, Email: "e"},
			},
			[]string{"line 7: field openings: must be all alone, or the IDs of openings", "line 8: field openings: must be all alone, or the IDs of openings"},
		},
		{"openings that are no IDs", "email,jobs\na," + strings.Repeat("x", agency.MaxID+1) + "\nb,x\x01\n", nil, []string{
			"line 2: field openings: must be at most 128 bytes long", "line 3: field openings: must not contain control characters",
		}},
		{
			"ragged rows", "email,name\na\nb,B\nc,C,C\nd,D\n",
			[]invite.Row{{Line: 3, Email: "b", Name: "B"}, {Line: 5, Email: "d", Name: "D"}},
			[]string{"line 2: field row: must have 2 fields as the header has, not 1", "line 4: field row: must have 2 fields as the header has, not 3"},
		},
		{
			"invalid UTF-8", "email,notes\na,\xff\nb,\n",
			[]invite.Row{{Line: 3, Email: "b"}},
			[]string{"line 2: field row: must be valid UTF-8"},
		},
		{
			"quotes in a field without", "email,name\na,6\" x,\"\nb,B\n",
			[]invite.Row{{Line: 3, Email: "b", Name: "B"}},
			[]string{"line 2: " + quotesRule},
		},
		{
			"something after closed quotes", "email,name\na,\"A\" x\nb,B\n",
			[]invite.Row{{Line: 3, Email: "b", Name: "B"}},
			[]string{"line 2: " + quotesRule},
		},
		{
			"a quote that the next one closes in a row further down", "email,name\na,\"A\nb,B\nc,\"C\"\nd,D\n",
			[]invite.Row{{Line: 3, Email: "b", Name: "B"}, {Line: 4, Email: "c", Name: "C"}, {Line: 5, Email: "d", Name: "D"}},
			[]string{"line 2: " + quotesRule},
		},
		{
			"a quote that is never closed", "email,name\na,\"A\nb,B\nc,C",
			[]invite.Row{{Line: 3, Email: "b", Name: "B"}, {Line: 4, Email: "c", Name: "C"}},
			[]string{"line 2: " + quotesRule},
		},
		{"a quote in the last line that is never closed", "email,name\na,\"A", nil, []string{"line 2: " + quotesRule}},
		{"a CR that is no line break after quotes", "email,name\na,\"A\"\rb,B\nc,C\n", []invite.Row{{Line: 3, Email: "c", Name: "C"}}, []string{"line 2: " + quotesRule}},
		{"a space before quotes among tabs", "email\tname\na\t \"A\"\nb\tB\n", []invite.Row{{Line: 3, Email: "b", Name: "B"}}, []string{"line 2: " + quotesRule}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, bad, end := readList(strings.NewReader(tt.in), invite.ListOptions{})
			require.NoError(t, end)
			require.Equal(t, tt.rows, rows)
			require.Equal(t, tt.bad, bad)

			rows, bad, end = readList(iotest.OneByteReader(strings.NewReader(tt.in)), invite.ListOptions{})
			require.NoError(t, end)
			require.Equal(t, tt.rows, rows, "byte by byte")
			require.Equal(t, tt.bad, bad, "byte by byte")
		})
	}
}

func TestReadListRefuses(t *testing.T) {
	const (
		missing = "must name the column of e-mail addresses, such as email"
		utf16   = "must be in UTF-8, not UTF-16"
	)
	tests := []struct{ name, in, field, rule string }{
		{"nothing", "", "header", missing},
		{"a byte order mark alone", "\ufeff", "header", missing},
		{"blank lines", "\n\r\n \n", "header", missing},
		{"no header", "ann@north.example,Ann\n", "header", missing},
		{"no column of addresses", "name,agency\nAnn,North\n", "header", missing},
		{"separators that are none of the three", "email|name\nann@north.example|Ann\n", "header", missing},
		{"a column twice", "email,name,email\n", "header", "must have one column for email, not both columns 1 and 3"},
		{"a column under two names", "company,email,name,firm\n", "header", "must have one column for agency, not both columns 1 and 4"},
		{"65 columns", "email" + strings.Repeat(",x", 64) + "\n", "header", "must have at most 64 columns"},
		{"wrong quotes in the header", "email,\"na\"me\nann@north.example,Ann\n", "header", strings.TrimPrefix(quotesRule, "field row: ")},
		{"a header too long", "email," + strings.Repeat("x", 64<<10) + "\n", "header", strings.TrimPrefix(longRule, "field row: ")},
		{"invalid UTF-8 in the header", "email,\xff\n", "header", "must be valid UTF-8"},
		{"UTF-16, little end first", "\xff\xfee\x00", "list", utf16},
		{"UTF-16, big end first", "\xfe\xff\x00e", "list", utf16},
		{"UTF-16, and nothing in it", "\xff\xfe", "list", utf16},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows, bad, end := readList(strings.NewReader(tt.in), invite.ListOptions{})
			require.Empty(t, rows)
			require.Empty(t, bad)
			require.Equal(t, &agency.Invalid{Field: tt.field, Rule: tt.rule}, end)
		})
	}
}

func TestReadListOptions(t *testing.T) {
	in := "email;a,b,c\nann@north.example;x\n"
	_, _, end := readList(strings.NewReader(in), invite.ListOptions{})
	require.Error(t, end, "there are more commas")
	rows, bad, end := readList(strings.NewReader(in), invite.ListOptions{Separator: ';'})
	require.NoError(t, end)
	require.Empty(t, bad)
	require.Equal(t, []invite.Row{{Line: 2, Email: "ann@north.example"}}, rows)

	for _, separator := range []rune{'|', '"', '\n', 'x', -1, ',' + 256} {
		_, _, end := readList(strings.NewReader(in), invite.ListOptions{Separator: separator})
		require.Equal(t, &agency.Invalid{Field: "list", Rule: "must be separated by commas, semicolons or tabs"}, end)
	}
}

func TestRowErrorUnwraps(t *testing.T) {
	for _, err := range invite.ReadList(strings.NewReader("email,role\na,owner\n"), invite.ListOptions{}) {
		var invalid *agency.Invalid
		require.ErrorAs(t, err, &invalid)
		require.Equal(t, "role", invalid.Field)
	}
}

func TestReadListStopsWhenAsked(t *testing.T) {
	for _, in := range []string{"email\na\nb\n", "email,name\na\nb\n", "name\n"} {
		n := 0
		for range invite.ReadList(strings.NewReader(in), invite.ListOptions{}) {
			n++
			break
		}
		require.Equal(t, 1, n)
	}
}

func TestReadListWrapsTheReadersError(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, in := range []string{
		"", "em", "email", "\"e\nmail", "email\n", "email\na\n", "email\na\nb", "email\n\"a\n", "email,name\na,\"b\"c", "email\n\"" + strings.Repeat("x", 70<<10),
	} {
		for _, r := range []io.Reader{
			io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken)),
			iotest.DataErrReader(io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken))),
		} {
			rows, _, end := readList(r, invite.ListOptions{})
			require.ErrorIs(t, end, broken)
			for _, row := range rows {
				require.Equal(t, "a", row.Email, "a row that was not read to its end")
			}
		}
	}
}
