package agencyaccess_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/agencyaccess/agencyaccess"

// A rule says what the packages of this repository that it is about may reach
// by non-test imports, directly or not. Names are relative to the module, the
// root is "."; "x/..." means x and all below it.
type rule struct {
	about   string
	may     []string // packages of this repository
	stdOnly bool     // nothing from outside this repository but the standard library
	only    []string // nothing from outside this repository but these, where there are any, and the standard library
}

// The first rule that is about a package is its rule. A package without one is
// a violation, so that none is forgotten.
var rules = []rule{
	{about: ".", stdOnly: true},
	{about: "agency", stdOnly: true},
	{about: "candidate", may: []string{"agency"}, stdOnly: true},
	{about: "invite", may: []string{"agency", "internal/mailprovider"}, only: []string{"golang.org/x/net", "golang.org/x/text"}},
	{about: "candidate/match", may: []string{"candidate", "agency", "internal/mailprovider"}},
	{about: "candidate/resume"},
	{about: "access/policy", may: []string{"agency", "candidate"}, stdOnly: true},
	{about: "access/event", may: []string{"agency", "candidate"}, stdOnly: true},
	{about: "access", may: []string{
		"access/policy", "access/event", "candidate/match", "candidate/resume", "store", "agency", "candidate", "invite",
		"internal/mailprovider",
	}},
	{about: "store", may: []string{"agency", "candidate", "invite", "internal/mailprovider"}},
	{about: "store/...", may: []string{"store", "agency", "candidate", "invite", "internal/gate", "internal/tables", "internal/mailprovider"}},
	{about: "storetest/...", may: []string{"store", "agency", "candidate", "invite", "storetest/...", "internal/mailprovider"}},

	// What adapters share; they are bound as adapters are.
	{about: "internal/gate", stdOnly: true},
	{about: "internal/tables", may: []string{"store", "agency", "candidate", "invite", "internal/mailprovider"}},

	// What the matcher and invitations share.
	{about: "internal/mailprovider", stdOnly: true},

	// Nobody else's business: these may import what they like, and no public
	// package may import them, because none of the lists above names one.
	{about: "internal/...", may: []string{"..."}},
	{about: "examples/...", may: []string{
		"agency", "candidate", "candidate/match", "candidate/resume", "invite", "access/...", "store/...", "examples/...", "internal/scenario", "internal/gate", "internal/tables",
		"internal/mailprovider",
	}},
}

// drivers, blobClients and telemetry are modules, or beginnings of modules, that
// the root module must do without: what an adapter needs lives in the adapter's.
var (
	drivers = []string{
		"github.com/jackc/", "github.com/lib/pq", "github.com/go-sql-driver/", "modernc.org/", "github.com/mattn/go-sqlite3",
		"github.com/ncruces/go-sqlite3", "github.com/glebarez/", "zombiezen.com/go/sqlite", "github.com/microsoft/go-mssqldb",
		"github.com/denisenkom/", "github.com/sijms/go-ora", "github.com/godror/", "go.mongodb.org/", "github.com/redis/",
	}
	blobClients = []string{
		"github.com/aws/", "cloud.google.com/go/storage", "github.com/Azure/", "gocloud.dev", "github.com/minio/",
	}
	telemetry = []string{
		"go.opentelemetry.io/", "github.com/DataDog/", "gopkg.in/DataDog/", "github.com/newrelic/", "github.com/honeycombio/",
		"github.com/bugsnag/", "github.com/rollbar/", "github.com/prometheus/", "github.com/segmentio/", "github.com/getsentry/",
	}
)

// sentry comes along with cockroachdbErrors, and only so.
const (
	sentry            = "github.com/getsentry/sentry-go"
	cockroachdbErrors = "github.com/cockroachdb/errors"
)

// A listed package is what go list tells of a package.
type listed struct {
	ImportPath string
	Standard   bool
	Imports    []string
	ImportMap  map[string]string
}

// importViolations says, in order, which of the packages break a rule. What is
// imported must be among the packages, as go list -deps has it.
func importViolations(packages []listed) []string {
	graph := make(map[string]listed)
	for _, p := range packages {
		graph[p.ImportPath] = p
	}
	var found []string
	for _, p := range packages {
		for _, to := range p.Imports {
			if within(to, sentry) && !within(p.ImportPath, sentry) && !within(p.ImportPath, cockroachdbErrors) {
				found = append(found, p.ImportPath+" imports "+to)
			}
		}
		name, ours := relative(p.ImportPath)
		if !ours {
			continue
		}
		r, ok := ruleAbout(name)
		if !ok {
			found = append(found, name+" has no rule")
			continue
		}
		for _, to := range reached(graph, p.ImportPath) {
			dep, listed := graph[to]
			other, own := relative(to)
			switch {
			case !listed:
				found = append(found, name+" reaches "+to+", which is not listed")
			case own && !slices.ContainsFunc(r.may, func(pattern string) bool { return matches(pattern, other) }):
				found = append(found, name+" reaches "+other)
			case own || dep.Standard:
			case r.stdOnly, len(r.only) > 0 && !slices.ContainsFunc(r.only, func(module string) bool { return within(to, module) }):
				found = append(found, name+" reaches "+to)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// moduleViolations says which of the modules the root module must do without.
func moduleViolations(modules []string) []string {
	var found []string
	for _, m := range modules {
		for _, unwanted := range slices.Concat(drivers, blobClients, telemetry) {
			if strings.HasPrefix(m, unwanted) && m != sentry {
				found = append(found, m)
			}
		}
	}
	return found
}

func ruleAbout(name string) (rule, bool) {
	for _, r := range rules {
		if matches(r.about, name) {
			return r, true
		}
	}
	return rule{}, false
}

func matches(pattern, name string) bool {
	if above, ok := strings.CutSuffix(pattern, "..."); ok {
		return above == "" || within(name, strings.TrimSuffix(above, "/"))
	}
	return pattern == name
}

func within(path, above string) bool {
	return path == above || strings.HasPrefix(path, above+"/")
}

func relative(path string) (name string, ours bool) {
	if path == module {
		return ".", true
	}
	return strings.CutPrefix(path, module+"/")
}

// reached returns what the package imports, directly or not, in order.
func reached(graph map[string]listed, from string) []string {
	seen := map[string]bool{from: true}
	var out []string
	for todo := []string{from}; len(todo) > 0; {
		p := graph[todo[0]]
		todo = todo[1:]
		for _, to := range p.Imports {
			if actual, ok := p.ImportMap[to]; ok { // the standard library's vendored packages
				to = actual
			}
			if !seen[to] && to != "C" && to != "unsafe" {
				seen[to] = true
				out = append(out, to)
				todo = append(todo, to)
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestImportsPointOneWay(t *testing.T) {
	modules := moduleDirs(t)
	require.Contains(t, modules, ".")
	checked := 0
	for _, dir := range modules {
		packages := goList(t, dir)
		for _, p := range packages {
			if _, ours := relative(p.ImportPath); ours {
				checked++
			}
		}
		for _, v := range importViolations(packages) {
			t.Errorf("module %s: %s", dir, v)
		}
	}
	require.Greater(t, checked, 5, "go list found next to nothing")
}

func TestRootModuleIsLight(t *testing.T) {
	modules := strings.Fields(string(goRun(t, ".", "list", "-m", "-f", "{{.Path}}", "all")))
	require.Contains(t, modules, module)
	require.Empty(t, moduleViolations(modules))
}

// moduleDirs returns the directory of every module in the checkout.
func moduleDirs(t *testing.T) []string {
	t.Helper()
	var dirs []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata"):
			return fs.SkipDir
		case d.Name() == "go.mod":
			dirs = append(dirs, filepath.Dir(path))
		}
		return nil
	})
	require.NoError(t, err)
	return dirs
}

// goList returns the packages of the module in dir with all that they import.
func goList(t *testing.T, dir string) []listed {
	t.Helper()
	in := json.NewDecoder(bytes.NewReader(
		goRun(t, dir, "list", "-deps", "-json=ImportPath,Standard,Imports,ImportMap", "./...")))
	var packages []listed
	for {
		var p listed
		err := in.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		require.NoError(t, err)
		packages = append(packages, p)
	}
}

// goRun runs the go command on a module by itself: in a workspace, the modules'
// requirements are mixed.
func goRun(t *testing.T, dir string, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr
	cmd.Env = append(os.Environ(), "GOWORK=off")
	require.NoError(t, cmd.Run(), "go %s in %s: %s", strings.Join(args, " "), dir, &stderr)
	return stdout.Bytes()
}

// imports makes a listed package for a fake graph; names without a dot in the
// first element are the standard library's, those that begin with ~ are ours.
func imports(from string, to ...string) listed {
	p := listed{ImportPath: ours(from)}
	first, _, _ := strings.Cut(p.ImportPath, "/")
	p.Standard = !strings.Contains(first, ".")
	for _, name := range to {
		p.Imports = append(p.Imports, ours(name))
	}
	return p
}

func ours(name string) string {
	if name == "~" {
		return module
	}
	if rest, ok := strings.CutPrefix(name, "~"); ok {
		return module + "/" + rest
	}
	return name
}

func TestImportViolationsAreFound(t *testing.T) {
	const (
		other = "example.com/other"
		idna  = "golang.org/x/net/idna"
	)
	tests := []struct {
		name  string
		graph []listed
		want  []string
	}{
		{"what adapters share", []listed{
			imports("~store/pgstore", "~internal/tables", "~internal/gate", other), imports("~internal/tables", "~store", other),
			imports("~internal/gate", "sync"), imports("~store"), imports(other), imports("sync"),
		}, nil},
		{"what adapters share imports the engine", []listed{imports("~internal/tables", "~access"), imports("~access")}, []string{"internal/tables reaches access"}},
		{"the engine imports what adapters share", []listed{imports("~access", "~internal/tables"), imports("~internal/tables")}, []string{"access reaches internal/tables"}},
		{"what is allowed", []listed{
			imports("~agency", "time"), imports("~candidate", "~agency"), imports("~invite", "~agency", "~internal/mailprovider", idna), imports(idna),
			imports("~candidate/match", "~candidate", "~internal/mailprovider", other), imports("~internal/mailprovider"), imports("~access/policy", "~agency", "~candidate"),
			imports("~access/event", "~candidate"), imports("~store", "~agency", "~candidate", "~invite"),
			imports("~store/memstore", "~store", other), imports("~storetest", "~store", other),
			imports("~access", "~access/policy", "~access/event", "~candidate/match", "~store", cockroachdbErrors),
			imports("~internal/scenario", "~access", "~store/memstore"), imports("~examples/quickstart", "~access", "~store/memstore"),
			imports("~"), imports(other), imports("time"), imports(cockroachdbErrors, sentry), imports(sentry, sentry+"/internal/x"),
			imports(sentry + "/internal/x"),
		}, nil},
		{"agency imports ours", []listed{imports("~agency", "~invite"), imports("~invite")}, []string{"agency reaches invite"}},
		{"agency imports a third party's", []listed{imports("~agency", other), imports(other)}, []string{"agency reaches " + other}},
		{
			"agency reaches a third party's through the standard library's vendored code, which is fine",
			[]listed{
				{ImportPath: ours("~agency"), Imports: []string{"net/http"}},
				{ImportPath: "net/http", Standard: true, Imports: []string{"golang.org/x/net/idna"}, ImportMap: map[string]string{
					"golang.org/x/net/idna": "vendor/golang.org/x/net/idna",
				}},
				{ImportPath: "vendor/golang.org/x/net/idna", Standard: true},
			},
			nil,
		},
		{"candidate imports match", []listed{imports("~candidate", "~candidate/match"), imports("~candidate/match")}, []string{"candidate reaches candidate/match"}},
		{"candidate imports a third party's", []listed{imports("~candidate", other), imports(other)}, []string{"candidate reaches " + other}},
		{"invite imports candidate", []listed{imports("~invite", "~candidate"), imports("~candidate")}, []string{"invite reaches candidate"}},
		{"invite imports a third party's that it may not", []listed{imports("~invite", other), imports(other)}, []string{"invite reaches " + other}},
		{"invite imports what only begins like a third party's that it may", []listed{imports("~invite", idna+"x", "golang.org/x/network"), imports(idna + "x"), imports("golang.org/x/network")}, []string{"invite reaches golang.org/x/network"}},
		{"mail providers import ours", []listed{imports("~internal/mailprovider", "~agency"), imports("~agency")}, []string{"internal/mailprovider reaches agency"}},
		{"resume imports candidate", []listed{imports("~candidate/resume", "~candidate"), imports("~candidate")}, []string{"candidate/resume reaches candidate"}},
		{"match imports invite", []listed{imports("~candidate/match", "~invite"), imports("~invite")}, []string{"candidate/match reaches invite"}},
		{"policy imports store", []listed{imports("~access/policy", "~store"), imports("~store")}, []string{"access/policy reaches store"}},
		{"policy imports invite", []listed{imports("~access/policy", "~invite"), imports("~invite")}, []string{"access/policy reaches invite"}},
		{"policy imports match", []listed{imports("~access/policy", "~candidate/match"), imports("~candidate/match")}, []string{"access/policy reaches candidate/match"}},
		{"policy imports a third party's", []listed{imports("~access/policy", other), imports(other)}, []string{"access/policy reaches " + other}},
		{"event imports policy", []listed{imports("~access/event", "~access/policy"), imports("~access/policy")}, []string{"access/event reaches access/policy"}},
		{"event imports a third party's", []listed{imports("~access/event", other), imports(other)}, []string{"access/event reaches " + other}},
		{"store imports match", []listed{imports("~store", "~candidate/match"), imports("~candidate/match")}, []string{"store reaches candidate/match"}},
		{"store imports an adapter", []listed{imports("~store", "~store/memstore"), imports("~store/memstore")}, []string{"store reaches store/memstore"}},
		{"an adapter imports the engine", []listed{imports("~store/memstore", "~access"), imports("~access")}, []string{"store/memstore reaches access"}},
		{"an adapter imports another", []listed{imports("~store/pgstore", "~store/memstore"), imports("~store/memstore")}, []string{"store/pgstore reaches store/memstore"}},
		{"part of an adapter imports the policy", []listed{imports("~store/pgstore/schema", "~access/policy"), imports("~access/policy")}, []string{"store/pgstore/schema reaches access/policy"}},
		{
			"an adapter reaches the policy through a third party's",
			[]listed{imports("~store/memstore", other), imports(other, "~access/policy"), imports("~access/policy")},
			[]string{"store/memstore reaches access/policy"},
		},
		{"storetest imports events", []listed{imports("~storetest", "~access/event"), imports("~access/event")}, []string{"storetest reaches access/event"}},
		{"the engine imports an adapter", []listed{imports("~access", "~store/memstore"), imports("~store/memstore")}, []string{"access reaches store/memstore"}},
		{"the engine imports internals", []listed{imports("~access", "~internal/scenario"), imports("~internal/scenario")}, []string{"access reaches internal/scenario"}},
		{"storetest imports internals", []listed{imports("~storetest", "~internal/x"), imports("~internal/x")}, []string{"storetest reaches internal/x"}},
		{"the root imports agency", []listed{imports("~", "~agency"), imports("~agency")}, []string{". reaches agency"}},
		{"an example imports internals", []listed{imports("~examples/portal", "~internal/x"), imports("~internal/x")}, []string{"examples/portal reaches internal/x"}},
		{"a package without a rule", []listed{imports("~access/newcomer")}, []string{"access/newcomer has no rule"}},
		{"a name that only begins like a known one", []listed{imports("~storetester")}, []string{"storetester has no rule"}},
		{"a package that is not listed", []listed{imports("~invite", other)}, []string{"invite reaches " + other + ", which is not listed"}},
		{"sentry imported by us", []listed{imports("~access", sentry), imports(sentry)}, []string{ours("~access") + " imports " + sentry}},
		{"sentry imported by a third party's", []listed{imports(other, sentry), imports(sentry)}, []string{other + " imports " + sentry}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, importViolations(tt.graph))
		})
	}
}

func TestModuleViolationsAreFound(t *testing.T) {
	for _, m := range []string{
		"github.com/jackc/pgx/v5", "modernc.org/sqlite", "github.com/lib/pq", "github.com/go-sql-driver/mysql",
		"github.com/aws/aws-sdk-go-v2", "go.opentelemetry.io/otel", "github.com/getsentry/raven-go",
	} {
		t.Run(m, func(t *testing.T) {
			require.Equal(t, []string{m}, moduleViolations([]string{module, m, "pgregory.net/rapid"}))
		})
	}
	require.Empty(t, moduleViolations([]string{module, cockroachdbErrors, sentry}), fmt.Sprintf("%s brings %s along", cockroachdbErrors, sentry))
}
