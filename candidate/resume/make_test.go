package resume

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// makeDOCX returns an archive of parts, given as name and content by turns.
func makeDOCX(t testing.TB, parts ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		require.NoError(t, err)
		_, err = f.Write([]byte(parts[i+1]))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

// wordXML returns a part with the body given.
func wordXML(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` +
		body + `</w:body></w:document>`
}

// paragraphs returns a part with a paragraph for each line.
func paragraphs(lines ...string) string {
	var b strings.Builder
	for _, l := range lines {
		fmt.Fprintf(&b, `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, l)
	}
	return wordXML(b.String())
}

// makePDF returns a file of objects, the first of which is the catalog. It has
// no table of contents, which is not read.
func makePDF(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer\n<< /Size 9 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n")
	return b.Bytes()
}

// streamOf returns a stream object with more entries in its dictionary.
func streamOf(entries, content string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", entries, len(content), content)
}

func deflated(entries, content string) string {
	return streamOf(entries+" /Filter /FlateDecode", deflate(content))
}

func deflate(content string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(content))
	w.Close()
	return b.String()
}

const (
	catalog   = "<< /Type /Catalog /Pages 2 0 R >>"
	tree      = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
	leaf      = "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /X1 6 0 R >> >> >>"
	helvetica = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
)

// pagePDF returns a file of one page with content in Helvetica; further objects
// count from 6.
func pagePDF(content string, more ...string) []byte {
	return makePDF(append([]string{catalog, tree, leaf, deflated("", content), helvetica}, more...)...)
}

// rawPDF is as pagePDF without compression.
func rawPDF(content string, more ...string) []byte {
	return makePDF(append([]string{catalog, tree, leaf, streamOf("", content), helvetica}, more...)...)
}

// fontPDF returns a file of one page with content in the font given; further
// objects count from 6.
func fontPDF(font, content string, more ...string) []byte {
	return makePDF(append([]string{catalog, tree, leaf, deflated("", content), font}, more...)...)
}

// textPDF returns a file of one page with lines of text.
func textPDF(lines ...string) []byte {
	var b strings.Builder
	b.WriteString("BT /F1 12 Tf 14 TL 72 720 Td\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "(%s) Tj T*\n", strings.NewReplacer("(", `\(`, ")", `\)`).Replace(l))
	}
	b.WriteString("ET")
	return pagePDF(b.String())
}
