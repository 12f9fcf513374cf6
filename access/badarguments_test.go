package access_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
)

// byID are the arguments that are identifiers: method, field, call.
var byID = []struct {
	method, field string
	optional      bool // the empty one is fine
	try           func(context.Context, *enginetest.World, string) error
}{
	{"Share openings", "openings[1].id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{"dev", agency.OpeningID(id)}, To: []agency.Grantee{agency.ToRecruiter("ann")}})
		return err
	}},
	{"Share recruiter", "to[0].recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter(agency.RecruiterID(id))}})
		return err
	}},
	{"Unshare agency", "to[0]", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Unshare(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToAgency(agency.AgencyID(id))}})
		return err
	}},
	{"Unshare members", "members of[0].id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Unshare(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, MembersOf: []agency.AgencyID{agency.AgencyID(id)}})
		return err
	}},
	{"PutAgency", "agency.id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.PutAgency(ctx, agency.Agency{ID: agency.AgencyID(id), Title: "A"})
	}},
	{"PutRecruiter", "recruiter.id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.PutRecruiter(ctx, agency.Recruiter{ID: agency.RecruiterID(id), Agency: "north"})
	}},
	{"PutRecruiter agency", "recruiter.agency", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.PutRecruiter(ctx, agency.Recruiter{ID: "new", Agency: agency.AgencyID(id)})
	}},
	{"PutStaff", "staff[0].id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.PutStaff(ctx, agency.Staff{ID: agency.StaffID(id), Role: agency.SuperAdmin})
	}},
	{"PutOpenings", "openings[0].id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.PutOpenings(ctx, agency.Opening{ID: agency.OpeningID(id), Title: "O"})
	}},
	{"PutApplicant", "id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.PutApplicant(ctx, access.Applicant{ID: candidate.SubmissionID(id), Entry: candidate.Entry{Name: "A"}})
	}},
	{"PutApplicant opening", "opening", true, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.PutApplicant(ctx, access.Applicant{ID: "new", Opening: agency.OpeningID(id), Entry: candidate.Entry{Name: "A"}})
	}},
	{"Erase", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Erase(ctx, candidate.SubmissionID(id))
	}},
	{"Deactivate", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Deactivate(ctx, agency.RecruiterID(id))
	}},
	{"Reactivate", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Reactivate(ctx, agency.RecruiterID(id))
	}},
	{"Suspend", "agency", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Suspend(ctx, agency.AgencyID(id))
	}},
	{"Reinstate", "agency", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Reinstate(ctx, agency.AgencyID(id))
	}},
	{"Terminate", "agency", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Terminate(ctx, agency.AgencyID(id))
	}},
	{"DeactivateUser", "staff", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.DeactivateUser(ctx, agency.StaffID(id))
	}},
	{"ReactivateUser", "staff", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.ReactivateUser(ctx, agency.StaffID(id))
	}},
	{"Archive", "opening", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Archive(ctx, agency.OpeningID(id))
	}},
	{"Reopen", "opening", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Reopen(ctx, agency.OpeningID(id))
	}},
	{"MakePrivate", "opening", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.MakePrivate(ctx, agency.OpeningID(id))
	}},
	{"MakePublic", "opening", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.MakePublic(ctx, agency.OpeningID(id))
	}},
	{"Advance", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Advance(ctx, candidate.SubmissionID(id), agency.Offer)
	}},
	{"Advance stage", "stage", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Advance(ctx, "ada", agency.Stage(id))
	}},
	{"Note", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Note(ctx, candidate.SubmissionID(id), "text")
	}},
	{"Feedback", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Feedback(ctx, candidate.SubmissionID(id), "text")
	}},
	{"RecordMessage", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.RecordMessage(ctx, candidate.SubmissionID(id), "text")
	}},
	{"Explain", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Explain(ctx, agency.RecruiterID(id), policy.ListOpenings, access.Target{})
		return err
	}},
	{"Explain opening", "opening", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Explain(ctx, "ann", policy.Submit, access.OnOpening(agency.OpeningID(id)))
		return err
	}},
	{"Who", "opening", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Who(ctx, agency.OpeningID(id), "", 0)
		return err
	}},
	{"Recruiters", "agency", true, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Recruiters(ctx, agency.AgencyID(id), "", 0)
		return err
	}},
	{"SharesOn", "opening", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.SharesOn(ctx, agency.OpeningID(id), "", 0)
		return err
	}},
	{"SharesOf", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.SharesOf(ctx, agency.ToRecruiter(agency.RecruiterID(id)), "", 0)
		return err
	}},
	{"Journal", "about", true, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Journal(ctx, store.Subject{Submission: candidate.SubmissionID(id)}, "", 0)
		return err
	}},
	{"Submission", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Submission(ctx, candidate.SubmissionID(id))
		return err
	}},
	{"Resume", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, _, err := w.Sys.Resume(ctx, candidate.SubmissionID(id))
		return err
	}},
	{"Submissions", "recruiter", true, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Submissions(ctx, access.SubmissionsOf{Recruiter: agency.RecruiterID(id)}, "", 0)
		return err
	}},
	{"CountSubmissions", "agency", true, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.CountSubmissions(ctx, access.SubmissionsOf{Agency: agency.AgencyID(id)})
		return err
	}},
	{"Remarks", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Remarks(ctx, candidate.SubmissionID(id), "", 0)
		return err
	}},
	{"RecordedMessages", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.RecordedMessages(ctx, candidate.SubmissionID(id), "", 0)
		return err
	}},
	{"Can opening", "opening", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Recruiter("ann").Can(ctx, policy.ViewOpening, access.OnOpening(agency.OpeningID(id)))
		return err
	}},
	{"Can submission", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Recruiter("ann").Can(ctx, policy.Withdraw, access.OnSubmission(candidate.SubmissionID(id)))
		return err
	}},
	{"AcceptTerms", "terms", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Recruiter("ann").AcceptTerms(ctx, id)
	}},
	{"Opening", "opening", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Recruiter("ann").Opening(ctx, agency.OpeningID(id))
		return err
	}},
	{"Recruiter.Submissions", "opening", true, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Recruiter("ann").Submissions(ctx, access.SubmissionFilter{Opening: agency.OpeningID(id)}, "", 0)
		return err
	}},
	{"Recruiter.CountSubmissions", "opening", true, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Recruiter("ann").CountSubmissions(ctx, access.SubmissionFilter{Opening: agency.OpeningID(id)})
		return err
	}},
	{"Recruiter.Submission", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, _, err := w.Recruiter("ann").Submission(ctx, candidate.SubmissionID(id))
		return err
	}},
	{"Submit opening", "opening", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Recruiter("ann").Submit(ctx, agency.OpeningID(id), "bad", candidate.Entry{Name: "A"})
		return err
	}},
	{"Submit request", "request", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Recruiter("ann").Submit(ctx, "dev", candidate.RequestID(id), candidate.Entry{Name: "A"})
		return err
	}},
	{"Withdraw", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Recruiter("ann").Withdraw(ctx, candidate.SubmissionID(id))
	}},
}

func TestBadIdentifiers(t *testing.T) {
	w, _ := newNorth(t)
	before := w.Dump(t, "bad")
	for _, test := range byID {
		for name, id := range badIDs {
			if id == "" && test.optional {
				continue
			}
			t.Run(test.method+"/"+name, func(t *testing.T) { requireInvalid(t, test.field, test.try(context.Background(), w, id)) })
		}
	}
	require.Empty(t, before.Unchanged(t, w.Dump(t, "bad")))
}

func TestBadValues(t *testing.T) {
	ctx := context.Background()
	w, _ := newNorth(t)
	settings, err := w.Sys.Settings(ctx)
	require.NoError(t, err)
	before := w.Dump(t, "bad")
	long, prose := strings.Repeat("x", 201), strings.Repeat("x", agency.MaxProse+1)
	old := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	zone := time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600))
	now := enginetest.Start
	ann := w.Recruiter("ann")
	submit := func(e candidate.Entry) error { _, err := ann.Submit(ctx, "dev", "bad", e); return err }
	window := func(from, until time.Time) error {
		_, err := w.Sys.Share(ctx, access.Grants{
			Openings: []agency.OpeningID{"ops"}, To: []agency.Grantee{agency.ToRecruiter("bob")}, Window: agency.Window{From: from, Until: until},
		})
		return err
	}
	grants := func(g access.Grants) error { _, err := w.Sys.Share(ctx, g); return err }
	configure := func(change func(*agency.Settings)) error {
		s := settings
		change(&s)
		return w.Sys.Configure(ctx, s)
	}
	can := func(a policy.Action, target access.Target) error { _, err := ann.Can(ctx, a, target); return err }
	explain := func(a policy.Action, target access.Target) error {
		_, err := w.Sys.Explain(ctx, "ann", a, target)
		return err
	}
	dev, ann1 := agency.OpeningID("dev"), agency.ToRecruiter("ann")
	for _, test := range []struct {
		name, field string
		err         error
	}{
		{"an entry without a name", "entry.name", submit(candidate.Entry{})},
		{"an over-long name", "entry.name", submit(candidate.Entry{Name: long})},
		{"a name of two lines", "entry.name", submit(candidate.Entry{Name: "a\nb"})},
		{"a surname that is no text", "entry.surname", submit(candidate.Entry{Surname: "\xff"})},
		{"an address that is none", "entry.email", submit(candidate.Entry{Name: "A", Emails: agency.Freeze("nobody")})},
		{"too many addresses", "entry.phone", submit(candidate.Entry{Name: "A", Phones: agency.Freeze(strings.Split(strings.Repeat("1 ", 21), " ")...)})},
		{"an over-long URL", "entry.url", submit(candidate.Entry{Name: "A", URLs: agency.Freeze(strings.Repeat("x", candidate.MaxURL+1))})},
		{"an over-long comment", "entry.comment", submit(candidate.Entry{Name: "A", Comment: prose})},
		{"consent before 1900", "entry.consent", submit(candidate.Entry{Name: "A", Consent: old})},
		{"consent in another zone", "entry.consent", submit(candidate.Entry{Name: "A", Consent: zone})},
		{"an applicant without a name", "entry.name", w.Sys.PutApplicant(ctx, access.Applicant{ID: "bad"})},
		{"an applicant for an opening that is not there", "opening", w.Sys.PutApplicant(ctx, access.Applicant{ID: "bad", Opening: "none", Entry: candidate.Entry{Name: "A"}})},
		{"a window from before 1900", "from", window(old, time.Time{})},
		{"a window in another zone", "until", window(time.Time{}, zone)},
		{"a window that ends before it starts", "until", window(now.Add(2*time.Hour), now.Add(time.Hour))},
		{"a window that is empty", "until", window(now, now)},
		{"a window that is over", "until", window(time.Time{}, now.Add(-time.Hour))},
		{"nanoseconds", "from", window(now.Add(time.Nanosecond), time.Time{})},
		{"no openings", "openings", grants(access.Grants{To: []agency.Grantee{ann1}})},
		{"openings, and all", "openings", grants(access.Grants{AllOpenings: true, Openings: []agency.OpeningID{dev}, To: []agency.Grantee{ann1}})},
		{"nobody", "to", grants(access.Grants{Openings: []agency.OpeningID{dev}})},
		{"a grantee that is both", "to[0].grantee", grants(access.Grants{Openings: []agency.OpeningID{dev}, To: []agency.Grantee{{Recruiter: "ann", Agency: "north"}}})},
		{"an opening twice", "openings[1]", grants(access.Grants{Openings: []agency.OpeningID{dev, dev}, To: []agency.Grantee{ann1}})},
		{"a grantee twice", "to[1]", grants(access.Grants{Openings: []agency.OpeningID{dev}, To: []agency.Grantee{ann1, ann1}})},
		{"members twice", "members of[1]", grants(access.Grants{Openings: []agency.OpeningID{dev}, MembersOf: []agency.AgencyID{"north", "north"}})},
		{"too many rows", "openings", grants(access.Grants{Openings: make([]agency.OpeningID, access.MaxShares+1), To: []agency.Grantee{ann1}})},
		{"a user twice", "staff[1]", w.Sys.PutStaff(ctx, agency.Staff{ID: "u", Role: agency.SuperAdmin}, agency.Staff{ID: "u", Role: agency.SuperAdmin})},
		{"a user without a role", "staff[0].role", w.Sys.PutStaff(ctx, agency.Staff{ID: "u"})},
		{"a user of an unknown role", "staff[0].role", w.Sys.PutStaff(ctx, agency.Staff{ID: "u", Role: 99})},
		{"a user of an unknown state", "staff[0].state", w.Sys.PutStaff(ctx, agency.Staff{ID: "u", Role: agency.SuperAdmin, State: 99})},
		{"a user of unknown levels", "staff[0].levels", w.Sys.PutStaff(ctx, agency.Staff{ID: "u", Role: agency.SuperAdmin, Levels: agency.Levels{Agencies: 99}})},
		{"a user with a recruiter's address", "email", w.Sys.PutStaff(ctx, agency.Staff{ID: "u", Role: agency.SuperAdmin, Email: "ANN@north.example"})},
		{"the second of two users", "staff[1].name", w.Sys.PutStaff(ctx, agency.Staff{ID: "u", Role: agency.SuperAdmin}, agency.Staff{ID: "v", Role: agency.SuperAdmin, Name: long})},
		{"an opening twice in a call", "openings[1]", w.Sys.PutOpenings(ctx, agency.Opening{ID: "x", Title: "X"}, agency.Opening{ID: "x", Title: "X"})},
		{"an opening without a title", "openings[0].title", w.Sys.PutOpenings(ctx, agency.Opening{ID: "x"})},
		{"an opening of an unknown state", "openings[0].state", w.Sys.PutOpenings(ctx, agency.Opening{ID: "x", Title: "X", State: 99})},
		{"an opening with an over-long text", "openings[0].text", w.Sys.PutOpenings(ctx, agency.Opening{ID: "x", Title: "X", Text: prose})},
		{"an agency without a title", "agency.title", w.Sys.PutAgency(ctx, agency.Agency{ID: "x"})},
		{"an agency of an unknown state", "agency.state", w.Sys.PutAgency(ctx, agency.Agency{ID: "x", Title: "X", State: 99})},
		{"an agency made suspended by the way", "agency.state", w.Sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "X", State: agency.Suspended})},
		{"a recruiter of an unknown state", "recruiter.state", w.Sys.PutRecruiter(ctx, agency.Recruiter{ID: "x", Agency: "north", State: 99})},
		{"a recruiter with no address", "recruiter.email", w.Sys.PutRecruiter(ctx, agency.Recruiter{ID: "x", Agency: "north", Email: "x"})},
		{"a recruiter moved by the way", "recruiter.agency", w.Sys.PutRecruiter(ctx, agency.Recruiter{ID: "ann", Agency: "south"})},
		{"a recruiter deactivated by the way", "recruiter.state", w.Sys.PutRecruiter(ctx, agency.Recruiter{ID: "ann", Agency: "north", State: agency.RecruiterDeactivated})},
		{"an empty note", "text", w.Sys.Note(ctx, "ada", "")},
		{"an over-long note", "text", w.Sys.Note(ctx, "ada", prose)},
		{"feedback with a NUL", "text", w.Sys.Feedback(ctx, "ada", "a\x00")},
		{"a message that is no text", "text", w.Sys.RecordMessage(ctx, "ada", "\xff")},
		{"a stage that the account has not", "stage", w.Sys.Advance(ctx, "ada", "nirvana")},
		{"terms that nobody asks for", "terms", ann.AcceptTerms(ctx, "1999")},
		{"unknown sharing", "settings.sharing", configure(func(s *agency.Settings) { s.Sharing = 99 })},
		{"unknown visibility", "settings.visibility", configure(func(s *agency.Settings) { s.Visibility = 99 })},
		{"an over-long title", "settings.title", configure(func(s *agency.Settings) { s.Title = long })},
		{"a negative version", "settings.version", configure(func(s *agency.Settings) { s.Version = -1 })},
		{"over-long terms", "settings.terms", configure(func(s *agency.Settings) { s.Terms = long })},
		{"a stage with a NUL's remains", "settings.stages", configure(func(s *agency.Settings) { s.Stages = agency.Freeze[agency.Stage]("a", "a") })},
		{"offboarding that leaves too much", "settings.offboarding", configure(func(s *agency.Settings) {
			s.Offboarding = s.Offboarding.With(agency.CauseNotGranted, agency.RightsOf(agency.Submit))
		})},
		{"no action", "action", can(0, access.Target{})},
		{"an unknown action", "action", can(99, access.Target{})},
		{"a user's action", "action", can(policy.Share, access.OnOpening("dev"))},
		{"an opening where a submission is asked for", "target", can(policy.Withdraw, access.OnOpening("dev"))},
		{"a submission where none is asked for", "target", can(policy.ListOpenings, access.OnSubmission("ada"))},
		{"an explanation of no action", "action", explain(0, access.Target{})},
		{"an explanation of a user's action", "action", explain(policy.Advance, access.OnSubmission("ada"))},
		{"an explanation without its target", "opening", explain(policy.Submit, access.Target{})},
	} {
		t.Run(test.name, func(t *testing.T) { requireInvalid(t, test.field, test.err) })
	}
	require.ErrorIs(t, w.Sys.PutApplicant(ctx, access.Applicant{ID: annsFirst, Entry: candidate.Entry{Name: "A"}}), store.ErrExists)
	require.ErrorIs(t, configure(func(s *agency.Settings) { s.Version = 0 }), store.ErrExists)
	require.ErrorIs(t, configure(func(s *agency.Settings) { s.Version = 7 }), store.ErrConflict)
	require.Empty(t, before.Unchanged(t, w.Dump(t, "bad")))
	require.NoError(t, submit(candidate.Entry{Name: "Jane Doe"}), "the engine is of no use any more")
}

// TestIdentifiersOfAnotherAccount: what another account has is nothing to this
// one.
func TestIdentifiersOfAnotherAccount(t *testing.T) {
	ctx := context.Background()
	w, st := newNorth(t)
	other := enginetest.Open(t, st, "other", w.Blobs)
	require.NoError(t, other.Sys.Configure(ctx, agency.Settings{}))
	before := w.Dump(t)
	for name, call := range recruiterCalls {
		err := call(ctx, other.Recruiter("ann"))
		if name != "Can" {
			var denied *access.Denied
			require.ErrorAs(t, err, &denied, name)
			require.True(t, denied.Has(policy.RecruiterNotActive), name)
		}
	}
	for _, name := range []string{
		"Share", "Unshare", "PutRecruiter", "Deactivate", "Reactivate", "Suspend", "Reinstate", "Terminate", "DeactivateUser", "ReactivateUser",
		"Archive", "Reopen", "MakePrivate", "MakePublic", "Advance", "Note", "Feedback", "RecordMessage", "Who", "SharesOn", "Submission",
		"Remarks", "RecordedMessages", "Resume",
	} {
		var refused *access.Refused
		require.ErrorAs(t, staffCalls[name](ctx, other.Sys.Staff), &refused, name)
		require.True(t, refused.Has(policy.NotFound), name)
	}
	require.Empty(t, before.Unchanged(t, w.Dump(t)))
}
