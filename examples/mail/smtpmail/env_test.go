package smtpmail_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/examples/mail/smtpmail"
)

func TestFromEnv(t *testing.T) {
	least := map[string]string{
		"MAIL_HOST": "smtp.acme.example", "MAIL_FROM": "Acme Jobs <jobs@acme.example>", "MAIL_ACCEPT": "https://jobs.acme.example/accept",
	}
	for name, tc := range map[string]struct {
		set  map[string]string
		want smtpmail.Server
		err  string // names the variable
	}{
		"the least": {want: smtpmail.Server{Host: "smtp.acme.example"}},
		"all": {
			set:  map[string]string{"MAIL_PORT": "2465", "MAIL_TLS": "implicit", "MAIL_USER": "u", "MAIL_PASSWORD": "p"},
			want: smtpmail.Server{Host: "smtp.acme.example", Port: 2465, Security: smtpmail.Implicit, User: "u", Password: "p"},
		},
		"a relay on the same machine": {
			set:  map[string]string{"MAIL_HOST": "localhost", "MAIL_TLS": "none"},
			want: smtpmail.Server{Host: "localhost", Security: smtpmail.Insecure},
		},
		"no host":                  {set: map[string]string{"MAIL_HOST": ""}, err: "MAIL_HOST"},
		"no port":                  {set: map[string]string{"MAIL_PORT": "0"}, err: "MAIL_PORT"},
		"a port out of range":      {set: map[string]string{"MAIL_PORT": "65536"}, err: "MAIL_PORT"},
		"unknown TLS":              {set: map[string]string{"MAIL_TLS": "off"}, err: "MAIL_TLS"},
		"a log-in without TLS":     {set: map[string]string{"MAIL_TLS": "none", "MAIL_USER": "u"}, err: "MAIL_USER"},
		"no sender":                {set: map[string]string{"MAIL_FROM": "Acme"}, err: "MAIL_FROM"},
		"a sender without domain":  {set: map[string]string{"MAIL_FROM": "jobs@localhost"}, err: "MAIL_FROM"},
		"a page without TLS":       {set: map[string]string{"MAIL_ACCEPT": "http://jobs.acme.example/"}, err: "MAIL_ACCEPT"},
		"a page with a fragment":   {set: map[string]string{"MAIL_ACCEPT": "https://jobs.acme.example/#x"}, err: "MAIL_ACCEPT"},
		"a page that is no URL":    {set: map[string]string{"MAIL_ACCEPT": "https://[x"}, err: "MAIL_ACCEPT"},
		"a page on no host at all": {set: map[string]string{"MAIL_ACCEPT": "https:///accept"}, err: "MAIL_ACCEPT"},
	} {
		t.Run(name, func(t *testing.T) {
			env := maps.Clone(least)
			maps.Copy(env, tc.set)
			server, opt, err := smtpmail.FromEnv(func(name string) string { return env[name] })
			if tc.err != "" {
				require.ErrorContains(t, err, tc.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, &tc.want, server)
			require.Equal(t, "jobs@acme.example", opt.From.Address)
			require.Equal(t, "https://jobs.acme.example/accept", opt.Accept.String())
		})
	}
}
