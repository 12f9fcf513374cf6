package access_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/internal/scenario"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// scenarios returns the text of every scenario by its name.
func scenarios(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.scenario")
	require.NoError(t, err)
	out := make(map[string]string)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		out[strings.TrimSuffix(filepath.Base(file), ".scenario")] = string(text)
	}
	return out
}

func TestScenarios(t *testing.T) {
	all := scenarios(t)
	require.GreaterOrEqual(t, len(all), 60)
	for name, text := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Regexp(t, `\A# [^\n]+\.\naccount `, text, "a scenario begins with the sentence that it proves")
			s, err := scenario.Parse(filepath.Join("testdata", name+".scenario"), strings.NewReader(text))
			require.NoError(t, err)
			require.NoError(t, scenario.Run(context.Background(), s, func() store.Store { return memstore.New() }))
		})
	}
}

// laterCodes are those that no engine call can answer with yet.
var laterCodes []policy.Code

func TestScenariosNameEveryReason(t *testing.T) {
	named := make(map[policy.Code]bool)
	for _, c := range laterCodes {
		named[c] = true
	}
	word := regexp.MustCompile(`[a-z_]+`)
	for name, text := range scenarios(t) {
		for _, line := range strings.Split(text, "\n") {
			_, expected, _ := strings.Cut(line, "->")
			for _, w := range word.FindAllString(expected, -1) {
				var c policy.Code
				if c.UnmarshalText([]byte(w)) == nil {
					require.NotContains(t, laterCodes, c, "%s names what cannot be answered yet", name)
					named[c] = true
				}
			}
		}
	}
	var missing []string
	for _, c := range policy.AllCodes() {
		if !named[c] {
			missing = append(missing, c.String())
		}
	}
	require.Empty(t, missing)
}

// Each row of the matrix has a scenario of its own, which asks for each right.
func TestScenariosCoverTheMatrix(t *testing.T) {
	all := scenarios(t)
	rights := []string{
		`can view (dev|ops)`, `can submit (dev|ops)`, `can view s\d`, `can message s\d`, `can withdraw s\d`, `can invite`,
	}
	var rows []string
	for name := range all {
		if row, ok := strings.CutPrefix(name, "matrix-"); ok {
			rows = append(rows, row)
			for _, right := range rights {
				require.Regexp(t, `(?m)^as \w+ `+right+` +-> (allow|deny \w+)$`, all[name], name)
			}
		}
	}
	want := []string{
		"effective-grant", "never-granted", "grant-over", "opening-archived", "recruiter-invited",
		"recruiter-deactivated", "agency-suspended", "agency-terminated",
	}
	require.ElementsMatch(t, want, rows)
}
