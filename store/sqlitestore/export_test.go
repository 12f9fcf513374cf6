package sqlitestore

import (
	"database/sql"

	"github.com/agencyaccess/agencyaccess/internal/tables"
)

// DB is the database of a store.
func DB(s *Store) *sql.DB { return s.db }

// Statements are all that a store carries out.
func Statements() []*tables.Statement { return rendered().All() }
