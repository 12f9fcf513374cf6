package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWithoutArgumentsItSaysHowToUseIt(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, nil))
	require.Equal(t, usage+"\n", out.String())
}

func TestDemoPrintsBothMails(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, []string{"-demo"}))
	mails := strings.ReplaceAll(out.String(), "\r\n", "\n")
	require.Equal(t, 2, strings.Count(mails, "\nSubject: "))
	require.Contains(t, mails, "\nTo: \"Ann Lee\" <ann@north.example>\n")
	require.Contains(t, mails, "\nHello Zoë Kim,\n")
	require.Equal(t, 2, strings.Count(mails, "\nhttps://jobs.acme.example/accept#"))
	require.Equal(t, 2, strings.Count(mails, `<a href="https://jobs.acme.example/accept#`))
}

func TestBadArguments(t *testing.T) {
	for _, args := range [][]string{{"-send"}, {"-demo", "more"}, {"else"}} {
		require.ErrorContains(t, run(t.Context(), new(bytes.Buffer), args), "usage:")
	}
}

func TestSendNeedsAServer(t *testing.T) {
	t.Setenv("MAIL_HOST", "")
	require.ErrorContains(t, run(t.Context(), new(bytes.Buffer), []string{"-send", "ann@north.example"}), "MAIL_HOST")
}
