package agency_test

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
)

func TestAgencyTransitions(t *testing.T) {
	suspend, reinstate, terminate := agency.Agency.Suspend, agency.Agency.Reinstate, agency.Agency.Terminate
	tests := []struct {
		name    string
		from    agency.State
		do      func(agency.Agency) (agency.Agency, error)
		to      agency.State
		refused bool
	}{
		{"suspend a closed one", agency.Closed, suspend, agency.Closed, true},
		{"reinstate a closed one", agency.Closed, reinstate, agency.Closed, true},
		{"terminate a closed one", agency.Closed, terminate, agency.Closed, true},
		{"suspend an active one", agency.Active, suspend, agency.Suspended, false},
		{"suspend a suspended one", agency.Suspended, suspend, agency.Suspended, false},
		{"suspend a terminated one", agency.Terminated, suspend, agency.Terminated, true},
		{"reinstate an active one", agency.Active, reinstate, agency.Active, false},
		{"reinstate a suspended one", agency.Suspended, reinstate, agency.Active, false},
		{"reinstate a terminated one", agency.Terminated, reinstate, agency.Terminated, true},
		{"terminate an active one", agency.Active, terminate, agency.Terminated, false},
		{"terminate a suspended one", agency.Suspended, terminate, agency.Terminated, false},
		{"terminate a terminated one", agency.Terminated, terminate, agency.Terminated, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := agency.Agency{ID: "north", Title: "North", State: tt.from, Terms: "2026"}
			if tt.from == agency.Closed {
				in.Into = "south"
			}
			want := in
			want.State = tt.to
			got, err := tt.do(in)
			require.Equal(t, want, got)
			if tt.refused {
				requireField(t, "state", err)
			} else {
				require.NoError(t, err)
			}
		})
	}
}

func TestAgencyClose(t *testing.T) {
	for _, tt := range []struct {
		name  string
		from  agency.State
		into  agency.AgencyID
		field string
	}{
		{"an active one", agency.Active, "south", ""},
		{"a suspended one", agency.Suspended, "south", "state"},
		{"a terminated one", agency.Terminated, "south", "state"},
		{"a closed one", agency.Closed, "south", "state"},
		{"into nothing", agency.Active, "", "into"},
		{"into itself", agency.Active, "north", "into"},
		{"into what cannot be an ID", agency.Active, "so\nuth", "into"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := agency.Agency{ID: "north", Title: "North", State: tt.from, Terms: "2026"}
			if tt.from == agency.Closed {
				in.Into = "west"
			}
			got, err := in.Close(tt.into)
			requireField(t, tt.field, err)
			if tt.field != "" {
				require.Equal(t, in, got)
				return
			}
			want := in
			want.State, want.Into = agency.Closed, tt.into
			require.Equal(t, want, got)
			require.NoError(t, got.Validate())
			require.Equal(t, in, got.Open(), "and there is a way back")
		})
	}
}

func TestAgencyOpenLeavesWhatIsNotClosed(t *testing.T) {
	for _, state := range []agency.State{agency.Active, agency.Suspended, agency.Terminated} {
		in := agency.Agency{ID: "north", Title: "North", State: state}
		require.Equal(t, in, in.Open(), "%s", state)
	}
}

func TestRecruiterTransitions(t *testing.T) {
	april := march.AddDate(0, 1, 0)
	for _, from := range []agency.RecruiterState{agency.RecruiterInvited, agency.RecruiterActive, agency.RecruiterDeactivated} {
		t.Run(from.String(), func(t *testing.T) {
			in := agency.Recruiter{ID: "ann", Agency: "north", State: from, User: "u7"}

			first := in.Activate(march)
			require.Equal(t, agency.Recruiter{ID: "ann", Agency: "north", State: agency.RecruiterActive, User: "u7", Since: march}, first)

			gone := first.Deactivate()
			require.Equal(t, agency.RecruiterDeactivated, gone.State)
			require.Equal(t, march, gone.Since)
			require.Equal(t, agency.UserID("u7"), gone.User)

			require.Equal(t, first, gone.Activate(april), "when they were first active stays")
			back := gone.Reactivate(april)
			require.Equal(t, agency.RecruiterActive, back.State)
			require.Equal(t, april, back.Since, "what came and went meanwhile is not theirs to know")
			require.Equal(t, first, first.Reactivate(april))

			never := agency.Recruiter{ID: "ann", Agency: "north", State: agency.RecruiterDeactivated}
			require.Equal(t, agency.RecruiterInvited, never.Reactivate(april).State, "nobody becomes active without accepting")
		})
	}
}

func TestStaffTransitions(t *testing.T) {
	for _, from := range []agency.StaffState{agency.StaffActive, agency.StaffDeactivated} {
		in := agency.Staff{ID: "root", Role: agency.SuperAdmin, State: from}
		require.Equal(t, agency.Staff{ID: "root", Role: agency.SuperAdmin, State: agency.StaffDeactivated}, in.Deactivate())
		require.Equal(t, agency.Staff{ID: "root", Role: agency.SuperAdmin, State: agency.StaffActive}, in.Reactivate())
	}
}

func TestOpeningTransitions(t *testing.T) {
	for _, from := range []agency.OpeningState{agency.Open, agency.Archived} {
		in := agency.Opening{ID: "dev", Title: "Developer", Private: true, State: from}
		require.Equal(t, agency.Opening{ID: "dev", Title: "Developer", Private: true, State: agency.Archived}, in.Archive())
		require.Equal(t, agency.Opening{ID: "dev", Title: "Developer", Private: true, State: agency.Open}, in.Reopen())
	}
}

func TestShareRevoke(t *testing.T) {
	share := agency.Share{Opening: "dev", Grantee: agency.ToAgency("north"), Window: agency.Window{From: march}}
	once := share.Revoke(march.Add(time.Hour))
	require.Equal(t, march.Add(time.Hour), once.Revoked)
	require.Equal(t, once, once.Revoke(march.Add(2*time.Hour)))
	require.Zero(t, share.Revoked, "the original is as it was")
}

func TestSharePause(t *testing.T) {
	share := agency.Share{Opening: "dev", Grantee: agency.ToAgency("north"), Window: agency.Window{From: march}}
	once := share.Pause(march.Add(time.Hour))
	require.Equal(t, march.Add(time.Hour), once.Paused)
	require.Equal(t, once, once.Pause(march.Add(2*time.Hour)), "the first pause keeps its time")
	require.Equal(t, share, once.Resume())
	require.Equal(t, share, share.Resume())
	require.Zero(t, share.Paused, "the original is as it was")
	require.Equal(t, march, share.Revoke(march).Pause(march.Add(time.Hour)).Resume().Revoked, "resuming does not bring back what was revoked")
}

func TestLogsHoldNoPersonalData(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	log.Info("who",
		"recruiter", agency.Recruiter{ID: "r7", Agency: "a7", Name: "Ann Lee", Email: "ann@north.example"},
		"staff", agency.Staff{ID: "s7", Name: "Rita Root", Email: "rita@acme.example"})
	for _, id := range []string{"r7", "a7", "s7"} {
		require.Contains(t, out.String(), id)
	}
	for _, personal := range []string{"Ann", "Rita", "example"} {
		require.NotContains(t, out.String(), personal)
	}
}

func TestShareString(t *testing.T) {
	s := agency.Share{Opening: "dev", Grantee: agency.ToAgency("north"), Window: agency.Window{From: march}, Granted: march}
	require.Equal(t, "dev to agency:north from 2026-03-01T09:00:00Z granted 2026-03-01T09:00:00Z", s.String())
	require.Contains(t, s.Revoke(march).String(), "revoked", "what it prints tells two shares apart")
	require.Equal(t, s.String()+" paused 2026-03-01T10:00:00Z revoked 2026-03-01T11:00:00Z",
		s.Pause(march.Add(time.Hour)).Revoke(march.Add(2*time.Hour)).String())
}
