package enginetest

import (
	"errors"
	"fmt"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// An Op is something that somebody does at some time. Which fields count
// depends on what is done.
type Op struct {
	Label string // the identifiers that it makes follow from it
	At    time.Time
	Do    string

	// Who: a recruiter, a regular user, or else the host.
	ByRecruiter agency.RecruiterID
	ByStaff     agency.StaffID

	Grants     access.Grants
	Settings   agency.Settings
	Agency     agency.Agency
	Recruiter  agency.Recruiter
	Opening    agency.Opening
	Staff      agency.Staff
	Submission candidate.SubmissionID
	Stage      agency.Stage
	Request    candidate.RequestID
	Entry      candidate.Entry
	Text       string

	Ack         string // the label of the operation that was answered with an alert, or of none
	Other       candidate.SubmissionID
	Host        candidate.HostID
	Claim       candidate.ClaimID
	From, Until time.Time
	Past        access.PastSubmission

	Invitee access.Invitee
	Secret  string // the label of the operation that sent the invitation, or of none
	Group   access.Grouping
	Heir    agency.RecruiterID

	promised time.Time // for the model: what was taken back since is not shared
}

func (op Op) String() string {
	who := "host"
	if op.ByStaff != "" {
		who = "user " + string(op.ByStaff)
	}
	if op.ByRecruiter != "" {
		who = "recruiter " + string(op.ByRecruiter)
	}
	s := fmt.Sprintf("%s %s: %s %s", op.Label, op.At.Format(time.DateTime), who, op.Do)
	if op.From != (time.Time{}) || op.Until != (time.Time{}) {
		s += fmt.Sprintf(" from %v until %v", op.From, op.Until)
	}
	for _, about := range []string{
		string(op.Opening.ID), string(op.Agency.ID), string(op.Recruiter.ID), string(op.Staff.ID),
		string(op.Submission), string(op.Other), string(op.Stage), string(op.Request), op.Entry.FullName(), op.Text,
		op.Ack, string(op.Host), string(op.Claim), string(op.Past.ID), string(op.Past.Agency), op.Secret, string(op.Heir),
	} {
		if about != "" {
			s += " " + about
		}
	}
	switch op.Do {
	case "invite", "convert", "invite-colleague":
		s += fmt.Sprintf(" %+v", op.Invitee)
	case "group":
		s += fmt.Sprintf(" %+v", op.Group)
	case "put-staff", "promote":
		s += fmt.Sprintf(" %s %s", op.Staff.Email, op.Staff.Role)
	case "put-recruiter":
		s += fmt.Sprintf(" of %s %s %s", op.Recruiter.Agency, op.Recruiter.Email, op.Recruiter.State)
	case "share", "unshare", "pause", "unpause":
		s += fmt.Sprintf(" %v", op.Grants)
	case "configure":
		set := op.Settings
		s += fmt.Sprintf(" version=%d sharing=%s visibility=%s quota=%d terms=%s consent=%t",
			set.Version, set.Sharing, set.Visibility, set.Quota.PerOpening, set.Terms, set.ConsentRequired)
		s += fmt.Sprintf(" region=%s duplicates=%+v stages=%v", set.Region, set.Duplicates, set.Duplicates.Stages.Slice())
		for _, c := range agency.AllCauses() {
			if left := set.Offboarding.Leaves(c); left != (agency.Offboarding{}).Leaves(c) {
				s += fmt.Sprintf(" %s=%s", c, left)
			}
		}
	}
	return s
}

// Answer is what an operation returned.
type Answer struct {
	Rows    []access.ShareRow
	Receipt access.Receipt
	Token   string // of an alert
	Err     error

	Correction access.Correction
	Invited    access.Invited
	Acceptance access.Acceptance
}

// Do carries an operation out in the engine.
func (w *World) Do(op Op) (a Answer) {
	w.Clock.Set(op.At)
	w.IDs.Reset(op.Label)
	sys, ctx := w.Sys, background
	staff := sys.Staff
	if op.ByStaff != "" {
		staff = w.Staff(op.ByStaff)
	}
	rec := w.Recruiter(op.ByRecruiter)
	switch op.Do {
	case "share":
		a.Rows, a.Err = staff.Share(ctx, op.Grants)
	case "unshare":
		a.Rows, a.Err = staff.Unshare(ctx, op.Grants)
	case "configure":
		a.Err = staff.Configure(ctx, op.Settings)
	case "put-staff":
		a.Err = sys.PutStaff(ctx, op.Staff)
	case "put-agency":
		a.Err = staff.PutAgency(ctx, op.Agency)
	case "put-recruiter":
		a.Err = staff.PutRecruiter(ctx, op.Recruiter)
	case "put-opening":
		a.Err = sys.PutOpenings(ctx, op.Opening)
	case "put-applicant":
		a.Err = sys.PutApplicant(ctx, access.Applicant{ID: op.Submission, Opening: op.Opening.ID, Entry: op.Entry, Candidate: op.Host})
	case "archive":
		a.Err = staff.Archive(ctx, op.Opening.ID)
	case "reopen":
		a.Err = staff.Reopen(ctx, op.Opening.ID)
	case "make-private":
		a.Err = staff.MakePrivate(ctx, op.Opening.ID)
	case "make-public":
		a.Err = staff.MakePublic(ctx, op.Opening.ID)
	case "suspend":
		a.Err = staff.Suspend(ctx, op.Agency.ID)
	case "reinstate":
		a.Err = staff.Reinstate(ctx, op.Agency.ID)
	case "terminate":
		a.Err = staff.Terminate(ctx, op.Agency.ID)
	case "deactivate":
		a.Err = staff.Deactivate(ctx, op.Recruiter.ID)
	case "reactivate":
		a.Err = staff.Reactivate(ctx, op.Recruiter.ID)
	case "deactivate-user":
		a.Err = staff.DeactivateUser(ctx, op.Staff.ID)
	case "reactivate-user":
		a.Err = staff.ReactivateUser(ctx, op.Staff.ID)
	case "advance":
		a.Err = staff.Advance(ctx, op.Submission, op.Stage)
	case "note":
		a.Err = staff.Note(ctx, op.Submission, op.Text)
	case "feedback":
		a.Err = staff.Feedback(ctx, op.Submission, op.Text)
	case "record-message":
		a.Err = staff.RecordMessage(ctx, op.Submission, op.Text)
	case "erase":
		a.Err = sys.Erase(ctx, op.Submission)
	case "submit":
		a.Receipt, a.Err = rec.Submit(ctx, op.Opening.ID, op.Request, op.Entry, w.acknowledging(op.Ack)...)
		if denied := new(access.Denied); errors.As(a.Err, &denied) && denied.Acknowledgement != "" {
			a.Token = denied.Acknowledgement
			w.Tokens[op.Label] = a.Token
		}
	case "withdraw":
		a.Err = rec.Withdraw(ctx, op.Submission)
	case "accept-terms":
		a.Err = rec.AcceptTerms(ctx, op.Text)
	default:
		if !w.doNetwork(op, staff, &a) {
			w.doPerson(op, staff, &a)
		}
	}
	return a
}

// doPerson carries out what is done about people and claims.
func (w *World) doPerson(op Op, staff access.Staff, a *Answer) {
	const reason = "as agreed"
	ctx := background
	switch op.Do {
	case "merge":
		a.Err = staff.Merge(ctx, op.Submission, op.Other, candidate.Choice{})
	case "unmerge":
		a.Err = staff.Unmerge(ctx, op.Submission)
	case "mark-distinct", "mark-not-distinct":
		a.Err = staff.MarkDistinct(ctx, op.Submission, op.Other, op.Do == "mark-distinct")
	case "correct":
		a.Correction, a.Err = staff.CorrectEntry(ctx, op.Submission, op.Entry)
	case "open-claim":
		_, a.Err = staff.OpenClaim(ctx, op.Submission, access.Introduction{Agency: op.Agency.ID, From: op.From, Until: op.Until, Reason: reason})
	case "extend-claim":
		a.Err = staff.ExtendClaim(ctx, op.Claim, op.Until, reason)
	case "release-claim":
		a.Err = staff.ReleaseClaim(ctx, op.Claim, reason)
	case "dispute-claim":
		a.Err = staff.DisputeClaim(ctx, op.Claim, reason)
	case "uphold-claim", "overrule-claim":
		a.Err = staff.ResolveClaim(ctx, op.Claim, op.Do == "uphold-claim", reason)
	case "link":
		a.Err = w.Sys.LinkCandidate(ctx, op.Submission, op.Host)
	case "erase-candidate":
		a.Err = w.Sys.EraseCandidate(ctx, op.Host)
	case "import":
		_, a.Err = w.Sys.Import(ctx, func(yield func(access.ImportRow, error) bool) {
			yield(access.ImportRow{Candidate: op.Host, Entry: op.Entry, Since: op.From, Submission: op.Past}, nil)
		}, access.ImportOptions{})
	default:
		panic("unknown operation " + op.Do)
	}
}

// acknowledging makes the option to go on after the alert that the operation so
// labelled was answered with, with a token that was never made if there is none.
func (w *World) acknowledging(label string) []access.SubmitOption {
	if label == "" {
		return nil
	}
	token, ok := w.Tokens[label]
	if !ok {
		token = "forged"
	}
	return []access.SubmitOption{access.WithAcknowledgement(token)}
}
