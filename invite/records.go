package invite

import (
	"bufio"
	"bytes"
	"io"
	"strconv"

	"github.com/agencyaccess/agencyaccess/agency"
)

// records parts a list into its records, so that encoding/csv, which reads until
// a quote is closed, gets them one by one and none that is too long.
type records struct {
	in        *bufio.Reader
	separator byte
	line      int // of what is read next, counted from 1

	// A record that was too long is still to be left out, from this place in it.
	skipping bool
	state    place
	from     int // the line where it begins
}

// place is where in a record a byte stands.
type place uint8

const (
	fieldStart place = iota
	plain            // in a field without quotes
	quoted           // within quotes
	quoteSeen        // after a quote within quotes, which ends them unless doubled
	returnSeen       // after a CR that follows a closing quote
	ended            // after the line break that ends the record
	wrong            // quotes where none may be, or none where one must be
)

func badQuotes() error {
	return &agency.Invalid{Field: "row", Rule: "must have quotes only around whole fields, closed, and doubled inside"}
}

func tooLong() error {
	return &agency.Invalid{Field: "row", Rule: "must be at most " + strconv.Itoa(maxRecord) + " bytes long, or a quote is not closed"}
}

func utf16() error {
	return &agency.Invalid{Field: "list", Rule: "must be in UTF-8, not UTF-16"}
}

func endless(line int) error {
	return &agency.Invalid{Field: "list", Rule: "must close the quotes of line " + strconv.Itoa(line) + ", after which nothing was read"}
}

func newRecords(r io.Reader) *records {
	return &records{in: bufio.NewReaderSize(r, maxRecord+1), line: 1}
}

// start reads up to the header. Separator 0 is the one of which the header's
// line has most outside quotes.
func (r *records) start(separator byte) error {
	bom, err := r.in.Peek(3)
	switch {
	case err != nil && err != io.EOF:
		return err
	case bytes.HasPrefix(bom, []byte{0xfe, 0xff}), bytes.HasPrefix(bom, []byte{0xff, 0xfe}):
		return utf16()
	case string(bom) == "\ufeff":
		r.in.Discard(len(bom))
	}
	if r.separator = separator; separator != 0 {
		return nil
	}
	counts := make(map[byte]int)
	quotes, text := false, false
	for i := 0; i < maxRecord; i++ {
		window, err := r.window(i)
		if err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		c := window[i]
		switch c {
		case '"':
			quotes = !quotes
		case ',', ';', '\t':
			if !quotes {
				counts[c]++
			}
		}
		if c == '\n' && text {
			break
		}
		text = text || c != '\n' && c != '\r' && c != ' '
	}
	r.separator = ','
	for _, c := range []byte{';', '\t'} {
		if counts[c] > counts[r.separator] {
			r.separator = c
		}
	}
	return nil
}

// window returns what is buffered, which has a byte at i.
func (r *records) window(i int) ([]byte, error) {
	if i >= r.in.Buffered() {
		if _, err := r.in.Peek(i + 1); err != nil {
			return nil, err
		}
	}
	return r.in.Peek(r.in.Buffered())
}

// next returns the next record that is not blank, with its line breaks, and the
// line where it begins. The record is valid until the next call. It returns
// io.EOF after the last one.
func (r *records) next() (record []byte, line int, err error) {
	if err := r.skip(); err != nil {
		return nil, r.line, err
	}
	for {
		record, line, err = r.one()
		if err != nil || len(bytes.TrimSpace(record)) > 0 {
			return record, line, err
		}
	}
}

func (r *records) one() (record []byte, line int, err error) {
	line = r.line
	first := 0 // the length of the first line, once it is known
	lines := 0
	state := fieldStart
	var window []byte
	for i := 0; ; i++ {
		if i == maxRecord {
			r.discard(i, lines)
			r.skipping, r.state, r.from = true, state, line
			return nil, line, &RowError{Line: line, Err: tooLong()}
		}
		if i >= len(window) {
			window, err = r.window(i)
		}
		switch {
		case err == io.EOF && i == 0:
			return nil, line, io.EOF
		case err == io.EOF && state != quoted:
			return r.take(i, lines), line, nil
		case err == io.EOF:
			state = wrong
		case err != nil:
			return nil, line, err
		default:
			state = r.after(state, window[i])
		}
		switch {
		case state == wrong && first > 0:
			r.discard(first, 1)
			return nil, line, &RowError{Line: line, Err: badQuotes()}
		case state == wrong:
			r.discard(i, 0)
			err := r.skipLine()
			if err == nil || err == io.EOF {
				err = &RowError{Line: line, Err: badQuotes()}
			}
			return nil, line, err
		}
		if window[i] == '\n' {
			if lines++; first == 0 {
				first = i + 1
			}
		}
		if state == ended {
			return r.take(i+1, lines), line, nil
		}
	}
}

// after returns where in the record the byte after c stands.
func (r *records) after(at place, c byte) place {
	switch {
	case at == quoted:
		if c == '"' {
			return quoteSeen
		}
		return quoted
	case at == quoteSeen && c == '"':
		return quoted
	case c == '\n':
		return ended
	case at == returnSeen:
		return wrong
	case c == r.separator:
		return fieldStart
	case at == quoteSeen && c == '\r':
		return returnSeen
	case at == quoteSeen:
		return wrong
	case c == '"' && at == fieldStart:
		return quoted
	case c == '"':
		return wrong
	case at == fieldStart && r.separator != '\t' && (c == ' ' || c == '\t'):
		return fieldStart
	}
	return plain
}

// skip leaves out the rest of a record that was too long.
func (r *records) skip() error {
	for r.skipping {
		c, err := r.in.ReadByte()
		switch {
		case err == io.EOF && r.state != quoted:
			return io.EOF
		case err == io.EOF:
			return endless(r.from)
		case err != nil:
			return err
		}
		if c == '\n' {
			r.line++
		}
		switch r.state = r.after(r.state, c); r.state {
		case wrong:
			return endless(r.from)
		case ended:
			r.skipping = false
		}
	}
	return nil
}

// skipLine leaves out what is left of a line, however long.
func (r *records) skipLine() error {
	for {
		_, err := r.in.ReadSlice('\n')
		if err == nil {
			r.line++
		}
		if err != bufio.ErrBufferFull {
			return err
		}
	}
}

// take returns the first n bytes of what is buffered, which are read.
func (r *records) take(n, lines int) []byte {
	record, _ := r.in.Peek(n)
	r.discard(n, lines)
	return record
}

func (r *records) discard(n, lines int) {
	r.in.Discard(n)
	r.line += lines
}
