package candidate

// Key is a keyed digest of something that records of one person are likely to
// share: an address, a telephone number, a name with a birth date. Records that
// may be about one person are found by the keys they have in common. A key is a
// pseudonym, and personal data still.
type Key struct {
	Kind   KeyKind
	Digest Digest
}

// Digest is the first 64 bits of a key's keyed digest, of which its kind is a
// part.
type Digest uint64

// KeyKind says what a key was made of.
type KeyKind uint8

// The kinds of keys.
const (
	KeyNationalID KeyKind = iota + 1
	KeyProfile
	KeyEmail
	KeyPhone
	KeyBirth  // the birth date, alone or with parts of names
	KeyName   // the whole name
	KeyPlace  // parts of an address with parts of names
	KeyWord   // one word of a name
	KeyResume // the text of a resume
)

var keyKindNames = [...]string{
	KeyNationalID: "national-id", KeyProfile: "profile", KeyEmail: "email", KeyPhone: "phone", KeyBirth: "birth", KeyName: "name",
	KeyPlace: "place", KeyWord: "word", KeyResume: "resume",
}

func (k KeyKind) String() string {
	if int(k) < len(keyKindNames) && keyKindNames[k] != "" {
		return keyKindNames[k]
	}
	return "unknown"
}
