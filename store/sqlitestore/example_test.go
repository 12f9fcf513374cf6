package sqlitestore_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// must is for errors that an example does not expect.
func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

func check(err error) { must(0, err) }

// engine returns an engine on a store, with an account in which the recruiter
// ann may submit to the opening dev.
func engine(s store.Store) *access.Engine {
	ctx := context.Background()
	eng := must(access.New(s, access.Options{Secret: []byte("keep this one with your other secrets")}))
	sys := eng.System("acme", "example")
	check(sys.Configure(ctx, agency.PerRecruiter()))
	check(sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "North Recruiting"}))
	check(sys.PutRecruiter(ctx, agency.Recruiter{ID: "ann", Agency: "north", State: agency.RecruiterActive}))
	check(sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Developer"}))
	must(sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("ann")}}))
	return eng
}

func ExampleOpen() {
	dir := must(os.MkdirTemp("", "example"))
	defer os.RemoveAll(dir)
	ctx := context.Background()

	st := must(sqlitestore.Open(filepath.Join(dir, "agencies.db")))
	must(engine(st).Recruiter("acme", "ann").Submit(ctx, "dev", "request-1", candidate.Entry{Name: "Jane Doe"}))
	check(st.Close())

	st = must(sqlitestore.Open(filepath.Join(dir, "agencies.db"))) // after a restart
	eng := must(access.New(st, access.Options{Secret: []byte("keep this one with your other secrets")}))
	page := must(eng.Recruiter("acme", "ann").Submissions(ctx, access.SubmissionFilter{}, "", 10))
	for _, s := range page.Rows {
		fmt.Println(s.Name, "for", s.OpeningTitle)
	}
	check(st.Close())
	// Output:
	// Jane Doe for Developer
}

// A host keeps its applications in the same database, and wants neither without
// the other.
func ExampleWithin() {
	dir := must(os.MkdirTemp("", "example"))
	defer os.RemoveAll(dir)
	ctx := context.Background()

	// Transactions begin with the write lock, so that one that reads first can
	// still write.
	db := must(sql.Open("sqlite", "file:"+filepath.Join(dir, "ats.db")+
		"?_txlock=immediate&_pragma=busy_timeout(100)&_pragma=journal_mode(wal)&_pragma=synchronous(full)"))
	defer db.Close()
	must(db.ExecContext(ctx, "create table application (person text, submission text)"))
	check(sqlitestore.Migrate(ctx, db))
	st := sqlitestore.New(db)
	defer st.Close()
	eng := engine(st)

	tx := must(db.BeginTx(ctx, nil))
	defer tx.Rollback()
	ann := eng.With(sqlitestore.Within(tx)).Recruiter("acme", "ann")
	receipt := must(ann.Submit(ctx, "dev", "request-1", candidate.Entry{Name: "Jane Doe"}))
	must(tx.ExecContext(ctx, "insert into application values (?, ?)", "Jane Doe", receipt.Submission))
	check(tx.Commit())

	tx = must(db.BeginTx(ctx, nil))
	ann = eng.With(sqlitestore.Within(tx)).Recruiter("acme", "ann")
	must(ann.Submit(ctx, "dev", "request-2", candidate.Entry{Name: "John Roe"}))
	check(tx.Rollback()) // the host has second thoughts

	page := must(eng.Recruiter("acme", "ann").Submissions(ctx, access.SubmissionFilter{}, "", 10))
	for _, s := range page.Rows {
		var person string
		check(db.QueryRowContext(ctx, "select person from application where submission = ?", s.ID).Scan(&person))
		fmt.Println(s.Name, "is the host's", person)
	}
	// Output:
	// Jane Doe is the host's Jane Doe
}
