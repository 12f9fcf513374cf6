package access

import (
	"crypto/rand"
	"encoding/base64"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

// sealSecret makes a secret unreadable for whoever reads the outbox. It is bound
// to the account and the invitation.
func (k *keys) sealSecret(account agency.AccountID, id invite.ID, s invite.Secret) string {
	nonce := make([]byte, k.secret.NonceSize())
	rand.Read(nonce) // never fails
	sealed := k.secret.Seal(nonce, nonce, []byte(s), secretBound(account, string(id)))
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// openSecret reads what sealSecret made, and reports whether it could.
func (k *keys) openSecret(account agency.AccountID, id string, sealed string) (event.Secret, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(sealed)
	n := k.secret.NonceSize()
	if err != nil || len(b) < n {
		return "", false
	}
	plain, err := k.secret.Open(nil, b[:n], b[n:], secretBound(account, id))
	return event.Secret(plain), err == nil
}

func secretBound(account agency.AccountID, id string) []byte {
	return []byte(string(account) + "\x00" + id)
}
