package sqlitestore_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// byHand is what somebody would write who needs nothing but these three answers:
// the same rows, by the same driver, every submission in one transaction.
type byHand struct {
	db                          *sql.DB
	n                           int
	facts, page                 *sql.Stmt
	entry, person, submission   *sql.Stmt
	receipt, old, journal       *sql.Stmt
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
	return &byHand{
		db: db,
		facts: prepare(`select a.settings, r.doc, ag.doc, o.doc, s.doc from agencyaccess_account a
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
}

func (f *handFacts) maySubmit(now time.Time) bool {
	return f.recruiter.State == agency.RecruiterActive && f.agency.State == agency.Active &&
		f.opening.State == agency.Open && f.share.Stands(now) == agency.Effective
}

func scanFacts(row *sql.Row) (f handFacts, err error) {
	var docs [5][]byte
	if err := row.Scan(&docs[0], &docs[1], &docs[2], &docs[3], &docs[4]); err != nil {
		return f, err
	}
	for i, into := range []any{&f.settings, &f.recruiter, &f.agency, &f.opening, &f.share} {
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
	id := func(kind string) string { return fmt.Sprintf("%s by hand %020d", kind, h.n) }
	e := candidate.Entry{ID: candidate.EntryID(id("e")), Name: "Jane Doe", Created: now}
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
	put(h.entry, e, "acme", e.ID, e.Name)
	put(h.person, candidate.Candidate{ID: s.Candidate, Person: s.Candidate, Created: now}, "acme", s.Candidate)
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
		_, err := ann.Submit(ctx, "dev", candidate.RequestID(fmt.Sprint("r", n)), candidate.Entry{Name: "Jane Doe"})
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
	counts := func() (found [6]int) {
		for i, table := range []string{"entry", "candidate", "submission", "receipt", "journal", "event"} {
			found[i] = one[int](t, h.db, "select count(*) from agencyaccess_"+table)
		}
		return found
	}
	added := func(do func() error) (found [6]int) {
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
