package invite_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

func invitation() invite.Invitation {
	return invite.Invitation{
		ID: "inv1", Recruiter: "ann", Agency: "north", Email: "ann@north.example", Digest: "d", Openings: agency.Freeze[agency.OpeningID]("dev"),
		Staff: "root", Created: march, Expires: april,
	}
}

func TestInvitationOpen(t *testing.T) {
	with := func(change func(*invite.Invitation)) invite.Invitation {
		i := invitation()
		change(&i)
		return i
	}
	tests := []struct {
		name string
		in   invite.Invitation
		now  time.Time
		want bool
	}{
		{"as soon as it is there", invitation(), march, true},
		{"at the last instant", invitation(), april.Add(-1), true},
		{"at expiry", invitation(), april, false},
		{"after it", invitation(), april.Add(time.Hour), false},
		{"none", invite.Invitation{Expires: april}, march, false},
		{"one that never expires is none", with(func(i *invite.Invitation) { i.Expires = time.Time{} }), march, false},
		{"accepted", with(func(i *invite.Invitation) { i.Fate = invite.Accepted }), march, false},
		{"revoked", with(func(i *invite.Invitation) { i.Fate = invite.Revoked }), march, false},
		{"replaced", with(func(i *invite.Invitation) { i.Fate = invite.Replaced }), march, false},
		{"unsent", with(func(i *invite.Invitation) { i.Fate = invite.Unsent }), march, false},
		{"a fate that is not known", with(func(i *invite.Invitation) { i.Fate = 99 }), march, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, tt.in.Open(tt.now))
		})
	}
}

func TestInvitationKeepsItsFirstFate(t *testing.T) {
	in := invitation()
	revoked := in.End(invite.Revoked, march)
	want := in
	want.Fate, want.Ended = invite.Revoked, march
	require.Equal(t, want, revoked)
	for _, fate := range []invite.Fate{invite.Waiting, invite.Accepted, invite.Revoked, invite.Replaced, invite.Unsent} {
		require.Equal(t, revoked, revoked.End(fate, april))
	}
}

func TestInvitationErase(t *testing.T) {
	want := invitation()
	want.Email = ""
	require.Equal(t, want, invitation().Erase())
}

func TestInvitationsStayOutOfLogs(t *testing.T) {
	var out bytes.Buffer
	i := invitation()
	i.Digest = "digested"
	slog.New(slog.NewTextHandler(&out, nil)).Info("sent", "it", i)
	require.NotContains(t, out.String(), "north.example")
	require.NotContains(t, out.String(), "digested")
	require.Contains(t, out.String(), "it.invitation=inv1 it.recruiter=ann")
}

func TestFates(t *testing.T) {
	for fate, name := range map[invite.Fate]string{
		invite.Waiting: "waiting", invite.Accepted: "accepted", invite.Revoked: "revoked", invite.Replaced: "replaced", invite.Unsent: "unsent",
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, name, fate.String())
			text, err := json.Marshal(fate)
			require.NoError(t, err)
			require.Equal(t, `"`+name+`"`, string(text))
			got := invite.Fate(99)
			require.NoError(t, json.Unmarshal(text, &got))
			require.Equal(t, fate, got)
		})
	}
	for _, text := range []string{"", "unknown", "Waiting", "waiting "} {
		got := invite.Replaced
		require.Equal(t, &agency.Invalid{Field: "fate", Rule: "must be one of an invitation's"}, got.UnmarshalText([]byte(text)))
		require.Equal(t, invite.Replaced, got)
	}
	require.Equal(t, "unknown", invite.Fate(5).String())
}
