package access

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/store"
)

// Cursor is a position in a list, to be handed back to the same method of the
// same handle with the same filter. The empty cursor is the start of a list as
// an argument, and its end as an answer. It can be stored and sent about; what
// it holds is sealed.
type Cursor string

// ErrInvalidCursor answers a cursor that is not of this list: forged, cut off,
// of another account, handle, method or filter, or sealed with another secret.
var ErrInvalidCursor = errors.New("access: invalid cursor")

// maxCursor bounds what is decoded, in bytes of base64.
const maxCursor = 512

// seal makes the cursor for a position. The nonce is derived from what is
// sealed, so that equal positions have equal cursors and a nonce never serves
// two contents.
func (k *keys) seal(bound string, at store.After) Cursor {
	plain := make([]byte, 0, 32+len(at.ID))
	plain = binary.BigEndian.AppendUint64(plain, uint64(at.Seq))
	if at.At.IsZero() {
		plain = append(plain, 0)
	} else {
		plain = append(plain, 1)
		plain = binary.BigEndian.AppendUint64(plain, uint64(at.At.UnixMicro()))
	}
	plain = append(plain, at.ID...)
	nonce := mac(k.nonce, bound, string(plain))[:k.cursor.NonceSize()]
	sealed := k.cursor.Seal(nonce, nonce, plain, []byte(bound))
	return Cursor(base64.RawURLEncoding.EncodeToString(sealed))
}

// open returns the position that a cursor of this bound holds.
func (k *keys) open(bound string, c Cursor) (store.After, error) {
	if c == "" {
		return store.After{}, nil
	}
	if len(c) > maxCursor || strings.ContainsAny(string(c), "\r\n") { // which decoding would skip
		return store.After{}, ErrInvalidCursor
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(string(c))
	n := k.cursor.NonceSize()
	if err != nil || len(sealed) < n {
		return store.After{}, ErrInvalidCursor
	}
	plain, err := k.cursor.Open(nil, sealed[:n], sealed[n:], []byte(bound))
	if err != nil || len(plain) < 9 {
		return store.After{}, ErrInvalidCursor
	}
	at := store.After{Seq: int64(binary.BigEndian.Uint64(plain))}
	plain, timed := plain[9:], plain[8] == 1
	if timed {
		if len(plain) < 8 {
			return store.After{}, ErrInvalidCursor
		}
		at.At = time.UnixMicro(int64(binary.BigEndian.Uint64(plain))).UTC()
		plain = plain[8:]
	}
	at.ID = string(plain)
	return at, nil
}
