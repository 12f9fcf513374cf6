package resume

import (
	"bytes"
	"context"
	"mime"
	"path"
	"runtime"
	"strings"
)

// Limits of what is read and kept.
const (
	MaxContent = 10 << 20 // bytes of a file that is read; a larger one is [ErrUnreadable]
	MaxText    = 1 << 20  // bytes of text that are kept; the rest is left out
)

// Error is one of the errors that Read returns, always found by errors.Is. It
// quotes nothing of the content.
type Error string

func (e Error) Error() string { return "resume: " + string(e) }

// ErrorKeyMarker makes distinct errors distinct to cockroachdb/errors, which
// otherwise compares type and text.
func (e Error) ErrorKeyMarker() string { return string(e) }

// The errors.
const (
	// ErrUnsupported is a file of a kind that is not read.
	ErrUnsupported Error = "unsupported kind of file"
	// ErrUnreadable is a file of a known kind that is damaged or encrypted, or
	// that asks for more work or memory than is granted.
	ErrUnreadable Error = "unreadable file"
)

// Read returns the text of a resume: valid UTF-8 without control characters
// but tabs and line feeds, and at most MaxText bytes. Addresses that the file
// links to (mailto, tel, http and https) follow the text, one a line. A file
// of pictures has no text, which is no error.
//
// The kind is told by the content's first bytes, and where they do not tell,
// by mediaType and then by the ending of name; both may be empty. Content that
// names no other kind and looks like text is read as text: UTF-8, UTF-16 if it
// begins with a byte order mark, and Latin-1 (Windows-1252) otherwise.
//
// The error is [ErrUnsupported], [ErrUnreadable] or that of the context. The
// text is empty with any of them.
//
// Read works for at most two seconds, on the goroutine of its caller, and
// looks at ctx every millisecond or so. It never holds more than 160 MiB of
// memory besides the content, and a few times the text for a usual file.
func Read(ctx context.Context, content []byte, name, mediaType string) (text string, err error) {
	// What is read was made by strangers. Fuzzing knows no panic here; should
	// there be one left, it must not take the host down.
	defer func() {
		if fault := recover(); fault != nil {
			if _, ok := fault.(runtime.Error); !ok {
				panic(fault)
			}
			text, err = "", ErrUnreadable
		}
	}()
	return read(newBudget(ctx), content, name, mediaType)
}

func read(b *budget, content []byte, name, mediaType string) (string, error) {
	if !b.look() {
		return "", b.err
	}
	kind := kindOf(content, name, mediaType)
	if kind == unknown {
		return "", ErrUnsupported
	}
	if len(content) > MaxContent {
		return "", ErrUnreadable
	}
	out := &output{}
	var err error
	switch kind {
	case plain:
		err = readPlain(b, content, out)
	case docx:
		err = readDOCX(b, content, out)
	case pdf:
		err = readPDF(b, content, out)
	}
	if err == nil && !b.look() {
		err = b.err
	}
	if err != nil {
		return "", err
	}
	return out.String(), nil
}

type kind uint8

const (
	unknown kind = iota
	plain
	docx
	pdf
)

// foreign are the beginnings of files that are not read, whatever they are
// called: old Word files, RTF, pictures, archives, XML and HTML.
var foreign = [...]string{
	"\xd0\xcf\x11\xe0", `{\rtf`, "\x89PNG", "\xff\xd8\xff", "GIF8", "II*\x00", "MM\x00*", "\x1f\x8b", "7z\xbc\xaf", "Rar!", "%!PS", "\x7fELF",
	"<?xml", "<html", "<HTML", "<!DOCTYPE", "<!doctype",
}

// kindOf tells the kind of a file.
func kindOf(content []byte, name, mediaType string) kind {
	head := content[:min(len(content), 1024)]
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return docx // or another archive, which readDOCX tells
	case bytes.Contains(head, []byte("%PDF-")):
		return pdf // mailers and scanners put lines of their own before it
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	for _, f := range foreign {
		if bytes.HasPrefix(start, []byte(f)) {
			return unknown
		}
	}
	if mediaType, _, _ = mime.ParseMediaType(mediaType); mediaType != "" && mediaType != "application/octet-stream" {
		switch mediaType {
		case "text/plain", "text/markdown", "text/x-markdown", "text/csv":
			return plain
		case "application/pdf", "application/x-pdf":
			return pdf
		case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
			return docx
		}
		return unknown
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".txt", ".text", ".md", ".csv":
		return plain
	case ".pdf":
		return pdf
	case ".docx", ".docm":
		return docx
	case "":
		if looksLikeText(head) {
			return plain
		}
	}
	return unknown
}
