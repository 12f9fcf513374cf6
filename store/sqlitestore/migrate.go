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

// Migrate brings the tables in the host's database up to date, in one
// transaction that excludes other writers. It may be called by several processes
// at once, and when there is nothing to do. A schema newer than this package
// knows is store.ErrSchema.
func Migrate(ctx context.Context, db *sql.DB, opts ...Option) error {
	return New(db, opts...).migrate(ctx)
}

func (s *Store) migrate(ctx context.Context) error {
	steps, err := tables.Steps(Migrations())
	if err != nil {
		return err
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return fault(ctx, "migrate", err)
	}
	defer conn.Close()
	return s.untilFree(ctx, "migrate", func() error {
		if _, err := conn.ExecContext(ctx, "begin immediate"); err != nil {
			return err
		}
		err := apply(ctx, conn, steps)
		end := "commit"
		if err != nil {
			end = "rollback"
		}
		if _, endErr := conn.ExecContext(context.WithoutCancel(ctx), end); err == nil {
			err = endErr
		}
		return err
	})
}

func apply(ctx context.Context, conn *sql.Conn, steps []tables.Step) error {
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

// versionOf returns the version of the tables in a database, 0 when there are
// none.
func versionOf(ctx context.Context, q interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
},
) (version int, err error) {
	var found int
	err = q.QueryRowContext(ctx, "select count(*) from sqlite_master where type = 'table' and name = 'agencyaccess_schema'").Scan(&found)
	if err != nil || found == 0 {
		return 0, err
	}
	err = q.QueryRowContext(ctx, "select version from agencyaccess_schema").Scan(&version)
	return version, err
}

// schema is what is known of the database once it has been looked at.
type schema struct {
	mu         sync.Mutex
	checked    bool
	statements map[*tables.Statement]*sql.Stmt
}

func (s *schema) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, stmt := range s.statements {
		_ = stmt.Close()
	}
}

// ready answers whether the tables are those that this package knows, and
// prepares the statements.
func (s *Store) ready(ctx context.Context) error {
	s.schema.mu.Lock()
	defer s.schema.mu.Unlock()
	if s.schema.checked {
		return nil
	}
	steps, err := tables.Steps(Migrations())
	if err != nil {
		return err
	}
	version, err := versionOf(ctx, s.db)
	if err != nil {
		return fault(ctx, "look at the schema", err)
	}
	if version != len(steps) {
		return fault(ctx, "look at the schema", tables.WrongSchema(version, len(steps)))
	}
	var mode string
	if err := s.db.QueryRowContext(ctx, "pragma journal_mode").Scan(&mode); err != nil {
		return fault(ctx, "look at the journal mode", err)
	}
	if mode != "wal" {
		return errors.Wrapf(store.ErrUnsupported, "sqlitestore: the database's journal mode is %q, not \"wal\"", mode)
	}
	statements := make(map[*tables.Statement]*sql.Stmt)
	for _, stmt := range s.tables.All() {
		prepared, err := s.db.PrepareContext(ctx, stmt.SQL)
		if err != nil {
			return fault(ctx, "prepare "+stmt.Name, err)
		}
		statements[stmt] = prepared
	}
	s.schema.statements, s.schema.checked = statements, true
	return nil
}
