package pgstore

import (
	"context"
	"embed"
	"io/fs"
	"strconv"

	"github.com/cockroachdb/errors"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/agencyaccess/agencyaccess/internal/tables"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrations returns the files that make and change the tables, in the format
// of goose (https://github.com/pressly/goose). Whoever runs them makes the schema
// first and has it alone as search_path.
func Migrations() fs.FS {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		panic(err) // the directory is embedded above
	}
	return files
}

// Migrate makes the schema if need be and brings its tables up to date, in one
// transaction. It may be called by several processes at once, and when there is
// nothing to do. A schema newer than this package knows is store.ErrSchema.
func Migrate(ctx context.Context, pool *pgxpool.Pool, opts ...Option) error {
	s, err := New(pool, opts...)
	if err != nil {
		return err
	}
	return s.migrate(ctx)
}

func (s *Store) migrate(ctx context.Context) error {
	steps, err := tables.Steps(Migrations())
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return s.apply(ctx, tx, steps) })
		switch codeOf(err) {
		case "23505", "42P06", "42P07", "XX000", serializationFailure, deadlockDetected: // somebody else does the same
			if n < s.opt.attempts {
				if err := pause(ctx, "migrate", n); err != nil {
					return err
				}
				continue
			}
		}
		if err != nil {
			return fault(ctx, "migrate", err)
		}
		s.checked.Store(true)
		return nil
	}
}

func (s *Store) apply(ctx context.Context, tx pgx.Tx, steps []tables.Step) error {
	schema := pgx.Identifier{s.opt.schema}.Sanitize()
	var there bool
	err := tx.QueryRow(ctx, "select exists (select 1 from pg_catalog.pg_namespace where nspname = $1)",
		pgx.QueryExecModeExec, s.opt.schema).Scan(&there)
	if err != nil {
		return err
	}
	if !there { // or the right to make one would be needed every time
		if _, err := tx.Exec(ctx, "create schema "+schema); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, "set local search_path to "+schema); err != nil {
		return err
	}
	version, err := s.version(ctx, tx)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return tables.WrongSchema(version, len(steps))
	}
	if version > 0 && version < len(steps) {
		// Whoever comes second waits here, and then finds nothing to do.
		if err := tx.QueryRow(ctx, "select version from schema for update", pgx.QueryExecModeExec).Scan(&version); err != nil {
			return err
		}
	}
	for _, step := range steps[version:] {
		if _, err := tx.Exec(ctx, step.Up); err != nil {
			return errors.Wrap(err, "migration "+strconv.Itoa(step.Version))
		}
	}
	return nil
}

type queryer interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// version returns the version of the tables, 0 when there are none. It prepares
// nothing, as what is asked once should not, and looks into the catalog, since
// the information schema hides what the role has no privileges on.
func (s *Store) version(ctx context.Context, q queryer) (version int, err error) {
	var there bool
	err = q.QueryRow(ctx, `select exists (select 1 from pg_catalog.pg_class r join pg_catalog.pg_namespace n on n.oid = r.relnamespace
		where n.nspname = $1 and r.relname = 'schema')`, pgx.QueryExecModeExec, s.opt.schema).Scan(&there)
	if err != nil || !there {
		return 0, err
	}
	err = q.QueryRow(ctx, "select version from "+pgx.Identifier{s.opt.schema, "schema"}.Sanitize(),
		pgx.QueryExecModeExec).Scan(&version)
	return version, err
}

// ready answers whether the tables are those that this package knows. Who asks
// at the same time does so too, since nobody should wait longer than their own
// context.
func (s *Store) ready(ctx context.Context) error {
	if s.checked.Load() {
		return nil
	}
	steps, err := tables.Steps(Migrations())
	if err != nil {
		return err
	}
	const op = "look at the schema"
	return s.attempt(ctx, op, func(t *transaction) error {
		version := 0
		version, t.failure = s.version(ctx, t.conn)
		switch {
		case t.failure != nil:
			return t.failure
		case version != len(steps):
			return fault(ctx, op, tables.WrongSchema(version, len(steps)))
		}
		s.checked.Store(true)
		return nil
	})
}
