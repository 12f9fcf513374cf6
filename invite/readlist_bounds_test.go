package invite_test

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

const maxRecord = 64 << 10

func TestReadListBounds(t *testing.T) {
	field := func(n int) string { return strings.Repeat("x", n) }
	many := func(n, size int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "%0*d ", size, i)
		}
		return b.String()
	}
	// The row has 64 KiB with its line break.
	row := func(n int) string { return "a,," + field(n-len("a,,\n")) + "\n" }
	tests := []struct {
		name, row string
		bad       string
	}{
		{"a field of 4 KiB", "a," + field(4<<10) + ",\n", ""},
		{"a field of 4 KiB among spaces", "a, " + field(4<<10) + "  ,\n", ""},
		{"a field over 4 KiB", "a," + field(4<<10+1) + ",\n", "field name: must be at most 4096 bytes long"},
		{"an address over 4 KiB", field(4<<10+1) + ",,\n", "field email: must be at most 4096 bytes long"},
		{"a row of 64 KiB", row(maxRecord), ""},
		{"a row over 64 KiB", row(maxRecord + 1), longRule},
		{"a row over 64 KiB in quotes", "a,,\"" + strings.Repeat("evil@south.example,,\n", 4000) + "\"\n", longRule},
		{"a row over 64 KiB with doubled quotes", "a,,\"" + strings.Repeat("\"\"", 80<<10) + "\"\r\n", longRule},
		{"a row far over 64 KiB", row(1 << 20), longRule},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := "email,name,notes\nfirst,,\n" + tt.row + "last,,\n"
			rows, bad, end := readList(strings.NewReader(in), invite.ListOptions{})
			require.NoError(t, end)
			last := invite.Row{Line: strings.Count(in, "\n"), Email: "last"}
			require.Equal(t, last, rows[len(rows)-1])
			if tt.bad == "" {
				require.Empty(t, bad)
				require.Len(t, rows, 3)
				return
			}
			require.Equal(t, []string{"line 3: " + tt.bad}, bad)
			require.Len(t, rows, 2)
		})
	}

	t.Run("as many openings as may be", func(t *testing.T) {
		rows, bad, end := readList(strings.NewReader("email,jobs\na,"+many(invite.MaxOpenings, agency.MaxID)+"\n"), invite.ListOptions{})
		require.NoError(t, end)
		require.Empty(t, bad)
		require.Len(t, rows[0].Openings, invite.MaxOpenings)
	})
	t.Run("one opening too many", func(t *testing.T) {
		_, bad, end := readList(strings.NewReader("email,jobs\na,"+many(invite.MaxOpenings+1, 8)+"\n"), invite.ListOptions{})
		require.NoError(t, end)
		require.Equal(t, []string{"line 2: field openings: must name at most 200 openings"}, bad)
	})
	t.Run("one opening as often as can be", func(t *testing.T) {
		rows, bad, end := readList(strings.NewReader("email,jobs\na,"+strings.Repeat("x ", 8<<10)+"\n"), invite.ListOptions{})
		require.NoError(t, end)
		require.Empty(t, bad)
		require.Equal(t, ids("x"), rows[0].Openings)
	})
	t.Run("64 columns", func(t *testing.T) {
		rows, _, end := readList(strings.NewReader("email"+strings.Repeat(",x", 63)+"\na"+strings.Repeat(",", 63)+"\n"), invite.ListOptions{})
		require.NoError(t, end)
		require.Len(t, rows, 1)
	})
}

func TestReadListEndsWhereNoRowCanBeFound(t *testing.T) {
	long := strings.Repeat("evil@south.example,\n", 4000)
	for name, in := range map[string]string{
		"quotes that are never closed":        "email,name\nann,\nbob,\"" + long,
		"quotes that something comes after":   "email,name\nann,\nbob,\"" + long + "\"x\nkim,\n",
		"quotes closed by another row's ones": "email,name\nann,\nbob,\"" + long + "kim,\"Kim\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			rows, bad, end := readList(strings.NewReader(in), invite.ListOptions{})
			require.Equal(t, []invite.Row{{Line: 2, Email: "ann"}}, rows)
			require.Equal(t, []string{"line 3: " + longRule}, bad)
			require.Equal(t, &agency.Invalid{Field: "list", Rule: "must close the quotes of line 3, after which nothing was read"}, end)
		})
	}
}

// generated gives n bytes that repeat text, and counts those given.
type generated struct {
	text     string
	n, given int
}

func (g *generated) Read(p []byte) (int, error) {
	if g.given == g.n {
		return 0, io.EOF
	}
	p = p[:min(len(p), g.n-g.given)]
	for i := range p {
		p[i] = g.text[(g.given+i)%len(g.text)]
	}
	g.given += len(p)
	return len(p), nil
}

func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestReadListReportsAtTheLimit(t *testing.T) {
	body := &generated{text: "xxxx,\n", n: 1 << 30}
	for _, err := range invite.ReadList(io.MultiReader(strings.NewReader("email,name\n\""), body), invite.ListOptions{}) {
		require.EqualError(t, err, "line 2: "+longRule)
		break
	}
	require.LessOrEqual(t, body.given, 2*maxRecord)
}

func TestReadListInBoundedMemory(t *testing.T) {
	const rows = 100_000
	line := "ann@north.example,\"Smith, Ann\",North,admin,dev ops\n"
	tests := []struct {
		name string
		in   io.Reader
		want int // at least so many rows and errors
	}{
		{"100,000 rows", &generated{text: line, n: rows * len(line)}, rows},
		{"rows with quotes that do not close", &generated{text: "a,\"b\"\"\nc,\"d\",\"e,f,g\n", n: 1 << 20}, 1000},
		{"one endless line", &generated{text: "x", n: 2 << 20}, 1},
		{"one endless field in quotes", io.MultiReader(strings.NewReader("\""), &generated{text: "x\n", n: 2 << 20}), 2},
		{"one endless line that is wrong", io.MultiReader(strings.NewReader("x\""), &generated{text: "x", n: 2 << 20}), 1},
		{"endless blank lines", &generated{text: " \n", n: 2 << 20}, 0},
		{"endless columns", &generated{text: ",", n: 2 << 20}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := io.MultiReader(strings.NewReader("email,name,agency,role,openings\n"), tt.in)
			before, most, n := live(), uint64(0), 0
			for range invite.ReadList(in, invite.ListOptions{}) {
				if n++; n == 1 || n%20_000 == 0 {
					most = max(most, live())
				}
			}
			require.GreaterOrEqual(t, n, tt.want)
			if most > before {
				require.Less(t, most-before, uint64(1<<20), "bytes held while reading")
			}
		})
	}
}

// A row keeps none of the rest of its record.
func TestRowsKeepOnlyWhatTheyHold(t *testing.T) {
	line := "a,b,c,dev," + strings.Repeat("x", 32<<10) + "\n"
	before := live()
	var kept []invite.Row
	in := io.MultiReader(strings.NewReader("email,name,agency,openings,notes\n"), &generated{text: line, n: 1000 * len(line)})
	for row, err := range invite.ReadList(in, invite.ListOptions{}) {
		require.NoError(t, err)
		kept = append(kept, row)
	}
	after := live()
	require.Len(t, kept, 1000)
	require.Less(t, int64(after)-int64(before), int64(2<<20))
	runtime.KeepAlive(kept)
}
