package access_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

var update = flag.Bool("update", false, "write testdata/log.golden anew")

// books is an account whose journal and outbox are read as they grow.
type books struct {
	t       *testing.T
	store   store.Store
	blobs   store.Blobs
	sys     access.System
	staff   access.Staff           // root
	rec     access.Recruiter       // ann
	sub     candidate.SubmissionID // ann's first
	max     candidate.SubmissionID // her second
	token   string                 // of the last alert
	opened  candidate.ClaimID      // by staff
	secret  invite.Secret          // of the last invitation
	last    agency.RecruiterID     // whom ann invited last
	clock   clock
	ids     int
	entries int64         // how many were read
	events  []store.Event // those read
}

func newBooks(t *testing.T) *books {
	b := &books{t: t, store: memstore.New(), blobs: memstore.NewBlobs()}
	t.Cleanup(func() { require.NoError(t, b.store.Close()) })
	b.clock.now = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	b.open("1")
	return b
}

// open makes the engine, with index keys of these names.
func (b *books) open(keys ...string) {
	opt := access.Options{
		Secret: []byte("a test's secret, of 32 bytes and more"), Clock: b.clock.read, Blobs: b.blobs,
		IDs: func() string { b.ids++; return fmt.Sprintf("id%d", b.ids) },
	}
	for _, k := range keys {
		opt.IndexKeys = append(opt.IndexKeys, access.IndexKey{ID: k, Secret: []byte("the secret of index key number " + k)})
	}
	eng, err := access.New(b.store, opt)
	require.NoError(b.t, err)
	b.sys, b.staff, b.rec = eng.System("acme", "support: rt-4711"), eng.Staff("acme", "root"), eng.Recruiter("acme", "ann")
}

// claim is the one that came from a submission.
func (b *books) claim(from candidate.SubmissionID) candidate.ClaimID {
	b.t.Helper()
	for c, err := range access.All(func(c access.Cursor) (access.Page[access.ClaimRecord], error) {
		return b.sys.Claims(context.Background(), access.ClaimsOf{}, c, 0)
	}) {
		require.NoError(b.t, err)
		if c.Submission == from {
			return c.ID
		}
	}
	require.Fail(b.t, "no claim came from it", from)
	return ""
}

// news returns what was appended since it was last asked, oldest first, and
// requires that the numbers have no gaps.
func (b *books) news() (entries []store.JournalRow, events []store.Event) {
	b.t.Helper()
	ctx := context.Background()
	all := b.journal()
	entries = all[b.entries:]
	for _, e := range entries {
		b.entries++
		require.Equal(b.t, b.entries, e.Seq, "the journal's numbers have no gaps")
	}
	claim, err := b.store.Outbox().Claim(ctx, "acme", time.Hour, store.MaxLimit)
	require.NoError(b.t, err)
	for _, e := range claim.Events {
		b.events = append(b.events, e)
		require.EqualValues(b.t, len(b.events), e.Seq, "the outbox's numbers have no gaps")
		require.NoError(b.t, b.store.Outbox().Ack(ctx, "acme", claim.Token, e.Seq))
	}
	return entries, claim.Events
}

// journal is all of it, oldest first.
func (b *books) journal() []store.JournalRow {
	b.t.Helper()
	var rows []store.JournalRow
	for row, err := range access.All(func(c access.Cursor) (access.Page[store.JournalRow], error) {
		return b.sys.Journal(context.Background(), store.Subject{}, c, access.MaxLimit)
	}) {
		require.NoError(b.t, err)
		rows = append([]store.JournalRow{row}, rows...)
	}
	return rows
}

// sealed is a secret in the payload of an event, which is another one every time.
var sealed = regexp.MustCompile(`"secret":"[^"]+"`)

// render is what was appended, for the golden file.
func render(entries []store.JournalRow, events []store.Event) string {
	var s strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&s, "journal %d %s:%q %s", e.Seq, e.Actor.Kind, e.Actor.ID, e.Action)
		if e.Denied {
			fmt.Fprintf(&s, " denied %s", e.Reasons)
		}
		for _, id := range []struct{ of, is string }{
			{"opening", string(e.Opening)},
			{"agency", string(e.Agency)},
			{"recruiter", string(e.Recruiter)},
			{"staff", string(e.Staff)},
			{"submission", string(e.Submission)},
			{"fields", e.Fields.String()},
		} {
			if id.is != "" {
				fmt.Fprintf(&s, " %s=%s", id.of, id.is)
			}
		}
		s.WriteString("\n")
		for _, v := range e.Values {
			fmt.Fprintf(&s, "    %s: %q -> %q\n", v.Field, v.Before, v.After)
		}
	}
	for _, e := range events {
		payload := sealed.ReplaceAll(e.Payload, []byte(`"secret":"(sealed)"`))
		fmt.Fprintf(&s, "event %d %s v%d to %s %s\n", e.Seq, e.Name, e.Version, e.To, payload)
	}
	return s.String()
}

func TestLogOfEveryMutation(t *testing.T) {
	const golden = "testdata/log.golden"
	b := newBooks(t)
	var got strings.Builder
	for _, m := range mutations {
		require.NoError(t, m.do(b), m.name)
		entries, events := b.news()
		fmt.Fprintf(&got, "# %s\n%s\n", m.name, render(entries, events))
	}
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.String(), "if this is meant to change: go test ./access -run TestLogOfEveryMutation -update")

	published := make(map[string]bool)
	for _, e := range b.events {
		published[e.Name] = true
		decoded, err := event.Decode(e.Name, e.Version, e.Payload)
		require.NoError(t, err)
		var to []string
		for _, r := range decoded.Recipients() {
			to = append(to, r.String())
		}
		require.Equal(t, e.To, agency.Freeze(to...), "recipients follow from the payload")
	}
	for _, e := range event.Catalogue() {
		name, _ := e.Kind()
		require.True(t, published[name], "nothing published %s", name)
	}
}

// Whoever adds a method says here whether it changes anything.
func TestEveryMutationIsLogged(t *testing.T) {
	reads := map[string]bool{
		"Settings": true, "Agencies": true, "Recruiters": true, "Openings": true, "Users": true, "SharesOn": true,
		"SharesOf": true, "Journal": true, "Explain": true, "Who": true, "Submission": true, "Submissions": true,
		"CountSubmissions": true, "Remarks": true, "RecordedMessages": true, "Resume": true, "Can": true,
		"CountOpenings": true, "Opening": true, "Colleagues": true, "Claims": true, "Duplicates": true, "Ruling": true,
		"Replay": true, "Credit": true, "Person": true, "PreviewGroup": true, "PreviewList": true, "Invitation": true, "Invitations": true, "Lists": true,
	}
	logged := make(map[string]bool)
	for _, m := range mutations {
		method, _, _ := strings.Cut(m.name, ":")
		if !m.quiet {
			logged[method] = true
		}
	}
	for _, handle := range []reflect.Type{reflect.TypeFor[access.System](), reflect.TypeFor[access.Recruiter]()} {
		for i := range handle.NumMethod() {
			name := handle.Method(i).Name
			// A recruiter's handle and staff's have a few names in common; all of those are reads.
			require.NotEqual(t, reads[name], logged[name], "%s.%s: is it a read, or in the table of mutations?", handle, name)
		}
	}
}

func TestEveryChangeLeavesATrace(t *testing.T) {
	b := newBooks(t)
	for _, m := range mutations {
		require.NoError(t, m.do(b), m.name)
		entries, events := b.news()
		require.NotEmpty(t, entries, m.name)
		require.Equal(t, m.quiet || m.tacit, len(events) == 0, m.name)

		err := m.do(b)
		entries, events = b.news()
		switch {
		case m.final:
			require.NoError(t, denied(err), m.name)
			require.Len(t, entries, 1, m.name)
			require.True(t, entries[0].Denied, m.name)
			require.Empty(t, events, m.name)
		case m.there:
			require.ErrorIs(t, err, store.ErrExists, m.name)
			require.Empty(t, entries, m.name)
			require.Empty(t, events, m.name)
		case m.once:
			var invalid *agency.Invalid
			require.ErrorAs(t, err, &invalid, m.name)
			require.Empty(t, entries, m.name)
			require.Empty(t, events, m.name)
		case m.again:
			require.NoError(t, err, m.name)
			require.NotEmpty(t, entries, m.name)
			require.Equal(t, m.quiet || m.tacit, len(events) == 0, m.name)
		default:
			require.NoError(t, err, m.name)
			require.Empty(t, entries, "%s changed nothing the second time", m.name)
			require.Empty(t, events, "%s changed nothing the second time", m.name)
		}
	}
}

func TestLogHoldsNoPersonalData(t *testing.T) {
	b := newBooks(t)
	for _, m := range mutations {
		require.NoError(t, m.do(b), m.name)
		entries, events := b.news()
		for _, row := range entries {
			text := toJSON(t, row.Entry)
			for _, s := range typed {
				require.NotContains(t, text, s, m.name)
			}
		}
		for _, e := range events {
			text := toJSON(t, e) + string(e.Payload)
			if e.Name == "invitation.sent" { // what the mail needs
				text = toJSON(t, e.To)
			}
			for _, s := range personal {
				require.NotContains(t, text, s, m.name)
			}
		}
	}
}

func TestErasingLeavesNothingOfThePerson(t *testing.T) {
	ctx := context.Background()
	b := newBooks(t)
	var blob string
	for _, m := range mutations {
		if m.name == "Erase" {
			b.news()
			before := b.dump()
			for _, s := range janes {
				require.True(t, strings.Contains(before, s), "nothing would be erased of %q", s)
			}
			require.NotContains(t, before, "(erased)")
			r, err := b.sys.Submission(ctx, b.sub)
			require.NoError(t, err)
			blob = r.Entry.Resume.Blob
			content, err := b.blobs.Open(ctx, "acme", blob)
			require.NoError(t, err)
			require.NoError(t, content.Close())
			require.NotEmpty(t, b.values(b.sub))
		}
		require.NoError(t, m.do(b), m.name)
		if m.name == "Erase" {
			break
		}
	}
	b.news()
	require.NotEmpty(t, blob)
	after := b.dump()
	for _, s := range janes {
		require.False(t, strings.Contains(after, s), "%q is still there", s)
	}
	require.Contains(t, after, "Max Mobius", "nobody else's")
	require.Empty(t, b.values(b.sub))
	require.NotEmpty(t, b.values("max"), "nobody else's")
	_, err := b.blobs.Open(ctx, "acme", blob)
	require.ErrorIs(t, err, store.ErrNotFound)
	r, err := b.sys.Submission(ctx, b.sub)
	require.NoError(t, err)
	require.Equal(t, agency.Withdrawn, r.Stage, "what became of it remains")
	require.Equal(t, "North Recruiting", r.Source)
}

// values are those beside the journal's entries about a submission.
func (b *books) values(of candidate.SubmissionID) (out []store.Value) {
	for _, row := range b.journal() {
		if row.Submission == of {
			out = append(out, row.Values...)
		}
	}
	return out
}

// dump is all that the account's lists hold, and the events published.
func (b *books) dump() string {
	b.t.Helper()
	var out bytes.Buffer
	remarks := uint8(1<<candidate.Note | 1<<candidate.Feedback | 1<<candidate.PersonMessage)
	scopes := []store.Scope{
		{Kind: store.ListAgencies},
		{Kind: store.ListStaffUsers},
		{Kind: store.ListRecruiters},
		{Kind: store.ListOpenings},
		{Kind: store.ListSubmissions},
		{Kind: store.ListShares, Opening: "dev"},
		{Kind: store.ListRemarks, Submission: b.sub, Remarks: remarks},
		{Kind: store.ListRemarks, Submission: "max", Remarks: remarks},
		{Kind: store.ListJournal},
		{Kind: store.ListCandidates},
		{Kind: store.ListClaims},
	}
	for _, scope := range scopes {
		f, err := b.store.Read(context.Background(), "acme", store.Query{List: &store.List{Scope: scope, Limit: store.MaxLimit}})
		require.NoError(b.t, err)
		require.False(b.t, f.Rows.More)
		out.WriteString(toJSON(b.t, f.Rows))
		for _, row := range f.Rows.Submissions {
			f, err := b.store.Read(context.Background(), "acme", store.Query{Submission: row.Submission.ID})
			require.NoError(b.t, err)
			out.WriteString(toJSON(b.t, f.Entry))
			out.WriteString(toJSON(b.t, f.Ruling))
		}
	}
	for _, e := range b.events {
		out.WriteString(toJSON(b.t, e))
		out.Write(e.Payload)
	}
	return out.String()
}

func toJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}
