package pgstore_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// secret is what an error's text must not hold.
const secret = "jane@example.org"

// A trouble is what the server does when an agency is written.
type trouble struct {
	statement string // of PL/pgSQL
	times     int    // how often, counting what is rolled back; 0 is always
	atCommit  bool
}

func raise(code string) string {
	return fmt.Sprintf("raise exception using errcode = '%s', message = 'about %s', detail = 'Key (email)=(%[2]s)', hint = 'ask %[2]s'", code, secret)
}

// make makes the trouble, in the database of most tests, until the test has
// ended or it is told to stop.
func (tr trouble) make(t testing.TB) (stop func()) {
	t.Helper()
	c := connected(t, shared(t))
	run(t, c, "drop sequence if exists troubles; create sequence troubles")
	condition := "true"
	if tr.times > 0 {
		condition = fmt.Sprintf("nextval('public.troubles') <= %d", tr.times)
	}
	run(t, c, fmt.Sprintf(`create or replace function public.trouble() returns trigger language plpgsql as
		$$ begin if %s then %s; end if; return new; end $$`, condition, tr.statement))
	when, deferred := "before", ""
	if tr.atCommit {
		when, deferred = "constraint trigger trouble after", "deferrable initially deferred"
	} else {
		when = "trigger trouble " + when
	}
	run(t, c, fmt.Sprintf(`create %s insert or update on agencyaccess.agency %s for each row execute function public.trouble()`, when, deferred))
	stop = func() { run(t, c, "drop trigger if exists trouble on agencyaccess.agency") }
	t.Cleanup(func() { // before the connection is closed
		run(t, c, "drop trigger if exists trouble on agencyaccess.agency")
	})
	return stop
}

// A writer counts how often its callback runs. It writes an agency, an event and
// a journal entry, and asks for the agency in between.
type writer struct{ runs int }

func (w *writer) write(ctx context.Context, st store.Store, id agency.AgencyID) error {
	return st.Update(ctx, "acme", func(tx store.Tx) error {
		w.runs++
		tx.PutAgencies(agency.Agency{ID: id, Title: "Agency " + string(id)})
		if _, err := tx.Facts(store.Query{Agency: id}); err != nil {
			return err
		}
		tx.Journal(store.Entry{Action: "written"})
		tx.Publish(store.Event{Name: "written"})
		return nil
	})
}

// written is how often that was committed.
func written(t testing.TB, st store.Store) int {
	t.Helper()
	f, err := st.Read(context.Background(), "acme", store.Query{List: &store.List{
		Scope: store.Scope{Kind: store.ListJournal}, Limit: store.MaxLimit,
	}})
	require.NoError(t, err)
	return len(f.Rows.Journal)
}
