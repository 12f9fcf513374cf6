package enginetest

import (
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
	for _, about := range []string{
		string(op.Opening.ID), string(op.Agency.ID), string(op.Recruiter.ID), string(op.Staff.ID),
		string(op.Submission), string(op.Stage), string(op.Request), op.Entry.Name, op.Text,
	} {
		if about != "" {
			s += " " + about
		}
	}
	switch op.Do {
	case "share", "unshare":
		s += fmt.Sprintf(" %v", op.Grants)
	case "configure":
		set := op.Settings
		s += fmt.Sprintf(" version=%d sharing=%s visibility=%s quota=%d terms=%s consent=%t",
			set.Version, set.Sharing, set.Visibility, set.Quota.PerOpening, set.Terms, set.ConsentRequired)
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
	Err     error
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
		a.Err = sys.PutApplicant(ctx, access.Applicant{ID: op.Submission, Opening: op.Opening.ID, Entry: op.Entry})
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
		a.Receipt, a.Err = rec.Submit(ctx, op.Opening.ID, op.Request, op.Entry)
	case "withdraw":
		a.Err = rec.Withdraw(ctx, op.Submission)
	case "accept-terms":
		a.Err = rec.AcceptTerms(ctx, op.Text)
	default:
		panic("unknown operation " + op.Do)
	}
	return a
}
