package resume

import (
	"encoding/ascii85"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func ascii85Of(s string) string {
	out := make([]byte, ascii85.MaxEncodedLen(len(s)))
	return string(out[:ascii85.Encode(out, []byte(s))]) + "~>"
}

func TestPDFIsRead(t *testing.T) {
	for _, tt := range []struct{ name, content, want string }{
		{"a line", "BT /F1 12 Tf (Jane Doe) Tj ET", "Jane Doe"},
		{"lines by T*", "BT /F1 12 Tf 14 TL (Jane) Tj T* (Doe) Tj ET", "Jane\nDoe"},
		{"lines by quotes", "BT /F1 12 Tf 14 TL (Jane) Tj (Doe) ' 0 0 (Lyon) \" ET", "Jane\nDoe\nLyon"},
		{"lines by Td and TD", "BT /F1 12 Tf (Jane) Tj 0 -14 Td (Doe) Tj 0 -14 TD (Lyon) Tj T* (x) Tj ET", "Jane\nDoe\nLyon\nx"},
		{"lines by Tm", "BT /F1 1 Tf 12 0 0 12 72 700 Tm (Jane) Tj 12 0 0 12 72 680 Tm (Doe) Tj ET", "Jane\nDoe"},
		{"lines by cm", "q 1 0 0 1 72 700 cm BT /F1 12 Tf (Jane) Tj ET Q q 1 0 0 1 72 680 cm BT /F1 12 Tf (Doe) Tj ET Q", "Jane\nDoe"},
		{"gaps that are spaces", "BT /F1 12 Tf [(Jane) -300 (Doe)] TJ ET", "Jane Doe"},
		{"gaps that are none", "BT /F1 12 Tf [(j) 20 (a) -50 (ne@) -90 (x.org)] TJ ET", "jane@x.org"},
		{"letters one by one", "BT /F1 10 Tf 0 0 Td (J) Tj 5 0 Td (a) Tj 5.56 0 Td (n) Tj 5.56 0 Td (e) Tj 8.5 0 Td (D) Tj ET", "Jane D"},
		{"columns", "BT /F1 12 Tf (2019) Tj 200 0 Td (Acme) Tj ET", "2019\tAcme"},
		{"an index", "BT /F1 12 Tf (1) Tj 5 Ts 8 0 Td /F1 8 Tf (st) Tj ET", "1st"},
		{"spread letters", "BT /F1 12 Tf 6 Tc (Jane) Tj ET", "Jane"},
		{"turned by a quarter", "BT /F1 12 Tf 0 1 -1 0 300 300 Tm [(Jane) -400 (Doe)] TJ 14 0 Td ET", "Jane Doe"},
		{"upside down", "BT /F1 12 Tf 1 0 0 -1 0 0 Tm (Jane) Tj 0 14 Td (Doe) Tj ET", "Jane\nDoe"},
		{"escapes", `BT /F1 12 Tf (J\141ne \(Doe\) \\ (x) a\` + "\n" + `b\q) Tj ET`, `Jane (Doe) \ (x) abq`},
		{"hexadecimal", "BT /F1 12 Tf <4A616E 65 2> Tj ET", "Jane"},
		{"letters of Windows", "BT /F1 12 Tf (Jan\\351 \\200) Tj ET", "Jané €"},
		{"comments", "BT % (no)\n/F1 12 Tf (Jane) Tj ET", "Jane"},
		{"an image among the operators", "BI /W 1 /H 1 ID \x00(\x01EI(\x00 EI BT /F1 12 Tf (Jane) Tj ET", "Jane"},
		{"a form", "/X1 Do", "Jane in a form"},
		{"a font that is not there", "BT /F9 12 Tf (Jane) Tj ET", ""},
		{"no font", "BT (Jane) Tj ET", ""},
		{"operands that are missing", "BT Tf Td Tm cm Tc /F1 Tf /F1 12 Tf Tj TJ ' \" Q Q ( Jane) Tj ET Do", "Jane"},
		{"what is no number", "BT /F1 12 Tf 1e999 nan Td -- + . Td (Jane) Tj 99999999999999999999999999999999999 0 Td (Doe) Tj ET", "Jane\tDoe"},
		{"arrays within each other", strings.Repeat("[", 200) + strings.Repeat("]", 200) + "BT /F1 12 Tf (Jane) Tj ET", "Jane"},
		{"brackets that do not match", "]] >> BT /F1 12 Tf (Jane) Tj ET", "Jane"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			form := deflated("/Type /XObject /Subtype /Form /Matrix [1 0 0 1 0 -20]", "BT /F1 12 Tf (Jane in a form) Tj ET")
			text, err := read(patient(t), pagePDF(tt.content, form), "", "")
			require.NoError(t, err)
			require.Equal(t, tt.want, text)
		})
	}
}

func TestFontsOfPDF(t *testing.T) {
	toUnicode := func(lines string) string {
		return deflated("", "/CIDInit /ProcSet findresource begin 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"+lines+"\nendcmap")
	}
	composite := func(encoding string) string {
		return "<< /Type /Font /Subtype /Type0 /Encoding /" + encoding + " /ToUnicode 6 0 R /DescendantFonts [7 0 R] >>"
	}
	const descendant = "<< /Type /Font /Subtype /CIDFontType2 /DW 500 /W [1 [500 600] 3 9 250] >>"
	const show = "BT /F1 12 Tf <0001000200030004> Tj ET"
	for _, tt := range []struct {
		name, font, content, want string
		more                      []string
	}{
		{"characters", composite("Identity-H"), show, "Jané", []string{toUnicode("4 beginbfchar <0001> <004A> <0002> <0061> <0003> <006E> <0004> <00E9> endbfchar"), descendant}},
		{"ranges", composite("Identity-H"), show, "abcd", []string{toUnicode("1 beginbfrange <0001> <0004> <0061> endbfrange"), descendant}},
		{"ranges of arrays", composite("Identity-H"), show, "Jané", []string{toUnicode("1 beginbfrange <0001> <0004> [<004A> <0061> <006E> <00E9>] endbfrange"), descendant}},
		{"several letters of one code", composite("Identity-H"), show, "fix", []string{toUnicode("2 beginbfchar <0001> <00660069> <0002> <0078> endbfchar"), descendant}},
		{"letters beyond two bytes", composite("Identity-H"), "BT /F1 12 Tf <0001> Tj ET", "😀", []string{toUnicode("1 beginbfchar <0001> <D83DDE00> endbfchar"), descendant}},
		{"widths", composite("Identity-H"), "BT /F1 10 Tf <0001> Tj 5 0 Td <0002> Tj 6 0 Td <0003> Tj 6 0 Td <0004> Tj ET", "abc d", []string{toUnicode("1 beginbfrange <0001> <0004> <0061> endbfrange"), descendant}},
		{"a space that is not in the table", composite("Identity-H"), "BT /F1 12 Tf <0001000200030001> Tj ET", "a ca", []string{toUnicode("2 beginbfchar <0001> <0061> <0003> <0063> endbfchar"), descendant}},
		{"Unicode itself", "<< /Subtype /Type0 /Encoding /UniJIS-UCS2-H /DescendantFonts [] >>", "BT /F1 12 Tf <004A00E9> Tj ET", "Jé", nil},
		{"no table", "<< /Subtype /Type0 /Encoding /Identity-H >>", show, "", nil},
		{"one byte with a table", "<< /Subtype /TrueType /ToUnicode 6 0 R >>", "BT /F1 12 Tf (!\") Tj ET", "ж\"", []string{deflated("", "1 beginbfchar <21> <0436> endbfchar")}},
		{"letters of the Macintosh", "<< /Subtype /TrueType /Encoding /MacRomanEncoding >>", "BT /F1 12 Tf (Jan\\216) Tj ET", "Jané", nil},
		{"standard letters", "<< /Subtype /Type1 >>", "BT /F1 12 Tf (\\341\\256) Tj ET", "Æfi", nil},
		{
			"names of glyphs", "<< /Subtype /Type1 /Encoding << /Differences [1 /J /a.sc /n /eacute /f_i /uni0436 /u1F600 /afii10017 /afii10097 /at /hyphen /seven 200 /x /g77] >> >>",
			`BT /F1 12 Tf (\1\2\3\4\5\6\7\10\11\12\13\14\310\311) Tj ET`, "Janéfiж😀Ая@-7x", nil,
		},
		{"differences with a base", "<< /Subtype /Type1 /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [65 /B] >> >>", "BT /F1 12 Tf (A\\351) Tj ET", "Bé", nil},
		{"widths of one byte", "<< /Subtype /Type1 /FirstChar 65 /Widths [1000 250] >>", "BT /F1 10 Tf (A) Tj 10 0 Td (B) Tj 5 0 Td (A) Tj ET", "AB A", nil},
		{"a font by itself", "<< /Subtype /Type3 /FontMatrix [0.01 0 0 0.01 0 0] /FirstChar 65 /Widths [50] /Encoding << /Differences [65 /A] >> >>", "BT /F1 10 Tf (A) Tj 5 0 Td (A) Tj ET", "AA", nil},
		{"widths of the typewriter", "<< /Subtype /Type1 /BaseFont /Courier-Bold >>", "BT /F1 10 Tf (i) Tj 6 0 Td (i) Tj ET", "ii", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, err := read(patient(t), fontPDF(tt.font, tt.content, tt.more...), "", "")
			require.NoError(t, err)
			require.Equal(t, tt.want, text)
		})
	}
}

// lzwJane is BT /F1 12 Tf (Jane) Tj ET in LZW without compression.
func lzwJane() string {
	var out []byte
	acc, bits := 0, 0
	put := func(code int) {
		acc, bits = acc<<9|code, bits+9
		for bits >= 8 {
			bits -= 8
			out = append(out, byte(acc>>bits))
		}
	}
	put(256)
	for _, c := range []byte("BT /F1 12 Tf (Jane) Tj ET") {
		put(int(c))
	}
	put(257)
	return string(append(out, byte(acc<<(8-bits))))
}

func TestFiltersOfPDF(t *testing.T) {
	const content = "BT /F1 12 Tf (Jane) Tj ET"
	for _, tt := range []struct{ name, stream, want string }{
		{"none", streamOf("", content), "Jane"},
		{"deflate", deflated("", content), "Jane"},
		{"deflate, cut off", streamOf("/Filter /FlateDecode", deflate(content + strings.Repeat(" % x", 99))[:40]), "Jane"},
		{"deflate in an array", streamOf("/Filter [/FlateDecode]", deflate(content)), "Jane"},
		{"hexadecimal", streamOf("/Filter /ASCIIHexDecode", hex.EncodeToString([]byte(content))+" >"), "Jane"},
		{"base 85 and deflate", streamOf("/Filter [/ASCII85Decode /FlateDecode]", ascii85Of(deflate(content))), "Jane"},
		{"LZW", streamOf("/Filter /LZWDecode", lzwJane()), "Jane"},
		{"LZW with a table", streamOf("/Filter [/ASCIIHexDecode /LZWDecode]", "800B6050220C0C8501>"), ""}, // -----A---B, ISO 32000-1, 7.4.4.2
		{"unknown", streamOf("/Filter /Crypt", content), ""},
		{"many", streamOf("/Filter [/A /A /A /A /A]", content), ""},
		{"one that fails", streamOf("/Filter /FlateDecode", content), ""},
		{"a wrong length", strings.Replace(streamOf("", content), fmt.Sprint(len(content)), "7", 1), "Jane"},
		{"a huge length", strings.Replace(streamOf("", content), fmt.Sprint(len(content)), "99999999999", 1), "Jane"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, err := read(patient(t), makePDF(catalog, tree, leaf, tt.stream, helvetica), "", "")
			require.NoError(t, err)
			require.Equal(t, tt.want, text)
		})
	}
}

func TestLZWWithATable(t *testing.T) {
	raw, err := hex.DecodeString("800B6050220C0C8501")
	require.NoError(t, err)
	require.Equal(t, "-----A---B", string(fromLZW(patient(t), raw)))
}

func TestStructureOfPDF(t *testing.T) {
	const content = "BT /F1 12 Tf (Jane) Tj ET"
	object := func(n int, s string) string { return fmt.Sprintf("%d 0 obj %s endobj\n", n, s) }
	fonts := "/Resources << /Font << /F1 5 0 R >> >>"
	page := "<< /Type /Page /Contents 4 0 R " + fonts + " >>"
	packed := func(pairs string, objects ...string) string {
		return deflated(fmt.Sprintf("/Type /ObjStm /N %d /First %d", len(strings.Fields(pairs))/2, len(pairs)), pairs+strings.Join(objects, ""))
	}
	for _, tt := range []struct{ name, file, want string }{
		{"resources from above", string(makePDF(catalog, "<< /Kids [3 0 R] "+fonts+" >>", "<< /Type /Page /Contents 4 0 R >>", streamOf("", content), helvetica)), "Jane"},
		{"contents in pieces", string(makePDF(catalog, tree, "<< /Contents [4 0 R 6 0 R 99 0 R] "+fonts+" >>", streamOf("", "BT /F1 12 Tf"), helvetica, streamOf("", "(Jane) Tj"))), "Jane"},
		{"two pages", string(makePDF(catalog, "<< /Kids [3 0 R 6 0 R] >>", page, streamOf("", content), helvetica, page)), "Jane\nJane"},
		{"a change at the end", string(textPDF("Joe")) + object(4, streamOf("", content)), "Jane"},
		{
			"packed objects", "%PDF-1.7\n" + object(4, streamOf("", content)) + object(7, packed("1 0 2 39 3 63 5 137 ",
				fmt.Sprintf("%-39s", catalog), fmt.Sprintf("%-24s", "<< /Kids [3 0 R] >>"), fmt.Sprintf("%-74s", page), helvetica)) +
				object(8, streamOf("/Type /XRef /Root 1 0 R", "x")), "Jane",
		},
		{"no trailer", strings.Replace(string(textPDF("Jane")), "trailer", "", 1), "Jane"},
		{"no catalog", strings.Replace(string(textPDF("Jane")), "/Catalog /Pages", "/Catalog /Bages", 1), "Jane"},
		{"cut off in the page", "%PDF-1.4\n" + object(1, page) + object(5, helvetica) + "4 0 obj << /Length 999 >> stream\n" + content, "Jane"},
		{"ends that are missing", "%PDF-1.4\n1 0 obj " + page + "\n5 0 obj " + helvetica + "\n4 0 obj " + streamOf("", content), "Jane"},
		{"a length elsewhere", string(makePDF(catalog, tree, page, "<< /Length 6 0 R >>\nstream\n"+content+"\nendstream", helvetica, "25")), "Jane"},
		{"objects within a stream", string(makePDF(catalog, tree, page, streamOf("", "%\n4 0 obj << >> endobj\n"+content), helvetica)), "Jane"},
		{"a name that is spelt otherwise", string(makePDF(catalog, tree, "<< /#43ontents 4 0 R "+fonts+" >>", streamOf("", content), helvetica)), "Jane"},
		{"no text", string(makePDF(catalog, tree, "<< /Type /Page >>")), ""},
		{
			"links", string(makePDF(catalog, tree, "<< /Contents 4 0 R "+fonts+" /Annots [<< /Subtype /Link /A << /S /URI /URI (mailto:jane@x.org) >> >> 6 0 R] >>",
				streamOf("", content), helvetica, "<< /A 7 0 R >>", "<< /URI (https://x.org/j\\303) >>")), "Jane\nmailto:jane@x.org\nhttps://x.org/jÃ",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, err := read(patient(t), []byte(tt.file), "", "")
			require.NoError(t, err)
			require.Equal(t, tt.want, text)
		})
	}
}
