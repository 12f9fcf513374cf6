package storetest

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the table of checks into README.md")

const startOfTable, endOfTable = "<!-- checks -->\n", "<!-- end of checks -->"

func table() string {
	var b strings.Builder
	b.WriteString("| check | sentence | needs |\n|---|---|---|\n")
	for _, c := range slices.Concat(checks(), blobChecks) {
		var needs []string
		for _, n := range c.needs {
			needs = append(needs, string(n))
		}
		b.WriteString("| " + c.id + " | " + c.rule + " | " + strings.Join(needs, ", ") + " |\n")
	}
	return b.String()
}

func TestTable(t *testing.T) {
	guide, err := os.ReadFile("README.md")
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(guide), startOfTable)
	require.True(t, found, "README.md has no %q", startOfTable)
	written, after, found := strings.Cut(rest, endOfTable)
	require.True(t, found, "README.md has no %q", endOfTable)
	if *update {
		require.NoError(t, os.WriteFile("README.md", []byte(before+startOfTable+table()+endOfTable+after), 0o644))
		return
	}
	require.Equal(t, table(), written, "write the table again with -update")
}

func TestChecksAreNamedOnce(t *testing.T) {
	seen := make(map[string]bool)
	sentences := make(map[string]bool)
	for _, c := range slices.Concat(checks(), blobChecks) {
		require.Regexp(t, regexp.MustCompile(`^[A-Z]+-[0-9]{2}$`), c.id)
		require.False(t, seen[c.id], c.id)
		require.False(t, sentences[c.rule], c.rule)
		require.True(t, strings.HasSuffix(c.rule, "."), c.id)
		require.NotNil(t, c.run, c.id)
		seen[c.id], sentences[c.rule] = true, true
	}
	require.GreaterOrEqual(t, len(seen), 95)
}

func TestNeeds(t *testing.T) {
	for _, tt := range []struct {
		name   string
		h      Harness
		needs  []need
		reason string // for skipping
	}{
		{"nothing", Harness{}, nil, ""},
		{"what is there", Harness{}, []need{delivery, journalQueries, remarks}, ""},
		{"what is missing", Harness{Missing: []Capability{Remarks, Delivery}}, []need{journalQueries, delivery}, "the adapter does without Delivery"},
		{"that it is missing", Harness{Missing: []Capability{Delivery}}, []need{noDelivery}, ""},
		{"that something there is missing", Harness{}, []need{noRemarks}, "the adapter has Remarks"},
		{"no Reopen", Harness{}, []need{reopen}, "the harness has no Reopen"},
		{"no Crash", Harness{}, []need{delivery, crash}, "the harness has no Crash"},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.reason, tt.h.unmet(tt.needs)) })
	}
}

func TestNothingElseCanBeMissing(t *testing.T) {
	h := Harness{Missing: []Capability{Delivery, "Atomicity", JournalQueries, "Isolation", Remarks}}
	require.Equal(t, []string{"Atomicity", "Isolation"}, h.unknown())
}

func TestTally(t *testing.T) {
	var n tally
	n.run(t, "A-01", func(*testing.T) string { return "" })
	n.run(t, "B-01", func(*testing.T) string { return "the harness has no Crash" })
	n.run(t, "C-01", func(*testing.T) string { return "another reason" })
	n.run(t, "B-02", func(*testing.T) string { return "the harness has no Crash" })
	n.run(t, "D-01", func(t *testing.T) string {
		t.Skip("there is no database")
		return ""
	})
	n.failed++
	require.Equal(t, "storetest: 1 passed, 1 failed, 4 skipped\n"+
		"skipped (the harness has no Crash): B-01, B-02\nskipped (another reason): C-01\nskipped (by the harness): D-01", n.String())
}
