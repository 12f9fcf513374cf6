package match

import "math"

// Weights in bits, log2(m/u): m is how often a field agrees so between two
// records of one person, u between those of two. They are priors: u is counted
// out where it can be, as for dates, and otherwise of the order that national
// statistics show; for m, about one field in ten to twenty is taken to be wrong
// in some way, most of those by one letter, which is what studies of typed
// administrative data report (Herzog, Scheuren and Winkler, Data Quality and
// Record Linkage Techniques, Springer 2007; Christen, Data Matching, Springer
// 2012). An account's own counts then correct u for names and identifiers.
const (
	// How often two people have one name, the sum of the squared frequencies, is
	// of this order in the name statistics of English-speaking and European
	// countries: common given names have one or two in a hundred, common surnames
	// some in a thousand.
	givenFrequency   = 1.0 / 150
	surnameFrequency = 1.0 / 1400

	swappedWeight = -3.0 // one entry in eight, at most, has been mixed up that way

	// Birth dates: ages 18 to 65 make 17,000 dates; people near in age apply for
	// the same openings, so 1 in 11,600 agrees. Of the dates, one is another's with
	// day and month swapped (m 0.05), five with two neighbouring digits exchanged
	// (m 0.07), thirty with one digit changed (m 0.05).
	sameBirthWeight      = 13.5
	swappedBirthWeight   = 9.5
	exchangedBirthWeight = 8
	nearBirthWeight      = 5
	likeBirthWeight      = 2
	sameMonthWeight      = 9
	sameYearWeight       = 4.5
	differentBirth       = -5
	differentGeneration  = -4

	// Places: a third of an account's people live in its largest cities.
	sameCityWeight     = 4
	nearCityWeight     = 3
	samePostcodeWeight = 6
	nearPostcodeWeight = 3
	sameStreetWeight   = 7
	likeStreetWeight   = 4
	sameNumberWeight   = 3.5
	sameRegionWeight   = 1

	// Identifiers: beyond the account's size, which is what one holder weighs.
	nationalWeight    = 12.0
	profileWeight     = 10.0
	resumeWeight      = 10.0
	emailWeight       = 8.0
	mobileWeight      = 5.0
	phoneWeight       = 4.0
	nearEmailWeight   = 5.0
	mailboxNameWeight = 5.0 // of one with a digit
	plainNameWeight   = 1.0 // names make mailboxes
	nearPhoneWeight   = 6.0
	nearIDWeight      = 8.0
)

// level is how well two names or parts of an address agree.
type level uint8

const (
	missing level = iota
	same
	alike   // sounds the same
	kindred // a nickname
	open    // a nickname of several names
	near    // one letter
	distant // a few letters
	short   // one begins the other
	second  // one of several
	initial
	twinned // two names that are alike
	different
	numLevels
)

var givenWeights = [numLevels]float64{
	same: 6.5, alike: 5.5, kindred: 5, open: 4, near: 4.5, distant: 2.5, short: 3, second: 3, initial: 2.5, twinned: -2, different: -4.5,
}

var surnameWeights = [numLevels]float64{
	same: 10, alike: 8.5, kindred: 3, open: 3, near: 7.5, distant: 4.5, short: 5, second: 7, initial: 1.5, twinned: 7.5, different: -4.5,
}

// Bounds of what the account's counts change about a name's weight, so that
// agreement always counts for something.
const (
	commonest = -4
	rarest    = 3
)

// manyHolders is from how many holders on an identifier is nobody's: a
// switchboard, an agency's own address.
const manyHolders = 12

// fewHolders is up to how many holders an identifier may be one person's, who
// was entered several times.
const fewHolders = 4

// smallest is the number of records that an account is taken to have at least:
// chance agreements come from the world, not from the account alone.
const smallest = 1 << 12

// Weights adapts the weights to an account: to how many records it has, and to
// how many of them hold what the record in question has; [Lookup.Weights] makes them.
// The zero value stands for an account that nothing is known of.
type Weights struct {
	bar  float64
	held []holding // a dozen, which is faster to go through than a map
}

// holding is a value of the record in question.
type holding struct {
	value          uint64
	holders        int
	given, surname float64 // what the count adds to the weight of a name
}

func barOf(records int) float64 { return math.Log2(float64(max(records, smallest))) }

// prior stands for an account that nothing is known of.
var prior = Weights{bar: barOf(0)}

func (w *Weights) find(value uint64) *holding {
	for i := range w.held {
		if w.held[i].value == value {
			return &w.held[i]
		}
	}
	return nil
}

func (w *Weights) holders(value uint64) int {
	if h := w.find(value); h != nil {
		return h.holders
	}
	return 0
}

// rarity returns what the account's count of a name of the frequency adds to
// its weight.
func rarity(records, holders int, frequency float64) float64 {
	const world = 1000                   // records that the frequency at large counts for
	others := float64(max(0, holders-1)) // than the one that is compared
	p := (others + world*frequency) / (float64(records) + world)
	if holders > MaxBlock {
		p = max(frequency, 2*p) // the count was stopped
	}
	return min(rarest, max(commonest, math.Log2(frequency/p)))
}

// identifier returns the weight of an identifier of so many holders that both
// have, and whether it is so many people's that it weighs nothing.
func (w *Weights) identifier(holders int, weight float64) (bits float64, shared bool) {
	if holders >= manyHolders {
		return 0, true
	}
	bits = w.bar + weight
	if holders > fewHolders {
		bits -= 6 * math.Log2(float64(holders)/fewHolders)
	}
	return bits, false
}
