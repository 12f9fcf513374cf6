package invite_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

func TestNewSecret(t *testing.T) {
	seen := make(map[invite.Secret]bool)
	for range 1000 {
		s := invite.NewSecret("inv1")
		require.False(t, seen[s], "a secret that was made before")
		seen[s] = true
		id, ok := s.Parse()
		require.True(t, ok)
		require.Equal(t, invite.ID("inv1"), id)
		_, random, _ := strings.Cut(string(s), ".")
		require.Len(t, random, 43, "256 bits")
		require.Equal(t, string(s), url.QueryEscape(string(s)), "it stands in a URL as it is")
	}
}

func TestSecretParse(t *testing.T) {
	random := strings.Repeat("A", 43)
	tests := []struct {
		name string
		in   invite.Secret
		id   invite.ID
	}{
		{"a secret", invite.Secret("inv1." + random), "inv1"},
		{"the longest ID", invite.Secret(strings.Repeat("i", agency.MaxID) + "." + random), invite.ID(strings.Repeat("i", agency.MaxID))},
		{"empty", "", ""},
		{"no ID", invite.Secret("." + random), ""},
		{"no dot", invite.Secret("inv1" + random), ""},
		{"another dot", invite.Secret("inv1.a." + random), ""},
		{"an ID too long", invite.Secret(strings.Repeat("i", agency.MaxID+1) + "." + random), ""},
		{"a control character in the ID", invite.Secret("inv\n1." + random), ""},
		{"too short", invite.Secret("inv1." + random[1:]), ""},
		{"too long", invite.Secret("inv1." + random + "A"), ""},
		{"the other alphabet of base 64", invite.Secret("inv1.+" + random[1:]), ""},
		{"bits that no secret has", invite.Secret("inv1." + random[1:] + "B"), ""},
		{"a line break", invite.Secret("inv1." + random[1:] + "\n"), ""},
		{"line breaks that base 64 skips", invite.Secret("inv1.\n" + random + "\n"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id, ok := tt.in.Parse()
			require.Equal(t, tt.id, id)
			require.Equal(t, tt.id != "", ok)
		})
	}
}

func TestDigestIs(t *testing.T) {
	s := invite.Secret("inv1." + strings.Repeat("A", 43))
	d := s.Digest("acme")
	require.Equal(t, invite.Digest("5199008a3c0c3cb31c971fdc00cc56c23d5a478c1d4f0159ee5ccbb828d18080"), d, "digests are kept, and must stay what they are")
	tests := []struct {
		name   string
		digest invite.Digest
		secret invite.Secret
		of     agency.AccountID
		want   bool
	}{
		{"the secret", d, s, "acme", true},
		{"another account", d, s, "other", false},
		{"another secret", d, invite.Secret("inv1." + strings.Repeat("A", 42) + "E"), "acme", false},
		{"the same bits for another invitation", d, invite.Secret("inv2." + strings.Repeat("A", 43)), "acme", false},
		{"no digest", "", s, "acme", false},
		{"no digest and no secret", "", "", "acme", false},
		{"the beginning of it", d[:32], s, "acme", false},
		{"more than it", d + "0", s, "acme", false},
		{"in other letter case", invite.Digest(strings.ToUpper(string(d))), s, "acme", false},
		{"the secret itself", invite.Digest(s), s, "acme", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, tt.digest.Is(tt.secret, tt.of))
		})
	}
}

func TestSecretsStayOutOfMessages(t *testing.T) {
	s := invite.NewSecret("inv1")
	_, random, _ := strings.Cut(string(s), ".")
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("sent", "secret", s, "in", slog.GroupValue(slog.Any("it", s)))
	for _, out := range []string{
		fmt.Sprint(s), s.String(), fmt.Sprintf("%v", s), fmt.Sprintf("%+v", struct{ S invite.Secret }{s}), fmt.Sprintf("%#v", s), fmt.Sprintf("%q", s), log.String(),
	} {
		require.NotContains(t, out, random)
	}
}
