// Command eventschema writes the JSON schemas of the event catalogue, and a
// table of it for people to read, into the directory schema of package event.
// It runs there:
//
//	go generate ./access/event
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/agencyaccess/agencyaccess/access/event"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "eventschema:", err)
		os.Exit(1)
	}
}

// run replaces what is in the schema directory of the package in dir.
func run(dir string) error {
	files, err := generate(dir)
	if err != nil {
		return err
	}
	out := filepath.Join(dir, "schema")
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil {
			return err
		}
	}
	there, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	for _, f := range there {
		if _, ok := files[f.Name()]; !ok {
			if err := os.Remove(filepath.Join(out, f.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// generate returns the files of the schema directory by name. The comments of
// the package in dir become the descriptions.
func generate(dir string) (map[string][]byte, error) {
	about, err := readComments(dir)
	if err != nil {
		return nil, err
	}
	files := make(map[string][]byte)
	var rows []row
	for _, e := range event.Catalogue() {
		s, err := schemaOf(e, about)
		if err != nil {
			return nil, err
		}
		text, err := render(s)
		if err != nil {
			return nil, err
		}
		name, version := e.Kind()
		files[fmt.Sprintf("%s.v%d.json", name, version)] = text
		rows = append(rows, row{event: e, schema: s})
	}
	files["catalogue.md"] = catalogue(rows)
	return files, nil
}
