package access_test

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// Valid calls of every method, in the world of the north: with a handle that may,
// each succeeds.
var staffCalls = map[string]func(context.Context, access.Staff) error{
	"Share":   func(ctx context.Context, s access.Staff) error { _, err := s.Share(ctx, bobOnOps); return err },
	"Unshare": func(ctx context.Context, s access.Staff) error { _, err := s.Unshare(ctx, bobOnOps); return err },
	"Pause":   func(ctx context.Context, s access.Staff) error { _, err := s.Pause(ctx, bobOnOps); return err },
	"Unpause": func(ctx context.Context, s access.Staff) error { _, err := s.Unpause(ctx, bobOnOps); return err },
	"PutList": func(ctx context.Context, s access.Staff) error {
		return s.PutList(ctx, agency.List{ID: "tier-1", Title: "Tier 1", Members: agency.SeriesOf(agency.ToAgency("south"))})
	},
	"DropList": func(ctx context.Context, s access.Staff) error { return s.DropList(ctx, "tier-2") },
	"Invitations": func(ctx context.Context, s access.Staff) error {
		_, err := s.Invitations(ctx, "north", "", 0)
		return err
	},
	"InviteList": func(ctx context.Context, s access.Staff) error {
		return listOf(s.InviteList, "email,agency\nlia@list.example,Listed\n")(ctx)
	},
	"PreviewList": func(ctx context.Context, s access.Staff) error {
		return listOf(s.PreviewList, "email,agency\nliz@list.example,Listed too\n")(ctx)
	},
	"Lists": func(ctx context.Context, s access.Staff) error { _, err := s.Lists(ctx, "", 0); return err },
	"AddAgencies": func(ctx context.Context, s access.Staff) error {
		_, err := s.AddAgencies(ctx, "ops", []access.Addition{
			{Agency: "north"}, {Invite: &access.Invitee{Email: "fay@addition.example", NewAgency: "Addition"}},
		}, agency.Window{})
		return err
	},
	"PutAgency": func(ctx context.Context, s access.Staff) error {
		return s.PutAgency(ctx, agency.Agency{ID: "west", Title: "West"})
	},
	"PutRecruiter": func(ctx context.Context, s access.Staff) error {
		return s.PutRecruiter(ctx, agency.Recruiter{ID: "eve", Agency: "north"})
	},
	"Deactivate":     func(ctx context.Context, s access.Staff) error { return s.Deactivate(ctx, "cem") },
	"Reactivate":     func(ctx context.Context, s access.Staff) error { return s.Reactivate(ctx, "cem") },
	"Suspend":        func(ctx context.Context, s access.Staff) error { return s.Suspend(ctx, "south") },
	"Reinstate":      func(ctx context.Context, s access.Staff) error { return s.Reinstate(ctx, "south") },
	"Terminate":      func(ctx context.Context, s access.Staff) error { return s.Terminate(ctx, "east") },
	"DeactivateUser": func(ctx context.Context, s access.Staff) error { return s.DeactivateUser(ctx, "rita") },
	"ReactivateUser": func(ctx context.Context, s access.Staff) error { return s.ReactivateUser(ctx, "rita") },
	"Archive":        func(ctx context.Context, s access.Staff) error { return s.Archive(ctx, "ops") },
	"Reopen":         func(ctx context.Context, s access.Staff) error { return s.Reopen(ctx, "ops") },
	"MakePrivate":    func(ctx context.Context, s access.Staff) error { return s.MakePrivate(ctx, "ops") },
	"MakePublic":     func(ctx context.Context, s access.Staff) error { return s.MakePublic(ctx, "ops") },
	"Advance":        func(ctx context.Context, s access.Staff) error { return s.Advance(ctx, "ada", agency.Offer) },
	"Note":           func(ctx context.Context, s access.Staff) error { return s.Note(ctx, "ada", "text") },
	"Feedback":       func(ctx context.Context, s access.Staff) error { return s.Feedback(ctx, "ada", "text") },
	"RecordMessage":  func(ctx context.Context, s access.Staff) error { return s.RecordMessage(ctx, "ada", "text") },
	"Configure": func(ctx context.Context, s access.Staff) error {
		now, err := s.Settings(ctx)
		if err == nil {
			err = s.Configure(ctx, now)
		}
		return err
	},
	"Settings": func(ctx context.Context, s access.Staff) error { _, err := s.Settings(ctx); return err },
	"Explain": func(ctx context.Context, s access.Staff) error {
		_, err := s.Explain(ctx, "ann", policy.Submit, access.OnOpening("dev"))
		return err
	},
	"Who":        func(ctx context.Context, s access.Staff) error { _, err := s.Who(ctx, "dev", "", 0); return err },
	"Agencies":   func(ctx context.Context, s access.Staff) error { _, err := s.Agencies(ctx, "", 0); return err },
	"Recruiters": func(ctx context.Context, s access.Staff) error { _, err := s.Recruiters(ctx, "", "", 0); return err },
	"Openings":   func(ctx context.Context, s access.Staff) error { _, err := s.Openings(ctx, "", 0); return err },
	"Users":      func(ctx context.Context, s access.Staff) error { _, err := s.Users(ctx, "", 0); return err },
	"SharesOn":   func(ctx context.Context, s access.Staff) error { _, err := s.SharesOn(ctx, "dev", "", 0); return err },
	"SharesOf": func(ctx context.Context, s access.Staff) error {
		_, err := s.SharesOf(ctx, agency.ToRecruiter("ann"), "", 0)
		return err
	},
	"Journal": func(ctx context.Context, s access.Staff) error {
		_, err := s.Journal(ctx, store.Subject{}, "", 0)
		return err
	},
	"Submission": func(ctx context.Context, s access.Staff) error { _, err := s.Submission(ctx, "ada"); return err },
	"Submissions": func(ctx context.Context, s access.Staff) error {
		_, err := s.Submissions(ctx, access.SubmissionsOf{}, "", 0)
		return err
	},
	"CountSubmissions": func(ctx context.Context, s access.Staff) error {
		_, err := s.CountSubmissions(ctx, access.SubmissionsOf{})
		return err
	},
	"Remarks": func(ctx context.Context, s access.Staff) error { _, err := s.Remarks(ctx, "ada", "", 0); return err },
	"RecordedMessages": func(ctx context.Context, s access.Staff) error {
		_, err := s.RecordedMessages(ctx, "ada", "", 0)
		return err
	},
	"Duplicates": func(ctx context.Context, s access.Staff) error { _, err := s.Duplicates(ctx, "ada"); return err },
	"Ruling":     func(ctx context.Context, s access.Staff) error { _, err := s.Ruling(ctx, "ada"); return err },
	"Replay": func(ctx context.Context, s access.Staff) error {
		_, err := s.Replay(ctx, "ada", time.Time{})
		return err
	},
	"Credit": func(ctx context.Context, s access.Staff) error { _, err := s.Credit(ctx, "ada"); return err },
	"Person": func(ctx context.Context, s access.Staff) error { _, err := s.Person(ctx, "ada"); return err },
	"Merge": func(ctx context.Context, s access.Staff) error {
		return s.Merge(ctx, "bruno", "chloe", candidate.Choice{Name: candidate.Take})
	},
	"Unmerge":      func(ctx context.Context, s access.Staff) error { return s.Unmerge(ctx, "erik") },
	"MarkDistinct": func(ctx context.Context, s access.Staff) error { return s.MarkDistinct(ctx, "fatma", "goran", true) },
	"CorrectEntry": func(ctx context.Context, s access.Staff) error {
		_, err := s.CorrectEntry(ctx, "fatma", candidate.Entry{Name: "Fatma Oeztuerk"})
		return err
	},
	"OpenClaim": func(ctx context.Context, s access.Staff) error {
		_, err := s.OpenClaim(ctx, "bruno", access.Introduction{Agency: "south", Reason: "a call"})
		return err
	},
	"ExtendClaim": func(ctx context.Context, s access.Staff) error {
		return s.ExtendClaim(ctx, claimOf("chloe"), time.Time{}, "a call")
	},
	"ReleaseClaim": func(ctx context.Context, s access.Staff) error {
		return s.ReleaseClaim(ctx, claimOf("dalia"), "a call")
	},
	"DisputeClaim": func(ctx context.Context, s access.Staff) error {
		return s.DisputeClaim(ctx, claimOf("fatma"), "a call")
	},
	"ResolveClaim": func(ctx context.Context, s access.Staff) error {
		return s.ResolveClaim(ctx, claimOf("goran"), true, "a call")
	},
	"Claims": func(ctx context.Context, s access.Staff) error {
		_, err := s.Claims(ctx, access.ClaimsOf{}, "", 0)
		return err
	},
	"Invite": func(ctx context.Context, s access.Staff) error {
		_, err := s.Invite(ctx, access.Invitee{Email: "gus@newcomers.example", NewAgency: "Newcomers", Openings: []agency.OpeningID{"dev"}})
		return err
	},
	"Resend": func(ctx context.Context, s access.Staff) error { _, err := s.Resend(ctx, "lena"); return err },
	"Revoke": func(ctx context.Context, s access.Staff) error { return s.Revoke(ctx, "lars") },
	"Group": func(ctx context.Context, s access.Staff) error {
		_, err := s.Group(ctx, access.Grouping{Agency: "pair", NewAgency: "Pair", Recruiters: []agency.RecruiterID{"gia", "gil"}})
		return err
	},
	"PreviewGroup": func(ctx context.Context, s access.Staff) error {
		_, err := s.PreviewGroup(ctx, access.Grouping{Agency: "crowd", Recruiters: []agency.RecruiterID{"pia"}})
		return err
	},
	"Ungroup": func(ctx context.Context, s access.Staff) error { _, err := s.Ungroup(ctx, "lone"); return err },
	"Move":    func(ctx context.Context, s access.Staff) error { return s.Move(ctx, "moe", "north") },
	"Convert": func(ctx context.Context, s access.Staff) error {
		_, err := s.Convert(ctx, access.Conversion{
			Staff: "stu", OldEmail: "stu.old@acme.example", As: access.Invitee{Agency: "stus", NewAgency: "Stu Search"},
		})
		return err
	},
	"Promote": func(ctx context.Context, s access.Staff) error {
		return s.Promote(ctx, "pat", agency.Staff{ID: "pat", Role: agency.StaffRecruiter})
	},
	"Resume": func(ctx context.Context, s access.Staff) error {
		in, _, err := s.Resume(ctx, annsFirst)
		if err == nil {
			err = in.Close()
		}
		return err
	},
}

var systemCalls = map[string]func(context.Context, access.System) error{
	"PutStaff": func(ctx context.Context, s access.System) error {
		return s.PutStaff(ctx, agency.Staff{ID: "new", Role: agency.StaffRecruiter})
	},
	"PutOpenings": func(ctx context.Context, s access.System) error {
		return s.PutOpenings(ctx, agency.Opening{ID: "new", Title: "New"})
	},
	"PutApplicant": func(ctx context.Context, s access.System) error {
		return s.PutApplicant(ctx, access.Applicant{ID: "new", Entry: candidate.Entry{Name: "Bea"}})
	},
	"Erase":          func(ctx context.Context, s access.System) error { return s.Erase(ctx, "ada") },
	"EraseCandidate": func(ctx context.Context, s access.System) error { return s.EraseCandidate(ctx, "4713") },
	"LinkCandidate":  func(ctx context.Context, s access.System) error { return s.LinkCandidate(ctx, "bruno", "4711") },
	"Import": func(ctx context.Context, s access.System) error {
		_, err := s.Import(ctx, rowsOf(access.ImportRow{Candidate: "4712", Entry: candidate.Entry{Name: "Hedda Lund"}}), access.ImportOptions{})
		return err
	},
	"Reindex":        func(ctx context.Context, s access.System) error { return s.Reindex(ctx, nil) },
	"EraseRecruiter": func(ctx context.Context, s access.System) error { return s.EraseRecruiter(ctx, "ida") },
	"ImportNetwork": func(ctx context.Context, s access.System) error {
		_, err := s.ImportNetwork(ctx, networkOf(agencyRow(agency.Agency{ID: "mid", Title: "Mid"})), access.ImportOptions{})
		return err
	},
	"Export":        func(ctx context.Context, s access.System) error { return s.Export(ctx, io.Discard) },
	"DeleteAccount": func(ctx context.Context, s access.System) error { return s.DeleteAccount(ctx) }, // after all others
	"Invitation": func(ctx context.Context, s access.System) error {
		_, err := s.Invitation(ctx, secretOf("read"))
		return err
	},
	"Accept": func(ctx context.Context, s access.System) error {
		_, err := s.Accept(ctx, secretOf("used"), "login-1")
		return err
	},
}

var recruiterCalls = map[string]func(context.Context, access.Recruiter) error{
	"Can": func(ctx context.Context, r access.Recruiter) error {
		_, err := r.Can(ctx, policy.Submit, access.OnOpening("dev"))
		return err
	},
	"AcceptTerms": func(ctx context.Context, r access.Recruiter) error { return r.AcceptTerms(ctx, "2026") },
	"Openings":    func(ctx context.Context, r access.Recruiter) error { _, err := r.Openings(ctx, "", 0); return err },
	"CountOpenings": func(ctx context.Context, r access.Recruiter) error {
		_, err := r.CountOpenings(ctx)
		return err
	},
	"Opening": func(ctx context.Context, r access.Recruiter) error { _, err := r.Opening(ctx, "dev"); return err },
	"Submissions": func(ctx context.Context, r access.Recruiter) error {
		_, err := r.Submissions(ctx, access.SubmissionFilter{}, "", 0)
		return err
	},
	"CountSubmissions": func(ctx context.Context, r access.Recruiter) error {
		_, err := r.CountSubmissions(ctx, access.SubmissionFilter{})
		return err
	},
	"Submission": func(ctx context.Context, r access.Recruiter) error {
		_, _, err := r.Submission(ctx, annsFirst)
		return err
	},
	"Claims": func(ctx context.Context, r access.Recruiter) error {
		_, err := r.Claims(ctx, time.Time{}, "", 0)
		return err
	},
	"Colleagues": func(ctx context.Context, r access.Recruiter) error { _, err := r.Colleagues(ctx, "", 0); return err },
	"Submit": func(ctx context.Context, r access.Recruiter) error {
		_, err := r.Submit(ctx, "dev", "new", candidate.Entry{Name: "Joe Roe"}, access.WithResume("cv", "text/plain", strings.NewReader("cv")))
		return err
	},
	"Withdraw": func(ctx context.Context, r access.Recruiter) error { return r.Withdraw(ctx, annsFirst) },
	"Invite": func(ctx context.Context, r access.Recruiter) error {
		_, err := r.Invite(ctx, access.NewColleague{Email: "cleo@north.example"})
		return err
	},
	"Resend":     func(ctx context.Context, r access.Recruiter) error { return r.Resend(ctx, "cora") },
	"Revoke":     func(ctx context.Context, r access.Recruiter) error { return r.Revoke(ctx, "curt") },
	"Deactivate": func(ctx context.Context, r access.Recruiter) error { return r.Deactivate(ctx, "cyd") },
	"SetAdmin":   func(ctx context.Context, r access.Recruiter) error { return r.SetAdmin(ctx, "bob", true) },
}

// newcomers are people of the world of the north who come and go in the calls, by
// their agencies.
var newcomers = map[agency.AgencyID][]agency.Recruiter{
	"north": {{ID: "cora"}, {ID: "curt"}, {ID: "cyd", State: agency.RecruiterActive}},
	"crowd": {
		{ID: "lena"},
		{ID: "lars"},
		{ID: "read"},
		{ID: "used"},
		{ID: "moe", State: agency.RecruiterActive},
		{ID: "pat", State: agency.RecruiterActive},
	},
	"lone": {{ID: "lou", State: agency.RecruiterActive}}, // which is closed
	"gias": {{ID: "gia", State: agency.RecruiterActive}},
	"gils": {{ID: "gil"}},
	"pias": {{ID: "pia", State: agency.RecruiterActive}},
}

// secretOf is the secret of an invitation of one of them.
func secretOf(id agency.RecruiterID) invite.Secret {
	return invite.Secret(string(id) + "." + strings.Repeat("A", 43))
}

// come brings them.
func come(t *testing.T, st store.Store, sys access.System) {
	t.Helper()
	ctx := context.Background()
	for of, people := range newcomers {
		if of != "north" {
			require.NoError(t, sys.PutAgency(ctx, agency.Agency{ID: of, Title: "Agency " + string(of)}))
		}
		for _, r := range people {
			r.Agency, r.Email = of, string(r.ID)+"@"+string(of)+".example"
			require.NoError(t, sys.PutRecruiter(ctx, r))
		}
	}
	_, err := sys.Group(ctx, access.Grouping{Agency: "crowd", Recruiters: []agency.RecruiterID{"lou"}})
	require.NoError(t, err)
	require.NoError(t, sys.PutStaff(ctx, agency.Staff{ID: "stu", Role: agency.StaffRecruiter, Email: "stu@acme.example"}))
	require.NoError(t, st.Update(ctx, "acme", func(tx store.Tx) error {
		for _, id := range []agency.RecruiterID{"read", "used"} {
			tx.PutInvitations(invite.Invitation{
				ID: invite.ID(id), Recruiter: id, Agency: "crowd", Email: string(id) + "@crowd.example",
				Digest: secretOf(id).Digest("acme"), Created: enginetest.Start, Expires: enginetest.Start.AddDate(0, 0, 14),
			})
		}
		return nil
	}))
}

// listOf invites a list of one row, or previews it, and returns what the row was
// refused with.
func listOf(
	list func(context.Context, iter.Seq2[invite.Row, error], access.ListOptions) (access.ListedSoFar, error), text string,
) func(context.Context) error {
	return func(ctx context.Context) error {
		var refused error
		_, err := list(ctx, invite.ReadList(strings.NewReader(text), invite.ListOptions{}), access.ListOptions{Each: func(l access.Listed) {
			if l.Refused != nil {
				refused = &access.Refused{Decision: *l.Refused}
			}
		}})
		return cmp.Or(err, refused)
	}
}

var bobOnOps = access.Grants{Openings: []agency.OpeningID{"ops"}, To: []agency.Grantee{agency.ToRecruiter("bob")}}

// annsFirst is ann's submission, with a resume, whose identifier is the second
// that is made: the blob's is the first.
const annsFirst candidate.SubmissionID = "submission0"

// applicants are who applied for dev in the world of the north.
var applicants = []struct {
	id   candidate.SubmissionID
	name string
}{
	{"ada", "Ada"},
	{"bruno", "Bruno Zeller"},
	{"chloe", "Chloe Nakamura"},
	{"dalia", "Dalia Rosenthal"}, // and Erik, who was merged with her
	{"erik", "Erik Johansson"},
	{"fatma", "Fatma Oezturk"},
	{"goran", "Goran Vukovic"}, // whose claim is disputed
}

// claimOf is the claim of one of the applicants'.
func claimOf(id candidate.SubmissionID) candidate.ClaimID {
	for i, a := range applicants {
		if a.id == id {
			return candidate.ClaimID(fmt.Sprintf("known%d", idsOfEach*i+idsOfEach-1))
		}
	}
	return "nobody's"
}

// idsOfEach is how many identifiers an applicant takes, the claim's last.
const idsOfEach = 4

// rowsOf are what is imported.
func rowsOf(rows ...access.ImportRow) iter.Seq2[access.ImportRow, error] {
	return func(yield func(access.ImportRow, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// ids makes annsFirst the submission that north makes.
func ids() func() string {
	n := 0
	return func() string {
		n++
		switch n {
		case 1:
			return "blob0"
		case 2:
			return string(annsFirst)
		}
		return fmt.Sprintf("made%06d", n)
	}
}

// north makes the world in which the calls are valid.
func north(t *testing.T, st store.Store, opt access.Options) *enginetest.World {
	t.Helper()
	w := enginetest.Open(t, st, "acme", opt.Blobs)
	eng, err := access.New(st, opt)
	require.NoError(t, err)
	w.Engine, w.Sys = eng, eng.System("acme", "test")
	w.North(t, agency.Settings{Terms: "2026"})
	ctx := context.Background()
	require.NoError(t, w.Sys.PutAgency(ctx, agency.Agency{ID: "east", Title: "East"}))
	require.NoError(t, w.Sys.PutStaff(ctx, agency.Staff{ID: "root", Role: agency.SuperAdmin}, agency.Staff{ID: "rita", Role: agency.RecruitmentManager}))
	for _, a := range applicants {
		require.NoError(t, w.Sys.PutApplicant(ctx, access.Applicant{ID: a.id, Opening: "dev", Entry: candidate.Entry{Name: a.name}}))
	}
	require.NoError(t, w.Sys.Merge(ctx, "dalia", "erik", candidate.Choice{}))
	require.NoError(t, w.Sys.DisputeClaim(ctx, claimOf("goran"), "a call"))
	require.NoError(t, w.Recruiter("ann").AcceptTerms(ctx, "2026"))
	require.NoError(t, w.Sys.PutRecruiter(ctx, agency.Recruiter{ID: "ida", Agency: "east", Name: "Ida"}))
	come(t, st, w.Sys)
	return w
}

// annSubmits makes annsFirst.
func annSubmits(t *testing.T, w *enginetest.World) {
	t.Helper()
	receipt, err := w.Recruiter("ann").Submit(context.Background(), "dev", "r1", candidate.Entry{Name: "Jane Doe"},
		access.WithResume("cv.txt", "text/plain", strings.NewReader("cv")))
	require.NoError(t, err)
	require.Equal(t, annsFirst, receipt.Submission)
}

// options are those of an engine that north and annSubmits work on.
func options(c *clock) access.Options {
	next := ids()
	known := 0
	return access.Options{
		Secret: []byte(enginetest.Secret), Clock: c.read, Blobs: memstore.NewBlobs(), Logger: slog.New(slog.DiscardHandler),
		IDs: func() string {
			if known == idsOfEach*len(applicants) { // who come first
				return next()
			}
			known++
			return fmt.Sprintf("known%d", known-1)
		},
	}
}

func newNorth(t *testing.T) (*enginetest.World, store.Store) {
	t.Helper()
	st := memstore.New()
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	w := north(t, st, options(&clock{now: enginetest.Start.Add(time.Hour)}))
	annSubmits(t, w)
	return w, st
}

// everyCall runs each call of the tables with the handles.
func everyCall(t *testing.T, ctx context.Context, sys access.System, staff access.Staff, rec access.Recruiter, check func(t *testing.T, err error)) {
	t.Helper()
	for name, call := range staffCalls {
		t.Run("Staff."+name, func(t *testing.T) { check(t, call(ctx, staff)) })
	}
	for name, call := range systemCalls {
		if name != "DeleteAccount" {
			t.Run("System."+name, func(t *testing.T) { check(t, call(ctx, sys)) })
		}
	}
	for name, call := range recruiterCalls {
		t.Run("Recruiter."+name, func(t *testing.T) { check(t, call(ctx, rec)) })
	}
	t.Run("System.DeleteAccount", func(t *testing.T) { check(t, systemCalls["DeleteAccount"](ctx, sys)) })
}

func TestEveryMethodIsCalled(t *testing.T) {
	for _, handle := range []struct {
		typ   reflect.Type
		calls []any
	}{
		{reflect.TypeFor[access.Staff](), []any{staffCalls}},
		{reflect.TypeFor[access.System](), []any{staffCalls, systemCalls}},
		{reflect.TypeFor[access.Recruiter](), []any{recruiterCalls}},
	} {
		for _, m := range methodsOf(handle.typ) {
			found := false
			for _, calls := range handle.calls {
				found = found || reflect.ValueOf(calls).MapIndex(reflect.ValueOf(m.Name)).IsValid()
			}
			require.True(t, found, "%v.%s is in no table of calls", handle.typ, m.Name)
		}
	}
}

func TestEveryCallIsValid(t *testing.T) {
	w, _ := newNorth(t)
	order := func(handles func(*enginetest.World) (access.System, access.Staff, access.Recruiter)) {
		sys, staff, rec := handles(w)
		everyCall(t, context.Background(), sys, staff, rec, func(t *testing.T, err error) { require.NoError(t, err) })
	}
	order(func(w *enginetest.World) (access.System, access.Staff, access.Recruiter) {
		return w.Sys, w.Staff("root"), w.Recruiter("ann")
	})
}
