package tables

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A Dialect is what a database writes in its own way.
type Dialect struct {
	Table func(name string) string // how a table is named, quoted where need be
	Param string                   // what stands before a parameter's number: "$" or "?"
	In    func(param string) string
	Each  func(param string) string // a table in parentheses: a list of texts, in its column item
	Join  string                    // the function that puts texts together: of each, and what stands between
	Now   string                    // an expression: microseconds since 1970
	Lock  string                    // what ends a select that locks its rows
	Free  string                    // likewise, and passes over those that are locked

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
// []byte, []string (for Dialect.In and Dialect.Each) or nil.
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
	all := parsed()
	t := &Tables{statements: make(map[string]*Statement, len(all))}
	rendered := make([]Statement, len(all))
	for i, p := range all {
		rendered[i] = Statement{Name: p.name, SQL: d.render(p.pieces)}
		t.statements[p.name] = &rendered[i]
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

// A template is a statement in pieces, for a dialect to put together.
type template struct {
	name   string
	pieces []piece
}

// A piece is text, and behind it what a dialect writes in its own way.
type piece struct {
	text string
	kind kind
	name string // of what, or the number of the parameter
}

type kind uint8

const (
	nothing kind = iota
	table        // {name}
	param        // $1
	in           // {in $1}: is one of a list of texts
	items        // {each $1}: the texts of a list
	by           // {by name}: by this index
	join         // {join}
	now          // {now}
	lock         // {lock}
	free         // {free}
)

// statementGroups are all statements as they are written in this package.
func statementGroups() [][]Statement {
	return [][]Statement{
		factStatements, memberStatements, holderStatements, knownStatements, probeStatements,
		listStatements(), claimStatements(), outreachStatements(), writeStatements, deleteStatements(), queueStatements,
	}
}

// parsed are all statements, which are the same for all dialects, so that a
// store inside a host's transaction costs little to make.
var parsed = sync.OnceValue(func() []template {
	var all []template
	for _, group := range statementGroups() {
		for _, s := range group {
			all = append(all, template{s.Name, parse(s.SQL)})
		}
	}
	return all
})

var marks = regexp.MustCompile(`\{(in |each |by )?\$?(\w+)\}|\$\d+`)

func parse(sql string) (pieces []piece) {
	sql = strings.Join(strings.Fields(sql), " ")
	behind := 0
	for _, at := range marks.FindAllStringSubmatchIndex(sql, -1) {
		p := piece{text: sql[behind:at[0]], kind: table}
		behind = at[1]
		switch {
		case at[4] < 0:
			p.kind, p.name = param, sql[at[0]+1:at[1]]
		case at[2] >= 0 && sql[at[2]:at[3]] == "in ":
			p.kind, p.name = in, sql[at[4]:at[5]]
		case at[2] >= 0 && sql[at[2]:at[3]] == "each ":
			p.kind, p.name = items, sql[at[4]:at[5]]
		case at[2] >= 0:
			p.kind, p.name = by, sql[at[4]:at[5]]
		default:
			switch p.name = sql[at[4]:at[5]]; p.name {
			case "join":
				p.kind = join
			case "now":
				p.kind = now
			case "lock":
				p.kind = lock
			case "free":
				p.kind = free
			}
		}
		pieces = append(pieces, p)
	}
	return append(pieces, piece{text: sql[behind:]})
}

// render writes a statement in the dialect.
func (d Dialect) render(pieces []piece) string {
	var sql strings.Builder
	for _, p := range pieces {
		sql.WriteString(p.text)
		switch p.kind {
		case table:
			sql.WriteString(d.Table(p.name))
		case param:
			sql.WriteString(d.Param)
			sql.WriteString(p.name)
		case in:
			sql.WriteString(d.In(d.Param + p.name))
		case items:
			sql.WriteString(d.Each(d.Param + p.name))
		case join:
			sql.WriteString(d.Join)
		case by:
			if d.By != nil {
				sql.WriteString(d.By(p.name))
			}
		case now:
			sql.WriteString(d.Now)
		case free:
			sql.WriteString(d.Free)
		case lock:
			sql.WriteString(d.Lock)
		}
	}
	return sql.String()
}
