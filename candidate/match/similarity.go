package match

import (
	"math/bits"
	"unicode/utf8"
)

// maxWord bounds the words that are compared letter by letter, in bytes. Words
// are cut to it when they are normalised.
const maxWord = 32

// distance returns how many letters must be added, dropped, replaced or, when
// they are neighbours, exchanged to make a of b (optimal string alignment), or
// limit+1 if that is more than limit. Outside ASCII, the first maxWord letters
// count.
func distance(a, b string, limit int) int {
	if a == b {
		return 0
	}
	if d := len(a) - len(b); d > 4*limit || -d > 4*limit {
		return limit + 1
	}
	if !ascii(a) || !ascii(b) {
		return distanceRunes(a, b, limit)
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch d := len(a) - len(b); {
	case d > limit || -d > limit:
		return limit + 1
	case len(a) == 0 || len(b) == 0:
		return min(len(a)+len(b), limit+1)
	case limit == 1 && max(len(a), len(b)) > 2 || len(a) > 64:
		return limit + 1 // what one change leaves between the common ends is shorter
	}
	// Every letter that one has and the other has not costs a change.
	x, y := letterSet(a), letterSet(b)
	if bits.OnesCount64(x&^y) > limit || bits.OnesCount64(y&^x) > limit {
		return limit + 1
	}
	return min(bitDistance(a, b), limit+1)
}

// letterSet returns the letters that occur.
func letterSet(s string) uint64 {
	var set uint64
	for i := range len(s) {
		set |= 1 << slot(s[i])
	}
	return set
}

// slot numbers what words and addresses are written with, lower-case letters,
// digits and -.@_+ among it, from 0 to 63.
func slot(c byte) byte {
	if c >= 'a' {
		return (c - 'a') & 31
	}
	return 32 + c&31
}

// bitDistance is the bit-parallel algorithm of Hyyrö (A Bit-Vector Algorithm for
// Computing Levenshtein and Damerau Edit Distances, 2003) for a of 1 to 64 ASCII
// letters: one machine word holds a column of the table.
func bitDistance(a, b string) int {
	var at [64]uint64
	for i := range len(a) {
		at[slot(a[i])&63] |= 1 << i
	}
	var (
		vp, vn     = ^uint64(0), uint64(0)
		d0, before uint64
		last       = uint64(1) << (len(a) - 1)
		score      = len(a)
	)
	for i := range len(b) {
		pm := at[slot(b[i])&63]
		tr := ((^d0 & pm) << 1) & before
		d0 = (((pm & vp) + vp) ^ vp) | pm | vn | tr
		hp := vn | ^(d0 | vp)
		hn := d0 & vp
		switch {
		case hp&last != 0:
			score++
		case hn&last != 0:
			score--
		}
		hp = hp<<1 | 1
		hn <<= 1
		vp = hn | ^(d0 | hp)
		vn = hp & d0
		before = pm
	}
	return score
}

// distanceRunes is the table itself, for words outside ASCII.
func distanceRunes(a, b string, limit int) int {
	var ra, rb [maxWord]rune
	na, nb := runes(&ra, a), runes(&rb, b)
	if d := na - nb; d > limit || -d > limit {
		return limit + 1
	}
	var rows [3][maxWord + 1]int
	for j := range nb + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= na; i++ {
		row, above, above2 := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= nb; j++ {
			cost := 1
			if ra[i-1] == rb[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && ra[i-1] == rb[j-2] && ra[i-2] == rb[j-1] {
				row[j] = min(row[j], above2[j-2]+1)
			}
		}
	}
	return min(rows[na%3][nb], limit+1)
}

func runes(to *[maxWord]rune, s string) int {
	n := 0
	for _, r := range s {
		if n == maxWord {
			break
		}
		to[n] = r
		n++
	}
	return n
}

// cut returns s as far as limit bytes go without splitting a letter.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}
