package pgstore_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// What cannot be an identifier is one that nothing has, as in memory; the server
// would refuse to be asked for some, and end the host's transaction.
func TestIllFormedIdentifiersFindNothing(t *testing.T) {
	ctx := context.Background()
	for name, made := range map[string]func() store.Store{
		"memory": func() store.Store { return memstore.New() },
		"own":    func() store.Store { return reopenedAt(t, servers.Database(t)) },
		"within": func() store.Store { opened(t); return within(t, hostOf(t).begin(t, pgx.ReadCommitted)) },
	} {
		st := made()
		require.NoError(t, put(st, "acme", "north"))
		for _, bad := range []string{"a\x00b", "\xff", strings.Repeat("x", 10_000)} {
			for _, account := range []agency.AccountID{"acme", agency.AccountID(bad)} {
				f, err := st.Read(ctx, account, store.Query{
					Staff: agency.StaffID(bad), Recruiter: agency.RecruiterID(bad), Agency: agency.AgencyID(bad), Opening: agency.OpeningID(bad),
					Submission: candidate.SubmissionID(bad), Request: candidate.RequestID(bad), Email: bad, Counters: true,
					Emails: []string{bad, ""}, Candidates: []candidate.ID{candidate.ID(bad), ""}, Person: true, Host: candidate.HostID(bad),
					Claim: candidate.ClaimID(bad), Probe: bad, ProbesSince: time.UnixMicro(1),
					List: &store.List{Scope: store.Scope{Kind: store.ListRecruiters, Agency: agency.AgencyID(bad)}, Limit: 1},
				})
				require.NoError(t, err, name)
				require.Equal(t, store.Facts{Rows: &store.Rows{}}, f, name)
				require.NoError(t, st.View(ctx, account, func(r store.Reader) error {
					found, err := r.Agencies(agency.AgencyID(bad), "north")
					require.NoError(t, err, name)
					require.Empty(t, found[0].ID)
					require.Equal(t, account == "acme", found[1].ID != "")
					_, err = r.Shares([]agency.OpeningID{agency.OpeningID(bad)}, []agency.Grantee{agency.ToAgency("north")})
					return err
				}), name)
			}
			f, err := st.Read(ctx, "acme", store.Query{List: &store.List{
				Scope: store.Scope{Kind: store.ListAgencies}, After: store.After{ID: "a" + bad}, Limit: 1,
			}})
			require.NoError(t, err, name)
			require.Len(t, f.Rows.Agencies, 1, name)
			_, err = st.Outbox().Pending(ctx, agency.AccountID(bad), 1)
			require.NoError(t, err, name)
			claim, err := st.Outbox().Claim(ctx, agency.AccountID(bad), time.Minute, 1)
			require.NoError(t, err, name)
			require.Empty(t, claim.Token)
			require.ErrorIs(t, st.Outbox().Ack(ctx, agency.AccountID(bad), "token", 1), store.ErrConflict, name)
			require.ErrorIs(t, st.Outbox().Release(ctx, "acme", bad, 0), store.ErrConflict, name)
			require.Error(t, put(st, agency.AccountID(bad), "north"), name)
			require.NoError(t, st.Update(ctx, "acme", func(tx store.Tx) error {
				_, err := tx.Agencies(agency.AgencyID(bad))
				tx.PutAgencies(agency.Agency{ID: "south"})
				return err
			}), name)
		}
	}
}
