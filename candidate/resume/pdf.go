package resume

import (
	"bytes"
	"slices"
)

// Limits of a PDF file.
const (
	maxObjects = 1 << 17
	maxPages   = 100 // the text of later pages is left out
	maxTree    = 48  // nodes of the page tree above each other
	maxLinks   = 2000
	maxDropped = 1 << 30 // values that are looked at and not kept
)

// A document is a PDF file. Its table of contents is not used, which may be
// missing, wrong or endless: the file is passed through once, from the start
// to the end, and of several objects of one number the last is it.
type document struct {
	data   []byte
	budget *budget
	values int
	index  map[int]location
	parsed map[int]object
	packed [][]byte // object streams
	fonts  map[int]*font
	root   object
	locked bool // encrypted
}

// A location is where an object is: in the file, or in an object stream.
type location struct {
	packed     int32 // number of the object stream and one; 0 for the file
	at         int32
	start, end int32 // the bytes of a stream, if end is not 0
}

func readPDF(b *budget, content []byte, out *output) error {
	d := &document{
		data: content, budget: b, values: maxValues,
		index: map[int]location{}, parsed: map[int]object{}, fonts: map[int]*font{},
	}
	d.scan()
	d.trailers()
	if b.err == nil && (d.locked || len(d.index) == 0) {
		return ErrUnreadable
	}
	pages := d.pages()
	if b.err == nil && len(pages) == 0 {
		return ErrUnreadable
	}
	for _, p := range pages {
		if b.err != nil || out.full {
			break
		}
		d.show(p, out)
		d.links(p, out)
		out.WriteString("\n")
	}
	return b.err
}

// scan finds the objects of the file.
func (d *document) scan() {
	for i := 0; d.budget.err == nil; {
		j := bytes.Index(d.data[i:], []byte("obj"))
		if j < 0 {
			d.budget.spend(len(d.data) - i)
			return
		}
		d.budget.spend(j + 3)
		i += j + 3
		number, ok := numberBefore(d.data[:i-3])
		if !ok {
			continue
		}
		if len(d.index) >= maxObjects {
			d.budget.fail(ErrUnreadable)
		}
		i = d.locate(number, i)
	}
}

// numberBefore reads the number of an object backwards from the end of "12 0 ".
func numberBefore(s []byte) (int, bool) {
	s = s[max(0, len(s)-32):]
	s = bytes.TrimRight(s, " \t\r\n\f\x00")
	version := bytes.TrimRight(s, "0123456789")
	head := bytes.TrimRight(version, " \t\r\n\f\x00")
	rest := bytes.TrimRight(head, "0123456789")
	digits := head[len(rest):]
	if len(version) == len(s) || len(head) == len(version) || len(digits) == 0 || len(digits) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return n, true
}

// locate enters an object and returns where to go on.
func (d *document) locate(number, at int) int {
	where := location{at: int32(at)}
	l := d.lexer(d.data, at)
	dropped := maxDropped
	l.values = &dropped
	for d.budget.err == nil {
		o, ok := l.token()
		if !ok || o == word("endobj") {
			break
		}
		if o == word("obj") { // the end is missing
			l.pos = at
			break
		}
		if o != word("stream") {
			continue
		}
		p := l.pos
		if bytes.HasPrefix(d.data[p:], []byte("\r\n")) {
			p += 2
		} else if p < len(d.data) && (d.data[p] == '\n' || d.data[p] == '\r') {
			p++
		}
		head, _ := d.at(d.data, at).(dict)
		where.start, where.end = int32(p), int32(d.endOfStream(head, p))
		d.index[number] = where
		d.enter(&stream{head, d.data[where.start:where.end]})
		return int(where.end)
	}
	d.index[number] = where
	return l.pos
}

func (d *document) endOfStream(head dict, start int) int {
	end := []byte("endstream")
	if n, ok := head["Length"].(float64); ok && n >= 0 && n <= float64(len(d.data)-start) {
		after := d.data[start+int(n):]
		if bytes.HasPrefix(bytes.TrimLeft(after[:min(len(after), 32)], "\r\n \t"), end) {
			return start + int(n)
		}
	}
	i := bytes.Index(d.data[start:], end)
	if i < 0 {
		i = len(d.data) - start
	}
	d.budget.spend(i)
	return start + i
}

// enter takes note of the streams that are about other objects.
func (d *document) enter(s *stream) {
	switch s.dict["Type"] {
	case name("XRef"):
		d.root = nil // the last one is right
		d.trailer(s.dict)
	case name("ObjStm"):
		first, _ := s.dict["First"].(float64)
		count, _ := s.dict["N"].(float64)
		data := d.decode(s)
		if first < 0 || first > float64(len(data)) {
			return
		}
		d.packed = append(d.packed, data)
		l := d.lexer(data[:int(first)], 0)
		dropped := maxDropped
		l.values = &dropped
		for range int(min(max(count, 0), maxObjects)) {
			number, _ := l.token()
			at, ok := l.token()
			n, isNumber := number.(float64)
			offset, isOffset := at.(float64)
			if !ok || !isNumber || !isOffset || n < 0 || n > 1<<30 || offset < 0 || offset >= float64(len(data))-first {
				return
			}
			if len(d.index) >= maxObjects {
				d.budget.fail(ErrUnreadable)
				return
			}
			d.index[int(n)] = location{packed: int32(len(d.packed)), at: int32(first + offset)}
		}
	}
}

// trailers reads the last trailers of a file that has some.
func (d *document) trailers() {
	data := d.data
	for range 32 {
		i := bytes.LastIndex(data, []byte("trailer"))
		if i < 0 || !d.budget.spend(len(data)-i) {
			return
		}
		t, _ := d.at(d.data, i+len("trailer")).(dict)
		d.trailer(t)
		data = data[:i]
	}
}

func (d *document) trailer(t dict) {
	if t["Encrypt"] != nil {
		d.locked = true
	}
	if root, ok := t["Root"].(ref); ok && d.root == nil {
		d.root = root
	}
}

func (d *document) lexer(data []byte, at int) *lexer {
	return &lexer{data: data, pos: at, budget: d.budget, values: &d.values, refs: true}
}

// at returns the object that begins there, nil if there is none.
func (d *document) at(data []byte, pos int) object {
	o, _ := d.lexer(data, pos).object()
	return o
}

// resolve returns the object that a reference leads to, o if it is none.
func (d *document) resolve(o object) object {
	for range 16 {
		r, ok := o.(ref)
		if !ok {
			return o
		}
		o = d.load(int(r))
	}
	return nil
}

func (d *document) load(number int) object {
	if o, ok := d.parsed[number]; ok {
		return o
	}
	where, ok := d.index[number]
	if !ok {
		return nil
	}
	data := d.data
	if where.packed > 0 {
		data = d.packed[where.packed-1]
	}
	o := d.at(data, int(where.at))
	if head, isDict := o.(dict); isDict && where.end > 0 {
		o = &stream{head, d.data[where.start:where.end]}
	}
	d.parsed[number] = o
	return o
}

// dict returns the dictionary that o is, leads to, or describes a stream with.
func (d *document) dict(o object) dict {
	switch o := d.resolve(o).(type) {
	case dict:
		return o
	case *stream:
		return o.dict
	}
	return nil
}

// numbers returns the numbers of objects in order.
func (d *document) numbers() []int {
	out := make([]int, 0, len(d.index))
	for n := range d.index {
		out = append(out, n)
	}
	slices.Sort(out)
	d.budget.spend(32 * len(out))
	return out
}
