package match

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNicknamesAreInTheComparingForm(t *testing.T) {
	groups := make(map[string]int)
	for _, line := range nicknames {
		names := strings.Fields(line)
		require.Greater(t, len(names), 1, line)
		seen := make(map[string]bool)
		for _, n := range names {
			require.Equal(t, n, latin(fold(n)), "it would never be found")
			require.False(t, seen[n], "%s is twice in %q", n, line)
			seen[n] = true
			groups[n]++
		}
	}
	for n, count := range groups {
		require.LessOrEqual(t, count, len(word{}.kin), "%s is in more groups than a word has room for", n)
	}
}

func TestNicknames(t *testing.T) {
	compare := func(a, b string) level {
		x, y := parseName("", a, "Lee"), parseName("", b, "Lee")
		c := comparison{w: &prior}
		return c.evident(c.given(&x.given, &y.given), &x.given, &y.given)
	}
	tests := []struct {
		a, b string
		want level
	}{
		{"Robert", "Bob", kindred},
		{"Bill", "William", kindred},
		{"Małgorzata", "Gosia", kindred},
		{"Володимир", "Vladimir", kindred},
		{"Oleksandr", "Aleksander", kindred},
		{"Sam", "Samuel", open},
		{"Bob", "Bill", different},
		{"John", "Jack", different},
		{"Samantha", "Samuel", different},
		{"Lucia", "Luca", twinned},
		{"Jan", "Jana", twinned},
		{"Mario", "Maria", twinned},
		{"Harriet", "Gareth", twinned},
		{"Serhii", "Sergiy", kindred},
		{"Katarzyna", "Katarzina", kindred},
		{"Imogen", "Imogne", near},
		{"Zelina", "Zerina", distant},
		{"Emma", "Gemma", twinned},
		{"Tamsin", "Tams", short},
		{"J", "Jane", initial},
		{"Jane", "Mary Jane", second},
		{"Anne-Marie", "Annemarie", same},
		{"Xu", "Xi", different},
		{"Mary Ann", "Mary Jane", twinned},
		{"Jean-Paul", "Jean Marc", twinned},
		{"Min Ho", "Min Su", twinned},
		{"Mary A.", "Mary J.", twinned},
		{"Mary Ann", "Mary", same},
		{"Mary A.", "Mary Ann", same},
		{"Mary Ann", "Mary Anne", kindred},
		{"Jean Paul", "Jean Pual", near},
		{"Marina", "Marisa", twinned},
		{"Karina", "Karima", twinned},
		{"Amina", "Amira", twinned},
		{"Kiran", "Karan", twinned},
		{"Arun", "Arjun", twinned},
		{"Арун", "Арджун", different},
		{"Marina", "Marnia", near},
		{"Maria Marina", "Maria Marisa", twinned},
		{"J.", "J.", initial},
		{"J. P.", "J. P.", initial},
		{"J. Paul", "J. Peter", initial},
		{"J. Paul", "J. Paul", same},
	}
	for _, tt := range tests {
		t.Run(tt.a+" and "+tt.b, func(t *testing.T) {
			require.Equal(t, tt.want, compare(tt.a, tt.b))
			require.Equal(t, tt.want, compare(tt.b, tt.a))
		})
	}
}
