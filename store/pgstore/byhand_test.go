package pgstore_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
	"github.com/agencyaccess/agencyaccess/store"
)

// byHand is what somebody would write who needs nothing but this one
// submission: the same rows, read in two batches and written in a third, by pgx
// as it comes, with its statement cache warm, and matched by the same package.
type byHand struct {
	pool *pgxpool.Pool
	ring *match.Keyring
	n    int
}

func newByHand(t testing.TB) *byHand {
	pool, err := pgxpool.New(t.Context(), shared(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	ring, err := match.NewKeyring("by hand", []byte("a test's secret, of 32 bytes and more"), "acme")
	require.NoError(t, err)
	return &byHand{pool: pool, ring: ring}
}

// somebody is a person like no other.
func somebody(n int) candidate.Entry {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	name := func() string {
		b := []byte{byte('A' + r.IntN(26))}
		for range 8 {
			b = append(b, byte('a'+r.IntN(26)))
		}
		return string(b)
	}
	e := candidate.Entry{Given: name(), Surname: name()}
	e.Emails = agency.Freeze(e.Given + "." + e.Surname + "@example.org")
	return e
}

// handFacts are what is asked before the person is looked for.
type handFacts struct {
	settings              agency.Settings
	index                 candidate.Index
	recruiter             agency.Recruiter
	of                    agency.Agency
	opening               agency.Opening
	toRecruiter, toAgency agency.Share
	earlier               candidate.Receipt
	members               int
	probes                [2]int
	holders               [][]candidate.Holder
}

// record has a batch read a record, or nothing.
func record(b *pgx.Batch, into any, sql string, args ...any) {
	b.Queue(sql, args...).Query(func(rows pgx.Rows) error {
		var doc []byte
		for rows.Next() {
			if err := rows.Scan(&doc); err != nil {
				return err
			}
			if doc != nil {
				if err := json.Unmarshal(doc, into); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// facts begins a transaction and asks.
func (h *byHand) facts(ctx context.Context, conn *pgxpool.Conn, request string, l match.Lookup, e candidate.Entry, now time.Time) (f handFacts, err error) {
	b := new(pgx.Batch)
	b.Queue("begin isolation level read committed")
	b.Queue("select set_config('lock_timeout', '10000', true), set_config('idle_in_transaction_session_timeout', '30000', true)")
	b.Queue(`insert into agencyaccess.account as a (account, rev, journal, events) values ($1, 1, 0, 0)
		on conflict (account) do update set rev = a.rev + 1`, "acme")
	record(b, &f.settings, "select settings from agencyaccess.account where account = $1", "acme")
	record(b, &f.index, "select indexed from agencyaccess.account where account = $1", "acme")
	record(b, &f.recruiter, "select doc from agencyaccess.recruiter where account = $1 and id = $2", "acme", "bob")
	record(b, &f.of, `select a.doc from agencyaccess.agency a join agencyaccess.recruiter r on r.account = a.account and r.agency = a.id
		where r.account = $1 and r.id = $2`, "acme", "bob")
	record(b, &f.opening, "select doc from agencyaccess.opening where account = $1 and id = $2", "acme", "dev")
	record(b, &f.toRecruiter, "select doc from agencyaccess.share where account = $1 and opening = $2 and grantee = $3", "acme", "dev", "recruiter:bob")
	record(b, &f.toAgency, `select s.doc from agencyaccess.share s join agencyaccess.recruiter r on r.account = s.account and s.grantee = 'agency:' || r.agency
		where s.account = $1 and s.opening = $2 and r.id = $3`, "acme", "dev", "bob")
	record(b, &f.earlier, `select p.doc from agencyaccess.receipt p join agencyaccess.recruiter r on r.account = p.account and r.agency = p.agency
		and r.id = p.recruiter where p.account = $1 and p.recruiter = $2 and p.request = $3`, "acme", "bob", request)
	b.Queue("select count(*) from agencyaccess.recruiter where account = $1 and email = any($2) and agency = $3", "acme", e.Emails.Slice(), "north").
		QueryRow(func(row pgx.Row) error { return row.Scan(&f.members) })
	b.Queue(`select count(*), count(*) filter (where recruiter = $3) from agencyaccess.probe where account = $1 and agency = $2 and at >= $4`,
		"acme", "north", "bob", now.Add(-candidate.ProbesCounted).UnixMicro()).
		QueryRow(func(row pgx.Row) error { return row.Scan(&f.probes[0], &f.probes[1]) })
	digests := make([]int64, len(l.Keys()))
	for i, k := range l.Keys() {
		digests[i] = int64(k.Digest)
	}
	f.holders = make([][]candidate.Holder, len(digests))
	b.Queue(`select k.n, h.turn, h.candidate, h.agency from unnest($2::bigint[]) with ordinality k(digest, n), lateral (
			select * from agencyaccess.holder h where h.account = $1 and h.digest = k.digest order by h.turn, h.candidate limit 201
		) h`, "acme", digests).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var n int
			var holder candidate.Holder
			if err := rows.Scan(&n, &holder.Turn, &holder.Candidate, &holder.Agency); err != nil {
				return err
			}
			f.holders[n-1] = append(f.holders[n-1], holder)
		}
		return rows.Err()
	})
	return f, conn.SendBatch(ctx, b).Close()
}

// known asks for candidates and the claims to them.
func (h *byHand) known(ctx context.Context, conn *pgxpool.Conn, ids []candidate.ID) (known []match.Known, claims []candidate.Claim, err error) {
	b := new(pgx.Batch)
	b.Queue(`select c.doc, m.doc from agencyaccess.candidate c left join agencyaccess.claim m on m.account = $1 and m.candidate = c.id
		where c.account = $1 and c.person in (select p.person from agencyaccess.candidate p where p.account = $1 and p.id = any($2))`,
		"acme", ids).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var doc, claimed []byte
			var c candidate.Candidate
			var claim candidate.Claim
			if err := cmp.Or(rows.Scan(&doc, &claimed), json.Unmarshal(doc, &c)); err != nil {
				return err
			}
			known = append(known, match.Known{Candidate: c.ID, Agency: c.Agency, Sketch: c.Sketch})
			if claimed != nil {
				if err := json.Unmarshal(claimed, &claim); err != nil {
					return err
				}
				claims = append(claims, claim)
			}
		}
		return rows.Err()
	})
	return known, claims, conn.SendBatch(ctx, b).Close()
}

func (h *byHand) submit(ctx context.Context) error {
	h.n++
	conn, err := h.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()

	now, request := agency.Instant(time.Now()), fmt.Sprint("by hand ", h.n)
	e := somebody(-h.n)
	sketched := match.Normalise(e, match.Options{})
	l := h.ring.Lookup(sketched)
	f, err := h.facts(ctx, conn, request, l, e, now)
	if err != nil {
		return err
	}
	if f.toRecruiter.Stands(now) != agency.Effective || f.opening.State != agency.Open || f.earlier.Submission != "" || f.members > 0 || f.probes[0] > 100 {
		return errors.New("bob may not submit")
	}
	search := l.Search(f.holders, "")
	known, claims, err := h.known(ctx, conn, search.Candidates())
	if err != nil {
		return err
	}
	found := search.Compare(sketched, f.index.Size, known)
	c := candidate.Case{Agency: f.of.ID, Recruiter: "bob", Opening: "dev", At: now}
	for _, claim := range claims {
		if i := slices.IndexFunc(found, func(f match.Found) bool { return f.Candidate == claim.Candidate }); i >= 0 {
			c.Known = append(c.Known, candidate.Introduction{Claim: claim, Verdict: found[i].Verdict})
		}
	}
	ruling := candidate.Rule(f.settings.Duplicates, c)

	id := func(kind string) string { return fmt.Sprintf("%s by hand %020d", kind, h.n) }
	e.ID, e.Created = candidate.EntryID(id("e")), now
	s := candidate.Submission{
		ID: candidate.SubmissionID(id("s")), Opening: "dev", Candidate: candidate.ID(id("c")), Entry: e.ID, Agency: f.of.ID, Recruiter: "bob",
		Request: candidate.RequestID(request), Source: f.of.Title, Stage: f.settings.FirstStage(), At: now, Changed: now, Rules: f.settings.Version,
	}
	ruling.Submission, ruling.Rules = s.ID, f.settings.Version
	held := l.Holdings(f.holders, "", f.of.ID)
	person := candidate.Candidate{
		ID: s.Candidate, Person: s.Candidate, Created: now, Submission: s.ID, Agency: s.Agency, Entry: s.Entry,
		Sketch: sketched.Sketch(), Held: held, Key: h.ring.ID(),
	}
	claim := candidate.Claim{
		ID: candidate.ClaimID(id("l")), Candidate: s.Candidate, Agency: s.Agency, Recruiter: "bob", Submission: s.ID, Opening: "dev",
		From: now, Stage: s.Stage,
	}
	f.index.Size++

	b := new(pgx.Batch)
	put := func(record any, sql string, args ...any) {
		doc, marshalErr := json.Marshal(record)
		err = cmp.Or(err, marshalErr)
		b.Queue(sql, append(args, string(doc))...)
	}
	put(e, "insert into agencyaccess.entry (account, id, name, doc) values ($1, $2, $3, $4)", "acme", e.ID, e.FullName())
	put(person, "insert into agencyaccess.candidate (account, id, person, host, doc) values ($1, $2, $2, '', $3)", "acme", s.Candidate)
	var digests []int64
	var turns []int16
	for holding := range held.All() {
		digests, turns = append(digests, int64(holding.Digest)), append(turns, int16(holding.Turn))
	}
	b.Queue(`insert into agencyaccess.holder (account, digest, turn, candidate, agency)
		select $1, k.digest, k.turn, $2, $3 from unnest($4::bigint[], $5::smallint[]) k(digest, turn)`, "acme", s.Candidate, s.Agency, digests, turns)
	put(f.index, "update agencyaccess.account set indexed = $2 where account = $1", "acme")
	put(s, `insert into agencyaccess.submission (account, id, opening, agency, recruiter, entry, candidate, newest, standing, doc)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)`, "acme", s.ID, "dev", s.Agency, "bob", s.Entry, s.Candidate, -now.UnixMicro())
	put(ruling, "insert into agencyaccess.ruling (account, submission, doc) values ($1, $2, $3)", "acme", s.ID)
	put(claim, `insert into agencyaccess.claim (account, id, candidate, agency, recruiter, submission, opening, begins, ends, doc)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, "acme", claim.ID, s.Candidate, s.Agency, "bob", s.ID, "dev", now.UnixMicro(), claim.Ends().UnixMicro())
	put(candidate.Receipt{Agency: f.of.ID, Recruiter: "bob", Request: s.Request, Submission: s.ID, At: now},
		"insert into agencyaccess.receipt (account, agency, recruiter, request, at, doc) values ($1, $2, $3, $4, $5, $6)",
		"acme", s.Agency, "bob", request, now.UnixMicro())
	b.Queue("delete from agencyaccess.receipt where account = $1 and agency = $2 and recruiter = $3 and at < $4",
		"acme", s.Agency, "bob", now.Add(-candidate.ReceiptsKept).UnixMicro())
	put(store.Entry{
		At: now, Actor: store.Actor{Kind: store.RecruiterActor, ID: "bob"}, Action: "submit",
		Subject: store.Subject{Opening: "dev", Agency: f.of.ID, Recruiter: "bob", Submission: s.ID},
	}, `insert into agencyaccess.journal (account, seq, opening, agency, recruiter, staff, submission, doc)
		values ($1, (select journal from agencyaccess.account where account = $1) + 1, $2, $3, $4, '', $5, $6)`, "acme", "dev", s.Agency, "bob", s.ID)
	payload, marshalErr := json.Marshal(map[string]any{"submission": s.ID, "opening": s.Opening, "agency": s.Agency, "recruiter": s.Recruiter, "source": s.Source})
	err = cmp.Or(err, marshalErr)
	put(store.Event{At: now, Name: "submission.received", Version: 1, To: agency.Freeze("team:dev")},
		`insert into agencyaccess.event (account, seq, payload, doc, attempt)
		values ($1, (select events from agencyaccess.account where account = $1) + 1, $2, $3, 0)`, "acme", payload)
	b.Queue(`insert into agencyaccess.queue as q (account, waiting, token, until, first, last, retry) values ($1, 1, '', 0, 0, 0, 0)
		on conflict (account) do update set waiting = 1 where q.waiting = 0`, "acme")
	b.Queue("update agencyaccess.account set journal = journal + 1, events = events + 1 where account = $1", "acme")
	b.Queue("commit")
	if err != nil {
		return err
	}
	return conn.SendBatch(ctx, b).Close()
}
