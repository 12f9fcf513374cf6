package pgcluster

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrNoServer says that the machine has no PostgreSQL to start.
var ErrNoServer = errors.New("pgcluster: no PostgreSQL server binaries found")

// needed are the programs that a directory must have.
var needed = []string{"initdb", "postgres", "psql", "pg_isready", "pg_basebackup"}

// binaries returns the directory with the server's programs.
func binaries() (string, error) {
	switch dir := os.Getenv("AGENCYACCESS_PGBIN"); dir {
	case "":
	case "none":
		return "", fmt.Errorf("%w: AGENCYACCESS_PGBIN is none", ErrNoServer)
	default:
		if missing := lacks(dir); missing != "" {
			return "", fmt.Errorf("pgcluster: AGENCYACCESS_PGBIN is %s, which lacks %s", dir, missing)
		}
		return filepath.Abs(dir)
	}
	for _, dir := range likely() {
		if lacks(dir) == "" {
			return dir, nil
		}
	}
	return "", ErrNoServer
}

// lacks names a program that dir does not have, or nothing.
func lacks(dir string) string {
	for _, name := range needed {
		if _, err := exec.LookPath(filepath.Join(dir, name)); err != nil {
			return name
		}
	}
	return ""
}

// likely are the directories to look in, in order.
func likely() []string {
	dirs := slices.DeleteFunc(filepath.SplitList(os.Getenv("PATH")), func(dir string) bool { return !filepath.IsAbs(dir) })
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	versions, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is well formed
	return append(append(dirs, newestFirst(versions)...), "/usr/local/pgsql/bin")
}

func newestFirst(versions []string) []string {
	return slices.SortedFunc(slices.Values(versions), func(a, b string) int { return cmp.Compare(major(b), major(a)) })
}

// major is the version in a path such as /usr/lib/postgresql/17/bin.
func major(bin string) float64 {
	v, _ := strconv.ParseFloat(filepath.Base(filepath.Dir(bin)), 64) // 9.6 is one too
	return v
}
