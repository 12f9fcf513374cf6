package access_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// listing is a list as the account's users export it: the lines of its results
// stand beside its rows.
const inviteCSV = `E-Mail;Name;Agency;Role;Openings
kim@kim.example;Kim Search;;admin;dev
lee@lee.example;Lee;north;;dev ops
mo@mo.example;Mo;NORTH   recruiting;member;
Ann.Lee@north.example;Ann;north;;
boss@acme.example;The Boss;;;
pat@;Pat;;;
KIM@kim.example;Kim again;;;
ola@ola.example;Ola;Olas;;nothing
una@una.example;Una;Una & Co;;all
uri@una.example;Uri;una & co;;
eve@north.example;Eve;Eves;;
dup@una.example;Ursa;;;
inv@inv.example;Ina;;;
x@x.example;X;;owner;
`

// invitedAs are a list's results, as text.
func invitedAs(l access.Listed) string {
	out := fmt.Sprintf("%d %s", l.Row, l.Status)
	switch {
	case l.Status == access.ListedDuplicate:
		out += fmt.Sprint(" of ", l.SameAs)
	case len(l.Offered) > 0:
		out += " offers"
		for _, a := range l.Offered {
			out += " " + a.Title
		}
	case l.Err != nil:
		out += " " + l.Err.Error()
	case l.Refused != nil:
		out += " " + l.Refused.String()
	case l.NewAgency != "":
		out += " into a new " + l.NewAgency
	case l.Agency != "":
		out += " into " + string(l.Agency)
	}
	return out
}

// listMarket has an agency known by north.example, a boss among the regular
// users, and somebody who was invited.
func listMarket(t *testing.T) *market {
	m := newMarket(t, agency.PerRecruiter())
	ctx := context.Background()
	require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "boss", Email: "boss@acme.example", Role: agency.SuperAdmin}))
	require.NoError(t, m.sys.PutRecruiter(ctx, agency.Recruiter{
		ID: "annlee", Agency: "north", Email: "ann.lee@north.example", State: agency.RecruiterActive,
	}))
	_, err := m.sys.Invite(ctx, access.Invitee{Email: "inv@inv.example", Recruiter: "ina", Agency: "inas", NewAgency: "Inas"})
	require.NoError(t, err)
	return m
}

func TestInviteList(t *testing.T) {
	north := "North Recruiting"
	want := []string{
		"0 invited into a new Kim Search",
		"1 invited into north",
		"2 invited into north",
		"3 already_recruiter into north",
		"4 staff_address",
		"5 invalid field email: ",
		"6 duplicate of 0",
		"7 unknown_opening field openings[0].id: must be one of the account's",
		"8 invited into a new Una & Co",
		"9 invited",
		"10 known_domain offers " + north,
		"11 known_domain offers Una & Co",
		"12 already_invited into inas",
		"13 invalid line 15: ",
	}
	m := listMarket(t)
	ctx := context.Background()
	results := func(list func(access.Staff, context.Context, iter.Seq2[invite.Row, error], access.ListOptions) (access.ListedSoFar, error)) (got []string, done access.ListedSoFar) {
		done, err := list(m.sys.Staff, ctx, invite.ReadList(strings.NewReader(inviteCSV), invite.ListOptions{}), access.ListOptions{
			Each: func(l access.Listed) { got = append(got, invitedAs(l)) },
		})
		require.NoError(t, err)
		return got, done
	}
	same := func(want, got []string) {
		t.Helper()
		require.Len(t, got, len(want))
		for i := range want {
			require.True(t, strings.HasPrefix(got[i], want[i]), "%q is not %q", got[i], want[i])
		}
	}

	before, journal, events := m.records(t), len(m.journal(t)), len(m.events(t))
	got, done := results(access.Staff.PreviewList)
	same(want, got)
	require.Equal(t, access.ListedSoFar{Read: 14, Invited: 5, Others: 9}, done)
	require.Equal(t, before, m.records(t), "a preview changes nothing")
	require.Len(t, m.journal(t), journal)
	require.Len(t, m.events(t), events)

	got, done = results(access.Staff.InviteList)
	same(want, got)
	require.Equal(t, access.ListedSoFar{Read: 14, Invited: 5, Others: 9}, done)

	again, done := results(access.Staff.InviteList)
	require.Zero(t, done.Invited, "doing it again invites nobody: %q", again)
	require.True(t, strings.HasPrefix(again[0], "0 already_invited"), again[0])

	require.Equal(t, []policy.Code{policy.EmailTaken}, why(t, func() error {
		_, err := m.sys.Invite(ctx, access.Invitee{Email: "uri@una.example", Agency: "north"})
		return err
	}()))
}

func TestInviteListChoosesForKnownDomains(t *testing.T) {
	rows := func() iter.Seq2[invite.Row, error] {
		return invite.ReadList(strings.NewReader("email,agency\neve@north.example,\nuna@una.example,\nuri@una.example,Uris\n"), invite.ListOptions{})
	}
	for _, tt := range []struct {
		name string
		opt  access.ListOptions
		want []string
	}{
		{"asking", access.ListOptions{}, []string{"0 known_domain", "1 invited into a new una.example", "2 known_domain"}},
		{"joining", access.ListOptions{Join: true}, []string{"0 invited into north", "1 invited into a new una.example", "2 invited"}},
		{"making new ones", access.ListOptions{Anyway: true}, []string{
			"0 invited into a new north.example", "1 invited into a new una.example", "2 invited into a new Uris",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := listMarket(t)
			for _, list := range []func(access.Staff, context.Context, iter.Seq2[invite.Row, error], access.ListOptions) (access.ListedSoFar, error){
				access.Staff.PreviewList, access.Staff.InviteList,
			} {
				var got []string
				tt.opt.Each = func(l access.Listed) { got = append(got, invitedAs(l)) }
				_, err := list(m.sys.Staff, context.Background(), rows(), tt.opt)
				require.NoError(t, err)
				require.Len(t, got, len(tt.want))
				for i := range got {
					require.True(t, strings.HasPrefix(got[i], tt.want[i]), "%q is not %q", got[i], tt.want[i])
				}
			}
		})
	}
}

func TestInviteListResendsOnlyWhenAsked(t *testing.T) {
	m := listMarket(t)
	ctx := context.Background()
	list := func(opt access.ListOptions) (status access.ListedStatus) {
		opt.Each = func(l access.Listed) { status = l.Status }
		_, err := m.sys.InviteList(ctx, invite.ReadList(strings.NewReader("mail\nINV@inv.example\n"), invite.ListOptions{}), opt)
		require.NoError(t, err)
		return status
	}
	require.Equal(t, access.ListedLeft, list(access.ListOptions{}))
	require.Equal(t, access.ListedResent, list(access.ListOptions{Resend: true}))
	page, err := m.sys.Invitations(ctx, "inas", "", 0)
	require.NoError(t, err)
	require.Len(t, page.Rows, 2)
	require.True(t, page.Rows[0].Open)
	require.Equal(t, invite.Replaced, page.Rows[1].Fate)
}

func TestInviteListGoesOnWhereItStopped(t *testing.T) {
	m := listMarket(t)
	ctx := context.Background()
	broken := errors.New("the connection broke")
	people := func(stop int) iter.Seq2[invite.Row, error] {
		return func(yield func(invite.Row, error) bool) {
			for i := range 10 {
				if i == stop {
					yield(invite.Row{}, broken)
					return
				}
				if !yield(invite.Row{Line: i, Email: fmt.Sprintf("p%d@p%d.example", i, i/2), Agency: "All of them"}, nil) {
					return
				}
			}
		}
	}
	var got []access.Listed
	each := func(l access.Listed) { got = append(got, l) }
	done, err := m.sys.InviteList(ctx, people(6), access.ListOptions{Each: each})
	require.ErrorIs(t, err, broken)
	require.Equal(t, access.ListedSoFar{Read: 6, Invited: 6}, done)

	done, err = m.sys.InviteList(ctx, people(-1), access.ListOptions{Skip: done.Read, Each: each})
	require.NoError(t, err)
	require.Equal(t, access.ListedSoFar{Read: 10, Invited: 4}, done)
	require.Len(t, got, 10)
	for i, l := range got {
		require.Equal(t, i, l.Row)
		require.Equal(t, access.ListedInvited, l.Status)
		require.Equal(t, got[0].Agency, l.Agency, "rows that name one agency join it")
	}
}

func TestInviteListNeedsThePermission(t *testing.T) {
	m := listMarket(t)
	ctx := context.Background()
	require.NoError(t, m.sys.PutStaff(ctx,
		agency.Staff{ID: "rec", Role: agency.StaffRecruiter}, agency.Staff{ID: "out", Role: agency.HiringTeamMember}))
	var got []string
	opt := access.ListOptions{Each: func(l access.Listed) { got = append(got, invitedAs(l)) }}
	rows := "email,agency\nnew@new.example,\nboss@acme.example,north\nan@north.example,north\n"
	_, err := m.eng.Staff("acme", "rec").InviteList(ctx, invite.ReadList(strings.NewReader(rows), invite.ListOptions{}), opt)
	require.NoError(t, err)
	require.Equal(t, []string{
		"0 refused deny role_insufficient", "1 refused deny role_insufficient", "2 refused deny role_insufficient",
	}, got)
	_, err = m.eng.Staff("acme", "out").PreviewList(ctx, invite.ReadList(strings.NewReader(rows), invite.ListOptions{}), opt)
	require.Equal(t, []policy.Code{policy.RoleInsufficient}, why(t, err))
}

// A list of 100,000 rows takes some 11 MB while it lasts.
func TestAPreviewTakesLittleMemory(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("it measures memory, which the race detector and short runs do without")
	}
	m := listMarket(t)
	const rows = 100_000
	people := func(yield func(invite.Row, error) bool) {
		for i := range rows {
			if !yield(invite.Row{Line: i, Email: fmt.Sprintf("p%d@one.example", i), Agency: "north"}, nil) {
				return
			}
		}
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	n := 0
	_, err := m.sys.PreviewList(context.Background(), people, access.ListOptions{Each: func(access.Listed) {
		if n++; n == rows {
			runtime.GC()
			runtime.ReadMemStats(&after)
		}
	}})
	require.NoError(t, err)
	require.Equal(t, rows, n)
	require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(12<<20))
}

func TestTheNameOfAnAgencyOfOnesOwn(t *testing.T) {
	for _, tt := range []struct{ name, row, previewed, want string }{
		{"the person", "kim@kim.example,Kim Search,", "Kim Search", "Kim Search"},
		{"the person in the address", "Kim Lee <kim@kim.example>,,", "Kim Lee", "Kim Lee"},
		{"spaces are no name", "kim@mail.kim.example, \t,\u00a0", "kim.example", "kim.example"},
		{"the domain", "kim@mail.kim.example,,", "kim.example", "kim.example"},
		{"a public provider", "kim.private@gmail.com,,", "Agency of", "Agency of ID"},
		{"a domain that is too long", "kim@" + strings.Repeat("a", 63) + ".com,,", strings.Repeat("a", 63) + ".com", strings.Repeat("a", 63) + ".com"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := listMarket(t)
			ctx := context.Background()
			var got access.Listed
			opt := access.ListOptions{Each: func(l access.Listed) { got = l }}
			list := func() iter.Seq2[invite.Row, error] {
				return func(yield func(invite.Row, error) bool) {
					f := strings.Split(tt.row, ",")
					yield(invite.Row{Line: 2, Email: f[0], Name: f[1], Agency: f[2]}, nil)
				}
			}
			_, err := m.sys.PreviewList(ctx, list(), opt)
			require.NoError(t, err)
			require.Equal(t, []any{access.ListedInvited, tt.previewed}, []any{got.Status, got.NewAgency})
			_, err = m.sys.InviteList(ctx, list(), opt)
			require.NoError(t, err)
			want := strings.ReplaceAll(tt.want, "ID", string(got.Recruiter))
			require.Equal(t, []any{access.ListedInvited, want}, []any{got.Status, got.NewAgency})
			require.NotEmpty(t, got.Recruiter)
			require.Equal(t, want, m.agency(t, got.Agency).Title)
			for _, e := range m.events(t) {
				if e.Name != "invitation.sent" {
					require.NotContains(t, string(e.Payload), "@", e.Name)
				}
			}
		})
	}
}

func TestANameThatSeveralAgenciesHave(t *testing.T) {
	m := listMarket(t)
	ctx := context.Background()
	require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "north2", Title: "north  RECRUITING"}))
	require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "rec", Role: agency.StaffRecruiter}))
	rows := "email,agency\na@a.example,North Recruiting\nb@b.example,north2\ninv@inv.example,North Recruiting\n"
	for _, list := range []func(access.Staff, context.Context, iter.Seq2[invite.Row, error], access.ListOptions) (access.ListedSoFar, error){
		access.Staff.PreviewList, access.Staff.InviteList,
	} {
		var got []string
		opt := access.ListOptions{Each: func(l access.Listed) { got = append(got, invitedAs(l)) }}
		_, err := list(m.sys.Staff, ctx, invite.ReadList(strings.NewReader(rows), invite.ListOptions{}), opt)
		require.NoError(t, err)
		require.Equal(t, []string{
			"0 invalid field agency: must be the ID where several have the name", "1 invited into north2", "2 already_invited into inas",
		}, got)
		got = nil
		_, err = list(m.eng.Staff("acme", "rec"), ctx, invite.ReadList(strings.NewReader(rows[:strings.Index(rows, "b@")]), invite.ListOptions{}), opt)
		require.NoError(t, err)
		require.Equal(t, []string{"0 refused deny role_insufficient"}, got, "who may not invite is told no more")
	}
}

// TestAPreviewTellsWhatComes: of any list, the preview and the run that follows say
// the same of every row.
func TestAPreviewTellsWhatComes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := listMarket(t)
		ctx := context.Background()
		require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "twin", Title: "Twin"}))
		require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "twin2", Title: "TWIN"}))
		require.NoError(t, m.sys.PutAgency(ctx, agency.Agency{ID: "off", Title: "Off", State: agency.Suspended, Domains: agency.Freeze("d1.example")}))
		full := make([]string, agency.MaxKnown-1)
		for i := range full {
			full[i] = fmt.Sprintf("full%d.example", i)
		}
		require.NoError(t, m.store.Update(ctx, "acme", func(tx store.Tx) error {
			tx.PutAgencies(agency.Agency{ID: "full", Title: "Full", Known: agency.Freeze(full...)})
			return nil
		}))
		var rows []invite.Row
		for i := range rapid.IntRange(1, 14).Draw(rt, "rows") {
			rows = append(rows, invite.Row{
				Line: i + 2,
				Email: rapid.SampledFrom([]string{"a", "b", "inv", "ann.lee", "boss", "A"}).Draw(rt, "local") + "@" +
					rapid.SampledFrom([]string{"d1.example", "mail.d2.example", "d2.example", "d3.example", "gmail.com", "north.example", "inv.example", "acme.example", ""}).Draw(rt, "domain"),
				Name:     rapid.SampledFrom([]string{"", " ", "Kim", "Lee"}).Draw(rt, "name"),
				Agency:   rapid.SampledFrom([]string{"", " ", "north", "NORTH recruiting", "New", " new ", "Kim", "twin", "Twin", "off", "full", "Full"}).Draw(rt, "agency"),
				Openings: rapid.SampledFrom([][]agency.OpeningID{nil, {"dev"}, {"nothing"}}).Draw(rt, "openings"),
			})
		}
		opt := access.ListOptions{Resend: rapid.Bool().Draw(rt, "resend")}
		switch rapid.IntRange(0, 2).Draw(rt, "choice") {
		case 1:
			opt.Anyway = true
		case 2:
			opt.Join = true
		}
		by := m.sys.Staff
		if user := rapid.SampledFrom([]agency.StaffID{"", "boss", "rec"}).Draw(rt, "user"); user != "" {
			require.NoError(t, m.sys.PutStaff(ctx, agency.Staff{ID: "rec", Role: agency.StaffRecruiter}))
			by = m.eng.Staff("acme", user)
		}
		people := func(yield func(invite.Row, error) bool) {
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
		}
		results := func(list func(access.Staff, context.Context, iter.Seq2[invite.Row, error], access.ListOptions) (access.ListedSoFar, error)) (got []string) {
			opt.Each = func(l access.Listed) {
				what := fmt.Sprintf("%d %s of %d, %v, new %q", l.Row, l.Status, l.SameAs, l.Err, strings.TrimSuffix(l.NewAgency, " "+string(l.Recruiter)))
				if l.Refused != nil {
					what += l.Refused.String()
				}
				var titles []string
				for _, a := range l.Offered {
					titles = append(titles, strings.TrimSpace(agencyOf.ReplaceAllString(a.Title, "Agency of")))
				}
				slices.Sort(titles)
				got = append(got, what+fmt.Sprint(titles))
			}
			_, err := list(by, ctx, people, opt)
			require.NoError(rt, err)
			return got
		}
		previewed := results(access.Staff.PreviewList)
		require.Equal(rt, previewed, results(access.Staff.InviteList), "%+v", rows)
	})
}

var agencyOf = regexp.MustCompile(`^Agency of .*`)
