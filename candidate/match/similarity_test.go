package match

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// slowDistance is optimal string alignment as it is written down, without bounds.
func slowDistance(a, b []rune) int {
	switch {
	case len(a) == 0:
		return len(b)
	case len(b) == 0:
		return len(a)
	}
	cost := 1
	if a[0] == b[0] {
		cost = 0
	}
	d := min(slowDistance(a[1:], b)+1, slowDistance(a, b[1:])+1, slowDistance(a[1:], b[1:])+cost)
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		d = min(d, slowDistance(a[2:], b[2:])+1)
	}
	return d
}

func TestDistance(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       int
	}{
		{"equal", "jane", "jane", 0},
		{"added", "jane", "jayne", 1},
		{"dropped", "jayne", "jane", 1},
		{"replaced", "jane", "june", 1},
		{"exchanged", "jane", "jnae", 1},
		{"two", "meyer", "maier", 2},
		{"empty", "", "ab", 2},
		{"beyond the limit", "abcdef", "uvwxyz", 4},
		{"other scripts", "иван", "йван", 1},
		{"exchanged in another script", "小龍", "龍小", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, distance(tt.a, tt.b, 3))
			require.Equal(t, tt.want, distance(tt.b, tt.a, 3))
		})
	}
}

func TestDistanceIsThatOfTheDefinition(t *testing.T) {
	for name, alphabet := range map[string]string{"ASCII": "[ab1c]{0,6}", "other scripts": "[abвж]{0,6}"} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				a, b := rapid.StringMatching(alphabet).Draw(t, "a"), rapid.StringMatching(alphabet).Draw(t, "b")
				limit := rapid.IntRange(1, 6).Draw(t, "limit")
				want := min(slowDistance([]rune(a), []rune(b)), limit+1)
				if got := distance(a, b, limit); got != want {
					t.Fatalf("distance(%q, %q, %d) = %d, want %d", a, b, limit, got, want)
				}
			})
		})
	}
}
