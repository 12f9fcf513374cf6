package resume

import (
	"bytes"
	"compress/flate"
	"encoding/ascii85"
	"io"
)

// maxFilters is how many filters a stream may pass through.
const maxFilters = 4

// decode returns the bytes of a stream; none if a filter is not known, which
// is that of a picture, or if it cannot be decoded.
func (d *document) decode(s *stream) []byte {
	filters, ok := d.resolve(s.dict["Filter"]).(array)
	if f, one := d.resolve(s.dict["Filter"]).(name); one {
		filters, ok = array{f}, true
	}
	if !ok {
		d.budget.spend(len(s.raw))
		return s.raw
	}
	if len(filters) > maxFilters {
		return nil
	}
	data := s.raw
	for _, f := range filters {
		if !d.budget.spend(8<<10 + len(data)) {
			return nil
		}
		switch f, _ := d.resolve(f).(name); f {
		case "FlateDecode", "Fl":
			data = inflate(d.budget, data)
		case "ASCIIHexDecode", "AHx":
			data = fromHex(data)
		case "ASCII85Decode", "A85":
			data = from85(d.budget, data)
		case "LZWDecode", "LZW":
			data = fromLZW(d.budget, data)
		default:
			return nil
		}
	}
	return data
}

// inflate decompresses what zlib has compressed, as far as it is whole: a file
// that was cut off has text up to there. The checksum is nobody's business.
func inflate(b *budget, data []byte) []byte {
	data = bytes.TrimLeft(data, "\r\n")
	if len(data) < 2 {
		return nil
	}
	allowed := b.allowance(len(data))
	r := flate.NewReader(bytes.NewReader(data[2:]))
	var out bytes.Buffer
	for b.spend(1) {
		n, err := io.CopyN(&out, r, 64<<10)
		b.inflated -= int(n)
		if out.Len() > allowed {
			b.fail(ErrUnreadable)
		}
		b.spend(int(n))
		if err != nil {
			break
		}
	}
	return out.Bytes()
}

func fromHex(data []byte) []byte {
	out := make([]byte, 0, len(data)/2)
	high := -1
	for _, c := range data {
		if c == '>' {
			break
		}
		d := hexDigit(c)
		switch {
		case d < 0:
		case high >= 0:
			out = append(out, byte(high<<4|d))
			high = -1
		default:
			high = d
		}
	}
	return out
}

func from85(b *budget, data []byte) []byte {
	data = bytes.TrimPrefix(bytes.TrimSpace(data), []byte("<~"))
	if end := bytes.IndexByte(data, '~'); end >= 0 {
		data = data[:end]
	}
	// Five letters are four bytes, and so is a z.
	size := len(data) + 3*bytes.Count(data, []byte("z")) + 4
	if size > b.allowance(len(data)) {
		b.fail(ErrUnreadable)
		return nil
	}
	b.inflated -= size
	out := make([]byte, size)
	n, _, err := ascii85.Decode(out, data, true)
	if err != nil {
		return nil
	}
	return out[:n]
}

// fromLZW decompresses LZW as PDF has it: codes of 9 to 12 bits, most
// significant bit first, which grow one code early.
func fromLZW(b *budget, data []byte) []byte {
	const clearCode, endCode = 256, 257
	var (
		prefix  [4096]uint16
		suffix  [4096]byte
		length  [4096]uint16
		out     []byte
		acc     uint32
		bits    uint
		width   = uint(9)
		next    = endCode + 1
		last    = -1
		allowed = b.allowance(len(data))
	)
	for c := range 256 {
		suffix[c], length[c] = byte(c), 1
	}
	for _, c := range data {
		acc, bits = acc<<8|uint32(c), bits+8
		if bits < width {
			continue
		}
		bits -= width
		code := int(acc >> bits & (1<<width - 1))
		switch {
		case code == clearCode:
			width, next, last = 9, endCode+1, -1
			continue
		case code == endCode:
			return out
		case code > next || code == next && last < 0:
			return out
		}
		n := 0 // bytes that the code stands for
		if code < next {
			n = int(length[code])
		} else {
			n = int(length[last]) + 1
		}
		b.inflated -= n
		if len(out)+n > allowed {
			b.fail(ErrUnreadable)
		}
		if !b.spend(n) {
			return nil
		}
		start := len(out)
		out = append(out, make([]byte, n)...)
		from, end := code, start+n
		if code == next { // the last one with its own first byte once more
			from, end = last, end-1
		}
		for i := end - 1; i >= start; i-- {
			out[i] = suffix[from]
			from = int(prefix[from])
		}
		if code == next {
			out[end] = out[start]
		}
		if last >= 0 && next < 4096 {
			prefix[next], suffix[next], length[next] = uint16(last), out[start], length[last]+1
			next++
		}
		last = code
		for width < 12 && next >= 1<<width-1 {
			width++
		}
	}
	return out
}
