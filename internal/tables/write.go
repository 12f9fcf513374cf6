package tables

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var writeStatements = []Statement{
	// The first statement of an Update: from here to its end nobody else writes
	// the account.
	{"lock", `insert into {account} as a (account, rev, journal, events) values ($1, 1, 0, 0)
		on conflict (account) do update set rev = a.rev + 1 returning journal, events`},
	// The last one before the commit.
	{"count", `update {account} set journal = $2, events = $3 where account = $1`},

	{"put_settings", `update {account} set settings = $2 where account = $1`},
	{"put_staff", `insert into {staff} (account, id, email, doc) values ($1, $2, $3, $4)
		on conflict (account, id) do update set email = excluded.email, doc = excluded.doc`},
	{"put_agency", `insert into {agency} (account, id, doc) values ($1, $2, $3)
		on conflict (account, id) do update set doc = excluded.doc`},
	{"put_recruiter", `insert into {recruiter} (account, id, agency, email, conflict, doc) values ($1, $2, $3, $4, $5, $6)
		on conflict (account, id) do update set agency = excluded.agency, email = excluded.email, conflict = excluded.conflict,
			doc = excluded.doc`},
	{"put_opening", `insert into {opening} (account, id, newest, open, doc) values ($1, $2, $3, $4, $5)
		on conflict (account, id) do update set newest = excluded.newest, open = excluded.open, doc = excluded.doc`},
	// Shares repeat when their opening was made, null while there is none, to be
	// listed in that order.
	{"date_share", `update {share} set opened = (select o.newest from {opening} o where o.account = $1 and o.id = $2)
		where account = $1 and opening = $2 and grantee = $3`},
	{"date_shares", `update {share} set opened = $3 where account = $1 and opening = $2 and (opened is null or opened <> $3)`},
	{"drop_team", `delete from {team} where account = $1 and opening = $2`},
	{"put_member", `insert into {team} (account, opening, staff, newest) values ($1, $2, $3, $4) on conflict do nothing`},
	{"put_share", `insert into {share} (account, opening, grantee, starts, ends, doc) values ($1, $2, $3, $4, $5, $6)
		on conflict (account, opening, grantee) do update set starts = excluded.starts, ends = excluded.ends, doc = excluded.doc`},

	{"put_entry", `insert into {entry} (account, id, name, doc) values ($1, $2, $3, $4)
		on conflict (account, id) do update set name = excluded.name, doc = excluded.doc`},
	{"put_candidate", `insert into {candidate} (account, id, person, host, doc) values ($1, $2, $3, $4, $5)
		on conflict (account, id) do update set person = excluded.person, host = excluded.host, doc = excluded.doc`},
	{"put_submission", `insert into {submission} (account, id, opening, agency, recruiter, entry, candidate, newest, standing, doc)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		on conflict (account, id) do update set opening = excluded.opening, agency = excluded.agency, recruiter = excluded.recruiter,
			entry = excluded.entry, candidate = excluded.candidate, newest = excluded.newest, standing = excluded.standing,
			doc = excluded.doc`},
	{"put_receipt", `insert into {receipt} (account, agency, recruiter, request, at, doc) values ($1, $2, $3, $4, $5, $6)
		on conflict (account, agency, recruiter, request) do update set at = excluded.at, doc = excluded.doc`},
	{"drop_receipts", `delete from {receipt} where account = $1 and agency = $2 and recruiter = $3 and at < $4`},
	{"put_remark", `insert into {remark} (account, id, submission, at, kind, doc) values ($1, $2, $3, $4, $5, $6)
		on conflict (account, id) do update set submission = excluded.submission, at = excluded.at, kind = excluded.kind,
			doc = excluded.doc`},

	{"journal", `insert into {journal} (account, seq, opening, agency, recruiter, staff, submission, doc, vals)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`},
	{"erase_values_submission", `update {journal} set vals = null where account = $1 and submission <> '' and submission = $2
		and ($3 = '' or recruiter = $3) and ($4 = '' or opening = $4) and ($5 = '' or staff = $5) and ($6 = '' or agency = $6)`},
	{"erase_values_recruiter", `update {journal} set vals = null where account = $1 and recruiter <> '' and recruiter = $2
		and ($3 = '' or opening = $3) and ($4 = '' or staff = $4) and ($5 = '' or agency = $5)`},
	{"erase_values_opening", `update {journal} set vals = null where account = $1 and opening <> '' and opening = $2
		and ($3 = '' or staff = $3) and ($4 = '' or agency = $4)`},
	{"erase_values_staff", `update {journal} set vals = null where account = $1 and staff <> '' and staff = $2 and ($3 = '' or agency = $3)`},
	{"erase_values_agency", `update {journal} set vals = null where account = $1 and agency <> '' and agency = $2`},

	{"publish", `insert into {event} (account, seq, doc, payload, attempt) values ($1, $2, $3, $4, 0)`},
	{"wake", `insert into {queue} as q (account, waiting, token, until, first, last, retry) values ($1, 1, '', 0, 0, 0, 0)
		on conflict (account) do update set waiting = 1 where q.waiting = 0`},
}

// add buffers a write of a record that was checked and encoded.
func (s *Session) add(name string, args ...any) {
	s.writes = append(s.writes, s.tables.call(name, append([]any{string(s.account)}, args...)...))
}

// each checks and encodes records, and hands them to add with what is kept.
func each[R store.Record](s *Session, records []R, add func(r R, doc string)) {
	for _, r := range records {
		if !s.writing() || s.refuse(store.CheckIDs(r)) {
			return
		}
		doc, err := encode(r)
		if s.refuse(err) {
			return
		}
		add(r, doc)
	}
}

// PutSettings is part of store.Tx, as are the methods below.
func (s *Session) PutSettings(r agency.Settings) {
	if !s.writing() {
		return
	}
	if doc, err := encode(r); !s.refuse(err) {
		s.add("put_settings", doc)
	}
}

func (s *Session) PutStaff(records ...agency.Staff) {
	each(s, records, func(r agency.Staff, doc string) {
		s.add("put_staff", string(r.ID), agency.FoldEmail(r.Email), doc)
	})
}

func (s *Session) PutAgencies(records ...agency.Agency) {
	each(s, records, func(r agency.Agency, doc string) {
		s.add("put_agency", string(r.ID), doc)
		s.add("drop_domains", string(r.ID))
		if known := r.Known.Slice(); known != nil {
			s.add("put_domains", string(r.ID), known)
		}
	})
}

func (s *Session) PutRecruiters(records ...agency.Recruiter) {
	each(s, records, func(r agency.Recruiter, doc string) {
		email := agency.FoldEmail(r.Email)
		if r.State == agency.RecruiterDeactivated {
			email = "" // which does not hold its address
		}
		s.add("put_recruiter", string(r.ID), string(r.Agency), email, number(r.Conflict), doc)
	})
}

func (s *Session) PutOpenings(records ...agency.Opening) {
	each(s, records, func(r agency.Opening, doc string) {
		id, newest := string(r.ID), -micros(r.Created)
		s.add("put_opening", id, newest, number(r.State == agency.Open), doc)
		s.add("date_shares", id, newest)
		s.add("drop_team", id)
		for member := range r.Team.All() {
			s.add("put_member", id, string(member), newest)
		}
	})
}

func (s *Session) PutShares(records ...agency.Share) {
	each(s, records, func(r agency.Share, doc string) {
		starts, ends := micros(r.From), micros(r.Until)
		if r.Until.IsZero() {
			ends = forever
		}
		if !r.Revoked.IsZero() || !r.Paused.IsZero() {
			ends = never
		}
		s.add("put_share", string(r.Opening), r.Grantee.String(), starts, ends, doc)
		s.add("date_share", string(r.Opening), r.Grantee.String())
	})
}

func (s *Session) PutEntries(records ...candidate.Entry) {
	each(s, records, func(r candidate.Entry, doc string) { s.add("put_entry", string(r.ID), r.FullName(), doc) })
}

func (s *Session) PutCandidates(records ...candidate.Candidate) {
	each(s, records, func(r candidate.Candidate, doc string) {
		s.add("put_candidate", string(r.ID), string(r.Person), string(r.Host), doc)
	})
}

func (s *Session) PutSubmissions(records ...candidate.Submission) {
	each(s, records, func(r candidate.Submission, doc string) {
		s.add("put_submission", string(r.ID), string(r.Opening), string(r.Agency), string(r.Recruiter), string(r.Entry),
			string(r.Candidate), -micros(r.At), number(r.Standing()), doc)
	})
}

func (s *Session) PutReceipts(records ...candidate.Receipt) {
	each(s, records, func(r candidate.Receipt, doc string) {
		of, by := string(r.Agency), string(r.Recruiter)
		s.add("put_receipt", of, by, string(r.Request), micros(r.At), doc)
		s.add("drop_receipts", of, by, micros(r.At.Add(-candidate.ReceiptsKept)))
	})
}

func (s *Session) PutRemarks(records ...candidate.Remark) {
	each(s, records, func(r candidate.Remark, doc string) {
		s.add("put_remark", r.ID, string(r.Submission), micros(r.At), int64(r.Kind), doc)
	})
}

func (s *Session) Journal(e store.Entry, values ...store.Value) {
	if !s.writing() || s.refuse(store.CheckIDs(e.Subject)) {
		return
	}
	e.Seq = 0
	doc, err := encode(e)
	if s.refuse(err) {
		return
	}
	var kept any
	if len(values) > 0 {
		if kept, err = encode(values); s.refuse(err) {
			return
		}
	}
	s.addNumbered("journal", &s.journal, string(e.Opening), string(e.Agency), string(e.Recruiter), string(e.Staff),
		string(e.Submission), doc, kept)
}

func (s *Session) EraseValues(of store.Subject) {
	if of == (store.Subject{}) || !s.writing() || s.refuse(store.CheckIDs(of)) {
		return
	}
	name, args := bySubject("erase_values", of)
	s.add(name, args...)
}

func (s *Session) Publish(e store.Event) {
	if !s.writing() {
		return
	}
	payload := any(nil)
	if e.Payload != nil {
		payload = append([]byte{}, e.Payload...)
	}
	e.Seq, e.Attempt, e.Payload = 0, 0, nil
	doc, err := encode(e)
	if s.refuse(err) {
		return
	}
	s.addNumbered("publish", &s.events, doc, payload)
}
