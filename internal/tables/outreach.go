package tables

import (
	"strconv"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// outreachStatements are about how agencies are reached. A row of the table
// domain is a domain by which an agency is known.
func outreachStatements() []Statement {
	const row = `select i.doc, i.id from {invitation} i where i.account = $1 and (i.newest, i.id) > ($2, $3) `
	const page = `order by i.newest, i.id limit $4`
	return []Statement{
		{"list_invitations", row + page},
		{"list_invitations_agency", row + `and i.agency = $5 ` + page},
		{"list_invitations_recruiter", row + `and i.recruiter = $5 and ($6 = '' or i.agency = $6) ` + page},
		{"list_lists", `select l.doc, l.id from {list} l where l.account = $1 and l.id > $2 order by l.id limit $3`},

		{"at_domain", `select (select a.doc from {agency} a where a.account = $1 and a.id = d.agency) from {domain} d
			where d.account = $1 and d.domain = $2 order by d.agency limit ` + strconv.Itoa(store.MaxAtDomain)},
		// The latest one is looked for in two steps, which one index serves: lists of
		// the same index are in the other order where instants are the same.
		{"invitations", `select (select i.doc from {invitation} i where i.account = $1 and i.id = $2),
				(select i.doc from {invitation} i where i.account = $1 and i.recruiter = $3
					and i.newest = (select min(l.newest) from {invitation} l where l.account = $1 and l.recruiter = $3)
					order by i.id desc limit 1)
			from (select 1 as one) q`},
		{"lists", `select id, doc from {list} where account = $1 and id {in $2}`},

		{"put_invitation", `insert into {invitation} (account, id, recruiter, agency, newest, doc) values ($1, $2, $3, $4, $5, $6)
			on conflict (account, id) do update set recruiter = excluded.recruiter, agency = excluded.agency,
				newest = excluded.newest, doc = excluded.doc`},
		{"put_list", `insert into {list} (account, id, doc) values ($1, $2, $3)
			on conflict (account, id) do update set doc = excluded.doc`},
		{"drop_list", `delete from {list} where account = $1 and id = $2`},
		{"drop_domains", `delete from {domain} where account = $1 and agency = $2`},
		{"put_domains", `insert into {domain} (account, domain, agency) select $1, k.item, $2 from {each $3} k where 1 = 1
			on conflict do nothing`},
	}
}

// outreach are the calls that fill in f.AtDomain, f.Invitation, f.Latest and
// f.Lists.
func (t *Tables) outreach(account string, q *store.Query, f *store.Facts) (calls []Call) {
	if q.Domain != "" {
		c := t.question("at_domain", account, q.Domain)
		c.Read = func(rows Rows) error { return readAtDomain(rows, f) }
		calls = append(calls, c)
	}
	latest := ""
	if q.Latest {
		latest = string(q.Recruiter)
	}
	if q.Invitation != "" || latest != "" {
		c := t.question("invitations", account, string(q.Invitation), latest)
		c.Read = func(rows Rows) error { return readInvitations(rows, f) }
		calls = append(calls, c)
	}
	if len(q.Lists) > 0 {
		c := t.question("lists", account, texts(q.Lists))
		c.Read = func(rows Rows) error {
			f.Lists = make([]agency.List, len(q.Lists))
			return matching(q.Lists, f.Lists)(rows)
		}
		calls = append(calls, c)
	}
	return calls
}

func readAtDomain(rows Rows, f *store.Facts) error {
	f.AtDomain = nil
	var doc []byte
	for rows.Next() {
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		var a agency.Agency
		if err := decode(doc, &a); err != nil {
			return err
		}
		f.AtDomain = append(f.AtDomain, a)
	}
	return nil
}

func readInvitations(rows Rows, f *store.Facts) error {
	f.Invitation, f.Latest = nil, nil
	if !rows.Next() {
		return nil
	}
	var one, latest []byte
	err := rows.Scan(&one, &latest)
	if err != nil {
		return err
	}
	if f.Invitation, err = decodeNew[invite.Invitation](one); err != nil {
		return err
	}
	f.Latest, err = decodeNew[invite.Invitation](latest)
	return err
}

// invitations is the call for a list of invitations, without what reads it.
func (t *Tables) invitations(account string, l *store.List, newest int64, after string, limit int64) Call {
	name, args := "list_invitations", []any{account, newest, after, limit}
	switch {
	case l.Recruiter != "":
		name, args = name+"_recruiter", append(args, string(l.Recruiter), string(l.Agency))
	case l.Agency != "":
		name, args = name+"_agency", append(args, string(l.Agency))
	}
	return t.question(name, args...)
}

// PutInvitations is part of store.Tx, as are the methods below.
func (s *Session) PutInvitations(records ...invite.Invitation) {
	each(s, records, func(r invite.Invitation, doc string) {
		s.add("put_invitation", string(r.ID), string(r.Recruiter), string(r.Agency), -micros(r.Created), doc)
	})
}

func (s *Session) PutLists(records ...agency.List) {
	each(s, records, func(r agency.List, doc string) { s.add("put_list", string(r.ID), doc) })
}

func (s *Session) DropLists(ids ...agency.ListID) {
	for _, id := range ids {
		if !s.writing() {
			return
		}
		s.add("drop_list", Sought(string(id)))
	}
}
