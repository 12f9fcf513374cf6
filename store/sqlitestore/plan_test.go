package sqlitestore_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// notTables are what a plan may go through from end to end, because it is as
// small as what was asked: a row made up, a list of identifiers, the first rows
// of a block, and pages that are merged.
var notTables = regexp.MustCompile(`^SCAN (q|json_each( VIRTUAL TABLE.*)?|b|f|one|own|ours|k|CONSTANT ROW|\d+ CONSTANT ROWS?|\(?subquery-\d+\)?)$`)

// wholeAccount are the statements that go through all of an account's rows of a
// kind in order, from where the page begins; those that delete an account go
// through all that it has.
var wholeAccount = []string{
	"list_agencies", "list_staff", "list_recruiters", "list_recruiters_holding", "list_openings", "list_submissions", "list_journal",
	"list_claims", "list_candidates", "list_invitations", "list_lists",
}

// loose is a search by next to nothing but the account.
var loose = regexp.MustCompile(`\((account=\?( AND \(?[a-z,]+\)?[<>].*)?|account[<>].*)\)`)

// ofAccount is a search of a table that has one row for each account.
var ofAccount = regexp.MustCompile(`^SEARCH (a|q|agencyaccess_account|agencyaccess_queue) USING `)

// plan returns the lines of a statement's plan.
func plan(t testing.TB, path string, s *tables.Statement) (lines []string) {
	t.Helper()
	params := make([]any, strings.Count(s.SQL, "?"))
	rows, err := database(t, path).Query("explain query plan "+s.SQL, params[:parameters(s)]...)
	require.NoError(t, err, s.Name)
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var line string
		require.NoError(t, rows.Scan(&id, &parent, &unused, &line))
		lines = append(lines, line)
	}
	require.NoError(t, rows.Err())
	return lines
}

var numbered = regexp.MustCompile(`\?\d+`)

// parameters is how many a statement has.
func parameters(s *tables.Statement) int {
	seen := make(map[string]bool)
	for _, p := range numbered.FindAllString(s.SQL, -1) {
		seen[p] = true
	}
	return len(seen)
}

// Every statement finds its rows by an index, and no list is sorted, whatever
// SQLite knows of how much there is.
func TestEveryStatementUsesAnIndex(t *testing.T) {
	if raceDetector {
		t.Skip("there is one goroutine")
	}
	for name, analyze := range map[string]bool{"guessing": false, "after ANALYZE": true} {
		t.Run(name, func(t *testing.T) {
			path := filled(t)
			if analyze {
				_, err := database(t, path).Exec("analyze")
				require.NoError(t, err)
			}
			for _, s := range sqlitestore.Statements() {
				lines := plan(t, path, s)
				for _, line := range lines {
					if strings.HasPrefix(line, "SCAN") {
						require.Regexp(t, notTables, line, "%s: %s\n%s", s.Name, s.SQL, strings.Join(lines, "\n"))
					}
					if loose.MatchString(line) && !ofAccount.MatchString(line) && !slices.Contains(wholeAccount, s.Name) && !strings.HasPrefix(s.Name, "delete_") && !strings.Contains(line, "agencyaccess_event") {
						t.Errorf("%s goes through the account: %s\n%s", s.Name, s.SQL, strings.Join(lines, "\n"))
					}
					// Pages that are merged, and persons asked for in several ways, are few.
					few := s.Name == "list_granted" || s.Name == "known" && line == "USE TEMP B-TREE FOR DISTINCT"
					if strings.Contains(line, "USE TEMP B-TREE") && !few {
						t.Errorf("%s sorts: %s\n%s", s.Name, s.SQL, strings.Join(lines, "\n"))
					}
					if strings.Contains(line, "AUTOMATIC") {
						t.Errorf("%s makes an index: %s\n%s", s.Name, s.SQL, strings.Join(lines, "\n"))
					}
				}
			}
		})
	}
}
