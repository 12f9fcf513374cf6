package match

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// A sketch is its version, then the fields of the record in order. Numbers are
// unsigned varints. A text is a number and letters: an even number is twice how
// many follow; an odd one, that and one, says that as many stand so many bytes
// before it in the sketch already, which one byte tells. What follows from
// other fields, and what lists in this package say, is not written.
const sketchVersion = 1

// Sketch returns the record in the form in which it is stored, some 100 to 200
// bytes for a usual one.
func (r *Record) Sketch() candidate.Sketch {
	w := sketcher{b: make([]byte, 0, 192)}
	w.byte(sketchVersion)
	w.name(&r.name)
	w.number(uint64(r.born.year))
	if r.born.known() {
		w.byte(byte(r.born.month))
		w.byte(byte(r.born.day))
	}
	w.number(uint64(len(r.emails)))
	for i := range r.emails {
		e := &r.emails[i]
		w.byte(flag(e.found))
		w.text(e.address)
		w.text(e.local)
	}
	w.number(uint64(len(r.phones)))
	for i := range r.phones {
		p := &r.phones[i]
		w.byte(flag(p.found) | flag(p.mobile)<<1)
		w.number(uint64(p.country))
		w.text(p.digits)
	}
	w.number(uint64(len(r.profiles)))
	for i := range r.profiles {
		p := &r.profiles[i]
		w.byte(flag(p.found) | byte(p.network)<<1)
		w.text(p.id)
	}
	w.signature(&r.address.street)
	for _, s := range []string{r.address.number, r.address.main, r.address.city, r.address.postcode, r.address.region, r.national} {
		w.text(s)
	}
	if r.resume != 0 {
		w.b = binary.BigEndian.AppendUint64(w.b, r.resume)
	}
	return candidate.Sketch(w.b)
}

// sketcher writes.
type sketcher struct{ b []byte }

func flag(is bool) byte {
	if is {
		return 1
	}
	return 0
}

func (w *sketcher) byte(b byte)     { w.b = append(w.b, b) }
func (w *sketcher) number(n uint64) { w.b = binary.AppendUvarint(w.b, n) }

func (w *sketcher) text(s string) {
	if len(s) > 1 {
		near := max(0, len(w.b)-255)
		if at := bytes.LastIndex(w.b[near:], []byte(s)); at >= 0 {
			before := len(w.b) - near - at
			w.number(uint64(len(s))<<1 | 1)
			w.byte(byte(before))
			return
		}
	}
	w.number(uint64(len(s)) << 1)
	w.b = append(w.b, s...)
}

// name writes given name, surname and given name again, so that both orders are
// to be found in it.
func (w *sketcher) name(n *name) {
	w.byte(flag(n.guessed) | byte(n.given.n)<<1 | byte(n.surname.n)<<4)
	w.byte(n.generation)
	w.byte(byte(len(n.given.joined)))
	w.byte(byte(len(n.surname.joined)))
	w.b = append(w.b, n.straight...)
	if n.surname.n > 0 {
		w.b = append(w.b, n.given.joined...)
	}
	for _, p := range []*part{&n.given, &n.surname} {
		if p.n == 0 {
			continue
		}
		w.text(p.sound)
		if p.n == 1 {
			continue // the word is the part
		}
		for i := range p.n {
			w.text(p.word[i].text)
			w.text(p.word[i].sound)
		}
	}
}

// wholeSignature stands for a signature in full, which has too many bits to be
// told by their places.
const wholeSignature = 32

func (w *sketcher) signature(s *signature) {
	n := s.len()
	if n >= wholeSignature {
		w.byte(wholeSignature)
		for _, x := range s {
			w.b = binary.BigEndian.AppendUint64(w.b, x)
		}
		return
	}
	w.byte(byte(n))
	for i, x := range s {
		for ; x != 0; x &= x - 1 {
			w.byte(byte(i<<6 | bits.TrailingZeros64(x)))
		}
	}
}

// Open returns the record that a sketch is of; it keeps the sketch's memory.
// What is not a sketch, or is of a later version, is an [*agency.Invalid].
func Open(s candidate.Sketch) (*Record, error) {
	r := new(Record)
	if !reopen(s, r) {
		return nil, &agency.Invalid{Field: "sketch", Rule: "must be what Record.Sketch made, here or in an earlier version"}
	}
	return r, nil
}

// reopen overwrites the record, whose lists it uses again. After false the record
// is of no use.
func reopen(s candidate.Sketch, r *Record) bool {
	*r = Record{emails: r.emails[:0], phones: r.phones[:0], profiles: r.profiles[:0]}
	d := opener{s: string(s), ok: true}
	d.check(d.byte() == sketchVersion)
	d.name(&r.name)
	d.born(&r.born)
	for range d.count() {
		r.emails = append(r.emails, d.email())
	}
	for range d.count() {
		r.phones = append(r.phones, d.phone())
	}
	for range d.count() {
		r.profiles = append(r.profiles, d.profile())
	}
	a := &r.address
	d.signature(&a.street)
	a.number, a.main, a.city, a.postcode, a.region = d.text(), d.text(), d.text(), d.text(), d.text()
	if r.national = d.text(); r.national != "" {
		r.id = digest(nationalValue, r.national)
	}
	if d.at < len(d.s) {
		r.resume = d.long()
	}
	d.check(d.at == len(d.s))
	return d.ok
}

// nameIn returns what name.who tells of the name in a sketch, 0 where it cannot
// be read.
func nameIn(s candidate.Sketch) uint64 {
	var n name
	d := opener{s: string(s), ok: true}
	d.check(d.byte() == sketchVersion)
	d.name(&n)
	if !d.ok {
		return 0
	}
	return n.who()
}
