package tables

import (
	"context"
	"regexp"
	"slices"
	"strings"
)

// A Dialect is what a database writes in its own way.
type Dialect struct {
	Table func(name string) string // how a table is named, quoted where need be
	Param string                   // what stands before a parameter's number: "$" or "?"
	In    func(param string) string
	Now   string // an expression: microseconds since 1970
	Lock  string // what ends a select that locks its rows

	// By is what follows a table's name in a select that must use an index, for a
	// database that may choose a worse one while it knows nothing of the rows.
	// Nil is nothing.
	By func(index string) string
}

// A Statement is SQL text with numbered parameters. Nothing is ever put into
// the text but the names of tables.
type Statement struct {
	Name string
	SQL  string
}

// A Call is a statement with its parameters, which are of type string, int64,
// []byte, []string (for Dialect.In) or nil.
type Call struct {
	*Statement
	Args []any
	Read func(Rows) error // reads the rows; nil when there are none
}

// Rows are the rows that a call returned. Whoever closes them reports what
// ended them.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
}

// A Runner carries out calls one after the other inside a transaction, in one
// round trip where the database can. It stops at the first that fails.
type Runner interface {
	Run(ctx context.Context, calls []Call) error
}

// Tables are the statements in one database's dialect.
type Tables struct {
	statements map[string]*Statement
}

// New returns the statements in dialect d.
func New(d Dialect) *Tables {
	t := &Tables{statements: make(map[string]*Statement)}
	for _, group := range [][]Statement{factStatements, listStatements(), writeStatements, queueStatements} {
		for _, s := range group {
			t.statements[s.Name] = &Statement{Name: s.Name, SQL: d.render(s.SQL)}
		}
	}
	return t
}

// All returns every statement, in order of name.
func (t *Tables) All() []*Statement {
	all := make([]*Statement, 0, len(t.statements))
	for _, s := range t.statements {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *Statement) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// question is a call that only reads. What it looks for may be ill-formed.
func (t *Tables) question(name string, args ...any) Call {
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			args[i] = Sought(v)
		case []string:
			args[i] = slices.DeleteFunc(slices.Clone(v), func(s string) bool { return !wellFormed(s) })
		}
	}
	return t.call(name, args...)
}

func (t *Tables) call(name string, args ...any) Call {
	return Call{Statement: t.statements[name], Args: args}
}

var marks = regexp.MustCompile(`\{(in |by )?(\$?)(\w+)\}|\$\d+`)

// render writes a statement in the dialect: {name} is a table, $1 a parameter,
// {in $1} is "is one of a list of texts", {by name} is "by this index", {now} and
// {lock} are the dialect's.
func (d Dialect) render(sql string) string {
	sql = marks.ReplaceAllStringFunc(sql, func(mark string) string {
		m := marks.FindStringSubmatch(mark)
		switch {
		case m[1] == "in ":
			return d.In(d.Param + m[3])
		case m[1] == "by " && d.By == nil:
			return ""
		case m[1] == "by ":
			return d.By(m[3])
		case m[3] == "":
			return d.Param + mark[1:]
		case m[3] == "now":
			return d.Now
		case m[3] == "lock":
			return d.Lock
		}
		return d.Table(m[3])
	})
	return strings.Join(strings.Fields(sql), " ")
}
