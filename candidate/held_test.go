package candidate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

func TestHeld(t *testing.T) {
	many := make([]candidate.Holding, candidate.MaxHeld+1)
	for i := range many {
		many[i] = candidate.Holding{Digest: candidate.Digest(i) << 40, Turn: uint8(i)}
	}
	tests := []struct {
		name     string
		in, want []candidate.Holding
	}{
		{"none", nil, nil},
		{"one", []candidate.Holding{{Digest: 1<<64 - 1, Turn: 255}}, []candidate.Holding{{Digest: 1<<64 - 1, Turn: 255}}},
		{"in the order given", many[:7], many[:7]},
		{"as many as can be", many[:candidate.MaxHeld], many[:candidate.MaxHeld]},
		{"one too many", many, many[:candidate.MaxHeld]},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			held := candidate.Hold(tt.in...)
			require.Equal(t, tt.want, slices.Collect(held.All()))
			require.Equal(t, len(tt.want), held.Len())
			require.True(t, held == candidate.Hold(tt.want...), "lists of the same are equal")

			text, err := json.Marshal(held)
			require.NoError(t, err)
			var back candidate.Held
			require.NoError(t, json.Unmarshal(text, &back))
			require.True(t, held == back)
		})
	}
	for range candidate.Hold(many...).All() {
		break // stops
	}
}

func TestHeldRefusesOtherTexts(t *testing.T) {
	text, err := candidate.Hold(candidate.Holding{Digest: 1}, candidate.Holding{Digest: 2}).MarshalText()
	require.NoError(t, err)
	tooMany, err := candidate.Held(strings.Repeat("x", 9*(candidate.MaxHeld+1))).MarshalText()
	require.NoError(t, err)
	for name, bad := range map[string]string{
		"half a holding": string(text[:len(text)/3]), "not base64": "*", "padded": string(text[:12]) + "==", "of two lines": string(text[:12]) + "\n" + string(text[12:]),
		"too many": string(tooMany),
	} {
		t.Run(name, func(t *testing.T) {
			held := candidate.Hold(candidate.Holding{Digest: 7})
			var invalid *agency.Invalid
			require.ErrorAs(t, held.UnmarshalText([]byte(bad)), &invalid)
			require.Equal(t, "held", invalid.Field)
			require.Equal(t, candidate.Hold(candidate.Holding{Digest: 7}), held, "what was there stays")
		})
	}
}

func TestSketch(t *testing.T) {
	s := candidate.Sketch("Jane\xff\x00")
	text, err := s.MarshalText()
	require.NoError(t, err)
	var back candidate.Sketch
	require.NoError(t, back.UnmarshalText(text))
	require.True(t, s == back)
	for _, bad := range []string{"*", "SmFuZQ==", "SmFu\nZQ"} {
		var invalid *agency.Invalid
		require.ErrorAs(t, back.UnmarshalText([]byte(bad)), &invalid, "%q", bad)
		require.Equal(t, "sketch", invalid.Field)
		require.True(t, s == back, "what was there stays")
	}
}

func TestLogsHoldNoIndex(t *testing.T) {
	var out bytes.Buffer
	held := candidate.Hold(candidate.Holding{Digest: 0x4a616e65}, candidate.Holding{Digest: 2})
	slog.New(slog.NewTextHandler(&out, nil)).Info("indexed", "sketch", candidate.Sketch("Jane"), "held", held)
	require.Contains(t, out.String(), "sketch=sketch held=\"2 keys\"")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.Equal(t, "2 keys", fmt.Sprintf(verb, held), verb)
	}
}

func TestVerdict(t *testing.T) {
	for v, name := range []string{"none", "possible", "probable", "exact"} {
		text, err := candidate.Verdict(v).MarshalText()
		require.NoError(t, err)
		require.Equal(t, name, string(text))
		var back candidate.Verdict
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, candidate.Verdict(v), back)
	}
	beyond := candidate.Exact + 1
	require.Equal(t, "unknown(4)", beyond.String())
	for _, bad := range []string{"", "Exact", beyond.String()} {
		var invalid *agency.Invalid
		v := candidate.Probable
		require.ErrorAs(t, v.UnmarshalText([]byte(bad)), &invalid, "%q", bad)
		require.Equal(t, "verdict", invalid.Field)
		require.Equal(t, candidate.Probable, v)
	}
}
