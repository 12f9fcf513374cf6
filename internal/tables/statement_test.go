package tables

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// testDialect marks what it was asked for.
var testDialect = Dialect{
	Table: func(name string) string { return "<" + name + ">" },
	Param: "?",
	In:    func(param string) string { return "in <list " + param + ">" },
	Each:  func(param string) string { return "<each " + param + ">" },
	Join:  "<join>",
	By:    func(index string) string { return "by <" + index + ">" },
	Now:   "<now>",
	Lock:  "<lock>",
	Free:  "<free>",
}

// sources are all statements as they are written here.
func sources() []Statement {
	return slices.Concat(statementGroups()...)
}

func TestRender(t *testing.T) {
	for _, tt := range []struct{ source, want string }{
		{"select 1", "select 1"},
		{"select  a,\n\t\tb from {staff} s", "select a, b from <staff> s"},
		{"from {share} s {by share_grantee} where x = $1", "from <share> s by <share_grantee> where x = ?1"},
		{"x = $1 and y = $12", "x = ?1 and y = ?12"},
		{"id {in $2}", "id in <list ?2>"},
		{"select {join}(k.item, ',') from {each $3} k", "select <join>(k.item, ',') from <each ?3> k"},
		{"{now} {lock}", "<now> <lock>"},
	} {
		require.Equal(t, tt.want, testDialect.render(parse(tt.source)))
	}
	without := testDialect
	without.By = nil
	require.Equal(t, "from <share> s  where", without.render(parse("from {share} s {by share_grantee} where")))
}

func TestEveryMarkIsRendered(t *testing.T) {
	for _, s := range New(testDialect).All() {
		require.NotContains(t, s.SQL, "{", s.Name)
		require.NotContains(t, s.SQL, "}", s.Name)
		require.NotContains(t, s.SQL, "$", s.Name)
		require.NotContains(t, s.SQL, ";", s.Name)
	}
}

func TestNamesOfStatementsAreTheirOwn(t *testing.T) {
	all := New(testDialect).All()
	require.Len(t, all, len(sources()))
	require.True(t, slices.IsSortedFunc(all, func(a, b *Statement) int { return strings.Compare(a.Name, b.Name) }))
}

// parameters returns the numbers of a statement's parameters, in order.
func parameters(sql string) (numbers []int) {
	for _, m := range regexp.MustCompile(`\$(\d+)`).FindAllStringSubmatch(sql, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			panic(err)
		}
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

func TestParametersAreNumberedWithoutGaps(t *testing.T) {
	for _, s := range sources() {
		for i, n := range parameters(s.SQL) {
			require.Equal(t, i+1, n, s.Name)
		}
	}
}

// beyond are the statements that are about all accounts.
var beyond = []string{"pending"}

// A table is named after one of these words, and has another name then or not.
var mention = regexp.MustCompile(`(from|join|update|insert into) \{(\w+)\}(?: as)?(?: (\w+))?`)

// unbound says which of a statement's tables may be read or written beyond the
// account.
func unbound(sql string) (found []string) {
	sql = strings.Join(strings.Fields(sql), " ")
	bound := make(map[string]int)
	for _, m := range mention.FindAllStringSubmatch(sql, -1) {
		verb, table, alias := m[1], m[2], m[3]
		if slices.Contains([]string{"where", "set", "values", "on"}, alias) {
			alias = ""
		}
		condition := "where account = $1"
		switch {
		case verb == "insert into":
			condition = "{" + table + "} (account, "
			if alias != "" {
				condition = "{" + table + "} as " + alias + " (account, "
			}
			if !strings.Contains(sql, " values ($1, ") && !strings.Contains(sql, " select $1, ") {
				found = append(found, table)
			}
		case alias != "":
			condition = alias + ".account = $1"
		}
		if bound[condition]++; strings.Count(sql, condition) < bound[condition] {
			found = append(found, table)
		}
	}
	return found
}

func TestEveryTableIsBoundToTheAccount(t *testing.T) {
	for _, s := range sources() {
		if slices.Contains(beyond, s.Name) {
			continue
		}
		require.Regexp(t, mention, s.SQL, s.Name)
		require.Contains(t, parameters(s.SQL), 1, s.Name)
		require.Empty(t, unbound(s.SQL), "%s: %s", s.Name, s.SQL)
	}
}

func TestUnboundTablesAreFound(t *testing.T) {
	for _, tt := range []struct{ sql, want string }{
		{"select doc from {staff} where account = $1", "[]"},
		{"select doc from {staff} where id = $1", "[staff]"},
		{"select s.doc from {staff} s where s.account = $1", "[]"},
		{"select s.doc from {staff} s where s.id = $1", "[staff]"},
		{"select s.doc from {staff} s join {team} m on m.staff = s.id where s.account = $1", "[team]"},
		{"select (select m.x from {team} m where m.account = $1), (select m.x from {team} m) from {staff} s where s.account = $1", "[team]"},
		{"update {staff} set doc = $2", "[staff]"},
		{"delete from {staff} where id = $1", "[staff]"},
		{"insert into {staff} (account, id) values ($1, $2)", "[]"},
		{"insert into {staff} (id, account) values ($1, $2)", "[staff]"},
		{"insert into {staff} (account, id) values ($2, $1)", "[staff]"},
		{"insert into {staff} (account, id) select $1, k.item from {each $2} k", "[]"},
		{"insert into {staff} (account, id) select k.item, $1 from {each $2} k", "[staff]"},
		{"insert into {queue} as q (account, waiting) values ($1, 1)", "[]"},
	} {
		require.Equal(t, tt.want, fmt.Sprint(unbound(tt.sql)), tt.sql)
	}
}
