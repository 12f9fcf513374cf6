package candidate

import (
	"encoding/base64"
	"encoding/binary"
	"iter"
	"log/slog"
	"strconv"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Holder is a candidate who holds a key. Turn is how many holders of the same
// agency there were before, at most 255, and 0 for one whom no agency brought.
// Blocks are read in the order of turns, so that everybody's first comes before
// anybody's second and none can push others out.
type Holder struct {
	Candidate ID
	Agency    agency.AgencyID
	Turn      uint8
}

// Holding is a key that a candidate holds.
type Holding struct {
	Digest Digest
	Turn   uint8
}

// Held is an immutable list of holdings.
type Held string

// MaxHeld is how many keys a candidate holds at most.
const MaxHeld = 128

const heldSize = 9

// Hold makes the list of the first MaxHeld holdings.
func Hold(holdings ...Holding) Held {
	holdings = holdings[:min(len(holdings), MaxHeld)]
	b := make([]byte, 0, len(holdings)*heldSize)
	for _, h := range holdings {
		b = append(binary.BigEndian.AppendUint64(b, uint64(h.Digest)), h.Turn)
	}
	return Held(b)
}

// Len returns the number of holdings.
func (h Held) Len() int { return len(h) / heldSize }

// All yields the holdings in order.
func (h Held) All() iter.Seq[Holding] {
	return func(yield func(Holding) bool) {
		for ; len(h) >= heldSize; h = h[heldSize:] {
			if !yield(Holding{Digest(binary.BigEndian.Uint64([]byte(h[:8]))), h[8]}) {
				return
			}
		}
	}
}

// String keeps the pseudonyms out of messages.
func (h Held) String() string { return strconv.Itoa(h.Len()) + " keys" }

// GoString does the same.
func (h Held) GoString() string { return h.String() }

// LogValue keeps the pseudonyms out of logs.
func (h Held) LogValue() slog.Value { return slog.StringValue(h.String()) }

// MarshalText writes base64.
func (h Held) MarshalText() ([]byte, error) {
	return base64.RawStdEncoding.AppendEncode(nil, []byte(h)), nil
}

// UnmarshalText takes what MarshalText wrote; anything else is an
// [*agency.Invalid].
func (h *Held) UnmarshalText(text []byte) error {
	b, ok := fromBase64(text)
	if !ok || len(b)%heldSize != 0 || len(b) > MaxHeld*heldSize {
		return &agency.Invalid{Field: "held", Rule: "must be a list of holdings in base64"}
	}
	*h = Held(b)
	return nil
}
