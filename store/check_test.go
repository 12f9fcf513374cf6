package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

func TestCheckIDs(t *testing.T) {
	long := strings.Repeat("x", agency.MaxID+1)
	for _, tt := range []struct {
		name string
		err  error
		want string // in the error's text; empty for no error
	}{
		{"staff", store.CheckIDs(agency.Staff{ID: "lee"}), ""},
		{"a recruiter in no agency", store.CheckIDs(agency.Recruiter{ID: "ann"}), "recruiter: field agency"},
		{"a team with a line break", store.CheckIDs(agency.Opening{ID: "dev", Team: agency.Freeze[agency.StaffID]("a\nb")}), "opening: field team"},
		{"a share to nobody", store.CheckIDs(agency.Share{Opening: "dev"}), "share: field recruiter"},
		{"a person who applied directly", store.CheckIDs(candidate.Submission{ID: "s"}), ""},
		{"an entry too long", store.CheckIDs(candidate.Submission{ID: "s", Entry: candidate.EntryID(long)}), "submission: field entry"},
		{"a remark of the host's", store.CheckIDs(candidate.Remark{ID: "m", Submission: "s"}), ""},
		{"the subject of nothing", store.CheckIDs(store.Subject{}), ""},
		{"a subject with a NUL", store.CheckIDs(store.Subject{Staff: "a\x00"}), "subject: field staff"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want == "" {
				require.NoError(t, tt.err)
				return
			}
			require.ErrorContains(t, tt.err, tt.want)
			invalid := new(agency.Invalid)
			require.ErrorAs(t, tt.err, &invalid)
		})
	}
}

func TestQueryCheck(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	list := func(s store.Scope, a store.After) *store.List { return &store.List{Scope: s, After: a, Limit: 1} }
	for _, tt := range []struct {
		name string
		ok   bool
		q    store.Query
	}{
		{"no list", true, store.Query{}},
		{"no kind", false, store.Query{List: list(store.Scope{}, store.After{})}},
		{"no limit", false, store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListAgencies}}}},
		{"after an ID", true, store.Query{List: list(store.Scope{Kind: store.ListAgencies}, store.After{ID: "a"})}},
		{"after a time in order of ID", false, store.Query{List: list(store.Scope{Kind: store.ListAgencies}, store.After{At: at, ID: "a"})}},
		{"half a position", false, store.Query{List: list(store.Scope{Kind: store.ListOpenings}, store.After{At: at})}},
		{"a list of the asker's without an asker", false, store.Query{List: list(store.Scope{Kind: store.ListGranted}, store.After{})}},
		{"a list of the asker's", true, store.Query{Recruiter: "ann", List: list(store.Scope{Kind: store.ListGranted}, store.After{At: at, ID: "a"})}},
		{"holding what", false, store.Query{List: list(store.Scope{Kind: store.ListRecruiters, Holding: true}, store.After{})}},
		{"before the journal", false, store.Query{List: list(store.Scope{Kind: store.ListJournal}, store.After{Seq: -1})}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.q.Check(); tt.ok {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, store.ErrInvalid)
			}
		})
	}
}
