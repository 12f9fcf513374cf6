package match

import (
	"math/bits"
	"strings"
	"unicode"
)

// address is where somebody lives in its comparing form. What is missing is
// empty.
type address struct {
	street   signature
	number   string // the first of the street's words that has a digit
	main     string // the first word of the street that tells something
	city     string
	postcode string
	region   string
}

func parseAddress(street, city, postcode, region, place string) address {
	var a address
	var rest []string
	for _, w := range words(latin(fold(street))) {
		switch {
		case strings.ContainsFunc(w, unicode.IsDigit):
			if a.number == "" {
				a.number = cut(w, maxWord)
			}
		case !streetWord(w):
			if a.main == "" {
				a.main = sound(cut(w, maxWord))
			}
			rest = append(rest, w)
		}
	}
	a.street = sign(joined(rest))
	if city == "" {
		city, _, _ = strings.Cut(place, ",")
	}
	a.city = cut(joined(words(latin(fold(city)))), maxWord)
	a.postcode = cut(joined(words(fold(postcode))), maxWord)
	a.region = cut(joined(words(latin(fold(region)))), maxWord)
	return a
}

// streetWord reports whether a word tells no street from another. The list was
// compiled for this package.
func streetWord(w string) bool {
	switch w {
	case "street", "st", "str", "strasse", "road", "rd", "avenue", "ave", "av", "crescent", "cres", "place", "pl", "lane", "ln", "drive", "dr",
		"court", "ct", "circuit", "cct", "close", "way", "boulevard", "blvd", "square", "sq", "terrace", "tce", "parade", "grove", "gardens",
		"unit", "flat", "apt", "apartment", "floor", "no", "nr", "number", "house", "rue", "calle", "via", "viale", "piazza", "ulica", "ul",
		"al", "aleja", "weg", "platz", "allee", "straat", "laan", "plein", "the", "of", "de", "la", "le", "du", "del":
		return true
	}
	return false
}

// signature is the set of pairs of neighbouring letters of a text, hashed into
// 256 bits: order and spaces hardly matter to it, and neither does a typing
// error. Two signatures are compared without looking at the texts.
type signature [4]uint64

func sign(s string) signature {
	var sig signature
	var before rune
	for _, r := range s {
		if before != 0 {
			h := (uint64(before)*31 + uint64(r)) * 0x9E3779B97F4A7C15 >> 56
			sig[h>>6] |= 1 << (h & 63)
		}
		before = r
	}
	return sig
}

func (s *signature) len() int {
	return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) + bits.OnesCount64(s[2]) + bits.OnesCount64(s[3])
}

// overlap returns how much of the smaller set is in the other, 0 to 1.
func (s *signature) overlap(t *signature) float64 {
	both := signature{s[0] & t[0], s[1] & t[1], s[2] & t[2], s[3] & t[3]}
	return float64(both.len()) / float64(max(1, min(s.len(), t.len())))
}
