package access_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
)

// TestDomainsThatAreDeclaredNoLonger are forgotten, but for those of its people.
func TestDomainsThatAreDeclaredNoLonger(t *testing.T) {
	ctx := context.Background()
	for _, test := range []struct {
		name         string
		before, then []string
		known        []string
	}{
		{"one that nobody has an address at", []string{"west.example"}, nil, []string{"people.example", "once.example"}},
		{"one with a recruiter", []string{"people.example"}, nil, []string{"people.example", "once.example"}},
		{"a subdomain of one with a recruiter", []string{"mail.people.example"}, nil, []string{"people.example", "once.example"}},
		{"one with a deactivated recruiter", []string{"once.example"}, nil, []string{"once.example", "people.example"}},
		{"another in its place", []string{"west.example"}, []string{"east.example"}, []string{"east.example", "people.example", "once.example"}},
		{"one of two", []string{"west.example", "east.example"}, []string{"east.example"}, []string{"east.example", "people.example", "once.example"}},
		{"a subdomain in its place", []string{"west.example"}, []string{"mail.west.example"}, []string{"west.example", "people.example", "once.example"}},
		{"none", []string{"west.example"}, []string{"west.example"}, []string{"west.example", "people.example", "once.example"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMarket(t, agency.Settings{})
			m.agencies(t, map[agency.AgencyID][]string{"west": test.before})
			m.invite(t, access.Invitee{Email: "a@people.example", Agency: "west"})
			once := m.invite(t, access.Invitee{Email: "b@once.example", Agency: "west"})
			require.NoError(t, m.sys.Revoke(ctx, once.Recruiter))
			m.agencies(t, map[agency.AgencyID][]string{"west": test.then})
			require.Equal(t, test.known, m.agency(t, "west").Known.Slice())
		})
	}
}
