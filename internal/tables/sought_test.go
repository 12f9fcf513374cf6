package tables

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

func TestPosition(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"abc", "abc"},
		{"ab\x00c", "ab"},
		{"\xff", ""},
		{"é\xffé", "é"},
		{"é\xc3", "é"},
		{"a\uFFFDb", "a\uFFFDb"},
	} {
		require.Equal(t, tt.want, position(tt.text), "%q", tt.text)
	}
}

// No question carries a text that a database refuses, and none loses a condition
// because of it.
func TestIllFormedTextsAreSoughtAsWhatNothingHas(t *testing.T) {
	for _, bad := range []string{"a\x00b", "\xff"} {
		r := new(recorder)
		s := New(testDialect).Session(t.Context(), agency.AccountID(bad), r)
		for _, q := range questions() {
			spoil(&q, bad)
			if q.Check() != nil {
				continue
			}
			_, err := s.Facts(q)
			require.NoError(t, err)
		}
		_, err := s.Agencies("a", agency.AgencyID(bad))
		require.NoError(t, err)
		_, err = s.Shares([]agency.OpeningID{"a", agency.OpeningID(bad)}, []agency.Grantee{agency.ToAgency(agency.AgencyID(bad)), agency.ToAgency("a")})
		require.NoError(t, err)
		_, err = s.tables.queue(t.Context(), agency.AccountID(bad), r)
		require.NoError(t, err)
		require.NotEmpty(t, r.calls)
		lists := 0
		for _, c := range r.calls {
			require.Equal(t, nobody, c.Args[0], c.Name)
			for _, arg := range c.Args {
				switch v := arg.(type) {
				case string:
					require.True(t, utf8.ValidString(v), c.Name)
					require.NotContains(t, v, "\x00", c.Name)
				case []string:
					if c.Name == "holders" {
						continue // digests
					}
					lists++
					require.Len(t, v, 1, c.Name)
				}
			}
		}
		require.Greater(t, lists, 3)
	}
}

// spoil replaces every text that a question has.
func spoil(q *store.Query, bad string) {
	spoilText(&q.Staff, bad)
	spoilText(&q.Recruiter, bad)
	spoilText(&q.Agency, bad)
	spoilText(&q.Opening, bad)
	spoilText(&q.Submission, bad)
	spoilText(&q.Request, bad)
	spoilText(&q.Email, bad)
	spoilText(&q.Host, bad)
	spoilText(&q.Claim, bad)
	spoilText(&q.Probe, bad)
	spoilText(&q.Domain, bad)
	spoilText(&q.Invitation, bad)
	if q.Lists != nil {
		q.Lists = []agency.ListID{"l", agency.ListID(bad)}
	}
	if q.Emails != nil {
		q.Emails = []string{"a@b.example", bad}
	}
	if q.Candidates != nil {
		q.Candidates = []candidate.ID{"c", candidate.ID(bad)}
	}
	if q.List == nil {
		return
	}
	l := *q.List
	q.List = &l
	spoilText(&l.Opening, bad)
	spoilText(&l.Agency, bad)
	spoilText(&l.Recruiter, bad)
	spoilText(&l.Staff, bad)
	spoilText(&l.Team, bad)
	spoilText(&l.Submission, bad)
}

func spoilText[T ~string](text *T, bad string) {
	if *text != "" {
		*text = T(bad)
	}
}
