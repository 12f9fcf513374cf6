package sqlitestore_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

func entryOf(id string) candidate.Entry {
	return candidate.Entry{ID: candidate.EntryID(id), Name: "Somebody"}
}

// filled returns a file with records of every kind in several accounts.
func filled(t testing.TB) string {
	path := newFile(t)
	s := openAt(t, path)
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for account := range 3 {
		require.NoError(t, s.Update(t.Context(), accountID(fmt.Sprint("account", account)), func(tx store.Tx) error {
			tx.PutSettings(agency.Settings{Version: 1})
			for i := range 200 {
				id, of := fmt.Sprint(i), fmt.Sprint(i%20)
				at := at.Add(time.Duration(i) * time.Hour)
				tx.PutStaff(agency.Staff{ID: agency.StaffID(id), Role: agency.SuperAdmin, Email: "Staff" + id + "@acme.example"})
				north := agencyOf(of)
				north.Known = agency.Freeze("north.example", "of"+of+".example")
				tx.PutAgencies(north)
				recruiter := agency.Recruiter{
					ID: agency.RecruiterID(id), Agency: agency.AgencyID(of), Email: "R" + id + "@north.example",
					State: agency.RecruiterState(i % 3), Conflict: i%4 == 0,
				}
				tx.PutRecruiters(recruiter)
				share := agency.Share{
					Opening: agency.OpeningID(id), Grantee: agency.ToRecruiter(recruiter.ID), Window: agency.Window{From: at}, Granted: at,
				}
				tx.PutInvitations(invite.Invitation{
					ID: invite.ID(id), Recruiter: recruiter.ID, Agency: recruiter.Agency, Email: recruiter.Email, Created: at,
				})
				tx.PutLists(agency.List{ID: agency.ListID(id), Title: "List", Members: agency.SeriesOf(agency.ToAgency(recruiter.Agency))})
				switch i % 5 {
				case 0:
					share = share.Revoke(at)
				case 1:
					share = share.Pause(at)
				}
				ours := share
				ours.Grantee = agency.ToAgency(agency.AgencyID(of))
				if ours.Revoked.IsZero() {
					ours.Until = at.Add(time.Hour)
				}
				tx.PutShares(share, ours)
				tx.PutOpenings(agency.Opening{
					ID: agency.OpeningID(id), Title: "Opening", Created: at, State: agency.OpeningState(i % 2),
					Team: agency.Freeze(agency.StaffID(id), agency.StaffID(of+"0")),
				})
				tx.PutEntries(entryOf(id))
				tx.PutCandidates(candidate.Candidate{
					ID: candidate.ID(id), Person: candidate.ID(fmt.Sprint(i / 2)), Host: candidate.HostID("h" + of), Created: at,
				})
				held := candidate.Hold(candidate.Holding{Digest: 1, Turn: uint8(i / 20)}, candidate.Holding{Digest: candidate.Digest(i)})
				tx.Hold(candidate.ID(id), agency.AgencyID(of), held)
				tx.PutIndex(candidate.Index{Size: int64(i)})
				submission := candidate.Submission{
					ID: candidate.SubmissionID(id), Opening: agency.OpeningID(of), Entry: candidate.EntryID(id), Candidate: candidate.ID(id),
					Agency: agency.AgencyID(of), Recruiter: recruiter.ID, Request: "r", At: at, Stage: agency.New,
				}
				if i%7 == 0 {
					submission = submission.Withdraw(at)
				}
				tx.PutSubmissions(submission)
				claim := candidate.Claim{
					ID: candidate.ClaimID(id), Candidate: submission.Candidate, Agency: submission.Agency, Recruiter: recruiter.ID,
					Submission: submission.ID, Opening: submission.Opening, From: at, Until: at.Add(time.Hour),
				}
				if i%7 == 0 {
					claim = claim.Withdraw(at.Add(time.Minute))
				}
				tx.PutClaims(claim)
				tx.PutRulings(candidate.Ruling{Submission: submission.ID, At: at})
				tx.PutProbes(candidate.Probe{
					ID: id, Agency: submission.Agency, Recruiter: recruiter.ID, At: at.Add(-time.Duration(i) * time.Hour),
				})
				tx.PutReceipts(candidate.Receipt{
					Agency: submission.Agency, Recruiter: recruiter.ID, Request: "r", Submission: submission.ID, At: at,
				})
				tx.PutRemarks(candidate.Remark{ID: id, Submission: candidate.SubmissionID(of), Text: "text", At: at, Kind: candidate.Feedback})
				tx.Journal(store.Entry{At: at, Action: "test", Subject: store.Subject{
					Opening: share.Opening, Agency: submission.Agency, Recruiter: recruiter.ID, Staff: agency.StaffID(id), Submission: submission.ID,
				}}, store.Value{Field: "name", Before: "a", After: "b"})
				tx.Publish(store.Event{At: at, Name: "test", Payload: []byte("{}")})
			}
			return nil
		}))
	}
	return path
}

// What checkFile finds wrong, by what makes it so.
func TestCheckFileFindsWhatIsWrong(t *testing.T) {
	if raceDetector {
		t.Skip("there is one goroutine")
	}
	path := filled(t)
	require.Empty(t, wrong(t, path))
	for _, change := range []string{
		"update agencyaccess_staff set email = upper(email) where id = '7'",
		"update agencyaccess_agency set id = 'other' where id = '7'",
		"update agencyaccess_recruiter set email = 'a@b.c' where id = '2'",
		"update agencyaccess_recruiter set agency = '8' where id = '7'",
		"update agencyaccess_recruiter set conflict = 1 - conflict where id = '7'",
		"update agencyaccess_domain set domain = 'other.example' where agency = '7' and domain = 'north.example'",
		"update agencyaccess_domain set agency = 'other' where agency = '7' and domain = 'of7.example'",
		"delete from agencyaccess_domain where agency = '7' and domain = 'north.example'",
		"update agencyaccess_invitation set recruiter = 'other' where id = '7'",
		"update agencyaccess_invitation set agency = 'other' where id = '7'",
		"update agencyaccess_invitation set newest = newest + 1 where id = '7'",
		"update agencyaccess_list set id = 'other' where id = '7'",
		"update agencyaccess_opening set newest = newest + 1 where id = '7'",
		"update agencyaccess_opening set open = 1 - open where id = '7'",
		"update agencyaccess_team set newest = newest + 1 where opening = '7'",
		"delete from agencyaccess_team where opening = '7'",
		"insert into agencyaccess_team select account, opening, 'other', newest from agencyaccess_team where opening = '7' and staff = '7'",
		"update agencyaccess_share set opened = null where opening = '7'",
		"update agencyaccess_share set starts = starts + 1 where opening = '7'",
		"update agencyaccess_share set ends = ends - 1 where opening = '7'",
		"update agencyaccess_share set ends = starts + 1 where opening = '6'",
		"update agencyaccess_entry set name = 'other' where id = '7'",
		"update agencyaccess_candidate set id = 'other' where id = '7'",
		"update agencyaccess_candidate set person = 'other' where id = '7'",
		"update agencyaccess_candidate set host = '' where id = '7'",
		"update agencyaccess_claim set id = 'other' where id = '7'",
		"update agencyaccess_claim set candidate = 'other' where id = '8'",
		"update agencyaccess_claim set agency = '' where id = '8'",
		"update agencyaccess_claim set recruiter = '' where id = '8'",
		"update agencyaccess_claim set submission = '' where id = '8'",
		"update agencyaccess_claim set opening = '' where id = '8'",
		"update agencyaccess_claim set begins = begins + 1 where id = '8'",
		"update agencyaccess_claim set ends = begins + 3600000000 where id = '7'",
		"update agencyaccess_ruling set submission = 'other' where submission = '7'",
		"update agencyaccess_probe set at = at + 1 where id = '7'",
		"update agencyaccess_probe set recruiter = '' where id = '7'",
		"update agencyaccess_holder set turn = 256 where candidate = '7' and digest = 7",
		"update agencyaccess_holder set digest = '7x' where candidate = '7' and digest = 7",
		"update agencyaccess_submission set candidate = 'other' where id = '7'",
		"update agencyaccess_submission set standing = 1 - standing where id = '7'",
		"update agencyaccess_submission set newest = newest + 1 where id = '7'",
		"update agencyaccess_submission set entry = 'other' where id = '7'",
		"update agencyaccess_receipt set at = at + 1 where recruiter = '7'",
		"update agencyaccess_remark set kind = 0 where id = '7'",
		"update agencyaccess_journal set staff = 'other' where seq = 7",
		"delete from agencyaccess_journal where seq = 7",
		"delete from agencyaccess_journal where seq = 200",
		"update agencyaccess_account set events = events - 1",
		"update agencyaccess_queue set waiting = 0",
		"delete from agencyaccess_event",
		"delete from agencyaccess_queue",
		"delete from agencyaccess_account",
	} {
		t.Run(change, func(t *testing.T) {
			broken := copied(t, path)
			_, err := database(t, broken).Exec(change)
			require.NoError(t, err)
			require.NotEmpty(t, wrong(t, broken))
		})
	}
}
