package pgstore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// byHand is what somebody would write who needs nothing but this one
// submission: the same rows, read in one batch and written in another, by pgx
// as it comes, with its statement cache warm.
type byHand struct {
	pool *pgxpool.Pool
	n    int
}

func (h *byHand) submit(ctx context.Context) error {
	h.n++
	conn, err := h.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()

	var settings agency.Settings
	var recruiter agency.Recruiter
	var of agency.Agency
	var opening agency.Opening
	var toRecruiter, toAgency agency.Share
	var earlier candidate.Receipt
	request := fmt.Sprint("by hand ", h.n)
	first := new(pgx.Batch)
	first.Queue("begin isolation level read committed")
	first.Queue("select set_config('lock_timeout', '10000', true), set_config('idle_in_transaction_session_timeout', '30000', true)")
	first.Queue(`insert into agencyaccess.account as a (account, rev, journal, events) values ($1, 1, 0, 0)
		on conflict (account) do update set rev = a.rev + 1`, "acme")
	ask := func(record any, sql string, args ...any) {
		first.Queue(sql, args...).Query(func(rows pgx.Rows) error {
			var doc []byte
			for rows.Next() {
				if err := rows.Scan(&doc); err != nil {
					return err
				}
				if err := json.Unmarshal(doc, record); err != nil {
					return err
				}
			}
			return nil
		})
	}
	ask(&settings, "select settings from agencyaccess.account where account = $1", "acme")
	ask(&recruiter, "select doc from agencyaccess.recruiter where account = $1 and id = $2", "acme", "bob")
	ask(&of, `select a.doc from agencyaccess.agency a join agencyaccess.recruiter r on r.account = a.account and r.agency = a.id
		where r.account = $1 and r.id = $2`, "acme", "bob")
	ask(&opening, "select doc from agencyaccess.opening where account = $1 and id = $2", "acme", "dev")
	ask(&toRecruiter, "select doc from agencyaccess.share where account = $1 and opening = $2 and grantee = $3", "acme", "dev", "recruiter:bob")
	ask(&toAgency, `select s.doc from agencyaccess.share s join agencyaccess.recruiter r on r.account = s.account and s.grantee = 'agency:' || r.agency
		where s.account = $1 and s.opening = $2 and r.id = $3`, "acme", "dev", "bob")
	ask(&earlier, `select p.doc from agencyaccess.receipt p join agencyaccess.recruiter r on r.account = p.account and r.agency = p.agency
		and r.id = p.recruiter where p.account = $1 and p.recruiter = $2 and p.request = $3`, "acme", "bob", request)
	if err := conn.SendBatch(ctx, first).Close(); err != nil {
		return err
	}
	now := agency.Instant(time.Now())
	if toRecruiter.Stands(now) != agency.Effective || opening.State != agency.Open || earlier.Submission != "" {
		return fmt.Errorf("bob may not submit")
	}

	id := func(kind string) string { return fmt.Sprintf("%s by hand %020d", kind, h.n) }
	e := candidate.Entry{ID: candidate.EntryID(id("e")), Name: "Jane Doe", Created: now}
	s := candidate.Submission{
		ID: candidate.SubmissionID(id("s")), Opening: "dev", Candidate: candidate.ID(id("c")), Entry: e.ID, Agency: of.ID, Recruiter: "bob",
		Request: candidate.RequestID(request), Source: of.Title, Stage: settings.FirstStage(), At: now, Changed: now, Rules: settings.Version,
	}
	receipt := candidate.Receipt{Agency: of.ID, Recruiter: "bob", Request: s.Request, Submission: s.ID, At: now}
	entry := store.Entry{
		At: now, Actor: store.Actor{Kind: store.RecruiterActor, ID: "bob"}, Action: "submit",
		Subject: store.Subject{Opening: "dev", Agency: of.ID, Recruiter: "bob", Submission: s.ID},
	}
	payload, err := json.Marshal(map[string]any{"submission": s.ID, "opening": s.Opening, "agency": s.Agency, "recruiter": s.Recruiter, "source": s.Source})
	if err != nil {
		return err
	}
	event := store.Event{At: now, Name: "submission.received", Version: 1, To: agency.Freeze("team:dev")}

	second := new(pgx.Batch)
	put := func(record any, sql string, args ...any) {
		doc, marshalErr := json.Marshal(record)
		if marshalErr != nil {
			err = marshalErr
		}
		second.Queue(sql, append(args, string(doc))...)
	}
	put(e, "insert into agencyaccess.entry (account, id, name, doc) values ($1, $2, $3, $4)", "acme", e.ID, e.Name)
	put(candidate.Candidate{ID: s.Candidate, Person: s.Candidate, Created: now},
		"insert into agencyaccess.candidate (account, id, person, host, doc) values ($1, $2, $2, '', $3)", "acme", s.Candidate)
	put(s, `insert into agencyaccess.submission (account, id, opening, agency, recruiter, entry, candidate, newest, standing, doc)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)`, "acme", s.ID, "dev", s.Agency, "bob", s.Entry, s.Candidate, -now.UnixMicro())
	put(receipt, "insert into agencyaccess.receipt (account, agency, recruiter, request, at, doc) values ($1, $2, $3, $4, $5, $6)",
		"acme", s.Agency, "bob", request, now.UnixMicro())
	second.Queue("delete from agencyaccess.receipt where account = $1 and agency = $2 and recruiter = $3 and at < $4",
		"acme", s.Agency, "bob", now.Add(-candidate.ReceiptsKept).UnixMicro())
	put(entry, `insert into agencyaccess.journal (account, seq, opening, agency, recruiter, staff, submission, doc)
		values ($1, (select journal from agencyaccess.account where account = $1) + 1, $2, $3, $4, '', $5, $6)`, "acme", "dev", s.Agency, "bob", s.ID)
	put(event, `insert into agencyaccess.event (account, seq, payload, doc, attempt)
		values ($1, (select events from agencyaccess.account where account = $1) + 1, $2, $3, 0)`, "acme", payload)
	second.Queue(`insert into agencyaccess.queue as q (account, waiting, token, until, first, last, retry) values ($1, 1, '', 0, 0, 0, 0)
		on conflict (account) do update set waiting = 1 where q.waiting = 0`, "acme")
	second.Queue("update agencyaccess.account set journal = journal + 1, events = events + 1 where account = $1", "acme")
	second.Queue("commit")
	if err != nil {
		return err
	}
	return conn.SendBatch(ctx, second).Close()
}

// side is one of the two that are compared.
type side func(context.Context) error

// medians measures two sides in turns, so that what else happens on the machine
// hits both.
func medians(t testing.TB, rounds int, a, b side) (time.Duration, time.Duration) {
	took := func(s side) time.Duration {
		began := time.Now()
		require.NoError(t, s(t.Context()))
		return time.Since(began)
	}
	var as, bs []time.Duration
	for i := range rounds {
		if i%2 == 0 { // each is as often the first
			as, bs = append(as, took(a)), append(bs, took(b))
		} else {
			bs, as = append(bs, took(b)), append(as, took(a))
		}
	}
	slices.Sort(as)
	slices.Sort(bs)
	return as[rounds/2], bs[rounds/2]
}

// both are a submission through the engine and one by hand.
func both(t testing.TB) (engine, hand side) {
	st := opened(t)
	eng := acme(t, st)
	ann, n := eng.Recruiter("acme", "ann"), 0
	pool, err := pgxpool.New(t.Context(), shared(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	h := &byHand{pool: pool}
	return func(ctx context.Context) error {
		n++
		_, err := ann.Submit(ctx, "dev", candidate.RequestID(fmt.Sprint("r", n)), candidate.Entry{Name: "Jane Doe"})
		return err
	}, h.submit
}

// The rows are the same, or the comparison says nothing.
func TestByHandWritesTheSameRows(t *testing.T) {
	engine, hand := both(t)
	rows := func() map[string]int {
		found := make(map[string]int)
		c, err := pgx.Connect(t.Context(), shared(t))
		require.NoError(t, err)
		defer c.Close(context.Background())
		for _, table := range []string{"entry", "candidate", "submission", "receipt", "journal", "event"} {
			var n int
			require.NoError(t, c.QueryRow(t.Context(), "select count(*) from agencyaccess."+table).Scan(&n))
			found[table] = n
		}
		return found
	}
	added := func(s side) map[string]int {
		before := rows()
		require.NoError(t, s(t.Context()))
		after := rows()
		for table := range after {
			after[table] -= before[table]
		}
		return after
	}
	require.Equal(t, added(engine), added(hand))
}

func TestSubmissionTakesAtMost1_3TimesAsLongAsByHand(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector takes most of the time")
	}
	engine, hand := both(t)
	medians(t, 50, engine, hand) // plans and caches
	const most, attempts = 1.3, 10
	for range attempts {
		e, h := medians(t, 300, engine, hand)
		r := float64(e) / float64(h)
		t.Logf("engine %v, by hand %v: %.2f times", e, h, r)
		if r <= most {
			return
		}
	}
	t.Fatalf("a submission took more than %v times as long as by hand in each of %d attempts", most, attempts)
}

func BenchmarkSubmission(b *testing.B) {
	engine, hand := both(b)
	for name, s := range map[string]side{"engine": engine, "by hand": hand} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				require.NoError(b, s(b.Context()))
			}
		})
	}
}

func BenchmarkReads(b *testing.B) {
	st := opened(b)
	eng := acme(b, st)
	ann := eng.Recruiter("acme", "ann")
	for i := range 100 {
		_, err := ann.Submit(b.Context(), "dev", candidate.RequestID(fmt.Sprint("r", i)), candidate.Entry{Name: "Jane Doe"})
		require.NoError(b, err)
	}
	for name, s := range map[string]side{
		"Can": func(ctx context.Context) error {
			_, err := ann.Can(ctx, policy.Submit, access.OnOpening("dev"))
			return err
		},
		"page of 50 openings": func(ctx context.Context) error {
			_, err := ann.Openings(ctx, "", 50)
			return err
		},
		"page of 50 submissions": func(ctx context.Context) error {
			_, err := ann.Submissions(ctx, access.SubmissionFilter{}, "", 50)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				require.NoError(b, s(b.Context()))
			}
		})
	}
}
