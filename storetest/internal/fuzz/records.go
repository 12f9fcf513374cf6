package fuzz

import (
	"fmt"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// several makes a write of none to three records.
func several[T any](
	d dice, method string, put func(store.Tx, ...T), keep func(*modelAccount, T), record func() T,
) write {
	w := putting[T]{method: method, put: put, keep: keep}
	for range pick(d, 0, 1, 1, 1, 1, 2, 2, 3) {
		w.records = append(w.records, record())
	}
	return w
}

func (d dice) write() write {
	if d.oneIn(100) {
		bad := pick(d, "", "a\nb", "\xff", strings.Repeat("x", agency.MaxID+1))
		return putting[agency.Agency]{
			method: "PutAgencies", records: []agency.Agency{{ID: agency.AgencyID(bad), Title: "Bad"}}, bad: true,
			put: store.Tx.PutAgencies,
		}
	}
	if d.oneIn(3) {
		return d.owning()
	}
	if d.oneIn(7) {
		return d.reaching()
	}
	switch d.IntN(20) {
	case 0:
		return several(d, "PutSettings", putSettings, func(a *modelAccount, r agency.Settings) { a.settings = r }, d.settings)
	case 1:
		return several(d, "PutStaff", store.Tx.PutStaff, func(a *modelAccount, r agency.Staff) { a.staff[r.ID] = r }, d.staff)
	case 2:
		return several(d, "PutAgencies", store.Tx.PutAgencies, func(a *modelAccount, r agency.Agency) { a.agencies[r.ID] = r }, d.agency)
	case 3, 4:
		return several(d, "PutRecruiters", store.Tx.PutRecruiters,
			func(a *modelAccount, r agency.Recruiter) { a.recruiters[r.ID] = r }, d.recruiter)
	case 5, 15, 16:
		return several(d, "PutOpenings", store.Tx.PutOpenings, func(a *modelAccount, r agency.Opening) { a.openings[r.ID] = r }, d.opening)
	case 6, 7:
		return several(d, "PutShares", store.Tx.PutShares,
			func(a *modelAccount, r agency.Share) { a.shares[modelShare{r.Opening, r.Grantee}] = r }, d.share)
	case 8:
		return several(d, "PutEntries", store.Tx.PutEntries, func(a *modelAccount, r candidate.Entry) { a.entries[r.ID] = r }, d.entry)
	case 9, 10:
		return several(d, "PutSubmissions", store.Tx.PutSubmissions,
			func(a *modelAccount, r candidate.Submission) { a.submissions[r.ID] = r }, d.submission)
	case 11:
		return several(d, "PutReceipts", store.Tx.PutReceipts,
			func(a *modelAccount, r candidate.Receipt) {
				a.receipts[modelReceipt{r.Agency, r.Recruiter, r.Request}] = r
			}, d.receipt)
	case 12:
		if d.adapter.NoRemarks {
			return d.journaling()
		}
		return several(d, "PutRemarks", store.Tx.PutRemarks, func(a *modelAccount, r candidate.Remark) { a.remarks[r.ID] = r }, d.remark)
	case 13, 14, 17, 18:
		if d.oneIn(2) {
			return erasing{of: d.subject()}
		}
		return d.journaling()
	}
	return publishing{event: store.Event{
		Seq: 99, Attempt: 99, At: d.at(), Name: d.text("event"), Version: 1, To: agency.Freeze(perhaps[string](d)),
		Payload: fmt.Appendf(nil, `{"n":%d}`, d.IntN(9)),
	}}
}

func putSettings(t store.Tx, records ...agency.Settings) {
	for _, r := range records {
		t.PutSettings(r)
	}
}

func (d dice) settings() agency.Settings {
	return agency.Settings{Version: int64(1 + d.IntN(9)), Title: d.text("Account"), Sharing: enum[agency.Sharing](d, 3)}
}

func (d dice) staff() agency.Staff {
	return agency.Staff{
		ID: id[agency.StaffID](d), Name: d.text("Staff"), Email: d.email(), Role: agency.SuperAdmin, State: enum[agency.StaffState](d, 2),
	}
}

func (d dice) agency() agency.Agency {
	return agency.Agency{ID: id[agency.AgencyID](d), Title: d.text("Agency"), State: enum[agency.State](d, 4), Created: d.at(), Known: agency.Freeze(d.domain())}
}

func (d dice) recruiter() agency.Recruiter {
	return agency.Recruiter{
		ID: id[agency.RecruiterID](d), Agency: id[agency.AgencyID](d), Name: d.text("Recruiter"), Email: d.email(),
		State: enum[agency.RecruiterState](d, 3), Since: d.perhapsAt(), Conflict: d.oneIn(5),
	}
}

func (d dice) opening() agency.Opening {
	return agency.Opening{
		ID: id[agency.OpeningID](d), Title: d.text("Opening"), State: enum[agency.OpeningState](d, 2), Created: d.at(),
		Team: agency.Freeze(perhaps[agency.StaffID](d)),
	}
}

func (d dice) share() agency.Share {
	s := agency.Share{Opening: id[agency.OpeningID](d), Grantee: d.grantee(), Window: agency.Window{From: d.at()}, Granted: d.at()}
	if d.oneIn(4) {
		s.Until = s.From.Add(minute(1).Sub(minute(0)))
	}
	if d.oneIn(4) {
		s = s.Revoke(minute(9))
	}
	if d.oneIn(6) {
		s = s.Pause(minute(8))
	}
	return s
}

func (d dice) entry() candidate.Entry {
	return candidate.Entry{ID: id[candidate.EntryID](d), Name: d.text("Person"), Emails: agency.Freeze(d.email()), Created: d.at()}
}

func (d dice) submission() candidate.Submission {
	s := candidate.Submission{
		ID: id[candidate.SubmissionID](d), Opening: perhaps[agency.OpeningID](d), Entry: perhaps[candidate.EntryID](d),
		Candidate: perhaps[candidate.ID](d), Agency: perhaps[agency.AgencyID](d), Source: d.text("Source"),
		Stage: agency.New, At: d.at(), Changed: d.at(),
	}
	if s.Agency != "" {
		s.Recruiter, s.Request = id[agency.RecruiterID](d), id[candidate.RequestID](d)
	}
	if d.oneIn(3) {
		s = s.Withdraw(minute(9))
	}
	return s
}

func (d dice) receipt() candidate.Receipt {
	return candidate.Receipt{
		Agency: id[agency.AgencyID](d), Recruiter: id[agency.RecruiterID](d), Request: id[candidate.RequestID](d),
		Payload: [16]byte{byte(d.IntN(9))}, Submission: perhaps[candidate.SubmissionID](d), At: d.at(),
	}
}

func (d dice) remark() candidate.Remark {
	return candidate.Remark{
		ID: id[string](d), Submission: id[candidate.SubmissionID](d), Kind: enum[candidate.RemarkKind](d, 3),
		Author: perhaps[agency.StaffID](d), Text: d.text("Remark"), At: d.at(),
	}
}

func (d dice) journaling() journaling {
	w := journaling{entry: store.Entry{
		Seq: 99, At: d.at(), Action: d.text("action"), Subject: d.subject(),
		Actor: store.Actor{Kind: enum[store.ActorKind](d, 3), ID: perhaps[string](d)},
	}}
	if d.oneIn(4) {
		w.entry.Denied, w.entry.Reasons = true, agency.Freeze("not_found")
	}
	for range d.IntN(3) {
		w.values = append(w.values, store.Value{Field: d.text("field"), Before: d.text("before"), After: d.text("after")})
	}
	return w
}
