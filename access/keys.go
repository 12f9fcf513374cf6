package access

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"github.com/agencyaccess/agencyaccess/agency"
)

// minSecret is the least length of Options.Secret, in bytes.
const minSecret = 32

// keys are derived from Options.Secret, one for each purpose.
type keys struct {
	cursor cipher.AEAD // seals cursors
	nonce  []byte      // makes a cursor's nonce from its content
	digest []byte      // digests requests
	ack    cipher.AEAD // seals acknowledgements
	secret cipher.AEAD // seals the secrets of invitations in the outbox
}

func deriveKeys(secret []byte) (keys, error) {
	if len(secret) < minSecret {
		return keys{}, &agency.Invalid{Field: "secret", Rule: "must be at least 32 bytes long"}
	}
	same := true
	for _, b := range secret {
		same = same && b == secret[0]
	}
	if same {
		return keys{}, &agency.Invalid{Field: "secret", Rule: "must be random"}
	}
	derive := func(purpose string) ([]byte, error) {
		return hkdf.Key(sha256.New, secret, nil, "agencyaccess "+purpose, 32)
	}
	var k keys
	seal, err := derive("cursor")
	if err != nil {
		return keys{}, err
	}
	if k.nonce, err = derive("cursor nonce"); err != nil {
		return keys{}, err
	}
	if k.digest, err = derive("request digest"); err != nil {
		return keys{}, err
	}
	ack, err := derive("acknowledgement")
	if err != nil {
		return keys{}, err
	}
	if k.cursor, err = sealing(seal); err != nil {
		return keys{}, err
	}
	if k.ack, err = sealing(ack); err != nil {
		return keys{}, err
	}
	invitation, err := derive("invitation")
	if err != nil {
		return keys{}, err
	}
	k.secret, err = sealing(invitation)
	return k, err
}

func sealing(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// mac authenticates parts, each with its length, so that no two lists of parts
// are one.
func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	var n [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	return h.Sum(nil)
}
