package scenario

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

func newStore() store.Store { return memstore.New() }

// world5 are five lines that make an account.
const world5 = "account acme\nagency north \"North\"\nrecruiter ann north admin\nopening dev\nopening ops\n"

func TestMismatch(t *testing.T) {
	for _, tc := range []struct{ name, lines, expected, actual string }{
		{
			"a change that is refused", "share dev north  # wrong",
			"success", "denied per_recruiter_sharing",
		},
		{"a refusal that does not come", "share dev ann -> denied not_shared", "denied not_shared", "success"},
		{"another refusal", "share dev north -> denied not_shared", "denied not_shared", "denied per_recruiter_sharing"},
		{
			"a refusal instead of a fault", "share dev north -> error invalid",
			"error invalid", "denied per_recruiter_sharing",
		},
		{
			"another fault", "share dev ann until=2020-01-01 -> error conflict", "error conflict",
			"error invalid (field until: must be in the future)",
		},
		{
			"a fault instead of a refusal", "share dev ann until=2020-01-01 -> denied not_found", "denied not_found",
			"error invalid (field until: must be in the future)",
		},
		{"none", "share dev north -> none", "none", "denied per_recruiter_sharing"},
		{"allow", "as ann can view dev -> allow", "allow", "deny not_found"},
		{"deny", "share dev ann\nas ann can view dev -> deny not_found", "deny not_found", "allow"},
		{"another first reason", "archive dev\nexplain ann submit dev -> deny opening_archived", "deny opening_archived", "deny not_shared opening_archived"},
		{
			"what an explanation says besides", "explain ann submit dev -> told=not_shared", "told=not_shared",
			`told=not_found with="" without="" ` +
				`remedy="Share the opening with the recruiter; what colleagues hold gives them nothing."`,
		},
		{
			"fewer reasons than there are", "archive dev\nsuspend north\nexplain ann submit dev -> deny agency_suspended not_shared",
			"deny agency_suspended not_shared", "deny agency_suspended not_shared opening_archived",
		},
		{
			"reasons in another order", "archive dev\nexplain ann submit dev -> deny opening_archived not_shared",
			"deny opening_archived not_shared", "deny not_shared opening_archived",
		},
		{"a row too many", "share dev,ops ann\nas ann openings -> dev", "dev", "ops dev"},
		{"a row too few", "share dev ann\nas ann openings -> dev ops", "dev ops", "dev"},
		{"a row twice", "share dev,ops ann\nas ann openings -> dev dev", "dev dev", "ops dev"},
		{"an empty list", "as ann openings -> dev", "dev", "the empty list"},
		{"a list that is not empty", "share dev ann\nas ann openings ->", "the empty list", "dev"},
		{"another order", "share dev,ops ann\nas ann openings -> ordered dev ops", "ordered dev ops", "ops dev"},
		{"a denied list", "deactivate ann\nas ann openings ->", "the empty list", "denied recruiter_deactivated"},
		{
			"another value", "share dev ann\nas ann view dev -> title=dev state=archived", "title=dev state=archived",
			`title=dev state=open private=no text="" until=""`,
		},
		{"a value of what is not there", "as ann view nothing -> title=\"\"", `title=""`, "denied not_found"},
		{"an entry that is not there", "audit of=nothing -> action=share", "action=share", "no entry"},
		{"another secret", "accept ann -> none", "none", "error invalid_invitation (access: invalid_invitation: this invitation does not hold)"},
		{
			"a colleague's name that is taken", "recruiter bob north\nas ann invite bob email=bob@bob.example",
			"success", "error: accepted, but bob is the name of another recruiter",
		},
		{"another agency", "agency south\nview north -> state=closed", "state=closed", `title=North state=active domains="" known=north.invalid into=""`},
		{"a record that is not there", "agency south \"\" -> error invalid\nview south -> state=active", "state=active", "no entry"},
		{
			"a name that is taken", "share dev ann\nas ann submit dev s1 name=A\nas ann submit dev s1 name=A",
			"success", "error: accepted, but s1 is the name of another submission",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, err := Parse("f", strings.NewReader(world5+tc.lines+"\nas nobody openings\n"))
			require.NoError(t, err)
			var got *Mismatch
			require.ErrorAs(t, Run(t.Context(), s, newStore), &got)
			lines := strings.Split(tc.lines, "\n")
			want := &Mismatch{File: "f", Line: 5 + len(lines), Text: lines[len(lines)-1], Expected: tc.expected, Actual: tc.actual}
			require.Empty(t, cmp.Diff(want, got))
		})
	}
}

func TestRunKeepsWhatItPromises(t *testing.T) {
	for name, lines := range map[string]string{
		"a name is free after a denial":             "as ann submit dev s1 name=A -> denied not_found\nshare dev ann\nas ann submit dev s1 name=A\nas ann view s1 -> name=A",
		"a repeated request keeps both names":       "share dev ann\nas ann submit dev s1 name=A request=r\nas ann submit dev s2 name=A request=r\nas ann submissions -> s2\nas ann submissions -> s1\nas ann view s2 -> stage=new",
		"a change takes a microsecond":              "at 2026-03-01\nshare dev ann until=2026-03-01T00:00:00.000002Z\nas ann can view dev -> allow\nopening x\nas ann can view dev -> deny share_ended",
		"a question takes no time":                  "at 2026-03-01\nshare dev ann until=2026-03-01T00:00:00.000002Z\nas ann openings -> dev\nas ann openings -> dev\nas ann can view dev -> allow",
		"a wait is of the calendar":                 "at 2026-01-31\nwait 1mo\nshare dev ann from=2026-03-03T00:00:00.000001Z\nas ann can view dev -> allow",
		"a stranger speaks as a recruiter":          "as eve openings -> denied recruiter_not_active\nas eve view dev -> denied recruiter_not_active",
		"a stranger speaks as a regular user":       "as eve share dev ann -> denied staff_inactive\nas eve deactivate ann -> denied staff_inactive",
		"an answer may be left alone":               "as ann can view dev\nexplain ann view dev\nas ann openings\naudit",
		"an agency in a list of targets":            "set sharing=either\nrecruiter bob north\nshare dev north,bob\nwho dev -> ann bob",
		"a submission unknown to an opening":        "as ann can view s1 -> deny not_found\nas ann view s1 -> denied not_found",
		"explanations name the colleagues":          "recruiter bob north\nshare dev ann\nexplain bob view dev -> deny not_shared\nexplain bob view dev -> told=not_found with=ann without=",
		"any of the last entries":                   "archive dev\nreopen dev\naudit of=dev last=2 -> action=archive\naudit of=dev -> action=reopen",
		"a list in quotes":                          "opening \"a,b\"\nshare \"a,b\" ann\nas ann openings -> \"a,b\"",
		"expectations that are words":               "opening ordered\nshare ordered ann\nas ann openings -> \"ordered\"",
		"a title that is a word":                    "opening x \"archived\"\nshare x ann\nas ann view x -> title=archived state=open",
		"an account's faults":                       "set duplicates=block tell=silent -> error invalid",
		"an invited recruiter becomes active":       "recruiter bob north state=invited\nas bob openings -> denied recruiter_not_active\nrecruiter bob north\nas bob openings ->",
		"a resume comes along and is erased":        "share dev ann\nas ann submit dev s1 name=A resume=\"text\"\nerase s1\nview s1 -> name=\"\"",
		"a name in quotes makes a new agency":       "recruiter bob north\ngroup all \"All of them\" ann bob admin=ann\nview all -> title=\"All of them\"\nview north -> state=closed into=all",
		"an agency not declared is a new one":       "agency south\nrecruiter sue south\ngroup \"All of them\" ann,sue\nview \"All of them\" -> title=\"All of them\"\nagencies -> north south \"All of them\"",
		"a refused group declares no agency":        "staff sam recruiter\nas sam group all ann -> denied role_insufficient\ngroup all ann\nview ann -> agency=all",
		"a refused invitation makes no agency":      "staff sam recruiter\nas sam invite kim new:Kim email=kim@kim.example -> denied role_insufficient\nopening kim-agency\nview ann -> agency=north",
		"a colleague's name is free after a denial": "recruiter bob north\nas bob invite kim email=kim@kim.example -> denied not_agency_admin\nas ann invite kim email=kim@kim.example\nas ann colleagues -> ann bob kim",
		"names of colleagues go both ways":          "as ann invite kim email=kim@kim.example\naccept kim\nshare dev kim\nwho dev -> kim\nexplain ann view dev -> with=kim without=\nas kim submit dev s1 name=A\nas ann view s1 -> recruiter=kim\nview s1 -> recruiter=kim\naudit of=kim -> actor=kim recruiter=kim action=submit\nrecruiters -> ann kim\nunshare dev kim\ndeactivate kim\nas kim openings -> denied recruiter_deactivated\nreactivate kim\nas kim openings ->",
		"a colleague can be declared again":         "as ann invite kim email=kim@kim.example\nrecruiter kim north email=lee@kim.example\nas kim openings ->\nview kim -> email=lee@kim.example",
		"a secret of nobody":                        "accept ann -> error invalid_invitation\naccept nobody stale -> error invalid_invitation",
		"who converted is both":                     "staff tim super-admin email=tim@acme.example\nconvert tim north email=old@acme.example\nas tim share dev ann -> denied staff_inactive\nas tim openings -> denied recruiter_not_active\naccept tim\ndeactivate tim\nview tim -> state=deactivated agency=north\nview tim -> state=deactivated email=old@acme.example\nstaff tim recruiter email=old@acme.example\nas tim who dev -> denied not_on_team\naudit of=tim last=9 -> action=convert-staff staff=tim",
		"who was promoted is both":                  "promote ann super-admin\nas ann share dev ann -> denied recruiter_deactivated\nas ann openings -> denied recruiter_deactivated\nas ann who dev ->\ndeactivate ann\nas ann who dev -> denied staff_inactive",
		"a refused conversion turns nobody":         "staff tim recruiter email=tim@acme.example\nconvert tim west email=old@acme.example -> denied not_found\nas tim who dev -> denied not_on_team",
		"a list by its ID":                          "list tier1 ann north\nview tier1 -> title=tier1 members=ann,north\nlist tier1 \"Tier 1\"\nview tier1 -> title=\"Tier 1\" members=\"\"\nlists -> tier1",
		"a list of who is made an agency later":     "list tier1 later -> error invalid\nopening x\nagency later\nlist tier1 later\nview tier1 -> members=later",
		"regular users' state by what they are":     "staff sam recruiter\ndeactivate sam\nas sam who dev -> denied staff_inactive\nreactivate sam\nas sam who dev -> denied not_on_team",
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Parse("f", strings.NewReader(world5+lines))
			require.NoError(t, err)
			require.NoError(t, Run(t.Context(), s, newStore))
			require.NoError(t, Run(t.Context(), s, newStore), "a script can run again")
		})
	}
}

// closing counts how often a store is closed.
type closing struct {
	store.Store
	closed *int
}

func (c closing) Close() error { *c.closed++; return c.Store.Close() }

func TestRunClosesItsStore(t *testing.T) {
	for _, lines := range []string{"", "as ann can view dev -> allow"} {
		s, err := Parse("f", strings.NewReader(world5+lines))
		require.NoError(t, err)
		closed := 0
		_ = Run(t.Context(), s, func() store.Store { return closing{memstore.New(), &closed} })
		require.Equal(t, 1, closed)
	}
}

func TestRunEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s, err := Parse("f", strings.NewReader(world5))
	require.NoError(t, err)
	err = Run(ctx, s, newStore)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "f:1: ")
}
