package access

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// ErrInvalidAck answers an acknowledgement that is not of this alert: forged,
// used or expired, or of another account, recruiter, agency, opening, entry, or
// of settings that have changed since.
var ErrInvalidAck = errors.New("access: invalid_ack: this acknowledgement does not hold here")

// maxProbeID is the greatest length of an ID that the engine makes.
const maxProbeID = 64

// acknowledgement is what the recruiter hands back who was alerted and goes on.
type acknowledgement struct {
	probe   string
	agency  [8]byte // digest of the agency's ID
	rules   int64   // version of the settings
	expires time.Time
}

// Its length does not depend on what it holds.
const ackSize = 1 + maxProbeID + 8 + 8 + 8

// ackBound is what an acknowledgement is bound to without being asked.
func (o *op) ackBound(in *intake) string {
	return string(o.account) + "\x00" + string(o.recruiter) + "\x00" + string(in.opening) + "\x00" + string(o.payload(*in))
}

func (o *op) agencyDigest(id agency.AgencyID) (d [8]byte) {
	copy(d[:], mac(o.eng.keys.digest, "agency", string(id)))
	return d
}

// sealAck makes the token of an alert.
func (k *keys) sealAck(bound string, a acknowledgement) string {
	plain := make([]byte, ackSize)
	plain[0] = byte(len(a.probe))
	copy(plain[1:], a.probe)
	rest := plain[1+maxProbeID:]
	copy(rest, a.agency[:])
	binary.BigEndian.PutUint64(rest[8:], uint64(a.rules))
	binary.BigEndian.PutUint64(rest[16:], uint64(a.expires.UnixMicro()))
	nonce := mac(k.nonce, "ack", bound, string(plain))[:k.ack.NonceSize()]
	return base64.RawURLEncoding.EncodeToString(k.ack.Seal(nonce, nonce, plain, []byte(bound)))
}

// openAck reads a token of this bound.
func (k *keys) openAck(bound, token string) (a acknowledgement, err error) {
	n := k.ack.NonceSize()
	size := n + ackSize + k.ack.Overhead()
	if base64.RawURLEncoding.EncodedLen(size) != len(token) {
		return a, ErrInvalidAck
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(sealed) != size {
		return a, ErrInvalidAck
	}
	plain, err := k.ack.Open(nil, sealed[:n], sealed[n:], []byte(bound))
	if err != nil || plain[0] > maxProbeID {
		return a, ErrInvalidAck
	}
	a.probe = string(plain[1 : 1+plain[0]])
	rest := plain[1+maxProbeID:]
	copy(a.agency[:], rest)
	a.rules = int64(binary.BigEndian.Uint64(rest[8:]))
	a.expires = time.UnixMicro(int64(binary.BigEndian.Uint64(rest[16:]))).UTC()
	return a, nil
}

// holds reports whether the acknowledgement is of the agency, the settings and
// the probe, which is still to be used.
func (o *op) holds(a acknowledgement, by agency.AgencyID, rules int64, p *candidate.Probe) bool {
	of := o.agencyDigest(by)
	return p != nil && p.Used.IsZero() && p.Agency == by && p.Recruiter == o.recruiter &&
		hmac.Equal(of[:], a.agency[:]) && a.rules == rules && o.now.Before(a.expires)
}
