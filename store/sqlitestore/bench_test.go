package sqlitestore_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

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
	return candidate.Entry{Given: name(), Surname: name()}
}

// byHand is what somebody would write who needs nothing but these three answers:
// the same rows, by the same driver and matched by the same package, every
// submission in one transaction.
type byHand struct {
	db                          *sql.DB
	ring                        *match.Keyring
	n                           int
	facts, page                 *sql.Stmt
	entry, person, submission   *sql.Stmt
	receipt, old, journal       *sql.Stmt
	holders, known, probes      *sql.Stmt
	hold, ruling, claim, index  *sql.Stmt
	event, queue, count, repeat *sql.Stmt
}

func newByHand(t testing.TB, path string) *byHand {
	db, err := sql.Open("sqlite", dsn(path, "journal_mode(wal)", "synchronous(full)", "secure_delete(on)")+"&_txlock=immediate")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	prepare := func(query string) *sql.Stmt {
		s, err := db.Prepare(query)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		return s
	}
	ring, err := match.NewKeyring("by hand", []byte("a test's secret, of 32 bytes and more"), "acme")
	require.NoError(t, err)
	return &byHand{
		db: db, ring: ring,
		holders: prepare(`select turn, candidate, agency from agencyaccess_holder
			where account = ? and digest = ? order by turn, candidate limit 201`),
		known: prepare(`select c.doc, m.doc from agencyaccess_candidate c
			left join agencyaccess_claim m on m.account = c.account and m.candidate = c.id
			where c.account = ?1 and c.person = (select person from agencyaccess_candidate where account = ?1 and id = ?2)`),
		probes: prepare(`select count(*), coalesce(sum(recruiter = ?3), 0) from agencyaccess_probe where account = ?1 and agency = ?2 and at >= ?4`),
		hold: prepare(`insert into agencyaccess_holder (account, digest, turn, candidate, agency)
			select ?1, value ->> 0, value ->> 1, ?2, ?3 from json_each(?4)`),
		ruling: prepare(`insert into agencyaccess_ruling (account, submission, doc) values (?, ?, ?)`),
		claim: prepare(`insert into agencyaccess_claim (account, id, candidate, agency, recruiter, submission, opening, begins, ends, doc)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
		index: prepare(`update agencyaccess_account set indexed = ?2 where account = ?1`),
		facts: prepare(`select a.settings, r.doc, ag.doc, o.doc, s.doc, coalesce(a.indexed, '{}') from agencyaccess_account a
			join agencyaccess_recruiter r on r.account = a.account and r.id = ?2
			join agencyaccess_agency ag on ag.account = a.account and ag.id = r.agency
			join agencyaccess_opening o on o.account = a.account and o.id = ?3
			join agencyaccess_share s on s.account = a.account and s.opening = o.id and s.grantee = 'recruiter:' || ?2 where a.account = ?1`),
		page: prepare(`select s.doc, e.name, o.doc from agencyaccess_submission s
			join agencyaccess_entry e on e.account = s.account and e.id = s.entry
			join agencyaccess_opening o on o.account = s.account and o.id = s.opening
			where s.account = ? and s.agency = ? order by s.newest, s.id limit 51`),
		repeat: prepare(`select doc from agencyaccess_receipt where account = ? and agency = ? and recruiter = ? and request = ?`),
		entry:  prepare(`insert into agencyaccess_entry (account, id, name, doc) values (?, ?, ?, ?)`),
		person: prepare(`insert into agencyaccess_candidate (account, id, person, host, doc) values (?1, ?2, ?2, '', ?3)`),
		submission: prepare(`insert into agencyaccess_submission (account, id, opening, agency, recruiter, entry, candidate, newest, standing, doc)
			values (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)`),
		receipt: prepare(`insert into agencyaccess_receipt (account, agency, recruiter, request, at, doc) values (?, ?, ?, ?, ?, ?)`),
		old:     prepare(`delete from agencyaccess_receipt where account = ? and agency = ? and recruiter = ? and at < ?`),
		journal: prepare(`insert into agencyaccess_journal (account, seq, opening, agency, recruiter, staff, submission, doc)
			values (?1, (select journal from agencyaccess_account where account = ?1) + 1, ?2, ?3, ?4, '', ?5, ?6)`),
		event: prepare(`insert into agencyaccess_event (account, seq, payload, doc, attempt)
			values (?1, (select events from agencyaccess_account where account = ?1) + 1, ?2, ?3, 0)`),
		queue: prepare(`insert into agencyaccess_queue as q (account, waiting, token, until, first, last, retry) values (?, 1, '', 0, 0, 0, 0)
			on conflict (account) do update set waiting = 1 where q.waiting = 0`),
		count: prepare(`update agencyaccess_account set rev = rev + 1, journal = journal + 1, events = events + 1 where account = ?`),
	}
}

type handFacts struct {
	settings  agency.Settings
	recruiter agency.Recruiter
	agency    agency.Agency
	opening   agency.Opening
	share     agency.Share
	index     candidate.Index
}

func (f *handFacts) maySubmit(now time.Time) bool {
	return f.recruiter.State == agency.RecruiterActive && f.agency.State == agency.Active &&
		f.opening.State == agency.Open && f.share.Stands(now) == agency.Effective
}

func scanFacts(row *sql.Row) (f handFacts, err error) {
	var docs [6][]byte
	if err := row.Scan(&docs[0], &docs[1], &docs[2], &docs[3], &docs[4], &docs[5]); err != nil {
		return f, err
	}
	for i, into := range []any{&f.settings, &f.recruiter, &f.agency, &f.opening, &f.share, &f.index} {
		err = errors.Join(err, json.Unmarshal(docs[i], into))
	}
	return f, err
}

func (h *byHand) can(ctx context.Context) error {
	f, err := scanFacts(h.facts.QueryRowContext(ctx, "acme", "ann", "dev"))
	if err == nil && !f.maySubmit(time.Now()) {
		err = errors.New("ann may not submit")
	}
	return err
}

func (h *byHand) list(ctx context.Context) error {
	rows, err := h.page.QueryContext(ctx, "acme", "north")
	if err != nil {
		return err
	}
	defer rows.Close()
	var views []access.SubmissionView
	for rows.Next() {
		var submission, opening []byte
		var v access.SubmissionView
		var s candidate.Submission
		var o agency.Opening
		err := errors.Join(rows.Scan(&submission, &v.Name, &opening), json.Unmarshal(submission, &s), json.Unmarshal(opening, &o))
		if err != nil {
			return err
		}
		v.ID, v.Opening, v.OpeningTitle, v.Stage, v.At = s.ID, s.Opening, o.Title, s.Stage, s.At
		views = append(views, v)
	}
	if len(views) == 0 {
		return errors.New("no submissions")
	}
	return rows.Err()
}

// judged is what becomes of an entry.
type judged struct {
	sketch candidate.Sketch
	held   candidate.Held
	ruling candidate.Ruling
}

// judge looks for the person of an entry.
func (h *byHand) judge(ctx context.Context, tx *sql.Tx, f *handFacts, e candidate.Entry, now time.Time) (p judged, err error) {
	var ours, own int
	err = tx.StmtContext(ctx, h.probes).QueryRowContext(ctx, "acme", "north", "ann", now.Add(-candidate.ProbesCounted).UnixMicro()).Scan(&ours, &own)
	if err != nil {
		return p, err
	}
	each := func(stmt *sql.Stmt, scan func(*sql.Rows) error, args ...any) {
		rows, queryErr := tx.StmtContext(ctx, stmt).QueryContext(ctx, args...)
		if err = errors.Join(err, queryErr); err != nil {
			return
		}
		defer rows.Close()
		for rows.Next() {
			err = errors.Join(err, scan(rows))
		}
		err = errors.Join(err, rows.Err())
	}
	sketched := match.Normalise(e, match.Options{})
	l := h.ring.Lookup(sketched)
	holders := make([][]candidate.Holder, len(l.Keys()))
	for i, k := range l.Keys() {
		each(h.holders, func(rows *sql.Rows) error {
			var holder candidate.Holder
			err := rows.Scan(&holder.Turn, &holder.Candidate, &holder.Agency)
			holders[i] = append(holders[i], holder)
			return err
		}, "acme", int64(k.Digest))
	}
	search := l.Search(holders, "")
	var known []match.Known
	var claims []candidate.Claim
	for _, id := range search.Candidates() {
		each(h.known, func(rows *sql.Rows) error {
			var doc, claimed []byte
			var c candidate.Candidate
			var claim candidate.Claim
			err := errors.Join(rows.Scan(&doc, &claimed), json.Unmarshal(doc, &c))
			if claimed != nil {
				err = errors.Join(err, json.Unmarshal(claimed, &claim))
			}
			known, claims = append(known, match.Known{Candidate: c.ID, Agency: c.Agency, Sketch: c.Sketch}), append(claims, claim)
			return err
		}, "acme", id)
	}
	c := candidate.Case{Agency: "north", Recruiter: "ann", Opening: "dev", At: now}
	for _, found := range search.Compare(sketched, f.index.Size, known) {
		for _, claim := range claims {
			if claim.Candidate == found.Candidate {
				c.Known = append(c.Known, candidate.Introduction{Claim: claim, Verdict: found.Verdict})
			}
		}
	}
	return judged{sketched.Sketch(), l.Holdings(holders, "", "north"), candidate.Rule(f.settings.Duplicates, c)}, err
}

func (h *byHand) submit(ctx context.Context) error {
	h.n++
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	f, err := scanFacts(tx.StmtContext(ctx, h.facts).QueryRowContext(ctx, "acme", "ann", "dev"))
	if err != nil {
		return err
	}
	now := agency.Instant(time.Now())
	if !f.maySubmit(now) {
		return errors.New("ann may not submit")
	}
	request := fmt.Sprint("by hand ", h.n)
	var earlier []byte
	if err := tx.StmtContext(ctx, h.repeat).QueryRowContext(ctx, "acme", "north", "ann", request).Scan(&earlier); !errors.Is(err, sql.ErrNoRows) {
		return errors.Join(err, errors.New("asked before"))
	}
	e := somebody(-h.n)
	p, err := h.judge(ctx, tx, &f, e, now)
	if err != nil {
		return err
	}
	id := func(kind string) string { return fmt.Sprintf("%s by hand %020d", kind, h.n) }
	e.ID, e.Created = candidate.EntryID(id("e")), now
	s := candidate.Submission{
		ID: candidate.SubmissionID(id("s")), Opening: "dev", Candidate: candidate.ID(id("c")), Entry: e.ID, Agency: "north", Recruiter: "ann",
		Request: candidate.RequestID(request), Source: f.agency.Title, Stage: f.settings.FirstStage(), At: now, Changed: now, Rules: f.settings.Version,
	}
	put := func(stmt *sql.Stmt, record any, args ...any) {
		doc, marshalErr := json.Marshal(record)
		_, execErr := tx.StmtContext(ctx, stmt).ExecContext(ctx, append(args, string(doc))...)
		err = errors.Join(err, marshalErr, execErr)
	}
	exec := func(stmt *sql.Stmt, args ...any) {
		_, execErr := tx.StmtContext(ctx, stmt).ExecContext(ctx, args...)
		err = errors.Join(err, execErr)
	}
	err = nil
	put(h.entry, e, "acme", e.ID, e.FullName())
	put(h.person, candidate.Candidate{
		ID: s.Candidate, Person: s.Candidate, Created: now, Submission: s.ID, Agency: s.Agency, Entry: s.Entry,
		Sketch: p.sketch, Held: p.held, Key: h.ring.ID(),
	}, "acme", s.Candidate)
	var held [][2]int64
	for holding := range p.held.All() {
		held = append(held, [2]int64{int64(holding.Digest), int64(holding.Turn)})
	}
	put(h.hold, held, "acme", s.Candidate, s.Agency)
	put(h.index, candidate.Index{Size: f.index.Size + 1, Key: f.index.Key}, "acme")
	p.ruling.Submission = s.ID
	put(h.ruling, p.ruling, "acme", s.ID)
	claim := candidate.Claim{
		ID: candidate.ClaimID(id("l")), Candidate: s.Candidate, Agency: s.Agency, Recruiter: s.Recruiter, Submission: s.ID, Opening: s.Opening,
		From: now, Stage: s.Stage,
	}
	put(h.claim, claim, "acme", claim.ID, s.Candidate, s.Agency, s.Recruiter, s.ID, s.Opening, now.UnixMicro(), claim.Ends().UnixMicro())
	put(h.submission, s, "acme", s.ID, s.Opening, s.Agency, s.Recruiter, s.Entry, s.Candidate, -now.UnixMicro())
	put(h.receipt, candidate.Receipt{Agency: s.Agency, Recruiter: s.Recruiter, Request: s.Request, Submission: s.ID, At: now},
		"acme", s.Agency, s.Recruiter, s.Request, now.UnixMicro())
	exec(h.old, "acme", s.Agency, s.Recruiter, now.Add(-candidate.ReceiptsKept).UnixMicro())
	put(h.journal, store.Entry{
		At: now, Actor: store.Actor{Kind: store.RecruiterActor, ID: "ann"}, Action: "submit",
		Subject: store.Subject{Opening: "dev", Agency: s.Agency, Recruiter: "ann", Submission: s.ID},
	}, "acme", s.Opening, s.Agency, s.Recruiter, s.ID)
	payload, marshalErr := json.Marshal(map[string]any{"submission": s.ID, "opening": s.Opening, "agency": s.Agency, "recruiter": s.Recruiter, "source": s.Source})
	err = errors.Join(err, marshalErr)
	put(h.event, store.Event{At: now, Name: "submission.received", Version: 1, To: agency.Freeze("team:dev")}, "acme", payload)
	exec(h.queue, "acme")
	exec(h.count, "acme")
	if err != nil {
		return err
	}
	return tx.Commit()
}

// A side is one of two that are compared.
type side func(context.Context) error

// sides returns what is compared, by name: through the engine, and by hand, on
// one file that waits for the disk.
func sides(t testing.TB) map[string][2]side {
	path := newFile(t)
	st, err := sqlitestore.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	ann, n := engine(st).Recruiter("acme", "ann"), 0
	submit := func(ctx context.Context) error {
		n++
		_, err := ann.Submit(ctx, "dev", candidate.RequestID(fmt.Sprint("r", n)), somebody(n))
		return err
	}
	for range 100 {
		require.NoError(t, submit(t.Context()))
	}
	h := newByHand(t, path)
	return map[string][2]side{
		"Submit": {submit, h.submit},
		"Can": {func(ctx context.Context) error {
			d, err := ann.Can(ctx, policy.Submit, access.OnOpening("dev"))
			if err == nil && !d.Allowed() {
				err = errors.New(d.First().String())
			}
			return err
		}, h.can},
		"Page50": {func(ctx context.Context) error {
			page, err := ann.Submissions(ctx, access.SubmissionFilter{}, "", 50)
			if err == nil && len(page.Rows) != 50 {
				err = errors.New("not a whole page")
			}
			return err
		}, h.list},
	}
}

// The rows are the same, or the comparison says nothing.
func TestByHandWritesTheSameRows(t *testing.T) {
	path := newFile(t)
	st := openAt(t, path)
	h := &hostApp{db: database(t, path), store: st, eng: engine(st)}
	counts := func() (found [8]int) {
		for i, table := range []string{"entry", "candidate", "submission", "ruling", "claim", "receipt", "journal", "event"} {
			found[i] = one[int](t, h.db, "select count(*) from agencyaccess_"+table)
		}
		return found
	}
	added := func(do func() error) (found [8]int) {
		before := counts()
		require.NoError(t, do())
		for i, n := range counts() {
			found[i] = n - before[i]
		}
		return found
	}
	engine := added(func() error { return submit(t.Context(), h.eng, "Jane Doe") })
	require.Equal(t, engine, added(func() error { return newByHand(t, path).submit(t.Context()) }))
	checkFile(t, path)
}

func BenchmarkEngine(b *testing.B) {
	for name, two := range sides(b) {
		for i, who := range []string{"engine", "by hand"} {
			b.Run(name+"/"+who, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					require.NoError(b, two[i](b.Context()))
				}
			})
		}
	}
}
