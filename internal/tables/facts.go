package tables

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// The facts are one statement, so that they are from one snapshot at every
// isolation level. What is not asked for is looked up by the empty identifier,
// which nothing has, or is behind a case. Most questions are about an opening or
// about who asks, and are spared the other tables. What is found by the asker's
// agency is looked up in the select list, for databases that know nothing yet of
// the rows would rather go through all that is the asker's. Members, holders, probes,
// whoever is known, what there is of outreach, and lists are a statement each
// behind it, in the same round trip: within an Update the account's lock makes one snapshot of them, and
// elsewhere the adapter must, wherever there is more than one call.
var factStatements = []Statement{
	{"facts_asker", `
		select a.settings, a.indexed, st.doc, r.doc, ag.doc, null, null, null, null, null, null, null, null, null, null, null, null
		from (select 1 as one) q
		left join {account} a on a.account = $1
		left join {staff} st on st.account = $1 and st.id = $2
		left join {recruiter} r on r.account = $1 and r.id = $3
		left join {agency} ag on ag.account = $1 and ag.id = r.agency`},
	{"facts_opening", `
		select a.settings, a.indexed, null, r.doc, (select ag.doc from {agency} ag where ag.account = $1 and ag.id = r.agency),
			null, null, null, null, o.doc,
			(select s.doc from {share} s where s.account = $1 and s.opening = $3 and s.grantee = 'recruiter:' || $2),
			(select s.doc from {share} s where s.account = $1 and s.opening = $3 and s.grantee = 'agency:' || r.agency),
			(select p.doc from {receipt} p where p.account = $1 and p.agency = r.agency and p.recruiter = $2 and p.request = $4),
			case when $5 = 1 then (
				select count(*) from {submission} c
				where c.account = $1 and c.opening = $3 and c.agency = r.agency and c.standing = 1) end,
			case when $5 = 1 then (
				select count(*) from {submission} c
				where c.account = $1 and c.opening = $3 and c.agency = r.agency and c.standing = 1 and c.recruiter = $2) end,
			null, null
		from (select 1 as one) q
		left join {account} a on a.account = $1
		left join {recruiter} r on r.account = $1 and r.id = $2
		left join {opening} o on o.account = $1 and o.id = $3`},
	{"facts", `
		select a.settings, a.indexed, st.doc, k.recruiter, ag.doc, k.submission, e.doc, ru.doc, cl.doc, o.doc,
			(select s.doc from {share} s where s.account = $1 and s.opening = k.opening and s.grantee = 'recruiter:' || $3),
			(select s.doc from {share} s where s.account = $1 and s.opening = k.opening and s.grantee = 'agency:' || k.agency),
			(select p.doc from {receipt} p where p.account = $1 and p.agency = k.agency and p.recruiter = $3 and p.request = $8),
			case when $10 = 1 and k.agency <> '' and k.opening <> '' then (
				select count(*) from {submission} c
				where c.account = $1 and c.opening = k.opening and c.agency = k.agency and c.standing = 1) end,
			case when $10 = 1 and k.agency <> '' and k.opening <> '' and $3 <> '' then (
				select count(*) from {submission} c
				where c.account = $1 and c.opening = k.opening and c.agency = k.agency and c.standing = 1 and c.recruiter = $3) end,
			case when $9 <> '' then (select min(h.id) from {staff} h where h.account = $1 and h.email = $9) end,
			case when $9 <> '' then (select min(h.id) from {recruiter} h where h.account = $1 and h.email = $9 and h.conflict = 0) end
		from (
			select r.doc as recruiter, coalesce(r.agency, $4) as agency, s.doc as submission, s.entry as entry,
				coalesce(nullif($5, ''), s.opening, '') as opening
			from (select 1 as one) q
			left join {recruiter} r on r.account = $1 and r.id = $3
			left join {submission} s on s.account = $1 and s.id = $6
		) k
		left join {account} a on a.account = $1
		left join {staff} st on st.account = $1 and st.id = $2
		left join {agency} ag on ag.account = $1 and ag.id = k.agency
		left join {entry} e on e.account = $1 and e.id = k.entry and $7 = 1
		left join {ruling} ru on ru.account = $1 and ru.submission = $6 and $7 = 1 and k.submission is not null
		left join {claim} cl on cl.account = $1 and cl.id = $11
		left join {opening} o on o.account = $1 and o.id = k.opening`},

	{"agencies", `select id, doc from {agency} where account = $1 and id {in $2}`},
	{"recruiters", `select id, doc from {recruiter} where account = $1 and id {in $2}`},
	{"openings", `select id, doc from {opening} where account = $1 and id {in $2}`},
	{"shares", `select opening, grantee, doc from {share} where account = $1 and opening {in $2} and grantee {in $3}`},
}

// facts are the calls that answer q, which has passed its check. The first one
// makes f anew, as all of them may be carried out again.
func (t *Tables) facts(account agency.AccountID, q *store.Query, f *store.Facts) []Call {
	c := t.lookUp(string(account), q)
	c.Read = func(rows Rows) error { return readFacts(rows, q, f) }
	calls := []Call{c}
	if len(q.Emails) > 0 {
		calls = append(calls, t.members(string(account), q, f))
	}
	if len(q.Keys) > 0 {
		calls = append(calls, t.holders(string(account), q, f))
	}
	if len(q.Candidates) > 0 || q.Host != "" || q.Person && (q.Submission != "" || q.Claim != "") {
		calls = append(calls, t.known(string(account), q, f))
	}
	if q.Probe != "" || !q.ProbesSince.IsZero() {
		calls = append(calls, t.probes(string(account), q, f))
	}
	calls = append(calls, t.outreach(string(account), q, f)...)
	if q.List != nil {
		calls = append(calls, t.list(account, q, f))
	}
	return calls
}

func (t *Tables) lookUp(account string, q *store.Query) Call {
	recruiter, opening := string(q.Recruiter), string(q.Opening)
	switch {
	case q.Submission != "" || q.Claim != "" || q.Email != "" || recruiter == "" && q.Agency != "":
	case opening == "" && (recruiter == "" || q.Request == ""):
		return t.question("facts_asker", account, string(q.Staff), recruiter)
	case recruiter != "" && opening != "" && q.Staff == "":
		return t.question("facts_opening", account, recruiter, opening, string(q.Request), number(q.Counters))
	}
	return t.question("facts", account, string(q.Staff), recruiter, ofNobody(q), opening, string(q.Submission),
		number(!q.WithoutEntry), string(q.Request), agency.FoldEmail(Sought(q.Email)), number(q.Counters), string(q.Claim))
}

// ofNobody is the agency that a question without a recruiter is about.
func ofNobody(q *store.Query) string {
	if q.Recruiter != "" {
		return ""
	}
	return string(q.Agency)
}

func readFacts(rows Rows, q *store.Query, f *store.Facts) error {
	if !rows.Next() {
		return nil
	}
	var settings, index, staff, recruiter, of, submission, entry, ruling, claim, opening, toRecruiter, toAgency, receipt []byte
	var byAgency, byRecruiter *int64
	var emailStaff, emailRecruiter *string
	if err := rows.Scan(&settings, &index, &staff, &recruiter, &of, &submission, &entry, &ruling, &claim, &opening,
		&toRecruiter, &toAgency, &receipt, &byAgency, &byRecruiter, &emailStaff, &emailRecruiter); err != nil {
		return err
	}
	if len(q.Keys) == 0 {
		index = nil
	}
	*f = store.Facts{Rows: f.Rows}
	var entryErr, rulingErr, receiptErr error
	f.Entry, entryErr = decodeNew[candidate.Entry](entry)
	f.Ruling, rulingErr = decodeNew[candidate.Ruling](ruling)
	f.Receipt, receiptErr = decodeNew[candidate.Receipt](receipt)
	if err := first(decode(settings, &f.Settings), decode(index, &f.Index), decode(staff, &f.Staff),
		decode(recruiter, &f.Recruiter), decode(of, &f.Agency), decode(submission, &f.Submission), decode(claim, &f.Claim),
		decode(opening, &f.Opening), decode(toRecruiter, &f.ToRecruiter), decode(toAgency, &f.ToAgency),
		entryErr, rulingErr, receiptErr); err != nil {
		return err
	}
	if byAgency != nil {
		f.Counters.Agency = int(*byAgency)
	}
	if byRecruiter != nil {
		f.Counters.Recruiter = int(*byRecruiter)
	}
	if emailStaff != nil {
		f.EmailStaff = agency.StaffID(*emailStaff)
	}
	if emailRecruiter != nil {
		f.EmailRecruiter = agency.RecruiterID(*emailRecruiter)
	}
	return nil
}

// matching reads records with their identifiers into the slice that matches
// ids, one by one.
func matching[K ~string, T any](ids []K, found []T) func(Rows) error {
	return func(rows Rows) error {
		at := make(map[string][]int, len(ids))
		for i, id := range ids {
			at[string(id)] = append(at[string(id)], i)
		}
		var id string
		var doc []byte
		for rows.Next() {
			if err := rows.Scan(&id, &doc); err != nil {
				return err
			}
			for _, i := range at[id] {
				if err := decode(doc, &found[i]); err != nil {
					return err
				}
			}
		}
		return nil
	}
}
