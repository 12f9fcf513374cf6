package tables

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// cells are rows of texts and of nothing.
type cells struct{ rows [][]any }

func (t *cells) Next() bool { return len(t.rows) > 0 }

func (t *cells) Scan(dest ...any) error {
	for i, d := range dest {
		text, _ := t.rows[0][i].(string)
		switch d := d.(type) {
		case *string:
			*d = text
		case *int64:
			n, _ := t.rows[0][i].(int)
			*d = int64(n)
		case *[]byte:
			if *d = nil; t.rows[0][i] != nil {
				*d = []byte(text)
			}
		default:
			return errors.New("nothing reads that")
		}
	}
	t.rows = t.rows[1:]
	return nil
}

// reads has the statement of that name among the calls for q read rows.
func reads(t *testing.T, q store.Query, name string, rows ...[]any) (store.Facts, error) {
	t.Helper()
	calls, f, err := New(testDialect).Facts("acme", &q)
	require.NoError(t, err)
	for _, c := range calls {
		if c.Name == name {
			err := errors.Join(c.Read(&cells{rows}), c.Read(&cells{rows})) // as it may be asked again
			return *f, err
		}
	}
	t.Fatalf("nothing asks %s", name)
	return *f, nil
}

func TestHoldersAreReadByKey(t *testing.T) {
	q := store.Query{Keys: []candidate.Digest{5, math.MaxUint64, 0, 5, 7}}
	calls, _, err := New(testDialect).Facts("acme", &q)
	require.NoError(t, err)
	require.Equal(t, []any{"acme", []string{"5", "-1", "0", "7"}}, calls[1].Args, "each key once")
	f, err := reads(t, q, "holders",
		[]any{"-1", "255\x1fb\x1fnorth\x1e0\x1fb\x1f\x1e0\x1fa\x1fsouth"}, []any{"5", "3\x1fc\x1fnorth"}, []any{"0", nil}, []any{"7", nil})
	require.NoError(t, err)
	c := []candidate.Holder{{Candidate: "c", Agency: "north", Turn: 3}}
	require.Equal(t, [][]candidate.Holder{
		c, {{Candidate: "a", Agency: "south"}, {Candidate: "b"}, {Candidate: "b", Agency: "north", Turn: 255}}, nil, c, nil,
	}, f.Holders)
	f.Holders[0][0].Turn = 9
	require.Equal(t, uint8(3), f.Holders[3][0].Turn, "repeated keys share no memory")
}

func TestHoldersThatCannotBeRead(t *testing.T) {
	for _, lines := range []string{"0", "0\x1fa", "256\x1fa\x1fb", "-1\x1fa\x1fb", "x\x1fa\x1fb", "0\x1fa\x1fb\x1e"} {
		_, err := reads(t, store.Query{Keys: []candidate.Digest{5}}, "holders", []any{"5", lines})
		corrupt := Corrupt("")
		require.ErrorAs(t, err, &corrupt, "%q", lines)
	}
}

func TestHoldingsAreOneList(t *testing.T) {
	s, r := begin(t)
	r.calls = nil
	held := candidate.Hold(
		candidate.Holding{Digest: math.MaxUint64, Turn: 255}, candidate.Holding{Digest: 7}, candidate.Holding{Digest: 7, Turn: 1},
		candidate.Holding{Digest: 7},
	)
	last, err := s.Do(func(tx store.Tx) error {
		tx.Hold("jane", "north", held)
		tx.LetGo("jane", held)
		tx.Hold("john", "", "")
		return nil
	})
	require.NoError(t, err)
	items := []string{"0007", "0017", "255-1"}
	require.Len(t, last, 2)
	require.Equal(t, []any{"acme", "jane", "north", items}, last[0].Args)
	require.Equal(t, []any{"acme", "jane", items}, last[1].Args)
}

func TestHoldersMustHaveAName(t *testing.T) {
	for name, do := range map[string]func(store.Tx){
		"holding":            func(tx store.Tx) { tx.Hold("", "north", candidate.Hold(candidate.Holding{})) },
		"holding nothing":    func(tx store.Tx) { tx.Hold("a\x00", "north", "") },
		"by no agency's":     func(tx store.Tx) { tx.Hold("a", "\xff", candidate.Hold(candidate.Holding{})) },
		"letting go":         func(tx store.Tx) { tx.LetGo("", candidate.Hold(candidate.Holding{})) },
		"letting nothing go": func(tx store.Tx) { tx.LetGo("", "") },
	} {
		s, _ := begin(t)
		_, err := s.Do(func(tx store.Tx) error { do(tx); return nil })
		invalid := new(agency.Invalid)
		require.ErrorAs(t, err, &invalid, name)
	}
}

func TestKnownAreInOrder(t *testing.T) {
	doc := func(record any) string {
		text, err := encode(record)
		require.NoError(t, err)
		return text
	}
	a, b := candidate.Candidate{ID: "a", Person: "b"}, candidate.Candidate{ID: "b", Person: "b"}
	early := candidate.Claim{ID: "z", Candidate: "b"}
	late := []candidate.Claim{{ID: "x", Candidate: "b", From: full{}.time("")}, {ID: "y", Candidate: "b", From: full{}.time("")}}
	q := store.Query{Candidates: []candidate.ID{"a", "a", ""}}
	f, err := reads(t, q, "known",
		[]any{nil}, []any{doc(b) + fieldEnd + doc(late[1]) + lineEnd + doc(late[0]) + lineEnd + doc(early) + groupEnd + doc(a) + fieldEnd})
	require.NoError(t, err)
	require.Equal(t, []store.Known{{Candidate: a}, {Candidate: b, Claims: []candidate.Claim{early, late[0], late[1]}}}, f.Known)
	for _, line := range []string{"{" + fieldEnd, doc(a) + fieldEnd + "{", doc(a) + fieldEnd + groupEnd, doc(a) + fieldEnd + doc(early) + lineEnd} {
		_, err = reads(t, q, "known", []any{line})
		require.Error(t, err, "%q", line)
	}
}

func TestMembersAreInTheOrderOfTheQuery(t *testing.T) {
	q := store.Query{Agency: "north", Emails: []string{"z@x.example", "", "A@x.example", "b@x.example", "a@X.example", "\xff", "a\x00"}}
	calls, _, err := New(testDialect).Facts("acme", &q)
	require.NoError(t, err)
	require.Equal(t, []any{"acme", "", "north", []string{"z@x.example", "a@x.example", "b@x.example", "a@x.example"}}, calls[1].Args)
	f, err := reads(t, q, "members", []any{"a@x.example", 2}, []any{"z@x.example", 1}, []any{"b@x.example", 0})
	require.NoError(t, err)
	require.Equal(t, []string{"z@x.example", "A@x.example", "a@X.example"}, f.Members)
	f, err = reads(t, q, "members")
	require.NoError(t, err)
	require.Nil(t, f.Members)
}

// Who is asked for in no way is not looked up.
func TestWhatIsNotAskedIsNotLookedUp(t *testing.T) {
	for name, tt := range map[string]struct {
		q    store.Query
		want []any
	}{
		"nothing":                         {store.Query{}, nil},
		"a person of nothing":             {store.Query{Person: true}, nil},
		"a submission's":                  {store.Query{Person: true, Submission: "s", Claim: "m"}, []any{"acme", []string{}, "s", "", ""}},
		"a claim's":                       {store.Query{Person: true, Claim: "m"}, []any{"acme", []string{}, "", "m", ""}},
		"a submission without its person": {store.Query{Submission: "s", Claim: "m"}, nil},
		"a domain":                        {store.Query{Domain: "north.example"}, []any{"acme", "north.example"}},
		"an invitation":                   {store.Query{Invitation: "i"}, []any{"acme", "i", ""}},
		"the latest of a recruiter":       {store.Query{Recruiter: "ann", Latest: true}, []any{"acme", "", "ann"}},
		"the latest of nobody":            {store.Query{Latest: true}, nil},
		"the host's":                      {store.Query{Submission: "s", Host: "h"}, []any{"acme", []string{}, "", "", "h"}},
	} {
		calls, _, err := New(testDialect).Facts("acme", &tt.q)
		require.NoError(t, err)
		if tt.want == nil {
			require.Len(t, calls, 1, name)
			continue
		}
		require.Len(t, calls, 2, name)
		require.Equal(t, tt.want, calls[1].Args, name)
	}
}
