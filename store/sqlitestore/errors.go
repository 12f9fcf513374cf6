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

// fault returns what an error of the driver means to the engine.
func fault(ctx context.Context, op string, err error) error {
	if err == nil {
		return nil
	}
	var ours store.Error
	var corrupt tables.Corrupt
	switch code, _ := codeOf(err); {
	case errors.As(err, &ours), errors.As(err, &corrupt):
		return errors.Wrapf(err, "sqlitestore: %s", op)
	case ctx.Err() != nil:
		return ended(ctx, op)
	case errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone), strings.HasSuffix(err.Error(), "database is closed"):
		return errors.Wrapf(store.ErrClosed, "sqlitestore: %s: the host's database or transaction", op)
	case code == busy, code == locked:
		return errors.Wrapf(store.ErrConflict, "sqlitestore: %s: %s", op, meanings[code])
	}
	return errors.Newf("sqlitestore: %s: %s", op, described(err))
}
