// Scenario runs scenario files: policy as text, against the engine on a store in
// memory.
//
//	go run ./examples/scenario FILE...
//
// It prints one line for each file. At the first expectation that does not hold
// it prints the file, the line, what was expected and what happened, and exits
// with 1; so it does for a line that is malformed in any of the files, before
// anything runs. A verb of a later release makes it exit with 2, also before
// anything runs.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/agencyaccess/agencyaccess/internal/scenario"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns the exit code.
func run(files []string, stdout, stderr io.Writer) int {
	if len(files) == 0 {
		fmt.Fprintln(stderr, "usage: scenario FILE...")
		return 2
	}
	err := runAll(files, stdout)
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, err)
	if errors.Is(err, scenario.ErrNotSupported) {
		return 2
	}
	return 1
}

func runAll(files []string, stdout io.Writer) error {
	scripts, err := parseAll(files)
	if err != nil {
		return err
	}
	for _, s := range scripts {
		if err := scenario.Run(context.Background(), s, func() store.Store { return memstore.New() }); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "ok  %s  %d lines\n", s.Name(), s.Len())
	}
	return nil
}

// parseAll reads all the files, so that nothing runs unless all of it can.
func parseAll(files []string) ([]*scenario.Script, error) {
	var scripts []*scenario.Script
	for _, name := range files {
		s, err := parse(name)
		if err != nil {
			return nil, err
		}
		scripts = append(scripts, s)
	}
	for _, s := range scripts {
		if err := s.Supported(); err != nil {
			return nil, err
		}
	}
	return scripts, nil
}

func parse(name string) (*scenario.Script, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // nothing was written
	return scenario.Parse(name, f)
}
