// Dupeval measures how well duplicates are found in a CSV file of which it is
// known who is who.
//
//	go run ./internal/dupeval -map MAP.json [-index A.csv] FILE.csv
//
// Without -index the records of FILE arrive one at a time in a random order that
// -seed decides: each is looked up among those before it, then indexed. With it,
// the records of A are indexed and those of FILE looked up among them.
//
// MAP.json says which columns are which fields of an entry; see mapping.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "dupeval:", err)
		os.Exit(1)
	}
}

func run(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("dupeval", flag.ContinueOnError)
	flags.SetOutput(stderr)
	mapFile := flags.String("map", "", "JSON `file` that says which columns are which fields")
	indexFile := flags.String("index", "", "CSV `file` whose records are indexed first; those of the other file are then looked up among them")
	seed := flags.Uint64("seed", 1, "of the order in which records arrive without -index")
	misses := flags.Int("misses", 0, "print up to so many pairs that were missed or wrong, with their evidence")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: dupeval -map MAP.json [-index A.csv] FILE.csv")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *mapFile == "" || flags.NArg() != 1 {
		flags.Usage()
		return fmt.Errorf("give -map and one CSV file")
	}
	m, err := readMapping(*mapFile)
	if err != nil {
		return err
	}
	files := []string{flags.Arg(0)}
	if *indexFile != "" {
		files = append(files, *indexFile)
	}
	people, err := m.readFiles(files...)
	if err != nil {
		return err
	}
	e, err := newEvaluation(*misses)
	if err != nil {
		return err
	}
	if *indexFile != "" {
		e.against(people[1], people[0])
	} else {
		e.arriving(people[0], *seed)
	}
	return e.report(stdout)
}
