package match

import (
	"iter"
	"math/bits"
	"strings"
)

// Evidence is what two records agree and disagree in.
type Evidence uint64

// What there may be evidence of. Nothing is said of what either record lacks.
const (
	SameNationalID Evidence = 1 << iota
	NearNationalID
	DifferentNationalID
	SameLinkedIn
	SameGitHub
	SameXing
	SameResume
	SamePage
	DifferentProfile
	SameEmail
	SameMailboxName // at different providers
	NearEmail
	SharedEmail // the same address, which is a function's or many people's
	DifferentEmail
	SameMobile
	SamePhone
	SameLastDigits // of numbers whose country is not known
	NearPhone
	SharedPhone // the same number, which is many people's
	DifferentPhone
	SameGiven
	LikeGiven // another spelling
	Nickname
	OpenNickname // of several names, such as Sam
	NearGiven    // one letter
	DistantGiven // a few letters
	InitialGiven // the initial of the other
	ShortGiven   // the beginning of the other
	SecondGiven  // one of the given names
	KindredGiven // two names that are alike, such as Jan and Jana
	DifferentGiven
	SameSurname
	LikeSurname
	NearSurname
	DistantSurname
	InitialSurname
	PartSurname // one half of a double name
	DifferentSurname
	SwappedNames
	SameGeneration
	LoneGeneration      // one has it, the other has none
	DifferentGeneration // Jr and Sr
	SameBirth
	SamePartBirth  // as far as known
	SwappedBirth   // day and month
	ExchangedBirth // two neighbouring digits
	NearBirth      // one digit
	LikeBirth      // two of year, month and day
	DifferentBirth
	SameStreet
	LikeStreet
	DifferentStreet
	SameNumber
	DifferentNumber
	SamePostcode
	NearPostcode
	DifferentPostcode
	SameCity
	NearCity
	DifferentCity
	SameRegion
	DifferentRegion
	KnownErased // judged by the keys in common, for nothing else is known any more
)

var sentences = [...]string{
	"same national ID", "national ID differs by one character", "different national IDs",
	"same LinkedIn profile", "same GitHub profile", "same Xing profile", "same resume", "same web page", "different profiles on one network",
	"same e-mail address", "same e-mail name at another provider", "e-mail address differs by one letter",
	"same e-mail address, which is shared", "different e-mail addresses",
	"same mobile number", "same phone number", "same last digits of the phone number", "phone number differs by one digit",
	"same phone number, which is shared", "different phone numbers",
	"same given name", "given name spelt differently", "given name is a nickname", "given name is a nickname of several names", "given name differs by one letter",
	"given name differs by a few letters", "given name is an initial", "given name is shortened", "one given name is the same",
	"similar but different given names", "different given names",
	"same surname", "surname spelt differently", "surname differs by one letter", "surname differs by a few letters",
	"surname is an initial", "one part of the surname is the same", "different surnames",
	"given name and surname are swapped", "same generation", "only one has a generation, such as Jr",
	"different generations, such as Jr and Sr",
	"same birth date", "same birth date as far as known", "day and month of birth are swapped", "two digits of the birth date are exchanged", "birth date differs by one digit",
	"birth date agrees in part", "different birth dates",
	"same street", "similar street", "different streets", "same house number", "different house numbers",
	"same postcode", "postcode differs by one character", "different postcodes",
	"same city", "city differs by a few letters", "different cities", "same region", "different regions", "known by an erased record",
}

// Has reports whether all of what is in other is there.
func (e Evidence) Has(other Evidence) bool { return e&other == other }

// any reports whether some of what is in other is there.
func (e Evidence) any(other Evidence) bool { return e&other != 0 }

// All yields the pieces one by one, what identifies best first.
func (e Evidence) All() iter.Seq[Evidence] {
	return func(yield func(Evidence) bool) {
		for rest := e; rest != 0; rest &= rest - 1 {
			if !yield(rest & -rest) {
				return
			}
		}
	}
}

// String words the evidence for staff: "same mobile number; surname differs by
// one letter".
func (e Evidence) String() string {
	var out []string
	for one := range e.All() {
		if i := bits.TrailingZeros64(uint64(one)); i < len(sentences) {
			out = append(out, sentences[i])
		}
	}
	return strings.Join(out, "; ")
}
