package access_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
)

func agencyRow(a agency.Agency) access.NetworkRow           { return access.NetworkRow{Agency: &a} }
func recruiterRow(r agency.Recruiter) access.NetworkRow     { return access.NetworkRow{Recruiter: &r} }
func shareRow(sh agency.Share) access.NetworkRow            { return access.NetworkRow{Share: &sh} }
func (m *market) share(s agency.Share) (agency.Share, bool) { return m.shareOf(s.Opening, s.Grantee) }

func (m *market) shareOf(on agency.OpeningID, to agency.Grantee) (agency.Share, bool) {
	var out agency.Share
	err := m.store.View(context.Background(), "acme", func(r store.Reader) error {
		shares, err := r.Shares([]agency.OpeningID{on}, []agency.Grantee{to})
		out = shares[0]
		return err
	})
	return out, err == nil && out.Opening != ""
}

// networkOf are what is imported.
func networkOf(rows ...access.NetworkRow) iter.Seq2[access.NetworkRow, error] {
	return func(yield func(access.NetworkRow, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func (m *market) takeNetwork(t *testing.T, rows ...access.NetworkRow) access.Imported {
	t.Helper()
	done, err := m.sys.ImportNetwork(context.Background(), networkOf(rows...), access.ImportOptions{})
	require.NoError(t, err)
	return done
}

// formerNetwork is what an account had before.
func formerNetwork() []access.NetworkRow {
	return []access.NetworkRow{
		agencyRow(agency.Agency{ID: "west", Title: "West Talent", Domains: agency.Freeze("west.example"), Terms: "2020", Created: ago(900)}),
		agencyRow(agency.Agency{ID: "east", Title: "East", State: agency.Terminated, Created: ago(800)}),
		agencyRow(agency.Agency{ID: "mid", Title: "Mid", State: agency.Suspended}),
		recruiterRow(agency.Recruiter{
			ID: "wes", Agency: "west", Name: "Wes", Email: "wes@mail.west-staff.example", Admin: true,
			State: agency.RecruiterActive, User: "login-1", Created: ago(900), Since: ago(700),
		}),
		recruiterRow(agency.Recruiter{ID: "wim", Agency: "west", State: agency.RecruiterActive, Created: ago(600)}),
		recruiterRow(agency.Recruiter{ID: "una", Agency: "west", State: agency.RecruiterActive, Since: ago(30)}),
		recruiterRow(agency.Recruiter{ID: "eva", Agency: "east", Email: "wes@mail.west-staff.example", State: agency.RecruiterDeactivated, Since: ago(500)}),
		recruiterRow(agency.Recruiter{ID: "new", Agency: "west", Email: "new@west.example"}),
		shareRow(agency.Share{Opening: "dev", Grantee: agency.ToRecruiter("wes"), Window: agency.Window{From: ago(100), Until: ago(-100)}, Granted: ago(110)}),
		shareRow(agency.Share{Opening: "ops", Grantee: agency.ToRecruiter("wes"), Granted: ago(90), Revoked: ago(50)}),
		shareRow(agency.Share{Opening: "dev", Grantee: agency.ToAgency("mid"), Window: agency.Window{From: ago(400)}, Paused: ago(390)}),
	}
}

// TestImportNetwork: what was so before is so here, and nobody hears of it.
func TestImportNetwork(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	events, journal := m.events(t), len(m.journal(t))
	rows := formerNetwork()
	require.Equal(t, access.Imported{Read: len(rows), New: len(rows)}, m.takeNetwork(t, rows...))
	require.Equal(t, events, m.events(t), "nobody is told")
	require.Len(t, m.journal(t), journal+len(rows)+1, "a line each, and one for the agency that is known by one domain more")

	agencies := make(map[agency.AgencyID]agency.Agency)
	for a, err := range access.All(func(c access.Cursor) (access.Page[agency.Agency], error) { return m.sys.Agencies(ctx, c, 0) }) {
		require.NoError(t, err)
		agencies[a.ID] = a
	}
	west := *rows[0].Agency
	west.Known = agency.Freeze("west.example", "west-staff.example")
	require.Equal(t, west, agencies["west"], "known by its own domain and by that of wes")
	require.Equal(t, *rows[1].Agency, agencies["east"], "which is offered to nobody")
	mid := *rows[2].Agency
	mid.Created = enginetest.Start
	require.Equal(t, mid, agencies["mid"])

	recruiters := make(map[agency.RecruiterID]agency.Recruiter)
	for r, err := range access.All(func(c access.Cursor) (access.Page[agency.Recruiter], error) { return m.sys.Recruiters(ctx, "", c, 0) }) {
		require.NoError(t, err)
		recruiters[r.ID] = r
	}
	require.Equal(t, *rows[3].Recruiter, recruiters["wes"])
	require.Equal(t, ago(600), recruiters["wim"].Since, "since created")
	require.Equal(t, ago(30), recruiters["una"].Created, "created when active")
	require.Equal(t, *rows[6].Recruiter, withCreated(recruiters["eva"], time.Time{}), "the address of a deactivated one is free")
	require.Equal(t, agency.RecruiterInvited, recruiters["new"].State)

	for _, row := range rows[8:] {
		got, ok := m.share(*row.Share)
		require.True(t, ok)
		want := *row.Share
		if want.From.IsZero() {
			want.From = want.Granted
		}
		if want.Granted.IsZero() {
			want.Granted = want.From
		}
		require.Equal(t, want, got)
	}
	m.submit(t, "wes", "dev", jane)
	_, err := m.try("wes", "ops", joe)
	require.NotEmpty(t, toldTo(t, err))
	invited, err := m.sys.Resend(ctx, "new")
	require.NoError(t, err)
	require.Equal(t, "new@west.example", invited.Email)
}

func withCreated(r agency.Recruiter, at time.Time) agency.Recruiter { r.Created = at; return r }

func TestImportingANetworkAgain(t *testing.T) {
	m := newMarket(t, agency.PerRecruiter())
	rows := formerNetwork()
	m.takeNetwork(t, rows...)
	records, journal := m.records(t), m.journal(t)
	m.after(time.Hour)
	require.Equal(t, access.Imported{Read: len(rows)}, m.takeNetwork(t, rows...))
	require.Equal(t, records, m.records(t))
	require.Equal(t, journal, m.journal(t))

	renamed, terminated := *rows[0].Agency, *rows[2].Agency
	renamed.Title, renamed.Terms, terminated.State = "West & Co", "", agency.Terminated
	moved, gone, joined := *rows[3].Recruiter, *rows[4].Recruiter, *rows[7].Recruiter
	moved.Email, moved.User, gone.State, joined.State = "wes@west-two.example", "", agency.RecruiterDeactivated, agency.RecruiterActive
	later, same := *rows[9].Share, *rows[8].Share
	later.Granted, later.Revoked, same.Revoked = ago(40), time.Time{}, ago(1)
	require.Equal(t, access.Imported{Read: 7, Changed: 5}, m.takeNetwork(t, agencyRow(renamed), agencyRow(terminated),
		recruiterRow(moved), recruiterRow(gone), recruiterRow(joined), shareRow(later), shareRow(same)))
	f, err := m.store.Read(context.Background(), "acme", store.Query{Recruiter: "wes"})
	require.NoError(t, err)
	require.Equal(t, "West & Co", f.Agency.Title)
	require.Equal(t, "2020", f.Agency.Terms, "what was accepted stays")
	require.True(t, f.Agency.Known.Has("west-two.example"))
	require.Equal(t, "wes@west-two.example", f.Recruiter.Email)
	require.Equal(t, agency.UserID("login-1"), f.Recruiter.User)
	got, _ := m.share(later)
	require.Zero(t, got.Revoked)
	got, _ = m.share(same)
	require.Zero(t, got.Revoked, "it was not granted later")
}

// An import gives nobody back what was taken from them since.
func TestAnImportGivesNoAccessBack(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	rows := formerNetwork()
	m.takeNetwork(t, rows...)
	require.NoError(t, m.sys.Suspend(ctx, "west"))
	require.NoError(t, m.sys.Deactivate(ctx, "wes"))
	_, err := m.sys.Unshare(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("wes")}})
	require.NoError(t, err)
	records := m.records(t)
	var failed []int
	done, err := m.sys.ImportNetwork(ctx, networkOf(rows...), access.ImportOptions{Failed: func(row int, err error) {
		requireInvalid(t, "state", err)
		failed = append(failed, row)
	}})
	require.NoError(t, err)
	require.Equal(t, []int{0, 3}, failed)
	require.Equal(t, access.Imported{Read: len(rows), Failed: 2}, done)
	require.Equal(t, records, m.records(t))
	sh, _ := m.share(*rows[8].Share)
	require.NotZero(t, sh.Revoked)
}

// An invitation that waits is over when the recruiter is deactivated by an import,
// and not before: it takes the secret to come in.
func TestAnImportEndsAnInvitation(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	for id, state := range map[agency.RecruiterID]agency.RecruiterState{"eve": agency.RecruiterActive, "eva": agency.RecruiterDeactivated} {
		email := string(id) + "@north.example"
		invited, err := m.sys.Invite(ctx, access.Invitee{Email: email, Agency: "north", Recruiter: id})
		require.NoError(t, err)
		events := m.events(t)
		m.takeNetwork(t, recruiterRow(agency.Recruiter{ID: id, Agency: "north", Email: email, State: state}))
		require.Equal(t, events, m.events(t))
		_, err = m.sys.Accept(ctx, invited.Secret, "login of "+agency.UserID(id))
		if state == agency.RecruiterActive {
			require.NoError(t, err)
		} else {
			require.ErrorIs(t, err, access.ErrInvalidInvitation)
		}
	}
}

func TestBadNetworkRows(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "root", Email: "root@acme.example", Role: agency.SuperAdmin}))
	m.takeNetwork(t, agencyRow(agency.Agency{ID: "east", Title: "East", State: agency.Terminated}))
	soon, old := enginetest.Start.Add(time.Minute), time.Date(1899, 1, 1, 0, 0, 0, 0, time.UTC)
	north := agency.Agency{ID: "north", Title: "North"}
	who := agency.Recruiter{ID: "x", Agency: "north", State: agency.RecruiterActive}
	given := agency.Share{Opening: "dev", Grantee: agency.ToAgency("north"), Granted: ago(10)}
	firm := func(change func(*agency.Agency)) access.NetworkRow {
		a := agency.Agency{ID: "x", Title: "X"}
		change(&a)
		return agencyRow(a)
	}
	person := func(change func(*agency.Recruiter)) access.NetworkRow { r := who; change(&r); return recruiterRow(r) }
	share := func(change func(*agency.Share)) access.NetworkRow { sh := given; change(&sh); return shareRow(sh) }
	for name, test := range map[string]struct {
		field string
		row   access.NetworkRow
	}{
		"nothing":                               {"rows[1].row", access.NetworkRow{}},
		"two things":                            {"rows[1].row", access.NetworkRow{Agency: &north, Recruiter: &who}},
		"an agency without a title":             {"rows[1].agency.title", firm(func(a *agency.Agency) { a.Title = "" })},
		"an agency without an ID":               {"rows[1].agency.id", firm(func(a *agency.Agency) { a.ID = "" })},
		"a closed agency":                       {"rows[1].agency.state", firm(func(a *agency.Agency) { a.State, a.Into = agency.Closed, "north" })},
		"an agency into another":                {"rows[1].agency.into", firm(func(a *agency.Agency) { a.Into = "north" })},
		"an agency from the future":             {"rows[1].agency.created", firm(func(a *agency.Agency) { a.Created = soon })},
		"an agency from before 1900":            {"rows[1].agency.created", firm(func(a *agency.Agency) { a.Created = old })},
		"a terminated agency, active":           {"rows[1].agency.state", firm(func(a *agency.Agency) { a.ID = "east" })},
		"a recruiter of no agency":              {"rows[1].recruiter.agency", person(func(r *agency.Recruiter) { r.Agency = "none" })},
		"a recruiter of another agency":         {"rows[1].recruiter.agency", person(func(r *agency.Recruiter) { r.ID = "cem" })},
		"a recruiter who is no more invited":    {"rows[1].recruiter.state", person(func(r *agency.Recruiter) { r.ID, r.State = "ann", agency.RecruiterInvited })},
		"a recruiter from the future":           {"rows[1].recruiter.created", person(func(r *agency.Recruiter) { r.Created = soon })},
		"a recruiter active in the future":      {"rows[1].recruiter.since", person(func(r *agency.Recruiter) { r.Since = soon })},
		"a recruiter active before created":     {"rows[1].recruiter.since", person(func(r *agency.Recruiter) { r.Created, r.Since = ago(1), ago(2) })},
		"an invited recruiter who was active":   {"rows[1].recruiter.since", person(func(r *agency.Recruiter) { r.State, r.Since = agency.RecruiterInvited, ago(2) })},
		"an address that is none":               {"rows[1].recruiter.email", person(func(r *agency.Recruiter) { r.Email = "nobody" })},
		"a recruiter with a user's address":     {"rows[1].recruiter.email", person(func(r *agency.Recruiter) { r.Email = "ROOT@acme.example" })},
		"a recruiter with another's address":    {"rows[1].recruiter.email", person(func(r *agency.Recruiter) { r.Email = "Ann@north.example" })},
		"a recruiter taking another's address":  {"rows[1].recruiter.email", person(func(r *agency.Recruiter) { r.ID, r.Email = "bob", "ann@north.example" })},
		"a share of no opening":                 {"rows[1].share.opening", share(func(s *agency.Share) { s.Opening = "none" })},
		"a share with no agency":                {"rows[1].share.agency", share(func(s *agency.Share) { s.Agency = "none" })},
		"a share with a terminated agency":      {"rows[1].share.agency", share(func(s *agency.Share) { s.Agency = "east" })},
		"a share with no recruiter":             {"rows[1].share.recruiter", share(func(s *agency.Share) { s.Grantee = agency.ToRecruiter("none") })},
		"a share with nobody":                   {"rows[1].share.recruiter", share(func(s *agency.Share) { s.Grantee = agency.Grantee{} })},
		"a share without a date":                {"rows[1].share.from", share(func(s *agency.Share) { s.Granted = time.Time{} })},
		"a share from the future":               {"rows[1].share.from", share(func(s *agency.Share) { s.From = soon })},
		"a share granted in the future":         {"rows[1].share.granted", share(func(s *agency.Share) { s.From, s.Granted = ago(1), soon })},
		"a share that ends before it starts":    {"rows[1].share.until", share(func(s *agency.Share) { s.Until = ago(11) })},
		"a share revoked in the future":         {"rows[1].share.revoked", share(func(s *agency.Share) { s.Revoked = soon })},
		"a share revoked before it was granted": {"rows[1].share.revoked", share(func(s *agency.Share) { s.Revoked = ago(11) })},
		"a share paused before it was granted":  {"rows[1].share.paused", share(func(s *agency.Share) { s.Paused = ago(11) })},
	} {
		t.Run(name, func(t *testing.T) {
			records, journal := m.records(t), m.journal(t)
			done, err := m.sys.ImportNetwork(ctx, networkOf(agencyRow(agency.Agency{ID: "good", Title: "Good"}), test.row), access.ImportOptions{})
			requireInvalid(t, test.field, err)
			require.Equal(t, access.Imported{}, done)
			require.Equal(t, records, m.records(t), "nothing of the batch")
			require.Equal(t, journal, m.journal(t))

			failed := 0
			done, err = m.sys.ImportNetwork(ctx, networkOf(test.row), access.ImportOptions{Failed: func(row int, err error) {
				require.Zero(t, row)
				requireInvalid(t, test.field[len("rows[1]."):], err)
				failed++
			}})
			require.NoError(t, err)
			require.Equal(t, 1, failed)
			require.Equal(t, access.Imported{Read: 1, Failed: 1}, done)
			require.Equal(t, records, m.records(t))
			require.Equal(t, journal, m.journal(t))
		})
	}
}

// The rows may share what they point to: an iterator fills in one record again and
// again. What failed is resumed where it ended.
func TestImportingANetworkInBatches(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.PerRecruiter())
	broken := errors.New("the file ends here")
	rows := func(fails bool) iter.Seq2[access.NetworkRow, error] {
		return func(yield func(access.NetworkRow, error) bool) {
			var a agency.Agency
			for i := range 5 {
				if fails && i == 3 {
					yield(access.NetworkRow{}, broken)
					return
				}
				a.ID, a.Title = agency.AgencyID(rune('a'+i)), "Agency"
				if !yield(access.NetworkRow{Agency: &a}, nil) {
					return
				}
			}
		}
	}
	var progress []int
	opt := access.ImportOptions{Batch: 2, Progress: func(i access.Imported) { progress = append(progress, i.Read) }}
	done, err := m.sys.ImportNetwork(ctx, rows(true), opt)
	require.ErrorIs(t, err, broken)
	require.Equal(t, access.Imported{Read: 3, New: 3}, done)
	opt.Skip = done.Read
	done, err = m.sys.ImportNetwork(ctx, rows(false), opt)
	require.NoError(t, err)
	require.Equal(t, access.Imported{Read: 5, New: 2}, done)
	require.Equal(t, []int{2, 3, 5}, progress)
	_, err = m.sys.ImportNetwork(ctx, nil, opt)
	requireInvalid(t, "rows", err)
}
