package tables

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/store"
)

// A Step is a migration: the tables' version before it is one less than after.
type Step struct {
	Version int // from 1
	Up      string
}

// Steps reads migrations in goose's format, the file's name beginning with the
// version, which must follow each other from 1.
func Steps(files fs.FS) ([]Step, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	steps := make([]Step, len(names))
	for i, name := range names {
		if !strings.HasPrefix(name, fmt.Sprintf("%05d_", i+1)) {
			return nil, errors.Newf("tables: migration %s must begin with %05d_", name, i+1)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		_, up, _ := strings.Cut(string(text), "-- +goose Up\n")
		up, _, found := strings.Cut(up, "-- +goose Down\n")
		if !found {
			return nil, errors.Newf("tables: migration %s must say how to go up and down", name)
		}
		steps[i] = Step{i + 1, up}
	}
	return steps, nil
}

// WrongSchema is what to answer when the tables have a version that is not the
// one known.
func WrongSchema(version, known int) error {
	switch {
	case version == 0:
		return errors.Wrap(store.ErrSchema, "there are no tables; Migrate makes them")
	case version < known:
		return errors.Wrapf(store.ErrSchema, "the tables have version %d; Migrate makes them %d", errors.Safe(version), errors.Safe(known))
	}
	return errors.Wrapf(store.ErrSchema, "the tables have version %d; this package knows none after %d", errors.Safe(version), errors.Safe(known))
}
