package invite

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"log/slog"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
)

// secretSize is how many random bytes a secret has: 256 bits.
const secretSize = 32

// Secret is what an invited person is sent and hands back: the ID of the
// invitation and 256 random bits, as text that can stand in a URL. Whoever has
// it can accept the invitation. It is kept nowhere, and does not show in messages,
// logs and JSON: who wants the text converts it to a string.
type Secret string

// NewSecret makes the secret of the invitation, whose ID has letters and digits
// only.
func NewSecret(id ID) Secret {
	b := make([]byte, secretSize)
	rand.Read(b) // never fails
	return Secret(string(id) + "." + base64.RawURLEncoding.EncodeToString(b))
}

// Parse returns which invitation the secret is of. A text that cannot be a
// secret is of none.
func (s Secret) Parse() (ID, bool) {
	id, random, found := strings.Cut(string(s), ".")
	if !found || agency.CheckID("invitation", id) != nil || len(random) != base64.RawURLEncoding.EncodedLen(secretSize) {
		return "", false
	}
	bits, err := base64.RawURLEncoding.Strict().DecodeString(random)
	if err != nil || len(bits) != secretSize { // line breaks are skipped in decoding
		return "", false
	}
	return ID(id), true
}

// Digest is what is kept of the secret in the account. Of 256 random bits one
// hash is enough.
func (s Secret) Digest(account agency.AccountID) Digest {
	sum := sha256.Sum256([]byte("agencyaccess invitation\x00" + string(account) + "\x00" + string(s)))
	return Digest(hex.EncodeToString(sum[:]))
}

// String keeps the secret out of messages.
func (s Secret) String() string { return "(a secret)" }

// GoString does the same.
func (s Secret) GoString() string { return s.String() }

// MarshalText keeps the secret out of JSON and the like.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue keeps the secret out of logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Digest is a SHA-256 digest of a secret, in hexadecimal.
type Digest string

// Is reports whether d is the digest of the secret, in constant time. The empty
// digest is none's.
func (d Digest) Is(s Secret, of agency.AccountID) bool {
	have := s.Digest(of)
	return subtle.ConstantTimeCompare([]byte(d), []byte(have)) == 1
}
