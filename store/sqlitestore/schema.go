package sqlitestore

import (
	"context"
	"database/sql"
	"sync/atomic"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/internal/tables"
	"github.com/agencyaccess/agencyaccess/store"
)

// A schema is what is known of the database once it has been looked at.
type schema struct {
	turn       chan struct{} // holds a value while somebody looks
	statements atomic.Pointer[statements]
}

// statements are those that are prepared.
type statements map[*tables.Statement]*sql.Stmt

func (s statements) close() {
	for _, stmt := range s {
		_ = stmt.Close()
	}
}

func (s *schema) close() {
	if known := s.statements.Load(); known != nil {
		known.close()
	}
}

// ready answers whether the tables are those that this package knows, and
// prepares the statements.
func (s *Store) ready(ctx context.Context) error {
	if s.schema.statements.Load() != nil {
		return nil
	}
	select {
	case s.schema.turn <- struct{}{}:
		defer func() { <-s.schema.turn }()
	case <-ctx.Done():
		return ended(ctx, "look at the schema")
	}
	if s.schema.statements.Load() != nil {
		return nil
	}
	if err := checkTables(ctx, s.db); err != nil {
		return fault(ctx, "look at the schema", err)
	}
	var mode string
	if err := s.db.QueryRowContext(ctx, "pragma journal_mode").Scan(&mode); err != nil {
		return fault(ctx, "look at the journal mode", err)
	}
	if mode != "wal" {
		return errors.Wrap(store.ErrUnsupported, "sqlitestore: the database's journal mode is "+mode+", not wal")
	}
	known := make(statements)
	for _, stmt := range s.tables.All() {
		prepared, err := s.db.PrepareContext(ctx, stmt.SQL)
		if err != nil {
			known.close()
			return fault(ctx, "prepare "+stmt.Name, err)
		}
		known[stmt] = prepared
	}
	s.schema.statements.Store(&known)
	return nil
}
