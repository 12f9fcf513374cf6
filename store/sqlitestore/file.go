package sqlitestore

import (
	"context"
	"database/sql"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cockroachdb/errors"
)

// locate returns the whole path of a file, so that connections that are made
// later find the same one, wherever the process has gone.
func locate(path string) (string, error) {
	switch {
	case path == "":
		return "", errors.New("sqlitestore: open: the path must name a file")
	case inMemory(path):
		return "", errors.New("sqlitestore: open: the path must name a file, not a database in memory")
	}
	whole, err := filepath.Abs(path)
	return whole, errors.Wrap(err, "sqlitestore: open")
}

// inMemory reports whether a path is one of SQLite's names of databases in
// memory. Paths are no URIs here, but somebody who writes these means one.
func inMemory(path string) bool {
	name, isURI := strings.CutPrefix(path, "file:")
	name, parameters, _ := strings.Cut(name, "?")
	return name == ":memory:" || isURI && slices.Contains(strings.Split(parameters, "&"), "mode=memory")
}

// uri names a file, by its whole path, in SQLite's way; see
// https://www.sqlite.org/uri.html.
func uri(path string, parameters url.Values) string {
	escaped := (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()
	if strings.HasPrefix(escaped, "/") {
		escaped = "//" + escaped // there is no authority before it
	}
	u := url.URL{Scheme: "file", Opaque: escaped, RawQuery: parameters.Encode()}
	return u.String()
}

// makeFile makes an empty file for its owner only, unless it is there. SQLite
// gives the same mode to the files beside it.
//
// SQLite makes the file too, with the mode of a model: if this process had the
// database open already, closing the file here would end SQLite's locks on it.
func makeFile(path string) (err error) {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil // what is wrong with it is found when it is opened
	}
	model, err := os.CreateTemp(filepath.Dir(path), ".sqlitestore-*") // 0600
	if err != nil {
		return notMade(err)
	}
	defer func() { err = errors.CombineErrors(err, notMade(os.Remove(model.Name()))) }()
	if err := model.Close(); err != nil {
		return notMade(err)
	}
	db, err := sql.Open("sqlite", uri(path, url.Values{"modeof": {model.Name()}}))
	if err != nil {
		return fault(context.Background(), "open", err)
	}
	defer db.Close()
	conn, err := db.Conn(context.Background()) // reads nothing, so that it waits for nobody
	if err != nil {
		return fault(context.Background(), "open", err)
	}
	return fault(context.Background(), "open", conn.Close())
}

// notMade leaves out the name of the model, of which the caller knows nothing.
func notMade(err error) error {
	if at := new(fs.PathError); errors.As(err, &at) {
		err = at.Err
	}
	return errors.Wrap(err, "sqlitestore: open: make the file")
}
