package invite_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

var (
	march = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	april = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
)

func TestAccept(t *testing.T) {
	with := func(s agency.RecruiterState, since time.Time) agency.Recruiter {
		return agency.Recruiter{ID: "ann", Agency: "north", Email: "ann@north.example", State: s, Since: since, Created: march}
	}
	tests := []struct {
		name    string
		in      agency.Recruiter
		want    agency.Recruiter
		refused bool
	}{
		{"invited becomes active from now", with(agency.RecruiterInvited, time.Time{}), with(agency.RecruiterActive, april), false},
		{"invited once more keeps the first time", with(agency.RecruiterInvited, march), with(agency.RecruiterActive, march), false},
		{"active", with(agency.RecruiterActive, march), with(agency.RecruiterActive, march), true},
		{"deactivated", with(agency.RecruiterDeactivated, march), with(agency.RecruiterDeactivated, march), true},
		{"deactivated before ever active", with(agency.RecruiterDeactivated, time.Time{}), with(agency.RecruiterDeactivated, time.Time{}), true},
		{"unknown state", with(agency.RecruiterState(9), march), with(agency.RecruiterState(9), march), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := invite.Accept(tt.in, april)
			require.Equal(t, tt.want, got)
			if !tt.refused {
				require.NoError(t, err)
				return
			}
			var invalid *agency.Invalid
			require.ErrorAs(t, err, &invalid)
			require.Equal(t, "state", invalid.Field)
		})
	}
}

func ExampleAccept() {
	invited := agency.Recruiter{ID: "ann", Agency: "north"}
	ann, err := invite.Accept(invited, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println(ann.State, err)
	_, err = invite.Accept(ann, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
	fmt.Println(err)
	// Output:
	// active <nil>
	// field state: must be invited
}
