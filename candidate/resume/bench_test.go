package resume

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// prose returns about n bytes of lines that do not compress well.
func prose(n int) []string {
	rng := rand.New(rand.NewPCG(1, 2))
	var lines []string
	for n > 0 {
		var b strings.Builder
		for b.Len() < 80 {
			for range 3 + rng.IntN(7) {
				b.WriteByte(byte('a' + rng.IntN(26)))
			}
			b.WriteByte(' ')
		}
		lines = append(lines, b.String())
		n -= b.Len()
	}
	return append(lines, "jane@example.org, +1 555 010 0199")
}

func BenchmarkRead(b *testing.B) {
	lines := prose(300 << 10)
	for _, tt := range []struct {
		name    string
		content []byte
	}{
		{"DOCX", makeDOCX(b, "word/document.xml", paragraphs(lines...))},
		{"PDF", textPDF(lines...)},
	} {
		b.Run(fmt.Sprintf("%s/%dKiB", tt.name, len(tt.content)>>10), func(b *testing.B) {
			b.SetBytes(int64(len(tt.content)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(b.Context(), tt.content, "", ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkFind(b *testing.B) {
	text := strings.Join(prose(20<<10), "\n")
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if len(Find(text).Emails) != 1 {
			b.Fatal("nothing found")
		}
	}
}
