package match

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate"
)

func TestPrintingShowsNoSecret(t *testing.T) {
	ring, r := keyring(t), Normalise(complete(), british)
	l := ring.Lookup(r)
	s := l.Search([][]candidate.Holder{{{Candidate: "c1", Agency: "north"}}}, "")
	tests := []struct {
		name           string
		value, pointer any
		want           string
	}{
		{"keyring", *ring, ring, "keyring k1"},
		{"record", *r, r, "record"},
		{"lookup", l, &l, "lookup"},
		{"search", *s, s, "search"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, v := range []any{tt.value, tt.pointer} {
				for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
					require.Equal(t, tt.want, fmt.Sprintf(verb, v), "%T with %s", v, verb)
				}
				require.Equal(t, tt.want, fmt.Sprint(v))
				var out bytes.Buffer
				slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "it", v)
				require.Contains(t, out.String(), `"it":"`+tt.want+`"`, "%T", v)
			}
			require.Contains(t, fmt.Sprintf("%#v", []any{tt.value}), tt.want)
		})
	}
}
