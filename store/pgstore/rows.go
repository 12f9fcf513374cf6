package pgstore

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/agencyaccess/agencyaccess/internal/tables"
)

// rows are a tables.Rows in the binary format.
type rows struct{ reader *pgconn.ResultReader }

func (r *rows) Next() bool { return r.reader.NextRow() }

func (r *rows) Scan(dest ...any) error {
	values := r.reader.Values()
	if len(values) != len(dest) {
		return tables.Corrupt(fmt.Sprintf("a row has %d columns, not %d", len(values), len(dest)))
	}
	for i, d := range dest {
		if err := scan(values[i], d); err != nil {
			return err
		}
	}
	return nil
}

// scan copies a value, which is only there until the next row.
func scan(value []byte, dest any) error {
	switch d := dest.(type) {
	case *[]byte:
		*d = bytes.Clone(value)
	case *string:
		*d = string(value)
	case **string:
		if *d = nil; value != nil {
			text := string(value)
			*d = &text
		}
	case *int64:
		return scanNumber(value, d)
	case **int64:
		if *d = nil; value != nil {
			*d = new(int64)
			return scanNumber(value, *d)
		}
	default:
		return tables.Corrupt(fmt.Sprintf("a column cannot be read into a %T", dest))
	}
	return nil
}

func scanNumber(value []byte, dest *int64) error {
	switch len(value) {
	case 4:
		*dest = int64(int32(binary.BigEndian.Uint32(value)))
	case 8:
		*dest = int64(binary.BigEndian.Uint64(value))
	default:
		return tables.Corrupt(fmt.Sprintf("%d bytes are no number", len(value)))
	}
	return nil
}
