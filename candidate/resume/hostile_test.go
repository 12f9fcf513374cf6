package resume

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestHostilePDF(t *testing.T) {
	object := func(n int, s string) string { return fmt.Sprintf("%d 0 obj %s endobj\n", n, s) }
	many := func(n int, s string) string { return strings.Repeat(s, n/len(s)) }
	bomb := deflate(strings.Repeat(" ", 64<<20))
	manyBombs := make([]string, 0, 16)
	for i := range 16 {
		manyBombs = append(manyBombs, deflated(fmt.Sprintf("/Type /ObjStm /N 1 /First 4 /X %d", i), "9 0 "+strings.Repeat(fmt.Sprintf("%08d", i), 1<<18)+strings.Repeat(string(make([]byte, 40<<10)), 1)))
	}
	forms := func(n int) []string {
		var out []string
		for i := range n {
			calls := strings.Repeat("/X1 Do ", 20)
			out = append(out, deflated(fmt.Sprintf("/Subtype /Form /Resources << /XObject << /X1 %d 0 R >> >>", 6+(i+1)%n), calls))
		}
		return out
	}
	for _, tt := range []struct {
		name string
		file string
		want error // nil if it can be read all the same
	}{
		{"the beginning alone", "%PDF-1.7\n", ErrUnreadable},
		{"no pages", string(makePDF(catalog, "<< >>", "<< >>"))[:40], ErrUnreadable},
		{"encrypted", strings.Replace(string(textPDF("Jane")), "/Root", "/Encrypt 9 0 R /Root", 1), ErrUnreadable},
		{"encrypted, by a stream", string(textPDF("Jane")) + object(9, streamOf("/Type /XRef /Encrypt << /V 1 >>", "")), ErrUnreadable},
		{"a tree in a circle", string(makePDF(catalog, "<< /Kids [2 0 R 3 0 R 2 0 R] >>", "<< /Kids [2 0 R 3 0 R] >>", "<< /Type /Page >>")), nil},
		{"a tree that is its own root", string(makePDF("<< /Pages 1 0 R /Kids [1 0 R] >>", "<< /Type /Page >>")), nil},
		{"references in a circle", string(makePDF(catalog, "3 0 R", "2 0 R")), ErrUnreadable},
		{"a wide tree", string(makePDF(catalog, "<< /Kids ["+many(4<<20, "3 0 R ")+"] >>", "<< >>")), ErrUnreadable},
		{"pages without end", string(makePDF(catalog, "<< /Kids ["+many(1<<20, "<<>> ")+"] >>")), nil},
		{"a deep tree", string(makePDF(catalog, many(1<<20, "<< /Kids [ "))), ErrUnreadable},
		{"deep arrays", string(rawPDF(many(1<<20, "[") + "BT /F1 1 Tf (a) Tj")), ErrUnreadable},
		{"dictionaries in content", string(rawPDF(many(1<<20, "<</a<<"))), ErrUnreadable},
		{"many operands", string(rawPDF("BT /F1 12 Tf [" + many(4<<20, "1 ") + "] TJ")), ErrUnreadable},
		{"many objects", "%PDF-1.7\n" + many(9<<20, "1 0 obj endobj ") + object(1, "<< /Type /Page >>"), nil},
		{"many numbers of objects", numbered(600_000), ErrUnreadable},
		{"objects without end", "%PDF-1.7\n" + many(9<<20, "1 0 obj "), ErrUnreadable},
		{"strings without end", "%PDF-1.7\n" + many(9<<20, "1 0 obj ("), ErrUnreadable},
		{"dictionaries without end", "%PDF-1.7\n" + many(9<<20, "1 0 obj <<"), ErrUnreadable},
		{"streams without end", "%PDF-1.7\n" + many(9<<20, "1 0 obj <<>> stream "), ErrUnreadable},
		{"trailers without end", "%PDF-1.7\n" + many(9<<20, "trailer << "), ErrUnreadable},
		{"tables without end", string(textPDF("Jane")) + "xref\n0 99999999\n" + many(9<<20, "0000000000 00000 n\n"), nil},
		{"a table in a circle", strings.Replace(string(textPDF("Jane")), "/Root", "/Prev 0 /XRefStm 0 /Root", 1), nil},
		{"a bomb as content", string(makePDF(catalog, tree, leaf, streamOf("/Filter /FlateDecode", bomb), helvetica)), ErrUnreadable},
		{"a bomb of a bomb", string(makePDF(catalog, tree, leaf, streamOf("/Filter [/FlateDecode /FlateDecode]", deflate(bomb)), helvetica)), ErrUnreadable},
		{"a bomb of objects", string(makePDF(catalog, tree, leaf, streamOf("/Type /ObjStm /N 1 /First 9 /Filter /FlateDecode", bomb))), ErrUnreadable},
		{"many smaller bombs", string(makePDF(append([]string{catalog, tree, leaf, "<< >>"}, manyBombs...)...)), ErrUnreadable},
		{"a bomb in LZW", string(makePDF(catalog, tree, leaf, streamOf("/Filter /LZWDecode", lzwBomb()), helvetica)), ErrUnreadable},
		{"zeros in base 85", string(makePDF(catalog, tree, leaf, streamOf("/Filter /ASCII85Decode", many(8<<20, "z")), helvetica)), ErrUnreadable},
		{"contents that repeat", string(makePDF(catalog, tree, "<< /Contents ["+many(1<<20, "4 0 R ")+"] >>", deflated("", many(1<<20, "q Q ")))), ErrUnreadable},
		{"a form that is itself", string(pagePDF("/X1 Do", deflated("/Subtype /Form", "/X1 Do"))), nil},
		{"forms that multiply", string(pagePDF("/X1 Do", forms(6)...)), ErrUnreadable},
		{"a form many times", string(rawPDF(many(7<<20, "/X1 Do "), deflated("/Subtype /Form", ""))), ErrUnreadable},
		{"fonts without end", string(rawPDF(many(4<<20, "/F1 1 Tf /F2 1 Tf "))), nil},
		{"states without end", string(rawPDF(many(4<<20, "q "))), nil},
		{"an image without end", string(rawPDF(many(4<<20, "BI "))), nil},
		{"a table of text without end", string(fontPDF("<< /ToUnicode 6 0 R >>", "BT /F1 1 Tf (a) Tj", deflated("", many(7<<20, "<00> <01> <02> endbfrange ")))), ErrUnreadable},
		{"widths without end", string(fontPDF("<< /Subtype /Type0 /DescendantFonts [<< /W ["+many(1<<20, "0 1 1 ")+"] >>] >>", "BT /F1 1 Tf (ab) Tj")), ErrUnreadable},
		{"widths over all", string(fontPDF("<< /Subtype /Type0 /DescendantFonts [<< /W [0 99999999999 1 -5 -9 1] >>] >>", "BT /F1 1 Tf (ab) Tj")), nil},
		{"differences out of range", string(fontPDF("<< /Encoding << /Differences [-1 /a 255 /b /c 1e99 /d] >> /FirstChar -9 /Widths [1 2 3] >>", "BT /F1 1 Tf (ab) Tj")), nil},
		{"odd values of streams", string(textPDF("Jane")) + object(9, streamOf("/Type /ObjStm /N -1 /First 99999999999", "")) + object(10, streamOf("/Type /ObjStm /N 9e9 /First 0", "")), nil},
		{"text without end", string(rawPDF("BT /F1 12 Tf " + many(7<<20, "(Jane Doe built bridges) ' "))), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			content := []byte(tt.file)
			if len(content) > MaxContent {
				t.Fatalf("%d bytes are refused for their length alone", len(content))
			}
			text, err := read(patient(t), content, "", "")
			if tt.want != nil {
				require.ErrorIs(t, err, tt.want)
				require.Empty(t, text)
				return
			}
			require.NoError(t, err)
			require.LessOrEqual(t, len(text), MaxText)
		})
	}
}

// patient returns a budget that ends by the steps alone, on slow machines too.
func patient(t *testing.T) *budget {
	b := newBudget(t.Context())
	b.end = b.end.Add(time.Hour)
	return b
}

// numbered returns a file of n empty objects.
func numbered(n int) string {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n")
	for i := range n {
		fmt.Fprintf(&b, "%d 0 obj\n", i)
	}
	return b.String()[:min(b.Len(), MaxContent)]
}

// lzwBomb returns codes of 12 bits that each stand for the longest run.
func lzwBomb() string {
	var out []byte
	acc, bits, width := 0, 0, 9
	put := func(code int) {
		acc, bits = acc<<width|code, bits+width
		for bits >= 8 {
			bits -= 8
			out = append(out, byte(acc>>bits))
		}
		acc &= 1<<bits - 1
	}
	put(256)
	put(' ')
	for next := 258; next < 4096; next++ {
		put(next) // the last one with its first letter once more
		for width < 12 && next+1 >= 1<<width-1 {
			width++
		}
	}
	for range 10_000 {
		put(4095)
	}
	return string(out)
}

func TestOnlyFirstPagesAreRead(t *testing.T) {
	kids := strings.Repeat("3 0 R ", 1) // one page is read once
	text, err := Read(t.Context(), makePDF(catalog, "<< /Kids ["+kids+kids+"] >>", leaf, streamOf("", "BT /F1 12 Tf (Jane) Tj ET"), helvetica), "", "")
	require.NoError(t, err)
	require.Equal(t, "Jane", text)

	objects := []string{catalog, "", "<< >>", streamOf("", "BT /F1 12 Tf (Jane) Tj ET"), helvetica}
	var list strings.Builder
	for range maxPages + 20 {
		objects = append(objects, leaf)
		fmt.Fprintf(&list, "%d 0 R ", len(objects))
	}
	objects[1] = "<< /Kids [" + list.String() + "] >>"
	text, err = Read(t.Context(), makePDF(objects...), "", "")
	require.NoError(t, err)
	require.Equal(t, maxPages, strings.Count(text, "Jane"))
}

// A fault of ours is the file's; one of others', such as a context that panics,
// is not.
func TestFaultsDoNotPass(t *testing.T) {
	_, err := Read(&faulty{Context: t.Context(), fault: func() { var s []int; _ = s[len(s)] }}, []byte("Jane"), "", "")
	require.ErrorIs(t, err, ErrUnreadable)
	require.PanicsWithValue(t, "theirs", func() {
		_, _ = Read(&faulty{Context: t.Context(), fault: func() { panic("theirs") }}, []byte("Jane"), "", "")
	})
}
