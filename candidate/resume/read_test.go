package resume

import (
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func utf16Text(order binary.AppendByteOrder, s string) []byte {
	out := order.AppendUint16(nil, 0xfeff)
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return out
}

func TestPlainTextIsRead(t *testing.T) {
	for _, tt := range []struct {
		name    string
		content []byte
		want    string
	}{
		{"nothing", nil, ""},
		{"UTF-8", []byte("Jané Doe\njane@example.org"), "Jané Doe\njane@example.org"},
		{"UTF-8 with a mark", []byte("\xef\xbb\xbfJané"), "Jané"},
		{"UTF-16, little end first", utf16Text(binary.LittleEndian, "Jané 😀 Doe"), "Jané 😀 Doe"},
		{"UTF-16, big end first", utf16Text(binary.BigEndian, "Jané 😀 Doe"), "Jané 😀 Doe"},
		{"UTF-16, cut off", []byte("\xff\xfea\x00b"), "a"},
		{"Latin-1", []byte("Jan\xe9"), "Jané"},
		{"Windows-1252", []byte("\x84Jan\xe9\x93 \x80"), "„Jané“ €"},
		{"ends of lines", []byte("a\r\nb\rc\n\n\nd\fe"), "a\nb\nc\nd\ne"},
		{"what nobody sees", []byte("jane\u200b@\u00adexam\ufeffple.org\u00a0x\x07"), "jane@example.org x"},
		{"ligatures", []byte("o\ufb03ce@\ufb02oor.example"), "office@floor.example"},
		{"letters over the border of a piece", []byte(strings.Repeat("é", 9<<10)), strings.Repeat("é", 9<<10)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, err := Read(t.Context(), tt.content, "cv.txt", "")
			require.NoError(t, err)
			require.Equal(t, tt.want, text)
		})
	}
}

func TestTextIsCutAtARune(t *testing.T) {
	text, err := Read(t.Context(), []byte("a"+strings.Repeat("é", MaxText)), "cv.txt", "")
	require.NoError(t, err)
	require.Len(t, text, MaxText-1)
	require.True(t, utf8.ValidString(text))
}

func TestKindIsTold(t *testing.T) {
	word, portable := string(makeDOCX(t, "word/document.xml", paragraphs("Jane"))), string(textPDF("Jane"))
	const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	for _, tt := range []struct {
		name, content, file, mediaType string
		want                           error
	}{
		{"a PDF by its first bytes", portable, "cv.docx", "text/plain", nil},
		{"a PDF after a few other bytes", "\r\n\x00" + portable, "", "", nil},
		{"a DOCX by its first bytes", word, "cv.pdf", "application/pdf", nil},
		{"text by its type", "Jane", "cv.pdf", "text/plain; charset=utf-8", nil},
		{"text by its name", "Jane", "CV.TXT", "", nil},
		{"text by its name, of unsaid type", "Jane", "cv.md", "application/octet-stream", nil},
		{"text by its look", "Jane", "", "", nil},
		{"text without a name of a kind", "Jane", "resume", "", nil},
		{"text of a broken type", "Jane", "cv.txt", ";;", nil},
		{"what is called a PDF", "Jane", "cv.pdf", "", ErrUnreadable},
		{"what is called a PDF by its type", "Jane", "", "application/pdf", ErrUnreadable},
		{"what is called a DOCX", "Jane", "cv.docx", "", ErrUnreadable},
		{"what is called a DOCX by its type", "Jane", "", docxType, ErrUnreadable},
		{"what is called text", "\x00\x01\x02\x03", "cv.txt", "", ErrUnreadable},
		{"bytes", "\x00\x01\x02\x03", "", "", ErrUnsupported},
		{"another type", "Jane", "cv.txt", "application/rtf", ErrUnsupported},
		{"another name", "Jane", "cv.odt", "", ErrUnsupported},
		{"RTF", `{\rtf1 Jane}`, "cv.txt", "text/plain", ErrUnsupported},
		{"an old Word file", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cv.docx", docxType, ErrUnsupported},
		{"HTML", " <!DOCTYPE html>Jane", "cv.txt", "", ErrUnsupported},
		{"a picture", "\x89PNG\r\n\x1a\n", "cv.pdf", "application/pdf", ErrUnsupported},
		{"a workbook", string(makeDOCX(t, "[Content_Types].xml", "<Types/>", "xl/workbook.xml", "<workbook/>")), "cv.docx", docxType, ErrUnsupported},
		{"too much", strings.Repeat("a", MaxContent+1), "cv.txt", "", ErrUnreadable},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, err := Read(t.Context(), []byte(tt.content), tt.file, tt.mediaType)
			if tt.want != nil {
				require.ErrorIs(t, err, tt.want)
				require.Empty(t, text)
				return
			}
			require.NoError(t, err)
			require.Equal(t, "Jane", text)
		})
	}
}

func TestReadEndsWithItsContext(t *testing.T) {
	late, stop := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer stop()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for _, content := range [][]byte{[]byte("Jane"), textPDF("Jane"), makeDOCX(t, "word/document.xml", paragraphs("Jane"))} {
		_, err := Read(gone, content, "cv.txt", "")
		require.ErrorIs(t, err, context.Canceled)
		_, err = Read(late, content, "cv.txt", "")
		require.ErrorIs(t, err, context.DeadlineExceeded)
	}
}

// counting ends after it was looked at so many times.
type counting struct {
	context.Context
	looks int
}

func (c *counting) Err() error {
	if c.looks--; c.looks < 0 {
		return context.Canceled
	}
	return nil
}

func TestReadLooksAtItsContextWhileItWorks(t *testing.T) {
	lines := strings.Split(strings.Repeat("Jane Doe built bridges\n", 20_000), "\n")
	for name, content := range map[string][]byte{
		"text": []byte(strings.Join(lines, "\n")), "PDF": textPDF(lines...), "DOCX": makeDOCX(t, "word/document.xml", paragraphs(lines...)),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(&counting{t.Context(), 5}, content, "cv.txt", "")
			require.ErrorIs(t, err, context.Canceled)
		})
	}
}

func TestBudgetEnds(t *testing.T) {
	b := newBudget(t.Context())
	require.True(t, b.spend(maxWork))
	require.False(t, b.spend(1))
	require.Equal(t, ErrUnreadable, b.err)
	require.False(t, b.spend(0), "once spent, it stays so")

	b = newBudget(t.Context())
	b.end = time.Now().Add(-time.Second)
	require.True(t, b.spend(1), "the clock is not looked at for every step")
	require.False(t, b.spend(perLook))
	require.Equal(t, ErrUnreadable, b.err)
}

func TestErrorsDiffer(t *testing.T) {
	require.False(t, errors.Is(ErrUnreadable, ErrUnsupported))
	require.NotEqual(t, ErrUnreadable.ErrorKeyMarker(), ErrUnsupported.ErrorKeyMarker())
	require.EqualError(t, ErrUnreadable, "resume: unreadable file")
}

// faulty does something when it is asked whether it is done.
type faulty struct {
	context.Context
	fault func()
}

func (f *faulty) Err() error {
	f.fault()
	return nil
}
