package sqlitestore

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// Result codes of SQLite; see https://www.sqlite.org/rescode.html.
const (
	busy     = 5
	locked   = 6
	readonly = 8
	inputOut = 10
	corrupt  = 11
	full     = 13
	cantOpen = 14
	notADB   = 26
)

// meanings are how SQLite itself names the codes: drivers differ in how they
// hand on a code, and all hand on the text.
var meanings = map[int]string{
	busy:     "database is locked",
	locked:   "database table is locked",
	readonly: "attempt to write a readonly database",
	inputOut: "disk I/O error",
	corrupt:  "database disk image is malformed",
	full:     "database or disk is full",
	cantOpen: "unable to open database file",
	notADB:   "file is not a database",
}

// codeOf returns the primary result code of a driver's error.
func codeOf(err error) (int, bool) {
	var coded interface{ Code() int } // as modernc.org/sqlite has it
	if errors.As(err, &coded) {
		return coded.Code() & 0xff, true
	}
	if err == nil {
		return 0, false
	}
	for code, meaning := range meanings {
		if strings.Contains(err.Error(), meaning) {
			return code, true
		}
	}
	return 0, false
}

// described says what went wrong without the driver's words, which may quote
// records.
func described(err error) string {
	code, ok := codeOf(err)
	switch {
	case !ok:
		return fmt.Sprintf("an error of type %T", err)
	case meanings[code] != "":
		return meanings[code]
	}
	return fmt.Sprintf("SQLite's result code %d", code)
}

// fault returns what an error of the driver means to the engine. The text holds
// nothing of the driver's and no values, so that all of it may be logged.
func fault(ctx context.Context, op string, err error) error {
	if err == nil {
		return nil
	}
	op = "sqlitestore: " + op
	var ours store.Error
	var broken tables.Corrupt
	switch code, _ := codeOf(err); {
	case errors.As(err, &ours):
		return errors.Wrap(err, op)
	case errors.As(err, &broken):
		return errors.New(op + ": " + broken.Error())
	case ctx.Err() != nil:
		return errors.Wrap(ctx.Err(), op)
	case errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone), strings.HasSuffix(err.Error(), "database is closed"):
		return errors.Wrap(store.ErrClosed, op+": the host's database or transaction")
	case code == busy, code == locked:
		return errors.Wrap(store.ErrConflict, op+": "+meanings[code])
	}
	return errors.New(op + ": " + described(err))
}
