package tables

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/cockroachdb/errors"
)

// encode returns a record as it is kept. Records cannot fail to encode: they
// hold nothing but texts, numbers, times and codes.
func encode(record any) (string, error) {
	b, err := json.Marshal(record)
	if err != nil {
		return "", errors.Newf("tables: a record of type %T cannot be kept", record)
	}
	return string(b), nil
}

// decode reads a record that was kept; without one it leaves the zero record.
// What encoding/json says may quote the record, so it is not passed on.
func decode[T any](doc []byte, record *T) error {
	if doc == nil {
		return nil
	}
	if json.Unmarshal(doc, record) != nil {
		return Corrupt(fmt.Sprintf("what is kept is not a record of type %T", *record))
	}
	return nil
}

// decodeNew is decode for records that may be missing.
func decodeNew[T any](doc []byte) (*T, error) {
	if doc == nil {
		return nil, nil
	}
	record := new(T)
	return record, decode(doc, record)
}

// never is the instant that no record carries: the zero time's.
var never = micros(time.Time{})

func micros(t time.Time) int64 { return t.UnixMicro() }

func number(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// Corrupt says what cannot be read, without saying what it holds.
type Corrupt string

func (c Corrupt) Error() string { return "tables: " + string(c) }
