package access_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// tellTale is an entry all of whose values are found again wherever they get to.
func tellTale(name string) candidate.Entry {
	return candidate.Entry{
		Name: name + " Telltale", Given: name + "given", Surname: name + "surname", Emails: agency.Freeze(name + "@secret.example"),
		Phones: agency.Freeze("+49 731 55501" + fmt.Sprint(10+len(name))), URLs: agency.Freeze("https://secret.example/" + name),
		Born: "1990-04-1" + fmt.Sprint(len(name)), Place: name + "ville", NationalID: name + " 123",
		Address: candidate.Address{Street: name + "street 1", City: name + "town", Postcode: "8907" + fmt.Sprint(len(name)), Region: name + "shire"},
		Comment: name + " is good",
	}
}

func valuesOf(e candidate.Entry) []string {
	return []string{
		e.Name, e.Given, e.Surname, e.Emails.Slice()[0], e.Phones.Slice()[0], e.URLs.Slice()[0], e.Born, e.Place, e.NationalID,
		e.Address.Street, e.Address.City, e.Address.Postcode, e.Address.Region, e.Comment,
	}
}

// TestSecrecy goes down every path on which people are told apart, and looks at
// what comes out of it: agencies are given no identifier but those of submissions,
// and nobody's data gets into logs, errors, events or the journal.
func TestSecrecy(t *testing.T) {
	ctx := context.Background()
	m := newMarket(t, agency.Settings{Duplicates: agency.Duplicates{Tell: agency.TellClass, Ownership: agency.Period{Days: 30}}})
	made := map[string]bool{}
	faulty := &enginetest.Faulty{Store: m.store, Docs: memstore.NewBlobs(), Sentinel: store.ErrConflict}
	faulty.Mend()
	eng, err := access.New(faulty, access.Options{
		Secret: []byte(marketSecret), Clock: m.clock.Read, Blobs: memstore.NewBlobs(), Logger: slog.New(slog.NewTextHandler(&m.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		IDs:     func() string { id := rand.Text(); made[id] = true; return id },
		Observe: func(_ context.Context, o access.Observation) { m.observed = append(m.observed, o) },
	})
	require.NoError(t, err)
	m.eng, m.sys = eng, eng.System("acme", "test")

	var said, faults strings.Builder // to agencies; to anybody, as errors
	answer := func(v any, err error) {
		fmt.Fprintf(&said, "%+v\n", v)
		if err != nil {
			fmt.Fprintf(&said, "%v %+v %#v\n", err, err, err)
			fmt.Fprintf(&faults, "%v %+v\n", err, err)
			var denied *access.Denied
			if errors.As(err, &denied) {
				fmt.Fprintf(&said, "%+v %s\n", denied.Reasons(), denied.Acknowledgement)
			}
		}
	}
	staffs := func(err error) {
		if err != nil {
			fmt.Fprintf(&faults, "%v %+v\n", err, err)
		}
	}
	pia, quin, rosa := tellTale("pia"), tellTale("quinn"), tellTale("rosalind")
	reads := func(id agency.RecruiterID) {
		openings, err := m.rec(id).Openings(ctx, "", 0)
		answer(openings.Rows, err)
		subs, err := m.rec(id).Submissions(ctx, access.SubmissionFilter{}, "", 0)
		answer(subs.Rows, err)
		claims, err := m.rec(id).Claims(ctx, time.Time{}, "", 0)
		answer(claims.Rows, err)
		may, err := m.rec(id).Can(ctx, policy.Submit, access.OnOpening("dev"))
		answer(may, err)
		for _, s := range subs.Rows {
			view, _, err := m.rec(id).Submission(ctx, s.ID)
			answer(view, err)
		}
	}
	walk := func() {
		first := m.submit(t, "cem", "dev", pia)
		m.clock.Set(m.clock.Read().Add(time.Minute))
		token := m.alerted(t, "ann", "dev", pia, cv("pia@secret.example"))
		receipt, err := m.try("ann", "dev", pia, access.WithAcknowledgement("forged"))
		answer(receipt, err)
		second := m.submit(t, "ann", "dev", pia, access.WithAcknowledgement(token), cv("pia@secret.example"))
		for _, e := range []candidate.Entry{pia, quin} {
			e.Emails = agency.Freeze("ann@north.example")
			receipt, err = m.try("ann", "dev", e)
			answer(receipt, err)
		}
		receipt, err = m.try("ann", "dev", pia)
		answer(receipt, err)
		for _, id := range []agency.RecruiterID{"ann", "bob", "cem", "dee"} {
			receipt, err = m.try(id, "ops", pia)
			answer(receipt, err)
			reads(id)
		}
		m.apply(t, access.Applicant{ID: "applicant", Opening: "dev", Entry: pia, Candidate: "4711"})
		m.apply(t, access.Applicant{ID: "applicant", Opening: "dev", Entry: quin, Candidate: "4711"})
		_, err = m.sys.CorrectEntry(ctx, "applicant", pia)
		staffs(err)
		_, err = m.sys.CorrectEntry(ctx, first, rosa)
		staffs(err)
		staffs(m.sys.MarkDistinct(ctx, first, second, true))
		staffs(m.sys.Merge(ctx, first, second, candidate.Choice{})) // is refused
		staffs(m.sys.MarkDistinct(ctx, first, second, false))
		staffs(m.sys.Merge(ctx, first, second, candidate.Choice{Name: candidate.Take}))
		staffs(m.sys.LinkCandidate(ctx, second, "4712"))
		c, err := m.sys.OpenClaim(ctx, first, access.Introduction{Agency: "north", Reason: "They met " + pia.Name})
		staffs(err)
		staffs(m.sys.ExtendClaim(ctx, c.ID, time.Time{}, "for "+pia.Name))
		staffs(m.sys.DisputeClaim(ctx, c.ID, "by "+pia.Name))
		staffs(m.sys.ResolveClaim(ctx, c.ID, true, "with "+pia.Name))
		staffs(m.sys.ReleaseClaim(ctx, c.ID, "from "+pia.Name))
		staffs(m.sys.ReleaseClaim(ctx, c.ID, "again from "+pia.Name)) // is refused
		staffs(m.sys.Unmerge(ctx, second))
		bad := tellTale("simone")
		bad.Emails = agency.Freeze("simone@secret.example\x00")
		old := access.PastSubmission{ID: "old", Opening: "dev", Agency: "south", Recruiter: "cem", At: ago(10)}
		_, err = m.sys.Import(ctx, rowsOf(
			access.ImportRow{Candidate: "1", Entry: rosa}, access.ImportRow{Entry: quin, Submission: old}, access.ImportRow{Candidate: "2", Entry: bad},
		), access.ImportOptions{Failed: func(_ int, err error) { staffs(err) }})
		staffs(err)
		_, err = m.sys.Import(ctx, rowsOf(access.ImportRow{Candidate: "2", Entry: bad}), access.ImportOptions{})
		staffs(err)
		for _, id := range []agency.RecruiterID{"ann", "cem"} {
			reads(id)
		}
		answer(nil, m.rec("ann").Withdraw(ctx, second))
		staffs(m.sys.Reindex(ctx, nil))
		staffs(m.sys.Erase(ctx, second))
	}
	walk()
	for n := range 8 { // and once more into a store that fails
		for _, call := range []func(){
			func() { answer(m.try("ann", "ops", rosa)) },
			func() { _, err := m.sys.CorrectEntry(ctx, "applicant", quin); staffs(err) },
			func() { staffs(m.sys.PutApplicant(ctx, access.Applicant{ID: "applicant", Entry: rosa})) },
			func() {
				_, err := m.sys.Import(ctx, rowsOf(access.ImportRow{Candidate: "9", Entry: pia}), access.ImportOptions{})
				staffs(err)
			},
		} {
			faulty.FailAfter(n)
			call()
			faulty.Mend()
		}
	}

	submissions := map[string]bool{}
	f, err := m.store.Read(ctx, "acme", store.Query{List: &store.List{Scope: store.Scope{Kind: store.ListSubmissions}, Limit: store.MaxLimit}})
	require.NoError(t, err)
	for _, row := range f.Rows.Submissions {
		submissions[string(row.Submission.ID)] = true
	}
	given := 0
	for id := range made {
		if strings.Contains(said.String(), id) {
			require.True(t, submissions[id], "an agency was given an identifier that is no submission's")
			given++
		}
	}
	require.NotZero(t, given, "nothing was looked at")

	var out strings.Builder
	out.WriteString(faults.String())
	out.WriteString(m.log.String())
	for _, o := range m.observed {
		fmt.Fprintf(&out, "%+v %v\n", o, o.Err)
	}
	for _, e := range m.events(t) {
		fmt.Fprintf(&out, "%+v %s\n", e, e.Payload)
	}
	for _, row := range m.journal(t) {
		fmt.Fprintf(&out, "%+v\n", row)
	}
	for _, e := range []candidate.Entry{pia, quin, rosa, tellTale("simone")} {
		for _, v := range valuesOf(e) {
			require.False(t, strings.Contains(out.String(), v), "%q got out", v)
		}
	}
	require.Contains(t, m.records(t), rosa.Name, "there was something to get out")
	require.NotEmpty(t, m.log.String())
	require.Contains(t, faults.String(), "must not be marked as distinct")
}
