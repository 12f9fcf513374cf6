package candidate

import (
	"encoding/base64"
	"log/slog"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Sketch is what a candidate is compared by, in a form that package match alone
// reads. It is personal data: neither logging nor printing one shows it.
type Sketch string

// String keeps personal data out of messages.
func (Sketch) String() string { return "sketch" }

// GoString does the same.
func (s Sketch) GoString() string { return s.String() }

// LogValue keeps personal data out of logs.
func (Sketch) LogValue() slog.Value { return slog.StringValue("sketch") }

// MarshalText writes base64.
func (s Sketch) MarshalText() ([]byte, error) {
	return base64.RawStdEncoding.AppendEncode(nil, []byte(s)), nil
}

// UnmarshalText takes what MarshalText wrote; anything else is an
// [*agency.Invalid].
func (s *Sketch) UnmarshalText(text []byte) error {
	b, ok := fromBase64(text)
	if !ok {
		return &agency.Invalid{Field: "sketch", Rule: "must be base64"}
	}
	*s = Sketch(b)
	return nil
}

// fromBase64 refuses line ends too, which the encoding itself would ignore: what
// is equal is written in one way.
func fromBase64(text []byte) ([]byte, bool) {
	b, err := base64.RawStdEncoding.Strict().DecodeString(string(text))
	return b, err == nil && base64.RawStdEncoding.EncodedLen(len(b)) == len(text)
}
