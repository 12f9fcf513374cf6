package match

import "github.com/agencyaccess/agencyaccess/candidate"

// Match is the outcome of comparing two records.
type Match struct {
	Score    float64 // bits: each doubles the odds that it is one person
	Verdict  candidate.Verdict
	Evidence Evidence
}

// How far above the odds against any one record of the account a score must be.
const (
	possibleAt = 1
	probableAt = 7 // one in 128 wrong, before the caps
	exactAt    = 16
)

// Evidence that no household shares.
const personal = SameNationalID | SameLinkedIn | SameGitHub | SameXing | SameResume

// Evidence against, which only what is personal outweighs.
const conflicts = DifferentGiven | KindredGiven | DifferentGeneration | DifferentBirth | DifferentNationalID

// Evidence that is not the name's, apart from a region, which is a whole state's.
const besidesName = personal | NearNationalID | SamePage | SameEmail | SameMailboxName | NearEmail | SameMobile | SamePhone | SameLastDigits | NearPhone |
	SameBirth | SamePartBirth | SwappedBirth | ExchangedBirth | NearBirth | LikeBirth |
	SameStreet | LikeStreet | SamePostcode | NearPostcode | SameCity | NearCity

// Birth dates that are one but for a mistake in typing.
const nearlyBorn = SameBirth | SwappedBirth | ExchangedBirth | NearBirth

const anyPhone = SameMobile | SamePhone | SameLastDigits

// judge draws the verdict from the score and the evidence; bar is the binary
// logarithm of the account's size. A mononym is a pair of people of one name
// each. Own says that an e-mail address or a telephone number agrees that hardly
// anybody else has.
func judge(score, bar float64, e Evidence, mononym, own bool) candidate.Verdict {
	switch {
	case score < bar+possibleAt:
		return candidate.None
	case score < bar+probableAt || capped(e, mononym, own):
		return candidate.Possible
	case score < bar+exactAt || e.any(conflicts|DifferentSurname) || !e.any(SameGiven|LikeGiven) && !mononym ||
		!e.any(SameSurname|LikeSurname) || !identified(e):
		return candidate.Probable
	}
	return candidate.Exact
}

// capped reports whether what agrees may be a household's: twins, brothers and
// sisters, parents and children share a surname, an address, a telephone, a
// mailbox, and some a birth date or even the name.
func capped(e Evidence, mononym, own bool) bool {
	switch {
	case e.any(personal):
		return false
	case e.any(conflicts):
		return true
	case !e.any(besidesName):
		return true // namesakes, however rare the name is here
	case e.any(LoneGeneration) && !e.any(SameBirth):
		return true // the father is seldom called Sr
	case e.any(DifferentSurname) && !own && !e.any(nearlyBorn):
		return true // names are changed, but something must tell that it was
	case e.any(SameGiven):
		return false
	case e.any(LikeGiven | Nickname | NearGiven): // a mistake in typing a usual name, or a relative's name
		return !own && !e.any(nearlyBorn|SamePartBirth)
	case e.any(OpenNickname):
		return !e.any(nearlyBorn | SamePartBirth)
	case e.any(SecondGiven):
		return !e.any(SameBirth)
	}
	// No given name to tell them apart by, an initial, a beginning or a likeness
	// that may be another name's, such as Karsten's and Torsten's.
	return !mononym
}

// identified reports whether something agrees that one person has. A telephone
// may be a family's; with the birth date it is one's own.
func identified(e Evidence) bool {
	return e.any(personal|SameEmail) || e.any(anyPhone) && e.any(SameBirth)
}
