package agency_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
)

const tick = time.Microsecond // the least difference between two instants

func TestShareStands(t *testing.T) {
	until := march.AddDate(0, 1, 0)
	open := agency.Share{Opening: "dev", Grantee: agency.ToRecruiter("ann"), Window: agency.Window{From: march}}
	closed := open
	closed.Until = until
	tests := []struct {
		name  string
		share agency.Share
		now   time.Time
		want  agency.Standing
	}{
		{"never made", agency.Share{}, march, agency.NeverShared},
		{"never made, though a window is there", agency.Share{Window: agency.Window{From: march}}, march, agency.NeverShared},
		{"just before from", closed, march.Add(-tick), agency.NotStarted},
		{"at from", closed, march, agency.Effective},
		{"just before until", closed, until.Add(-tick), agency.Effective},
		{"at until", closed, until, agency.Ended},
		{"after until", closed, until.Add(time.Hour), agency.Ended},
		{"without until", open, march.AddDate(100, 0, 0), agency.Effective},
		{"no clock", open, time.Time{}, agency.NotStarted},
		{"no clock and no start", agency.Share{Opening: "dev"}, time.Time{}, agency.NotStarted},
		{"revoked", open.Revoke(march), march, agency.ShareRevoked},
		{"revoked before it starts", open.Revoke(march.Add(-tick)), march.Add(-tick), agency.ShareRevoked},
		{"revoked before its end, after which it is revoked still", closed.Revoke(march), until, agency.ShareRevoked},
		{"paused before it starts", closed.Pause(march.Add(-tick)), march.Add(-tick), agency.NotStarted},
		{"paused before it starts, at from", closed.Pause(march.Add(-tick)), march, agency.SharePaused},
		{"paused", open.Pause(march), march, agency.SharePaused},
		{"paused, just before until", closed.Pause(march), until.Add(-tick), agency.SharePaused},
		{"paused, at until", closed.Pause(march), until, agency.Ended},
		{"paused by a clock that is ahead", open.Pause(march.Add(time.Second)), march, agency.SharePaused},
		{"paused, no clock", open.Pause(march), time.Time{}, agency.NotStarted},
		{"paused, then revoked", open.Pause(march).Revoke(march.Add(tick)), march.Add(tick), agency.ShareRevoked},
		{"revoked, then paused", open.Revoke(march).Pause(march.Add(tick)), march.Add(tick), agency.ShareRevoked},
		{"paused and resumed", open.Pause(march).Resume(), march, agency.Effective},
		{"paused and resumed after its end", closed.Pause(march).Resume(), until, agency.Ended},
		{"never made, though paused", agency.Share{Paused: march}, march, agency.NeverShared},
		{"revoked by a clock that is ahead", open.Revoke(march.Add(time.Second)), march, agency.ShareRevoked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, tt.share.Stands(tt.now), "%s", tt.share.Stands(tt.now))
		})
	}
}

func TestShareWasEffective(t *testing.T) {
	until := march.AddDate(0, 1, 0)
	late := march.AddDate(1, 0, 0)
	long := march.AddDate(-1, 0, 0)
	open := agency.Share{Opening: "dev", Grantee: agency.ToAgency("north"), Window: agency.Window{From: march}}
	closed := open
	closed.Until = until
	granted := func(s agency.Share, at time.Time) agency.Share { s.Granted = at; return s }
	tests := []struct {
		name       string
		share      agency.Share
		since, now time.Time
		want       bool
	}{
		{"never made", agency.Share{}, long, late, false},
		{"never since", open, time.Time{}, late, false},
		{"now just before from", open, long, march.Add(-tick), false},
		{"now at from", open, long, march, true},
		{"since just before until", closed, until.Add(-tick), late, true},
		{"since at until", closed, until, late, false},
		{"since after now", open, late, march, false},
		{"since at now", open, late, late, true},
		{"revoked at from", open.Revoke(march), long, late, false},
		{"revoked just after from", open.Revoke(march.Add(tick)), long, late, true},
		{"revoked before from", open.Revoke(march.Add(-tick)), long, late, false},
		{"since just before it was revoked", open.Revoke(until), until.Add(-tick), late, true},
		{"since when it was revoked", open.Revoke(until), until, late, false},
		{"revoked after its end, since before it", closed.Revoke(late), until.Add(-tick), late, true},
		{"revoked after its end, since that end", closed.Revoke(late), until, late, false},
		{"paused at from", open.Pause(march), long, late, false},
		{"paused just after from", open.Pause(march.Add(tick)), long, late, true},
		{"since just before it was paused", open.Pause(until), until.Add(-tick), late, true},
		{"since when it was paused", open.Pause(until), until, late, false},
		{"paused when it was granted", granted(open, until).Pause(until), long, late, false},
		{"paused and resumed", open.Pause(march).Resume(), long, late, true},
		{"paused, then revoked", open.Pause(march).Revoke(until), long, late, false},
		{"paused just after from, then revoked", open.Pause(march.Add(tick)).Revoke(until), long, late, true},
		{"revoked before it was paused", open.Revoke(march).Pause(until), long, late, false},
		{"granted just before its end", granted(closed, until.Add(-tick)), long, late, true},
		{"granted at its end", granted(closed, until), long, late, false},
		{"granted and revoked at one instant", granted(open, until).Revoke(until), long, late, false},
		{"granted after now", granted(open, late.Add(tick)), long, late, false},
		{"granted before from", granted(open, long), long, march.Add(-tick), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, tt.share.WasEffective(tt.since, tt.now))
		})
	}
}

// On a small scale of time, WasEffective is what looking at every instant says.
func TestShareWasEffectiveIsStandsOverTime(t *testing.T) {
	at := func(n int) time.Time {
		if n == 0 {
			return time.Time{}
		}
		return march.Add(time.Duration(n) * tick)
	}
	rapid.Check(t, func(t *rapid.T) {
		instant := rapid.IntRange(0, 6)
		granted := rapid.IntRange(1, 6).Draw(t, "granted")
		from := rapid.IntRange(1, 6).Draw(t, "from")
		until, revoked, paused := instant.Draw(t, "until"), instant.Draw(t, "revoked"), instant.Draw(t, "paused")
		since, now := instant.Draw(t, "since"), instant.Draw(t, "now")
		share := agency.Share{Opening: "dev", Window: agency.Window{From: at(from), Until: at(until)}, Granted: at(granted)}

		want := false
		for n := max(since, 1); n <= now; n++ {
			then := share // as it stood at n
			if revoked != 0 && revoked <= n {
				then.Revoked = at(revoked)
			}
			if paused != 0 && paused <= n {
				then.Paused = at(paused)
			}
			want = want || since != 0 && n >= granted && then.Stands(at(n)) == agency.Effective
		}
		share.Revoked, share.Paused = at(revoked), at(paused)
		require.Equal(t, want, share.WasEffective(at(since), at(now)))
	})
}

func TestWindowContains(t *testing.T) {
	until := march.AddDate(0, 1, 0)
	w := agency.Window{From: march, Until: until}
	require.False(t, w.Contains(march.Add(-tick)))
	require.True(t, w.Contains(march))
	require.True(t, w.Contains(until.Add(-tick)))
	require.False(t, w.Contains(until))
	require.True(t, agency.Window{}.Contains(march))
	require.True(t, agency.Window{Until: until}.Contains(march.AddDate(-100, 0, 0)))
	require.True(t, agency.Window{From: march}.Contains(march.AddDate(100, 0, 0)))
}

func TestGrantee(t *testing.T) {
	require.Equal(t, "recruiter:ann", agency.ToRecruiter("ann").String())
	require.Equal(t, "agency:north", agency.ToAgency("north").String())
	require.NotEqual(t, agency.ToRecruiter("x"), agency.ToAgency(agency.AgencyID("x")))
}
