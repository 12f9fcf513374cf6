package pgstore_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

// The examples need a server, so they are run by TestExamples.

func ExampleOpen() {
	ctx := context.Background()
	st, err := pgstore.Open(ctx, os.Getenv("DATABASE_URL")) // makes the tables
	if err != nil {
		log.Fatal(err)
	}
	defer st.Close()
	eng, err := access.New(st, access.Options{Secret: []byte("keep this one with your other secrets")})
	if err != nil {
		log.Fatal(err)
	}
	sys := eng.System("acme", "setup")
	if err := sys.Configure(ctx, agency.PerAgency()); err != nil {
		log.Fatal(err)
	}
	if err := sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "North Recruiting"}); err != nil {
		log.Fatal(err)
	}
	page, err := sys.Agencies(ctx, "", 10)
	if err != nil {
		log.Fatal(err)
	}
	for _, a := range page.Rows {
		fmt.Println(a.Title)
	}
	// Prints: North Recruiting
}

// A submission and a row of the host's commit together.
func ExampleStore_Within() {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
	if err := pgstore.Migrate(ctx, pool); err != nil {
		log.Fatal(err)
	}
	st, err := pgstore.New(pool)
	if err != nil {
		log.Fatal(err)
	}
	defer st.Close()
	eng := exampleEngine(st) // with the opening dev shared with ann

	receive := func(tx pgx.Tx) error {
		receipt, err := eng.With(st.Within(tx)).Recruiter("acme", "ann").Submit(ctx, "dev", "request-1", candidate.Entry{Name: "Jane Doe"})
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "insert into inbox (submission) values ($1)", string(receipt.Submission))
		return err
	}
	fmt.Println(pgx.BeginFunc(ctx, pool, receive))

	page, err := eng.Recruiter("acme", "ann").Submissions(ctx, access.SubmissionFilter{}, "", 10)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range page.Rows {
		var inbox int
		if err := pool.QueryRow(ctx, "select count(*) from inbox where submission = $1", string(s.ID)).Scan(&inbox); err != nil {
			log.Fatal(err)
		}
		fmt.Println(s.Name, inbox)
	}
	// Prints:
	// <nil>
	// Jane Doe 1
}

func TestExamples(t *testing.T) {
	dsn := servers.Database(t)
	t.Setenv("DATABASE_URL", dsn)
	run(t, connected(t, dsn), "create table inbox (submission text not null)")
	require.Equal(t, "North Recruiting\n", printed(t, ExampleOpen))
	require.Equal(t, "<nil>\nJane Doe 1\n", printed(t, ExampleStore_Within))
}

// printed returns what fn prints.
func printed(t *testing.T, fn func()) string {
	t.Helper()
	r, w, err := os.Pipe()
	require.NoError(t, err)
	before := os.Stdout
	os.Stdout = w
	defer func() { os.Stdout = before }()
	fn() // whose output is smaller than a pipe
	require.NoError(t, w.Close())
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	require.NoError(t, r.Close())
	return string(text)
}

func exampleEngine(st *pgstore.Store) *access.Engine {
	eng, err := access.New(st, access.Options{Secret: []byte("keep this one with your other secrets")})
	if err != nil {
		log.Fatal(err)
	}
	ctx, sys := context.Background(), eng.System("acme", "setup")
	for _, err := range []error{
		sys.PutRecruiter(ctx, agency.Recruiter{ID: "ann", Agency: "north", State: agency.RecruiterActive}),
		sys.PutOpenings(ctx, agency.Opening{ID: "dev", Title: "Developer"}),
	} {
		if err != nil {
			log.Fatal(err)
		}
	}
	if _, err := sys.Share(ctx, access.Grants{
		Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToAgency("north")},
	}); err != nil {
		log.Fatal(err)
	}
	return eng
}
