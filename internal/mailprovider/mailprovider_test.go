package mailprovider_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/internal/mailprovider"
)

func TestPublic(t *testing.T) {
	tests := []struct {
		name   string
		domain string
		want   bool
	}{
		{"international", "gmail.com", true},
		{"an alias", "googlemail.com", true},
		{"an alias of a regional one", "ya.ru", true},
		{"a regional form", "yahoo.fr", true},
		{"a regional form below a country's com", "yahoo.com.br", true},
		{"a regional form below a country's co", "hotmail.co.uk", true},
		{"a regional form below net", "gmx.net", true},
		{"a word that is a provider here", "live.nl", true},
		{"a word that is a company elsewhere", "live.jobs", false},
		{"another word that is a company elsewhere", "outlook.agency", false},
		{"a provider's name as a company's subdomain", "yahoo.north.example", false},
		{"a provider's name below a country's company", "hotmail.north.uk", false},
		{"a name that only begins like a provider's", "yahooligan.fr", false},
		{"a provider of Europe", "web.de", true},
		{"a provider of elsewhere", "163.com", true},
		{"a provider's domain of three labels", "docomo.ne.jp", true},
		{"a company", "north.example", false},
		{"a country", "de", false},
		{"a provider's name alone", "yahoo", false},
		{"empty", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, mailprovider.Public(tt.domain))
		})
	}
}

func TestSame(t *testing.T) {
	for domain, want := range map[string]string{
		"googlemail.com": "gmail.com", "gmail.com": "gmail.com", "me.com": "icloud.com", "mac.com": "icloud.com",
		"pm.me": "protonmail.com", "proton.me": "protonmail.com", "ya.ru": "yandex.ru", "yandex.com": "yandex.ru",
		"north.example": "north.example", "": "",
	} {
		t.Run(domain, func(t *testing.T) {
			require.Equal(t, want, mailprovider.Same(domain))
			require.Equal(t, want, mailprovider.Same(want), "the one name is its own")
		})
	}
}
