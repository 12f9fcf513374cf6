package resume

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

const (
	maxParts = 2000    // files in an archive
	maxToken = 1 << 20 // bytes of one tag, comment or run of text in XML
	maxDepth = 256     // elements within each other
)

// readDOCX reads a WordprocessingML package: headers, the document, notes and
// footers, and the targets of hyperlinks.
func readDOCX(b *budget, content []byte, out *output) error {
	// The directory is counted before anything is made of it.
	if !b.spend(len(content)/16) || bytes.Count(content, []byte("PK\x01\x02")) > maxParts {
		return ErrUnreadable
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return ErrUnreadable
	}
	parts := slices.DeleteFunc(slices.Clone(archive.File), func(f *zip.File) bool { return partOrder(f.Name) < 0 })
	if !slices.ContainsFunc(parts, func(f *zip.File) bool { return partOrder(f.Name) == 1 }) {
		if slices.ContainsFunc(archive.File, func(f *zip.File) bool { return f.Name == "[Content_Types].xml" && len(parts) > 0 }) {
			return ErrUnreadable
		}
		return ErrUnsupported // a workbook, an OpenDocument text, any archive
	}
	slices.SortStableFunc(parts, func(a, b *zip.File) int { return partOrder(a.Name) - partOrder(b.Name) })
	for _, f := range parts {
		if err := readPart(b, f, out); err != nil {
			return err
		}
	}
	return nil
}

// partOrder tells when a part is read, -1 for never. Word calls parts by these
// names; some services number even the document.
func partOrder(name string) int {
	dir, base := path.Split(name)
	switch {
	case dir == "word/_rels/" && strings.HasSuffix(base, ".xml.rels"):
		base = strings.TrimSuffix(base, ".rels")
		if strings.HasPrefix(base, "document") || strings.HasPrefix(base, "header") || strings.HasPrefix(base, "footer") {
			return 4
		}
		return -1
	case dir != "word/" || !strings.HasSuffix(base, ".xml"):
		return -1
	}
	switch strings.TrimRight(strings.TrimSuffix(base, ".xml"), "0123456789") {
	case "header":
		return 0
	case "document":
		return 1
	case "footnotes", "endnotes":
		return 2
	case "footer":
		return 3
	}
	return -1
}

func readPart(b *budget, f *zip.File, out *output) error {
	allowed := b.allowance(int(min(f.CompressedSize64, MaxContent)))
	if f.UncompressedSize64 > uint64(allowed) {
		return ErrUnreadable
	}
	r, err := f.Open()
	if err != nil {
		return ErrUnreadable
	}
	defer r.Close()
	return readXML(&partReader{r: r, budget: b, left: allowed}, out)
}

// A partReader hands out the bytes of a part one by one, as long as the part,
// the token that is being read and the budget are within their limits.
type partReader struct {
	r          io.Reader
	budget     *budget
	left       int // bytes that may be decompressed
	token      int // bytes handed out since the last token
	buf        [8 << 10]byte
	start, end int
}

var errLimit = errors.New("over a limit")

func (p *partReader) ReadByte() (byte, error) {
	if p.start == p.end {
		n, err := p.r.Read(p.buf[:])
		if n == 0 && err == nil {
			err = io.ErrNoProgress
		}
		if n == 0 {
			return 0, err
		}
		p.start, p.end = 0, n
		p.left -= n
		p.budget.inflated -= n
		// XML costs about that much more than other bytes.
		if p.left < 0 || p.budget.inflated < 0 || !p.budget.spend(4*n) {
			return 0, errLimit
		}
	}
	if p.token++; p.token > maxToken {
		return 0, errLimit
	}
	c := p.buf[p.start]
	p.start++
	return c, nil
}

// Read is there for the decoder's sake, which takes bytes.
func (p *partReader) Read(to []byte) (int, error) {
	if len(to) == 0 {
		return 0, nil
	}
	c, err := p.ReadByte()
	if err != nil {
		return 0, err
	}
	to[0] = c
	return 1, nil
}

// readXML reads the text of a part, or the links of a part of relationships.
// Names are compared without their spaces: those of drawings, of strict and of
// transitional documents all mean the same.
func readXML(p *partReader, out *output) error {
	d := xml.NewDecoder(p)
	depth, skip := 0, 0 // skip is the depth of the element that is left out, 0 for none
	var in string       // the element whose text is being read
	var field strings.Builder
	for {
		p.token = 0
		t, err := d.RawToken() // does not gather the open elements, however deep
		switch {
		case err == io.EOF && depth == 0:
			return nil
		case p.budget.err != nil:
			return p.budget.err
		case err != nil:
			return ErrUnreadable
		case out.full:
			return nil
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return ErrUnreadable
			}
			if skip > 0 {
				continue
			}
			switch in = t.Name.Local; in {
			case "pPr", "rPr", "sectPr", "tblPr", "tcPr", "Fallback": // a fallback says the same once more
				skip = depth
			case "tab", "ptab":
				out.WriteString("\t")
			case "br", "cr":
				out.WriteString("\n")
			case "noBreakHyphen":
				out.WriteString("-")
			case "Relationship":
				if attr(t, "TargetMode") == "External" {
					out.link(attr(t, "Target"))
				}
			case "fldSimple":
				linkOfField(attr(t, "instr"), out)
			}
		case xml.EndElement:
			if depth--; depth < 0 {
				return ErrUnreadable
			}
			in = ""
			if skip > 0 {
				if depth < skip {
					skip = 0
				}
				continue
			}
			switch t.Name.Local {
			case "p":
				out.WriteString("\n")
				linkOfField(field.String(), out)
				field.Reset()
			case "tc":
				out.WriteString("\t")
			}
		case xml.CharData:
			switch {
			case skip > 0:
			case in == "t":
				out.WriteString(string(t))
			case in == "instrText" && field.Len() < 8<<10: // a field's code may come in pieces
				field.Write(t)
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// linkOfField keeps what the codes of fields point to: HYPERLINK "mailto:a@b".
func linkOfField(code string, out *output) {
	for {
		_, rest, ok := strings.Cut(code, "HYPERLINK")
		if !ok {
			return
		}
		code = rest
		if target, ok := strings.CutPrefix(strings.TrimSpace(rest), `"`); ok {
			target, code, _ = strings.Cut(target, `"`)
			out.link(target)
		}
	}
}
