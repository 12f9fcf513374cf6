package tables

import (
	"context"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

var probeStatements = []Statement{
	{"probes", `select (select p.doc from {probe} p where p.account = $1 and p.id = $2),
			case when $4 <> ` + neverText + ` then (
				select count(*) from {probe} p where p.account = $1 and p.agency = r.agency and p.at >= $4) end,
			case when $4 <> ` + neverText + ` then (
				select count(*) from {probe} p where p.account = $1 and p.agency = r.agency and p.at >= $4 and p.recruiter = $3) end
		from (select 1 as one) q left join {recruiter} r on r.account = $1 and r.id = $3`},
	{"probes_but", `select (select p.doc from {probe} p where p.account = $1 and p.id = $2),
		(select count(*) from {probe} p where p.account = $1 and p.agency = $4 and p.at >= $5 and not p.id {in $6}),
		(select count(*) from {probe} p where p.account = $1 and p.agency = $4 and p.at >= $5 and p.recruiter = $3 and not p.id {in $6})`},
	{"put_probe", `insert into {probe} (account, id, agency, recruiter, at, doc) values ($1, $2, $3, $4, $5, $6)
		on conflict (account, id) do update set agency = excluded.agency, recruiter = excluded.recruiter, at = excluded.at,
			doc = excluded.doc`},
	{"drop_probes", `delete from {probe} {by probe_at} where account = $1 and agency = $2 and at < $3`},
	{"drop_probes_but", `delete from {probe} where account = $1 and id in (
		select p.id from {probe} p {by probe_at} where p.account = $1 and p.agency = $2 and p.at < $3 {free})`},
}

// probes is the call that fills in f.Probe and f.Probes.
func (t *Tables) probes(account string, q *store.Query, f *store.Facts) Call {
	c := t.question("probes", account, q.Probe, string(q.Recruiter), micros(q.ProbesSince))
	c.Read = func(rows Rows) error {
		f.Probe, f.Probes = nil, store.Probes{}
		if !rows.Next() {
			return nil
		}
		var doc []byte
		var byAgency, byRecruiter *int64
		err := rows.Scan(&doc, &byAgency, &byRecruiter)
		if err != nil {
			return err
		}
		if byAgency != nil {
			f.Probes.Agency = int(*byAgency)
		}
		if byRecruiter != nil {
			f.Probes.Recruiter = int(*byRecruiter)
		}
		f.Probe, err = decodeNew[candidate.Probe](doc)
		return err
	}
	return c
}

// ProbesBut is the call that fills in f.Probe and f.Probes where the transaction
// at hand does not see all there are: the recruiter is given, as the transaction
// has them, and so are probes of its own, which are not counted.
func (t *Tables) ProbesBut(
	account agency.AccountID, of *agency.Recruiter, q *store.Query, own []candidate.Probe, f *store.Facts,
) Call {
	ids := make([]string, len(own))
	for i := range own {
		ids[i] = own[i].ID
	}
	c := t.question("probes_but", string(account), q.Probe, string(of.ID), string(of.Agency), micros(q.ProbesSince), ids)
	c.Read = t.probes(string(account), q, f).Read
	return c
}

// PutProbes are the calls that write new probes beside a transaction that may
// have the old ones locked.
func (t *Tables) PutProbes(account agency.AccountID, records []candidate.Probe) ([]Call, error) {
	s := t.Session(context.Background(), account, idle{})
	each(s, records, func(r candidate.Probe, doc string) {
		s.add("put_probe", r.ID, string(r.Agency), string(r.Recruiter), micros(r.At), doc)
		s.add("drop_probes_but", string(r.Agency), micros(r.At.Add(-candidate.ProbesCounted)))
	})
	return s.take(), s.err
}

// idle is the runner of a session that only gathers writes.
type idle struct{}

func (idle) Run(context.Context, []Call) error { panic("nothing is to be run") }

// PutProbes is part of store.Tx.
func (s *Session) PutProbes(records ...candidate.Probe) {
	each(s, records, func(r candidate.Probe, doc string) {
		s.add("put_probe", r.ID, string(r.Agency), string(r.Recruiter), micros(r.At), doc)
		s.add("drop_probes", string(r.Agency), micros(r.At.Add(-candidate.ProbesCounted)))
	})
}
