package match

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// MinSecret is how many bytes the secret of a keyring has at least.
const MinSecret = 32

// Keyring makes the keys of one account's records: the first 64 bits of
// HMAC-SHA-256 with a key derived for the account, so that keys of two accounts
// cannot be compared. Whoever holds the secret can find out whom a key is
// about; whoever does not can tell only which records share it.
type Keyring struct {
	id      string
	derived [sha256.Size]byte
}

// NewKeyring derives the account's keyring. The ID names the secret, to be
// stored with what was made by it, so that the secret can be changed: keys of
// records must then be made anew, which cannot be done for erased ones. The
// secret has at least [MinSecret] bytes, not all the same; anything else is an
// [*agency.Invalid].
func NewKeyring(id string, secret []byte, account agency.AccountID) (*Keyring, error) {
	if err := agency.CheckID("key", id); err != nil {
		return nil, err
	}
	if err := agency.CheckID("account", account); err != nil {
		return nil, err
	}
	if len(secret) < MinSecret {
		return nil, &agency.Invalid{Field: "secret", Rule: "must have at least 32 bytes"}
	}
	if strings.Count(string(secret), string(secret[:1])) == len(secret) {
		return nil, &agency.Invalid{Field: "secret", Rule: "must be random"}
	}
	k := &Keyring{id: id}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("agencyaccess candidate keys 1\x00" + string(account)))
	mac.Sum(k.derived[:0])
	return k, nil
}

// ID returns the name of the secret.
func (k *Keyring) ID() string { return k.id }

// Keys returns the keys by which the record is to be found, to be stored with
// it: some 15 to 20 for one with two names, a birth date, an address and a
// contact of each kind, at most 84.
func (k *Keyring) Keys(r *Record) []candidate.Key {
	m := maker{mac: hmac.New(sha256.New, k.derived[:])}
	m.record(r)
	return m.keys
}

// Lookup returns the keys to look for when others like the record are to be
// found: its own, and those of the nicknames of its given name. Stored keys need
// not know nicknames then, so that lists of nicknames can change.
func (k *Keyring) Lookup(r *Record) Lookup {
	m := maker{mac: hmac.New(sha256.New, k.derived[:])}
	m.record(r)
	own := len(m.keys)
	m.nicknames(&r.name)
	return Lookup{keys: m.keys, own: own, values: m.values, roles: m.roles}
}

// Lookup is what to look for.
type Lookup struct {
	keys   []candidate.Key
	own    int      // the first so many are the record's own
	values []uint64 // what the weights know each by, 0 for nothing
	roles  []role   // what each says of a person of whom nothing but keys is left
}

// Keys returns the keys, each once: those that Keyring.Keys returns, then those
// of nicknames.
func (l Lookup) Keys() []candidate.Key { return l.keys }

// Weights returns the weights to compare the record with, in an account of so
// many records, of which so many hold each of the keys, in the order of Keys.
// The record itself does not count, nor does a second record of one agency for
// one key. Counts may stop at [MaxBlock]+1. [Search.Compare] makes them itself.
func (l Lookup) Weights(records int, holders []int) *Weights {
	w := &Weights{bar: barOf(records)}
	for i, n := range holders[:min(len(holders), len(l.values))] {
		if l.values[i] != 0 {
			w.held = append(w.held, holding{
				value: l.values[i], holders: n,
				given: rarity(records, n, givenFrequency), surname: rarity(records, n, surnameFrequency),
			})
		}
	}
	return w
}

// maker collects keys.
type maker struct {
	mac    hash.Hash
	text   []byte
	sum    []byte
	keys   []candidate.Key
	values []uint64
	roles  []role
}

// role is what a key in common says besides its kind.
type role uint8

const (
	likeness   role = iota // no more than that something is alike
	wholeName              // given name and surname
	onlyName               // all that is known of the name is one word
	givenName              // the first given name, or a later one
	familyName             // the surname
	generationName
	nickname     // the whole name, with another form of the given name
	openNickname // that is a form of several names
	wholeBirth
)

// keySet is a set of keys by their places in a lookup.
type keySet [(maxKeys + maxNicknames + 63) / 64]uint64

func (s *keySet) add(key int)      { s[key/64] |= 1 << (key % 64) }
func (s *keySet) has(key int) bool { return s[key/64]&(1<<(key%64)) != 0 }

// put adds the key of the parts, none of which holds a NUL.
func (m *maker) put(kind candidate.KeyKind, value uint64, parts ...string) {
	m.putAs(likeness, kind, value, parts...)
}

func (m *maker) putAs(as role, kind candidate.KeyKind, value uint64, parts ...string) {
	if len(m.keys) == maxKeys+maxNicknames {
		return
	}
	m.text = append(m.text[:0], byte(kind))
	for _, p := range parts {
		m.text = append(append(m.text, p...), 0)
	}
	m.mac.Reset()
	m.mac.Write(m.text)
	m.sum = m.mac.Sum(m.sum[:0])
	key := candidate.Key{Kind: kind, Digest: candidate.Digest(binary.BigEndian.Uint64(m.sum))}
	for _, have := range m.keys {
		if have == key {
			return
		}
	}
	m.keys, m.values, m.roles = append(m.keys, key), append(m.values, value), append(m.roles, as)
}
