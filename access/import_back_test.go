package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
)

// What was done to a share since is later than what the row tells of it.
func TestAnImportEndsNoPauseAndNoRevocation(t *testing.T) {
	granted := agency.Share{Opening: "dev", Grantee: agency.ToAgency("north"), Window: agency.Window{From: ago(100)}, Granted: ago(100)}
	for _, tt := range []struct {
		what            string
		paused, revoked time.Time
		again           time.Time
		replaced        bool
	}{
		{"granted when it was before", time.Time{}, time.Time{}, ago(100), false},
		{"granted later", time.Time{}, time.Time{}, ago(90), true},
		{"granted later, taken back after that", time.Time{}, ago(50), ago(90), false},
		{"granted when it was taken back", time.Time{}, ago(50), ago(50), false},
		{"granted after it was taken back", time.Time{}, ago(50), ago(49), true},
		{"granted later, paused after that", ago(50), time.Time{}, ago(90), false},
		{"granted when it was paused", ago(50), time.Time{}, ago(50), false},
		{"granted after it was paused", ago(50), time.Time{}, ago(49), true},
		{"granted after the pause, before it was taken back", ago(60), ago(50), ago(55), false},
	} {
		t.Run(tt.what, func(t *testing.T) {
			m := emptyMarket(t, agency.ShareWithAgencies)
			before := granted
			before.Paused, before.Revoked = tt.paused, tt.revoked
			m.takeNetwork(t, shareRow(before))
			after := granted
			after.From, after.Granted = tt.again, tt.again
			m.takeNetwork(t, shareRow(after))
			want := before
			if tt.replaced {
				want = after
			}
			got, _ := m.share(before)
			require.Equal(t, want, got)
		})
	}
}

// A row that would give a person more than they have changes the rest alone.
func TestAnImportGivesNobodyMore(t *testing.T) {
	at := func(days int) agency.Recruiter {
		return agency.Recruiter{ID: "wes", Agency: "north", Name: "Wes", User: "login", State: agency.RecruiterActive, Created: ago(days), Since: ago(days)}
	}
	for _, tt := range []struct {
		what              string
		there, row, wants func(*agency.Recruiter)
	}{
		{
			"the admin role",
			func(*agency.Recruiter) {},
			func(r *agency.Recruiter) { r.Admin, r.Name = true, "Wes West" },
			func(r *agency.Recruiter) { r.Name = "Wes West" },
		},
		{
			"what an invitation is for",
			func(r *agency.Recruiter) { r.State, r.Since, r.User = agency.RecruiterInvited, time.Time{}, "" },
			func(r *agency.Recruiter) { r.Name = "Wes West" },
			func(r *agency.Recruiter) {
				r.State, r.Since, r.User, r.Name = agency.RecruiterInvited, time.Time{}, "", "Wes West"
			},
		},
		{
			"activity before they were there last",
			func(*agency.Recruiter) {},
			func(r *agency.Recruiter) { r.Since, r.Created = ago(900), ago(900) },
			func(r *agency.Recruiter) { r.Created = ago(900) },
		},
		{
			"activity that there never was",
			func(r *agency.Recruiter) { r.State, r.Since = agency.RecruiterDeactivated, time.Time{} },
			func(r *agency.Recruiter) { r.State = agency.RecruiterDeactivated },
			func(r *agency.Recruiter) { r.State, r.Since = agency.RecruiterDeactivated, time.Time{} },
		},
		{
			"another login",
			func(*agency.Recruiter) {},
			func(r *agency.Recruiter) { r.User, r.Name = "login-before", "Wes West" },
			func(r *agency.Recruiter) { r.Name = "Wes West" },
		},
		{
			"less is done",
			func(r *agency.Recruiter) { r.Admin = true },
			func(r *agency.Recruiter) { r.State = agency.RecruiterDeactivated },
			func(r *agency.Recruiter) { r.State = agency.RecruiterDeactivated },
		},
	} {
		t.Run(tt.what, func(t *testing.T) {
			m := emptyMarket(t, agency.ShareWithEither)
			there, row, want := at(100), at(100), at(100)
			tt.there(&there)
			m.takeNetwork(t, recruiterRow(there))
			tt.row(&row)
			m.takeNetwork(t, recruiterRow(row))
			tt.wants(&want)
			require.Equal(t, want, m.recruiter(t, "wes"))
			require.Zero(t, m.takeNetwork(t, recruiterRow(row)).Changed, "the same once more")
		})
	}
}

// Whose personal data was erased, an old file does not bring back.
func TestAnImportKeepsTheErasedErased(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithEither)
	old := agency.Recruiter{
		ID: "wes", Agency: "north", Name: "Wes", Email: "wes@mail.example", User: "login",
		State: agency.RecruiterDeactivated, Created: ago(100), Since: ago(100),
	}
	m.takeNetwork(t, recruiterRow(old))
	require.NoError(t, m.sys.EraseRecruiter(ctx, "wes"))
	records, journal := m.records(t), m.journal(t)
	for field, change := range map[string]func(*agency.Recruiter){
		"name":  func(r *agency.Recruiter) { r.Email, r.User = "", "" },
		"email": func(r *agency.Recruiter) { r.Name, r.User = "", "" },
		"user":  func(r *agency.Recruiter) { r.Name, r.Email = "", "" },
	} {
		t.Run(field, func(t *testing.T) {
			row := old
			change(&row)
			failed := 0
			done, err := m.sys.ImportNetwork(ctx, networkOf(recruiterRow(row)), access.ImportOptions{Failed: func(_ int, err error) {
				requireInvalid(t, "recruiter."+field, err)
				failed++
			}})
			require.NoError(t, err)
			require.Equal(t, access.Imported{Read: 1, Failed: 1}, done)
			require.Equal(t, 1, failed)
			require.Equal(t, records, m.records(t))
			require.Equal(t, journal, m.journal(t))
		})
	}
	old.Name, old.Email, old.User = "", "", ""
	require.Equal(t, access.Imported{Read: 1}, m.takeNetwork(t, recruiterRow(old)), "it says nothing of them")
}

// Nothing is shared with an agency that is gone, and no agency that is gone is
// offered.
func TestImportingWhatAnAgencyHadThatIsGone(t *testing.T) {
	ctx := context.Background()
	m := emptyMarket(t, agency.ShareWithEither)
	_, err := m.sys.Group(ctx, access.Grouping{Agency: "south", Recruiters: []agency.RecruiterID{"ann", "bob"}})
	require.NoError(t, err)
	gone := agency.Agency{ID: "gone", Title: "Gone", Domains: agency.Freeze("gone.example")}
	had := agency.Share{Opening: "dev", Grantee: agency.ToAgency("gone"), Window: agency.Window{From: ago(9)}, Granted: ago(9)}
	m.takeNetwork(t, agencyRow(gone), shareRow(had))
	gone.State = agency.Terminated
	m.takeNetwork(t, agencyRow(gone))
	require.Equal(t, access.Imported{Read: 2}, m.takeNetwork(t, agencyRow(gone), shareRow(had)), "both are so")

	later := had
	later.Granted, later.From = ago(8), ago(8)
	to := func(id agency.AgencyID) agency.Share {
		return agency.Share{Opening: "ops", Grantee: agency.ToAgency(id), Granted: enginetest.Start}
	}
	for what, sh := range map[string]agency.Share{"closed": to("north"), "terminated": to("gone"), "granted later": later} {
		t.Run(what, func(t *testing.T) {
			_, err := m.sys.ImportNetwork(ctx, networkOf(shareRow(sh)), access.ImportOptions{})
			requireInvalid(t, "rows[0].share.agency", err)
		})
	}
	m.takeNetwork(t, recruiterRow(agency.Recruiter{ID: "gus", Agency: "gone", Email: "gus@gus.example", State: agency.RecruiterDeactivated}))
	page, err := m.sys.Agencies(ctx, "", 1)
	require.NoError(t, err)
	require.Equal(t, agency.AgencyID("gone"), page.Rows[0].ID)
	require.Zero(t, page.Rows[0].Known)
}
