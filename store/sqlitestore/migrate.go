package sqlitestore

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"sync"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations returns the files that make and change the tables, in the format
// of goose (https://github.com/pressly/goose).
func Migrations() fs.FS {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the directory is embedded above
	}
	return files
}

// known are the steps of the migrations.
var known = sync.OnceValues(func() ([]tables.Step, error) { return tables.Steps(Migrations()) })

// Migrate brings the tables in the host's database up to date, in one
// transaction that excludes other writers. It may be called by several processes
// at once, and when there is nothing to do. A schema newer than this package
// knows is store.ErrSchema, and a database whose encoding is not UTF-8 is
// store.ErrUnsupported.
func Migrate(ctx context.Context, db *sql.DB, opts ...Option) error {
	return New(db, opts...).migrate(ctx)
}

func (s *Store) migrate(ctx context.Context) error {
	steps, err := known()
	if err != nil {
		return err
	}
	return s.untilFree(ctx, "migrate", func() error {
		conn, err := s.db.Conn(ctx)
		if err != nil {
			return err
		}
		defer conn.Close()
		if err := migrate(ctx, conn, steps); err != nil {
			// Whether anything began is not for the error to say.
			if _, err := conn.ExecContext(context.WithoutCancel(ctx), "rollback"); err != nil {
				abandon(conn)
			}
			return err
		}
		return nil
	})
}

func migrate(ctx context.Context, conn *sql.Conn, steps []tables.Step) error {
	if _, err := conn.ExecContext(ctx, "begin immediate"); err != nil {
		return err
	}
	if err := apply(ctx, conn, steps); err != nil {
		return err
	}
	_, err := conn.ExecContext(context.WithoutCancel(ctx), "commit")
	return err
}

func apply(ctx context.Context, conn *sql.Conn, steps []tables.Step) error {
	if err := checkEncoding(ctx, conn); err != nil {
		return err
	}
	version, err := versionOf(ctx, conn)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return tables.WrongSchema(version, len(steps))
	}
	for _, step := range steps[version:] {
		if _, err := conn.ExecContext(ctx, step.Up); err != nil {
			return err
		}
	}
	return nil
}

// A querier is a database, a connection or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// versionOf returns the version of the tables in a database, 0 when there are
// none.
func versionOf(ctx context.Context, q querier) (version int, err error) {
	var found int
	err = q.QueryRowContext(ctx, "select count(*) from sqlite_master where type = 'table' and name = 'agencyaccess_schema'").Scan(&found)
	if err != nil || found == 0 {
		return 0, err
	}
	err = q.QueryRowContext(ctx, "select version from agencyaccess_schema").Scan(&version)
	return version, err
}

// checkTables answers whether the tables are those that this package knows, in a
// database that orders texts as the contract does.
func checkTables(ctx context.Context, q querier) error {
	if err := checkEncoding(ctx, q); err != nil {
		return err
	}
	steps, err := known()
	if err != nil {
		return err
	}
	version, err := versionOf(ctx, q)
	if err == nil && version != len(steps) {
		err = tables.WrongSchema(version, len(steps))
	}
	return err
}

// checkEncoding refuses UTF-16: SQLite compares the bytes that it keeps.
func checkEncoding(ctx context.Context, q querier) error {
	var encoding string
	if err := q.QueryRowContext(ctx, "pragma encoding").Scan(&encoding); err != nil {
		return err
	}
	if encoding != "UTF-8" {
		return errors.Wrap(store.ErrUnsupported, "the database's encoding is "+encoding+", not UTF-8")
	}
	return nil
}
