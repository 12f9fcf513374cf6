package access_test

import (
	"context"
	"iter"
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
	{"Share list", "lists[0].id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, Lists: []access.Wave{{List: agency.ListID(id)}}})
		return err
	}},
	{"Pause openings", "openings[0].id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Pause(ctx, access.Grants{Openings: []agency.OpeningID{agency.OpeningID(id)}, To: []agency.Grantee{agency.ToRecruiter("ann")}})
		return err
	}},
	{"Unpause agency", "to[0]", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Unpause(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToAgency(agency.AgencyID(id))}})
		return err
	}},
	{"PutList", "list.id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.PutList(ctx, agency.List{ID: agency.ListID(id), Title: "L"})
	}},
	{"PutList member", "list.members[1].recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.PutList(ctx, agency.List{ID: "l", Title: "L", Members: agency.SeriesOf(agency.ToAgency("north"), agency.ToRecruiter(agency.RecruiterID(id)))})
	}},
	{"DropList", "list", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.DropList(ctx, agency.ListID(id))
	}},
	{"AddAgencies opening", "opening", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.AddAgencies(ctx, agency.OpeningID(id), []access.Addition{{Agency: "north"}}, agency.Window{})
		return err
	}},
	{"AddAgencies agency", "rows[0].agency", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.AddAgencies(ctx, "dev", []access.Addition{{Agency: agency.AgencyID(id)}}, agency.Window{})
		return err
	}},
	{"AddAgencies recruiter", "rows[0].recruiter", true, func(ctx context.Context, w *enginetest.World, id string) error {
		in := &access.Invitee{Email: "bad@bad.example", NewAgency: "Bad", Recruiter: agency.RecruiterID(id)}
		_, err := w.Sys.AddAgencies(ctx, "dev", []access.Addition{{Invite: in}}, agency.Window{})
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
	{"EraseCandidate", "candidate", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.EraseCandidate(ctx, candidate.HostID(id))
	}},
	{"EraseRecruiter", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.EraseRecruiter(ctx, agency.RecruiterID(id))
	}},
	{"ImportNetwork agency", "rows[0].agency.id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return importNetwork(ctx, w, agencyRow(agency.Agency{ID: agency.AgencyID(id), Title: "A"}))
	}},
	{"ImportNetwork recruiter", "rows[0].recruiter.id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return importNetwork(ctx, w, recruiterRow(agency.Recruiter{ID: agency.RecruiterID(id), Agency: "north"}))
	}},
	{"ImportNetwork share", "rows[0].share.opening", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return importNetwork(ctx, w, shareRow(agency.Share{Opening: agency.OpeningID(id), Grantee: agency.ToAgency("north"), Granted: enginetest.Start}))
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
	{"Deactivate heir", "to", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Deactivate(ctx, "ann", access.HandOver(agency.RecruiterID(id)))
	}},
	{"Invite agency", "agency", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Invite(ctx, access.Invitee{Email: "new@new.example", Agency: agency.AgencyID(id)})
		return err
	}},
	{"Invite to a new agency", "agency", true, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Invite(ctx, access.Invitee{Email: "new@new.example", Agency: agency.AgencyID(id), NewAgency: "New"})
		return err
	}},
	{"Invite recruiter", "recruiter", true, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Invite(ctx, access.Invitee{Email: "new@new.example", Agency: "north", Recruiter: agency.RecruiterID(id)})
		return err
	}},
	{"Invite openings", "openings[1].id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Invite(ctx, access.Invitee{
			Email: "new@new.example", Agency: "north", Openings: []agency.OpeningID{"dev", agency.OpeningID(id)},
		})
		return err
	}},
	{"Resend", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Resend(ctx, agency.RecruiterID(id))
		return err
	}},
	{"Revoke", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Revoke(ctx, agency.RecruiterID(id))
	}},
	{"Accept user", "user", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Accept(ctx, secretOf("used"), agency.UserID(id))
		return err
	}},
	{"Group agency", "agency", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Group(ctx, access.Grouping{Agency: agency.AgencyID(id), Recruiters: []agency.RecruiterID{"gia"}})
		return err
	}},
	{"Group recruiters", "recruiters[1].id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Group(ctx, access.Grouping{Agency: "crowd", Recruiters: []agency.RecruiterID{"gia", agency.RecruiterID(id)}})
		return err
	}},
	{"PreviewGroup admins", "admins[0].id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.PreviewGroup(ctx, access.Grouping{
			Agency: "crowd", Recruiters: []agency.RecruiterID{"gia"}, Admins: []agency.RecruiterID{agency.RecruiterID(id)},
		})
		return err
	}},
	{"Ungroup", "agency", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Ungroup(ctx, agency.AgencyID(id))
		return err
	}},
	{"Move", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Move(ctx, agency.RecruiterID(id), "north")
	}},
	{"Move agency", "agency", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Move(ctx, "moe", agency.AgencyID(id))
	}},
	{"Convert", "staff", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Convert(ctx, access.Conversion{
			Staff: agency.StaffID(id), OldEmail: "old@acme.example", As: access.Invitee{Agency: "north"},
		})
		return err
	}},
	{"Convert agency", "as.agency", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Convert(ctx, access.Conversion{
			Staff: "stu", OldEmail: "old@acme.example", As: access.Invitee{Agency: agency.AgencyID(id)},
		})
		return err
	}},
	{"Promote", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Promote(ctx, agency.RecruiterID(id), agency.Staff{ID: "pat", Role: agency.StaffRecruiter})
	}},
	{"Promote user", "user.id", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Promote(ctx, "pat", agency.Staff{ID: agency.StaffID(id), Role: agency.StaffRecruiter})
	}},
	{"Recruiter.Resend", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Recruiter("ann").Resend(ctx, agency.RecruiterID(id))
	}},
	{"Recruiter.Revoke", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Recruiter("ann").Revoke(ctx, agency.RecruiterID(id))
	}},
	{"Recruiter.Deactivate", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Recruiter("ann").Deactivate(ctx, agency.RecruiterID(id))
	}},
	{"SetAdmin", "recruiter", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Recruiter("ann").SetAdmin(ctx, agency.RecruiterID(id), true)
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
	{"Duplicates", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Duplicates(ctx, candidate.SubmissionID(id))
		return err
	}},
	{"Ruling", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Ruling(ctx, candidate.SubmissionID(id))
		return err
	}},
	{"Replay", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Replay(ctx, candidate.SubmissionID(id), time.Time{})
		return err
	}},
	{"Credit", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Credit(ctx, candidate.SubmissionID(id))
		return err
	}},
	{"Person", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Person(ctx, candidate.SubmissionID(id))
		return err
	}},
	{"Merge", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Merge(ctx, candidate.SubmissionID(id), "ada", candidate.Choice{})
	}},
	{"Merge another", "other", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Merge(ctx, "ada", candidate.SubmissionID(id), candidate.Choice{})
	}},
	{"Unmerge", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.Unmerge(ctx, candidate.SubmissionID(id))
	}},
	{"MarkDistinct", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.MarkDistinct(ctx, candidate.SubmissionID(id), "ada", true)
	}},
	{"MarkDistinct another", "other", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.MarkDistinct(ctx, "ada", candidate.SubmissionID(id), true)
	}},
	{"CorrectEntry", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.CorrectEntry(ctx, candidate.SubmissionID(id), candidate.Entry{Name: "A"})
		return err
	}},
	{"OpenClaim", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.OpenClaim(ctx, candidate.SubmissionID(id), access.Introduction{Agency: "south", Reason: "a call"})
		return err
	}},
	{"OpenClaim agency", "agency", false, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.OpenClaim(ctx, "ada", access.Introduction{Agency: agency.AgencyID(id), Reason: "a call"})
		return err
	}},
	{"ExtendClaim", "claim", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.ExtendClaim(ctx, candidate.ClaimID(id), time.Time{}, "a call")
	}},
	{"ReleaseClaim", "claim", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.ReleaseClaim(ctx, candidate.ClaimID(id), "a call")
	}},
	{"DisputeClaim", "claim", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.DisputeClaim(ctx, candidate.ClaimID(id), "a call")
	}},
	{"ResolveClaim", "claim", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.ResolveClaim(ctx, candidate.ClaimID(id), true, "a call")
	}},
	{"Claims agency", "agency", true, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Claims(ctx, access.ClaimsOf{Agency: agency.AgencyID(id)}, "", 0)
		return err
	}},
	{"Claims opening", "opening", true, func(ctx context.Context, w *enginetest.World, id string) error {
		_, err := w.Sys.Claims(ctx, access.ClaimsOf{Opening: agency.OpeningID(id)}, "", 0)
		return err
	}},
	{"LinkCandidate", "submission", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.LinkCandidate(ctx, candidate.SubmissionID(id), "4711")
	}},
	{"LinkCandidate candidate", "candidate", true, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.LinkCandidate(ctx, "ada", candidate.HostID(id))
	}},
	{"PutApplicant candidate", "candidate", true, func(ctx context.Context, w *enginetest.World, id string) error {
		return w.Sys.PutApplicant(ctx, access.Applicant{ID: "new", Candidate: candidate.HostID(id), Entry: candidate.Entry{Name: "A"}})
	}},
	{"Import candidate", "rows[0].candidate", false, func(ctx context.Context, w *enginetest.World, id string) error {
		return importOne(ctx, w, access.ImportRow{Candidate: candidate.HostID(id), Entry: candidate.Entry{Name: "A"}})
	}},
	{"Import submission", "rows[0].submission.id", true, func(ctx context.Context, w *enginetest.World, id string) error {
		return importPast(ctx, w, access.PastSubmission{ID: candidate.SubmissionID(id), At: enginetest.Start})
	}},
	{"Import opening", "rows[0].submission.opening", true, func(ctx context.Context, w *enginetest.World, id string) error {
		return importPast(ctx, w, access.PastSubmission{ID: "new", At: enginetest.Start, Opening: agency.OpeningID(id)})
	}},
	{"Import agency", "rows[0].submission.agency", true, func(ctx context.Context, w *enginetest.World, id string) error {
		return importPast(ctx, w, access.PastSubmission{ID: "new", At: enginetest.Start, Agency: agency.AgencyID(id)})
	}},
	{"Import recruiter", "rows[0].submission.recruiter", true, func(ctx context.Context, w *enginetest.World, id string) error {
		return importPast(ctx, w, access.PastSubmission{ID: "new", At: enginetest.Start, Agency: "north", Recruiter: agency.RecruiterID(id)})
	}},
	{"Import stage", "rows[0].submission.stage", true, func(ctx context.Context, w *enginetest.World, id string) error {
		return importPast(ctx, w, access.PastSubmission{ID: "new", At: enginetest.Start, Stage: agency.Stage(id)})
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

func importOne(ctx context.Context, w *enginetest.World, row access.ImportRow) error {
	_, err := w.Sys.Import(ctx, rowsOf(row), access.ImportOptions{})
	return err
}

func importNetwork(ctx context.Context, w *enginetest.World, row access.NetworkRow) error {
	_, err := w.Sys.ImportNetwork(ctx, networkOf(row), access.ImportOptions{})
	return err
}

func importPast(ctx context.Context, w *enginetest.World, past access.PastSubmission) error {
	return importOne(ctx, w, access.ImportRow{Entry: candidate.Entry{Name: "A"}, Submission: past})
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
	open := func(in access.Introduction) error { _, err := w.Sys.OpenClaim(ctx, "ada", in); return err }
	listClaims := func(after time.Time) error {
		_, err := w.Sys.Claims(ctx, access.ClaimsOf{After: after}, "", 0)
		return err
	}
	ownClaims := func(after time.Time) error { _, err := ann.Claims(ctx, after, "", 0); return err }
	replay := func(at time.Time) error { _, err := w.Sys.Replay(ctx, "ada", at); return err }
	correct := func(e candidate.Entry) error { _, err := w.Sys.CorrectEntry(ctx, "ada", e); return err }
	importAll := func(rows iter.Seq2[access.ImportRow, error], opt access.ImportOptions) error {
		_, err := w.Sys.Import(ctx, rows, opt)
		return err
	}
	invites := func(in access.Invitee) error { _, err := w.Sys.Invite(ctx, in); return err }
	resends := func(id agency.RecruiterID) error { _, err := w.Sys.Resend(ctx, id); return err }
	groups := func(g access.Grouping) error { _, err := w.Sys.Group(ctx, g); return err }
	converts := func(c access.Conversion) error { _, err := w.Sys.Convert(ctx, c); return err }
	invitesColleague := func(in access.NewColleague) error { _, err := ann.Invite(ctx, in); return err }
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
		{"an invitation without an address", "email", invites(access.Invitee{Agency: "north"})},
		{"an invitation of an address that is none", "email", invites(access.Invitee{Email: "nobody", Agency: "north"})},
		{"an invitation of two addresses", "email", invites(access.Invitee{Email: "a@a.example, b@b.example", Agency: "north"})},
		{"an invitation with an over-long name", "name", invites(access.Invitee{Email: "a@a.example", Name: long, Agency: "north"})},
		{"an invitation to a new agency of two lines", "new-agency", invites(access.Invitee{Email: "a@a.example", NewAgency: "a\nb"})},
		{"an invitation to a new agency with an over-long name", "new-agency", invites(access.Invitee{Email: "a@a.example", NewAgency: long})},
		{"an invitation to no agency", "agency", invites(access.Invitee{Email: "a@a.example"})},
		{"an invitation for openings, and for all", "openings", invites(access.Invitee{Email: "a@a.example", Agency: "north", Openings: []agency.OpeningID{dev}, AllOpenings: true})},
		{"an invitation for an opening twice", "openings[1]", invites(access.Invitee{Email: "a@a.example", Agency: "north", Openings: []agency.OpeningID{dev, dev}})},
		{"an invitation for too many openings", "openings", invites(access.Invitee{Email: "a@a.example", Agency: "north", Openings: make([]agency.OpeningID, invite.MaxOpenings+1)})},
		{"a second invitation of somebody active", "recruiter", resends("ann")},
		{"a revocation of somebody active", "recruiter", w.Sys.Revoke(ctx, "ann")},
		{"a hand-over to oneself", "to", w.Sys.Deactivate(ctx, "ann", access.HandOver("ann"))},
		{"a hand-over to nobody", "to", w.Sys.Deactivate(ctx, "ann", access.HandOver("nobody"))},
		{"a hand-over to another agency's", "to", w.Sys.Deactivate(ctx, "ann", access.HandOver("cem"))},
		{"a hand-over to somebody invited", "to", w.Sys.Deactivate(ctx, "ann", access.HandOver("cora"))},
		{"an option that is nil", "options", w.Sys.Deactivate(ctx, "ann", nil)},
		{"a group of nobody", "recruiters", groups(access.Grouping{Agency: "crowd"})},
		{"a group of too many", "recruiters", groups(access.Grouping{Agency: "crowd", Recruiters: make([]agency.RecruiterID, access.MaxGrouped+1)})},
		{"a group with somebody twice", "recruiters[1]", groups(access.Grouping{Agency: "crowd", Recruiters: []agency.RecruiterID{"gia", "gia"}})},
		{"a group with an admin twice", "admins[1]", groups(access.Grouping{Agency: "crowd", Recruiters: []agency.RecruiterID{"gia"}, Admins: []agency.RecruiterID{"gia", "gia"}})},
		{"a group with another admin", "admins[0]", groups(access.Grouping{Agency: "crowd", Recruiters: []agency.RecruiterID{"gia"}, Admins: []agency.RecruiterID{"gil"}})},
		{"a group with an over-long name", "new-agency", groups(access.Grouping{NewAgency: long, Recruiters: []agency.RecruiterID{"gia"}})},
		{"a group into no agency", "agency", groups(access.Grouping{Recruiters: []agency.RecruiterID{"gia"}})},
		{"a group of some of an agency", "recruiters", groups(access.Grouping{Agency: "crowd", Recruiters: []agency.RecruiterID{"ann"}})},
		{"an agency ungrouped that is not closed", "agency", func() error { _, err := w.Sys.Ungroup(ctx, "north"); return err }()},
		{"an agency closed by the way", "agency.state", w.Sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "X", State: agency.Closed})},
		{"a conversion without an old address", "old-email", converts(access.Conversion{Staff: "stu", As: access.Invitee{Agency: "north"}})},
		{"a conversion with the same address", "old-email", converts(access.Conversion{Staff: "stu", OldEmail: "STU@acme.example", As: access.Invitee{Agency: "north"}})},
		{"a conversion with a recruiter's address", "old-email", converts(access.Conversion{Staff: "stu", OldEmail: "Ann@north.example", As: access.Invitee{Agency: "north"}})},
		{"a conversion of somebody without an address", "staff", converts(access.Conversion{Staff: "rita", OldEmail: "old@acme.example", As: access.Invitee{Agency: "north"}})},
		{"a conversion with an over-long name", "as.name", converts(access.Conversion{Staff: "stu", OldEmail: "old@acme.example", As: access.Invitee{Agency: "north", Name: long}})},
		{"a promotion without a role", "user.role", w.Sys.Promote(ctx, "pat", agency.Staff{ID: "pat"})},
		{"a promotion with unknown levels", "user.levels", w.Sys.Promote(ctx, "pat", agency.Staff{ID: "pat", Role: agency.SuperAdmin, Levels: agency.Levels{Agencies: 99}})},
		{"a colleague without an address", "email", invitesColleague(access.NewColleague{})},
		{"a colleague with an over-long name", "name", invitesColleague(access.NewColleague{Email: "a@north.example", Name: long})},
		{"a colleague who is one already", "email", invitesColleague(access.NewColleague{Email: "BOB@north.example"})},
		{"a second invitation of an active colleague", "recruiter", ann.Resend(ctx, "bob")},
		{"a revocation of an active colleague", "recruiter", ann.Revoke(ctx, "bob")},
		{"settings with an over-long invitation", "settings.invitation-days", configure(func(s *agency.Settings) { s.InvitationDays = 366 })},
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
		{"a claim without an end before 1900", "until", w.Sys.ExtendClaim(ctx, claimOf("ada"), old, "a call")},
		{"a claim's end that has passed", "until", w.Sys.ExtendClaim(ctx, claimOf("ada"), now, "a call")},
		{"a claim's end in another zone", "until", w.Sys.ExtendClaim(ctx, claimOf("ada"), zone, "a call")},
		{"a release without a reason", "reason", w.Sys.ReleaseClaim(ctx, claimOf("ada"), "")},
		{"a release with an over-long reason", "reason", w.Sys.ReleaseClaim(ctx, claimOf("ada"), strings.Repeat("x", candidate.MaxReason+1))},
		{"a dispute with a reason that is no text", "reason", w.Sys.DisputeClaim(ctx, claimOf("ada"), "\xff")},
		{"a dispute of what is disputed", "claim", w.Sys.DisputeClaim(ctx, claimOf("goran"), "a call")},
		{"a resolution where nothing is disputed", "claim", w.Sys.ResolveClaim(ctx, claimOf("ada"), true, "a call")},
		{"an introduction without a reason", "reason", open(access.Introduction{Agency: "south"})},
		{"an introduction with an over-long reason", "reason", open(access.Introduction{Agency: "south", Reason: strings.Repeat("x", candidate.MaxReason+1)})},
		{"an introduction by nobody", "agency", open(access.Introduction{Agency: "none", Reason: "a call"})},
		{"an introduction in the future", "from", open(access.Introduction{Agency: "south", Reason: "a call", From: now.Add(24 * time.Hour)})},
		{"an introduction that ends before it starts", "until", open(access.Introduction{Agency: "south", Reason: "a call", From: now, Until: now.Add(-time.Hour)})},
		{"an introduction that would have ended before now", "until", open(access.Introduction{Agency: "south", Reason: "a call", Until: now})},
		{"claims after an instant in another zone", "after", listClaims(zone)},
		{"an agency's claims after an instant before 1900", "after", ownClaims(old)},
		{"a replay before 1900", "at", replay(old)},
		{"a person with themselves", "other", w.Sys.Merge(ctx, "ada", "ada", candidate.Choice{})},
		{"a choice that is none", "choice.phones", w.Sys.Merge(ctx, "ada", "bruno", candidate.Choice{Phones: 3})},
		{"a person who is distinct from themselves", "other", w.Sys.MarkDistinct(ctx, "ada", "ada", true)},
		{"a person who is distinct from who they are", "candidates", w.Sys.MarkDistinct(ctx, "dalia", "erik", true)},
		{"somebody who was not merged", "submission", w.Sys.Unmerge(ctx, "ada")},
		{"a correction that leaves no name", "entry.name", correct(candidate.Entry{})},
		{"a correction with an address that is none", "entry.email", correct(candidate.Entry{Name: "A", Emails: agency.Freeze("nobody")})},
		{"an import of nothing", "rows", importAll(nil, access.ImportOptions{})},
		{"an import in no batches", "batch", importAll(rowsOf(), access.ImportOptions{Batch: -1})},
		{"an import in batches too large", "batch", importAll(rowsOf(), access.ImportOptions{Batch: 1001})},
		{"an export to nowhere", "writer", w.Sys.Export(ctx, nil)},
		{"an import that skips less than nothing", "skip", importAll(rowsOf(), access.ImportOptions{Skip: -1})},
		{"an import of who has no name", "rows[0].entry.name", importOne(ctx, w, access.ImportRow{Candidate: "c"})},
		{"an import of who is neither known nor put forward", "rows[0].candidate", importOne(ctx, w, access.ImportRow{Entry: candidate.Entry{Name: "A"}})},
		{"an import of somebody from the future", "rows[0].since", importOne(ctx, w, access.ImportRow{Candidate: "c", Entry: candidate.Entry{Name: "A"}, Since: now.Add(24 * time.Hour)})},
		{"an import of somebody from before 1900", "rows[0].since", importOne(ctx, w, access.ImportRow{Candidate: "c", Entry: candidate.Entry{Name: "A"}, Since: old})},
		{"an import of a submission without its date", "rows[0].submission.at", importPast(ctx, w, access.PastSubmission{ID: "new"})},
		{"an import of a submission from the future", "rows[0].submission.at", importPast(ctx, w, access.PastSubmission{ID: "new", At: now.Add(24 * time.Hour)})},
		{"an import of a submission without its ID", "rows[0].submission.id", importOne(ctx, w, access.ImportRow{Candidate: "c", Entry: candidate.Entry{Name: "A"}, Submission: access.PastSubmission{At: now}})},
		{"an import of a submission to no such opening", "rows[0].submission.opening", importPast(ctx, w, access.PastSubmission{ID: "new", At: now, Opening: "none"})},
		{"an import of a submission of no such agency", "rows[0].submission.agency", importPast(ctx, w, access.PastSubmission{ID: "new", At: now, Agency: "none"})},
		{"an import of a submission of no such recruiter", "rows[0].submission.recruiter", importPast(ctx, w, access.PastSubmission{ID: "new", At: now, Agency: "north", Recruiter: "none"})},
		{"an import of a submission in no such stage", "rows[0].submission.stage", importPast(ctx, w, access.PastSubmission{ID: "new", At: now, Stage: "nirvana"})},
		{"an unknown region", "settings.region", configure(func(s *agency.Settings) { s.Region = "Germany" })},
		{"an unknown duplicate outcome", "settings.duplicates.outcome", configure(func(s *agency.Settings) { s.Duplicates.Outcome = 99 })},
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
	require.NoError(t, submit(candidate.Entry{Name: "Max Moe"}), "the engine is of no use any more")
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
		"Remarks", "RecordedMessages", "Resume", "Duplicates", "Ruling", "Replay", "Credit", "Person", "Merge", "Unmerge", "MarkDistinct",
		"CorrectEntry", "OpenClaim", "ExtendClaim", "ReleaseClaim", "DisputeClaim", "ResolveClaim", "Pause", "Unpause", "AddAgencies", "Resend", "Revoke", "Group",
		"PreviewGroup", "Ungroup", "Move", "Convert", "Promote",
	} {
		var refused *access.Refused
		require.ErrorAs(t, staffCalls[name](ctx, other.Sys.Staff), &refused, name)
		require.True(t, refused.Has(policy.NotFound), name)
	}
	require.Empty(t, before.Unchanged(t, w.Dump(t)))
}
