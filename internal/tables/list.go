package tables

import (
	"math"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// What a row needs from other tables is looked up row by row, by primary key,
// in the select list: that plan is the only one that there is, however wrong
// the database's estimates are. The limit is one more than the page, to tell
// whether there are more rows.
const (
	ofAsker = `(select m.agency from {recruiter} m where m.account = $1 and m.id = $2)`

	recruiterRow = `r.doc, r.id,
		(select a.doc from {agency} a where a.account = $1 and a.id = r.agency),
		(select s.doc from {share} s where s.account = $1 and s.opening = $2 and s.grantee = 'recruiter:' || r.id) as own,
		(select s.doc from {share} s where s.account = $1 and s.opening = $2 and s.grantee = 'agency:' || r.agency) as ours`
	recruiterPage = ` order by r.id limit $4`

	// sharesOf are the shares of an opening to the asker, who is $2.
	openingDoc = `(select p.doc from {opening} p where p.account = $1 and p.id = `
	toAsker    = `(select t.doc from {share} t where t.account = $1 and t.grantee = 'recruiter:' || $2 and t.opening = `
	toAskers   = `(select t.doc from {share} t where t.account = $1 and t.grantee = 'agency:' || ` + ofAsker + ` and t.opening = `

	submissionRow = `select s.doc, (select e.name from {entry} e where e.account = $1 and e.id = s.entry), ` +
		openingDoc + `s.opening), ` + toAsker + `s.opening), ` + toAskers + `s.opening) from {submission} s where s.account = $1 `
	submissionPage = ` and (s.newest, s.id) > ($3, $4)
		and ($6 = '' or (select 1 from {team} m where m.account = $1 and m.opening = s.opening and m.staff = $6) = 1)
		order by s.newest, s.id limit $5`

	grantedBy = `select g.opened, g.opening from {share} g where g.account = $1 and g.opened is not null and (g.opened, g.opening) > ($3, $4)
		and ($6 = ` + neverText + ` or (g.starts <= $6 and $6 < g.ends))
		and (select p.open from {opening} p where p.account = $1 and p.id = g.opening) >= $7 and g.grantee = `
	grantedPage = ` order by g.opened, g.opening limit $5`

	journalPage = ` and j.seq < $2 order by j.seq desc limit $3`
	journalRow  = `select j.seq, j.doc, j.vals from {journal} j where j.account = $1 `
)

// neverText is never, as SQL.
const neverText = `-62135596800000000`

func listStatements() []Statement {
	all := []Statement{
		{"list_agencies", `select a.doc, a.id from {agency} a where a.account = $1 and a.id > $2 order by a.id limit $3`},
		{"list_staff", `select s.doc, s.id from {staff} s where s.account = $1 and s.id > $2 order by s.id limit $3`},
		{"list_candidates", `select c.doc, c.id from {candidate} c where c.account = $1 and c.id > $2 order by c.id limit $3`},

		{"list_recruiters", `select ` + recruiterRow + ` from {recruiter} r where r.account = $1 and r.id > $3` + recruiterPage},
		{"list_recruiters_agency", `select ` + recruiterRow + ` from {recruiter} r {by recruiter_agency}
			where r.account = $1 and r.id > $3 and r.agency = $5` + recruiterPage},
		{"list_recruiters_holding", holding(`r where`)},
		{"list_recruiters_agency_holding", holding(`r {by recruiter_agency} where r.agency = $5 and`)},
		{"list_colleagues", `select ` + recruiterRow + ` from {recruiter} r {by recruiter_agency} where r.account = $1 and r.id > $3
			and r.agency = (select m.agency from {recruiter} m where m.account = $1 and m.id = $5)` + recruiterPage},

		{"list_openings", `select o.doc, ` + toAsker + `o.id), ` + toAskers + `o.id) from {opening} o
			where o.account = $1 and (o.newest, o.id) > ($3, $4) and o.open >= $6 order by o.newest, o.id limit $5`},
		{"list_openings_team", `select ` + openingDoc + `m.opening), ` + toAsker + `m.opening), ` + toAskers + `m.opening) from {team} m
			where m.account = $1 and m.staff = $7 and (m.newest, m.opening) > ($3, $4)
			and (select p.open from {opening} p where p.account = $1 and p.id = m.opening) >= $6
			order by m.newest, m.opening limit $5`},

		{"list_granted", `select ` + openingDoc + `f.opening), ` + toAsker + `f.opening), ` + toAskers + `f.opening) from (
			select * from (` + grantedBy + `case when $8 = 1 then 'recruiter:' || $2 end` + grantedPage + `) own
			union select * from (` + grantedBy + `case when $9 = 1 then 'agency:' || ` + ofAsker + ` end` + grantedPage + `) ours
			) f order by f.opened, f.opening limit $5`},

		{"list_submissions", submissionRow + submissionPage},
		{"list_submissions_opening", submissionRow + `and s.opening = $7` + submissionPage},
		{"list_submissions_agency", submissionRow + `and s.agency = $7` + submissionPage},
		{"list_submissions_agency_opening", submissionRow + `and s.agency = $7 and s.opening = $8` + submissionPage},
		{"list_submissions_recruiter", submissionRow +
			`and s.recruiter = $7 and ($8 = '' or s.agency = $8) and ($9 = '' or s.opening = $9)` + submissionPage},
		{"list_agency_submissions", submissionRow + `and s.agency = ` + ofAsker + submissionPage},
		{"list_agency_submissions_opening", submissionRow + `and s.agency = ` + ofAsker + ` and s.opening = $7` + submissionPage},
		{"list_own_submissions", submissionRow + `and s.recruiter = $2 and s.agency = ` + ofAsker +
			` and ($7 = '' or s.opening = $7)` + submissionPage},

		{"list_shares_opening", `select s.doc, s.grantee from {share} s
			where s.account = $1 and s.opening = $4 and s.grantee > $2 order by s.grantee limit $3`},
		{"list_shares_grantee", `select s.doc, s.opening from {share} s {by share_grantee}
			where s.account = $1 and s.grantee = $4 and s.opening > $2 order by s.opening limit $3`},

		{"list_remarks", `select m.doc, m.id from {remark} m where m.account = $1 and m.submission = $4
			and (m.at, m.id) > ($5, $2) and (cast($6 as bigint) >> m.kind) % 2 = 1 order by m.at, m.id limit $3`},

		{"list_journal", journalRow + journalPage},
	}
	for i, by := range subjectFields {
		sql := journalRow + `and j.` + by + ` <> '' and j.` + by + ` = $4`
		for j, other := range subjectFields[i+1:] {
			param := string(rune('5' + j))
			sql += ` and ($` + param + ` = '' or j.` + other + ` = $` + param + `)`
		}
		all = append(all, Statement{"list_journal_" + by, sql + journalPage})
	}
	return all
}

// subjectFields are the columns of a journal entry's subject, the most telling
// first.
var subjectFields = []string{"submission", "recruiter", "opening", "staff", "agency"}

// holding is the list of those recruiters in from who have a share.
func holding(from string) string {
	return `select r.doc, r.id, r.home, r.own, r.ours from (
		select r.doc, r.id, (select a.doc from {agency} a where a.account = $1 and a.id = r.agency) as home,
			(select s.doc from {share} s where s.account = $1 and s.opening = $2 and s.grantee = 'recruiter:' || r.id) as own,
			(select s.doc from {share} s where s.account = $1 and s.opening = $2 and s.grantee = 'agency:' || r.agency) as ours
		from {recruiter} ` + from + ` r.account = $1 and r.id > $3) r
		where r.own is not null or r.ours is not null` + recruiterPage
}

// start is the position before the first row of an order by time.
const start = math.MinInt64

// list is the call that fills in f.Rows.
func (t *Tables) list(account agency.AccountID, q *store.Query, f *store.Facts) Call {
	l, a := q.List, string(account)
	limit := int64(l.Limit) + 1
	asker := string(q.Recruiter)
	after := position(l.After.ID)
	newest, oldest, seq := int64(start), int64(start), int64(math.MaxInt64)
	if l.After.ID != "" {
		newest, oldest = -micros(l.After.At), micros(l.After.At)
	}
	if l.After.Seq > 0 {
		seq = l.After.Seq
	}

	f.Rows = new(store.Rows)
	var c Call
	switch l.Kind {
	case store.ListAgencies:
		c = t.question("list_agencies", a, after, limit)
		c.Read = page(l, f.Rows, &f.Rows.Agencies, readDoc)
	case store.ListStaffUsers:
		c = t.question("list_staff", a, after, limit)
		c.Read = page(l, f.Rows, &f.Rows.Staff, readDoc)
	case store.ListRecruiters:
		name, args := "list_recruiters", []any{a, string(l.Opening), after, limit}
		if l.Agency != "" {
			name, args = name+"_agency", append(args, string(l.Agency))
		}
		if l.Holding {
			name += "_holding"
		}
		c = t.question(name, args...)
		c.Read = page(l, f.Rows, &f.Rows.Recruiters, readRecruiter)
	case store.ListColleagues:
		c = t.question("list_colleagues", a, "", after, limit, asker)
		c.Read = page(l, f.Rows, &f.Rows.Recruiters, readRecruiter)
	case store.ListOpenings:
		name, args := "list_openings", []any{a, asker, newest, after, limit, number(l.OpenOnly)}
		if l.Team != "" {
			name, args = name+"_team", append(args, string(l.Team))
		}
		c = t.question(name, args...)
		c.Read = page(l, f.Rows, &f.Rows.Openings, readOpening)
	case store.ListGranted:
		c = t.question("list_granted", a, asker, newest, after, limit, micros(l.EffectiveAt), number(l.OpenOnly),
			number(l.ToRecruiter), number(l.ToAgency))
		c.Read = page(l, f.Rows, &f.Rows.Openings, readOpening)
	case store.ListSubmissions, store.ListAgencySubmissions, store.ListOwnSubmissions:
		name, args := submissionsBy(l)
		c = t.question(name, append([]any{a, asker, newest, after, limit}, args...)...)
		c.Read = page(l, f.Rows, &f.Rows.Submissions, readSubmission)
	case store.ListShares:
		name, of := "list_shares_opening", string(l.Opening)
		switch {
		case l.Opening != "":
		case l.Recruiter != "":
			name, of = "list_shares_grantee", agency.ToRecruiter(l.Recruiter).String()
		default:
			name, of = "list_shares_grantee", agency.ToAgency(l.Agency).String()
		}
		c = t.question(name, a, after, limit, of)
		c.Read = page(l, f.Rows, &f.Rows.Shares, readDoc)
	case store.ListRemarks:
		c = t.question("list_remarks", a, after, limit, string(l.Submission), oldest, int64(l.Remarks))
		c.Read = page(l, f.Rows, &f.Rows.Remarks, readDoc)
	case store.ListJournal:
		of := store.Subject{
			Opening: l.Opening, Agency: l.Agency, Recruiter: l.Recruiter, Staff: l.Staff, Submission: l.Submission,
		}
		name, args := bySubject("list_journal", of)
		c = t.question(name, append([]any{a, seq, limit}, args...)...)
		c.Read = page(l, f.Rows, &f.Rows.Journal, readJournal)
	case store.ListClaims, store.ListAgencyClaims, store.ListOwnClaims:
		c = t.claims(a, q, limit)
		c.Read = page(l, f.Rows, &f.Rows.Claims, readClaim)
	case store.ListCandidates:
		c = t.question("list_candidates", a, after, limit)
		c.Read = page(l, f.Rows, &f.Rows.Candidates, readDoc)
	case store.ListInvitations:
		c = t.invitations(a, l, newest, after, limit)
		c.Read = page(l, f.Rows, &f.Rows.Invitations, readDoc)
	case store.ListLists:
		c = t.question("list_lists", a, after, limit)
		c.Read = page(l, f.Rows, &f.Rows.Lists, readDoc)
	}
	return c
}

// submissionsBy names the statement for a list of submissions and returns its
// parameters from the sixth on.
func submissionsBy(l *store.List) (string, []any) {
	opening := string(l.Opening)
	switch {
	case l.Kind == store.ListOwnSubmissions:
		return "list_own_submissions", []any{"", opening}
	case l.Kind == store.ListAgencySubmissions && opening != "":
		return "list_agency_submissions_opening", []any{"", opening}
	case l.Kind == store.ListAgencySubmissions:
		return "list_agency_submissions", []any{""}
	}
	by, args := byFilters(l)
	return "list_submissions" + by, append([]any{string(l.Team)}, args...)
}

// byFilters tells the statements of a family apart that find rows by recruiter,
// agency and opening, each by the index that fits, and returns the parameters
// that this needs.
func byFilters(l *store.List) (name string, args []any) {
	opening := string(l.Opening)
	switch {
	case l.Recruiter != "":
		return "_recruiter", []any{string(l.Recruiter), string(l.Agency), opening}
	case l.Agency != "" && opening != "":
		return "_agency_opening", []any{string(l.Agency), opening}
	case l.Agency != "":
		return "_agency", []any{string(l.Agency)}
	case opening != "":
		return "_opening", []any{opening}
	}
	return "", nil
}

// bySubject names the statement of a family over the journal that uses the
// index on the most telling field of s, and returns its parameters.
func bySubject(family string, s store.Subject) (string, []any) {
	values := []string{string(s.Submission), string(s.Recruiter), string(s.Opening), string(s.Staff), string(s.Agency)}
	for i, v := range values {
		if v == "" {
			continue
		}
		args := make([]any, 0, len(values)-i)
		for _, v := range values[i:] {
			args = append(args, v)
		}
		return family + "_" + subjectFields[i], args
	}
	return family, nil
}
