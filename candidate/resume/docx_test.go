package resume

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDOCXIsRead(t *testing.T) {
	const document = "word/document.xml"
	rels := func(target, mode string) string {
		return fmt.Sprintf(`<Relationships xmlns="x"><Relationship Id="r1" Type="hyperlink" Target=%q TargetMode=%q/></Relationships>`, target, mode)
	}
	for _, tt := range []struct {
		name  string
		parts []string
		want  string
	}{
		{"paragraphs", []string{document, paragraphs("Jane Doe", "R&amp;D, Lyon")}, "Jane Doe\nR&D, Lyon"},
		{"runs of a word", []string{document, wordXML(`<w:p><w:r><w:t>ja</w:t></w:r><w:proofErr/><w:r><w:t>ne@x.org</w:t></w:r></w:p>`)}, "jane@x.org"},
		{"tabs, breaks and hyphens", []string{document, wordXML(`<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>`)}, "a\tb\nc-d"},
		{"cells", []string{document, wordXML(`<w:tbl><w:tr><w:tc><w:p><w:t>2019</w:t></w:p></w:tc><w:tc><w:p><w:t>Acme</w:t></w:p></w:tc></w:tr></w:tbl>`)}, "2019\n\tAcme"},
		{"what was deleted", []string{document, wordXML(`<w:p><w:del><w:r><w:delText>Joe</w:delText></w:r></w:del><w:r><w:t>Jane</w:t></w:r></w:p>`)}, "Jane"},
		{"a text box and its fallback", []string{document, wordXML(`<mc:AlternateContent><mc:Choice><w:t>Jane</w:t></mc:Choice><mc:Fallback><w:t>Jane</w:t></mc:Fallback></mc:AlternateContent>`)}, "Jane"},
		{
			"headers before and footers after",
			[]string{"word/footer1.xml", paragraphs("page 1"), document, paragraphs("Work"), "word/header2.xml", paragraphs("Jane"), "word/endnotes.xml", paragraphs("Notes")},
			"Jane\nWork\nNotes\npage 1",
		},
		{"a document that is numbered", []string{"word/document2.xml", paragraphs("Jane")}, "Jane"},
		{"parts that are not text", []string{document, paragraphs("Jane"), "word/styles.xml", paragraphs("Title"), "docProps/core.xml", paragraphs("x")}, "Jane"},
		{"the target of a link", []string{document, paragraphs("Mail me"), "word/_rels/document.xml.rels", rels("mailto:jane@x.org", "External")}, "Mail me\nmailto:jane@x.org"},
		{"other targets", []string{document, paragraphs("Jane"), "word/_rels/document.xml.rels", rels("file:///c:/x", "External") + rels("http://x.org", "Internal")}, "Jane"},
		{
			"a field",
			[]string{document, wordXML(`<w:p><w:r><w:instrText> HYPERLINK "https://x.</w:instrText></w:r><w:r><w:instrText>org/jane" </w:instrText></w:r><w:r><w:t>me</w:t></w:r></w:p>`)},
			"me\nhttps://x.org/jane",
		},
		{"a simple field", []string{document, wordXML(`<w:p><w:fldSimple w:instr=' HYPERLINK "tel:+15550100" '><w:r><w:t>call</w:t></w:r></w:fldSimple></w:p>`)}, "call\ntel:+15550100"},
		{"no text", []string{document, wordXML("")}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, err := Read(t.Context(), makeDOCX(t, tt.parts...), "", "")
			require.NoError(t, err)
			require.Equal(t, tt.want, text)
		})
	}
}

func TestHostileDOCX(t *testing.T) {
	const document = "word/document.xml"
	whole := makeDOCX(t, document, paragraphs("Jane"))
	many := []string{document, paragraphs("Jane")}
	for i := range maxParts {
		many = append(many, fmt.Sprintf("media/%d", i), "")
	}
	headers := []string{document, paragraphs("Jane")}
	noise := strings.Repeat("0123456789abcdef", 1<<19) // 8 MiB
	for i := range 5 {
		headers = append(headers, fmt.Sprintf("word/header%d.xml", i), "<a>"+noise[:maxPart-100]+"</a>")
	}
	for _, tt := range []struct {
		name    string
		content []byte
	}{
		{"cut off", whole[:len(whole)-30]},
		{"damaged", bytes.Replace(whole, []byte("PK\x03\x04"), []byte("PK\x03\x04\xff\xff\xff"), 1)},
		{"a directory alone", append([]byte("PK\x03\x04"), whole[bytes.Index(whole, []byte("PK\x01\x02")):]...)},
		{"too many parts", makeDOCX(t, many...)},
		{"a bomb", makeDOCX(t, document, wordXML(strings.Repeat(" ", 50<<20)))},
		{"a bomb within the limit of a part", makeDOCX(t, document, wordXML(strings.Repeat("<w:p/>", 1<<20)))},
		{"a bomb that lies", lying(t, wordXML(strings.Repeat("<w:p/>", 1<<20)))},
		{"too much in all", makeDOCX(t, headers...)},
		{"XML without end", makeDOCX(t, document, `<w:document><w:body><w:p><w:t>Jane`)},
		{"XML that ends too often", makeDOCX(t, document, `</w:document>`)},
		{"XML that is none", makeDOCX(t, document, `<w:p <<`)},
		{"XML of another encoding", makeDOCX(t, document, `<?xml version="1.0" encoding="EBCDIC"?><w:p/>`)},
		{"elements too deep", makeDOCX(t, document, strings.Repeat("<a>", maxDepth+1)+strings.Repeat("</a>", maxDepth+1))},
		{"a tag without end", makeDOCX(t, document, `<w:p `+strings.Repeat(`a="" `, maxToken/5))},
		{"a comment without end", makeDOCX(t, document, `<!-- `+strings.Repeat(`a `, maxToken/2))},
		{"entities", makeDOCX(t, document, `<!DOCTYPE a [<!ENTITY b "&b;&b;">]><w:t>&b;</w:t>`)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, err := read(patient(t), tt.content, "cv.docx", "")
			require.ErrorIs(t, err, ErrUnreadable)
			require.Empty(t, text)
		})
	}
}

// lying returns an archive whose directory says that the document is small.
func lying(t *testing.T, body string) []byte {
	t.Helper()
	var deflated, out bytes.Buffer
	w := zip.NewWriter(&deflated)
	f, err := w.Create("word/document.xml")
	require.NoError(t, err)
	_, err = f.Write([]byte(body))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	r, err := zip.NewReader(bytes.NewReader(deflated.Bytes()), int64(deflated.Len()))
	require.NoError(t, err)
	raw, err := r.File[0].OpenRaw()
	require.NoError(t, err)
	head := r.File[0].FileHeader
	head.UncompressedSize64 = 100
	w = zip.NewWriter(&out)
	f, err = w.CreateRaw(&head)
	require.NoError(t, err)
	var data bytes.Buffer
	_, err = data.ReadFrom(raw)
	require.NoError(t, err)
	_, err = f.Write(data.Bytes())
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

func TestTextOfDOCXIsCut(t *testing.T) {
	lines := make([]string, 12_000)
	for i := range lines {
		lines[i] = strings.Repeat(fmt.Sprintf("line %d of many ", i), 8)
	}
	content := makeDOCX(t, "word/document.xml", paragraphs(lines[:6_000]...), "word/header1.xml", paragraphs(lines[6_000:]...))
	text, err := read(patient(t), content, "", "")
	require.NoError(t, err)
	require.LessOrEqual(t, len(text), MaxText)
	require.Greater(t, len(text), MaxText-200)
}
