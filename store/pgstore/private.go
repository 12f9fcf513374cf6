package pgstore

import (
	"database/sql/driver"
	"fmt"
	"io"
	"log/slog"
)

// private is a parameter, which may be of people's data, on its way through the
// host's transaction: whoever prints or logs it, as the tracer of the host's that
// pgx hands it to, learns only that there is one. It is no fmt.Stringer, which pgx
// would take for the value.
type private struct{ value driver.Value }

// hidden is what is seen of it.
const hidden = "(private)"

func (p private) Value() (driver.Value, error) { return p.value, nil }
func (private) Format(f fmt.State, _ rune)     { _, _ = io.WriteString(f, hidden) }
func (private) LogValue() slog.Value           { return slog.StringValue(hidden) }
func (private) MarshalText() ([]byte, error)   { return []byte(hidden), nil }

// withheld returns parameters as pgx is to have them. Lists may be of addresses
// and of keyed digests.
func withheld(args []any) []any {
	out := make([]any, len(args))
	for i, arg := range args {
		switch v := arg.(type) {
		case string, []byte:
			out[i] = private{v}
		case []string:
			out[i] = private{string(array(v))}
		default:
			out[i] = arg
		}
	}
	return out
}
