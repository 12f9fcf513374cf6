package resume

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Whatever is read, it ends without a panic, and the text is clean.
func FuzzRead(f *testing.F) {
	docx := makeDOCX(f, "word/document.xml", paragraphs("Jane Doe", "jane@example.org"), "word/_rels/document.xml.rels", `<a><Relationship Target="mailto:a@b.c" TargetMode="External"/></a>`)
	for _, content := range [][]byte{
		nil, []byte("Jane Doe, jane@example.org"), []byte("\xff\xfeJ\x00"), []byte("Jan\xe9"), docx, textPDF("Jane Doe", "+1 555 0100"),
		rawPDF("q 1 0 0 1 0 0 cm BT /F1 12 Tf 14 TL (Jane) Tj T* [(D) -20 (oe)] TJ (x) ' 1 2 (y) \" ET Q /X1 Do BI ID x EI", streamOf("/Subtype /Form", "BT (a) Tj ET")),
		makePDF(catalog, tree, leaf, streamOf("", "BT /F1 9 Tf <00010002> Tj"), "<< /Subtype /Type0 /ToUnicode 6 0 R /DescendantFonts [<< /W [1 [2 3] 4 5 6] >>] >>",
			streamOf("", "<00> <ff> endcodespacerange <01> <02> <0041> endbfrange <01> [<41>] endbfchar")),
		makePDF(catalog, tree, leaf, streamOf("/Filter [/AHx /LZW]", "800B6050220C0C8501>"), "<< /Encoding << /Differences [1 /eacute /uni0041] >> /Widths [1 2] >>"),
		makePDF("<< /Type /ObjStm /N 2 /First 8 /Length 30 >> stream\n1 0 2 3 << /Pages 2 0 R >> endstream", streamOf("/Type /XRef /Root 1 0 R", "")),
		makePDF(catalog, "<< /Kids [<< /Annots [<< /A << /URI (tel:1) >> >>] /Contents [] >> 2 0 R] >>", streamOf("/Filter /A85", "<~87cURD]~>")),
	} {
		f.Add(content, "")
	}
	f.Add([]byte("Jane"), "cv.pdf")
	f.Fuzz(func(t *testing.T, content []byte, name string) {
		text, err := read(newBudget(t.Context()), content, name, "")
		if err != nil && (text != "" || err != ErrUnreadable && err != ErrUnsupported && t.Context().Err() == nil) {
			t.Fatalf("%q, %v", text, err)
		}
		if len(text) > MaxText || !utf8.ValidString(text) {
			t.Fatalf("%d bytes, valid: %v", len(text), utf8.ValidString(text))
		}
		if i := strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }); i >= 0 {
			t.Fatalf("control character in %q", text[i:])
		}
	})
}

// Whatever is found, it is bounded, in the text, and found again in itself.
func FuzzFind(f *testing.F) {
	for _, text := range []string{
		"", "Jane Doe, jane.doe+x@example.org, +49 (0)170 123 45 67 / 030/1234567, linkedin.com/in/jane", "2019 - 2023 (555) 010-0199 ((555",
		"https://x.org/(a)), www.a.b. de.xing.com/p @@ a@@b.cd 1-2-3-4-5-6-7", "01.02.2019-03.04.2020-5550100", strings.Repeat("ö@ü.é ", 9), "\xff@\xff.\xff +\xff1234567",
		"978-3-16-148410-0 192.168.1.1 1.000.000 12345-6789", "+(1) 555 0100 – 555 0101", "http://[::1]/ https://a@b:1/ 20190401 ﬁ@x.org",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		found := Find(text)
		if len(found.Emails) > MaxFound || len(found.Phones) > MaxFound || len(found.URLs) > MaxFound {
			t.Fatalf("%+v", found)
		}
		for _, s := range found.Emails {
			if len(s) > maxEmail || !strings.Contains(text, s) {
				t.Fatalf("e-mail %q", s)
			}
			if again := Find(s).Emails; len(again) != 1 || again[0] != s {
				t.Fatalf("e-mail %q is found as %q", s, again)
			}
		}
		for _, s := range found.URLs {
			if len(s) > maxURL || !strings.Contains(text, s) {
				t.Fatalf("URL %q", s)
			}
			if again := Find(s).URLs; len(again) != 1 || again[0] != s {
				t.Fatalf("URL %q is found as %q", s, again)
			}
		}
		for _, s := range found.Phones {
			if n := digitCount(s); n < minPhone || n > maxPhone || len(s) > maxPhoneBytes {
				t.Fatalf("telephone number %q", s)
			}
		}
	})
}
