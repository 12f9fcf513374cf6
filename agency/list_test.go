package agency_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
)

func TestListValidate(t *testing.T) {
	members := func(m ...agency.Grantee) func(*agency.List) {
		return func(l *agency.List) { l.Members = agency.SeriesOf(m...) }
	}
	many := func(n int) func(*agency.List) {
		var m []agency.Grantee
		for i := range n {
			m = append(m, agency.ToRecruiter(agency.RecruiterID(fmt.Sprintf("r%d", i))))
		}
		return members(m...)
	}
	north, ann := agency.ToAgency("north"), agency.ToRecruiter("ann")
	long := strings.Repeat("a", agency.MaxID)
	validate(t, agency.List{ID: "tier1", Title: "Tier 1", Members: agency.SeriesOf(north, ann), Created: march}, all(
		texts("id", agency.MaxID, func(l *agency.List, s string) { l.ID = agency.ListID(s) }),
		texts("title", agency.MaxName, func(l *agency.List, s string) { l.Title = s }),
		instants("created", func(l *agency.List, s time.Time) { l.Created = s }),
		[]change[agency.List]{
			{"no id", "id", func(l *agency.List) { l.ID = "" }},
			{"no title", "title", func(l *agency.List) { l.Title = "" }},
			{"no members", "", members()},
			{"an agency and a recruiter of one ID", "", members(agency.ToAgency("x"), agency.ToRecruiter("x"))},
			{"IDs as long as can be", "", members(agency.ToAgency(agency.AgencyID(long)), agency.ToRecruiter(agency.RecruiterID(long)))},
			{"an ID too long", "members[1].agency", members(ann, agency.ToAgency(agency.AgencyID(long+"a")))},
			{"an ID with a control character", "members[0].recruiter", members(agency.ToRecruiter("a\nb"), north)},
			{"a member that is nobody", "members[1].recruiter", members(north, agency.Grantee{})},
			{"a member that is two", "members[1].grantee", members(ann, agency.Grantee{Agency: "north", Recruiter: "ann"})},
			{"an agency twice", "members[2].grantee", members(north, ann, north)},
			{"a recruiter twice", "members[1].grantee", members(ann, ann)},
			{"as many members as can be", "", many(agency.MaxListed)},
			{"one member more", "members", many(agency.MaxListed + 1)},
		},
	))
}

func grantees() *rapid.Generator[[]agency.Grantee] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) agency.Grantee {
		id := rapid.String().Draw(t, "id")
		if rapid.Bool().Draw(t, "agency") {
			return agency.ToAgency(agency.AgencyID(id))
		}
		return agency.ToRecruiter(agency.RecruiterID(id))
	}), 0, 8)
}

func TestListKeepsTheOrderOfItsMembers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		members := grantees().Draw(t, "members")
		in := agency.List{ID: "tier1", Title: "Tier 1", Members: agency.SeriesOf(members...), Created: march}
		require.Equal(t, append([]agency.Grantee(nil), members...), in.Members.Slice())

		data, err := json.Marshal(in)
		require.NoError(t, err)
		var out agency.List
		require.NoError(t, json.Unmarshal(data, &out))
		require.True(t, in == out, "%s", data)
	})
}
