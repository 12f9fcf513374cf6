package customstore

import (
	"encoding/binary"
	"math"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/candidate"
)

// A key names a record, or an entry of an index, in the bucket of its account.
// Keys are made so that bbolt, which keeps keys in the order of their bytes,
// keeps every list in the order that the contract asks for: a list is what
// follows a prefix.
//
// No key is a prefix of another one, whatever its parts contain, so that no
// identifier can be taken for a part of something else.
type key []byte

// A table is the first byte of a key.
type table byte

const (
	settings table = iota
	staff
	staffEmails // address, ID
	agencies
	recruiters
	recruiterEmails // address, ID
	members         // agency, recruiter
	openings
	openingsByTime // newest first, ID
	shares         // opening, grantee
	sharesTo       // grantee, opening
	granted        // grantee, newest opening first, opening; of openings that are known
	entries
	candidates
	submissions
	submissionsBy // opening, agency, recruiter, any of them empty for "any"; newest first, ID
	standing      // opening, agency, recruiter or empty: how many
	receipts      // agency, recruiter, request
	remarks
	remarksOn // submission, oldest first, ID
	journal   // newest first
	values    // as journal
	queue
	events  // oldest first
	hosts   // host's identifier, candidate
	persons // person, candidate
	claims
	claimsTo // candidate, oldest first, ID
	claimsBy // opening, agency, recruiter, any of them empty for "any"; by end, ID
	rulings  // submission
	probes
	probesBy // agency, recruiter or empty for "any"; oldest first, ID
	indexed
	holders        // digest, turn, candidate
	agenciesAt     // domain, agency
	conflictEmails // address, ID; of recruiters who do not hold it
	invitations
	invitationsBy // agency, recruiter, any of them empty for "any"; newest first, ID
	lists
)

func (t table) key() key { return key{byte(t)} }

// of is the table's key with texts as parts.
func (t table) of(parts ...string) key {
	k := t.key()
	for _, p := range parts {
		k = k.text(p)
	}
	return k
}

// with returns the key with one more part, and never changes k, of which
// several keys may be made.
func (k key) with(part []byte) key { return append(k[:len(k):len(k)], part...) }

// text adds a text, ended by 0x00 0x01. A zero byte inside becomes 0x00 0xff, which
// keeps the order of the bytes. Identifiers cannot hold one, but what a query
// asks for can be anything.
func (k key) text(s string) key {
	return k.with(append([]byte(strings.ReplaceAll(s, "\x00", "\x00\xff")), 0, 1))
}

// ascending adds a number. Flipping the sign puts negative ones first.
func (k key) ascending(n int64) key {
	return k.with(binary.BigEndian.AppendUint64(nil, uint64(n)^(math.MaxInt64+1)))
}

// descending adds a number so that the greatest comes first.
func (k key) descending(n int64) key { return k.ascending(^n) }

// digest adds what candidates are found by, and turn which of its holders it is.
func (k key) digest(d candidate.Digest) key {
	return k.with(binary.BigEndian.AppendUint64(nil, uint64(d)))
}

func (k key) turn(n uint8) key { return k.with([]byte{n}) }

func (k key) oldest(t time.Time) key { return k.ascending(t.UnixMicro()) }
func (k key) newest(t time.Time) key { return k.descending(t.UnixMicro()) }
