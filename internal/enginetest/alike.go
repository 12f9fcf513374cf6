package enginetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// ways are those in which the account can know Ida, whom ann of the north is
// about to submit. None is nothing to ann.
var ways = map[string]func(t T, w *World){
	"another agency's": theirs,
	"a direct applicant": func(t T, w *World) {
		require.NoError(t, w.Sys.PutApplicant(background, access.Applicant{ID: "direct", Opening: "ops", Entry: entryOf("ida")}))
	},
	"erased": func(t T, w *World) {
		theirs(t, w)
		require.NoError(t, w.Sys.Erase(background, "past"))
	},
	"of an expired claim": func(t T, w *World) {
		theirs(t, w)
		require.NoError(t, w.Sys.ExtendClaim(background, claimOf(t, w, "past"), w.Clock.Read().Add(time.Second), "over"))
		w.Clock.Set(w.Clock.Read().Add(time.Hour))
	},
	"of a claim that was released": func(t T, w *World) {
		theirs(t, w)
		require.NoError(t, w.Sys.ReleaseClaim(background, claimOf(t, w, "past"), "released"))
	},
	"of a claim in dispute": func(t T, w *World) {
		theirs(t, w)
		require.NoError(t, w.Sys.DisputeClaim(background, claimOf(t, w, "past"), "doubted"))
	},
	"known to the host": func(t T, w *World) { past(t, w, "host", "ida", access.PastSubmission{}) },
	"merged with somebody": func(t T, w *World) {
		theirs(t, w)
		past(t, w, "", "rene", access.PastSubmission{ID: "rene", At: w.Clock.Read(), Agency: "south"})
		require.NoError(t, w.Sys.Merge(background, "rene", "past", candidate.Choice{}))
	},
	"known several times": func(t T, w *World) {
		theirs(t, w)
		for _, id := range []candidate.SubmissionID{"1", "2", "3"} {
			past(t, w, "", "ida", access.PastSubmission{ID: id, At: w.Clock.Read(), Opening: "dev"})
		}
	},
}

func theirs(t T, w *World) {
	past(t, w, "", "ida", access.PastSubmission{ID: "past", At: w.Clock.Read(), Agency: "south", Recruiter: "cem", Opening: "ops"})
}

func past(t T, w *World, host candidate.HostID, name string, p access.PastSubmission) {
	require.NoError(t, imported(w, host, name, p))
}

func imported(w *World, host candidate.HostID, name string, p access.PastSubmission) error {
	_, err := w.Sys.Import(background, func(yield func(access.ImportRow, error) bool) {
		yield(access.ImportRow{Candidate: host, Entry: entryOf(name), Submission: p}, nil)
	}, access.ImportOptions{})
	return err
}

// claimOf is the claim that came from a submission.
func claimOf(t T, w *World, of candidate.SubmissionID) candidate.ClaimID {
	rows, err := collect(func(c access.Cursor) (access.Page[access.ClaimRecord], error) {
		return w.Sys.Claims(background, access.ClaimsOf{}, c, access.MaxLimit)
	})
	require.NoError(t, err)
	for _, row := range rows {
		if row.Submission == of {
			return row.ID
		}
	}
	require.Fail(t, "there is no claim", of)
	return ""
}

// entryOf is how a member of the cast is first entered.
func entryOf(name string) candidate.Entry {
	for i := range cast {
		if cast[i].name == name {
			return cast[i].as[0]
		}
	}
	panic("nobody is called " + name)
}

// attempt is what ann is answered who submits somebody, with the token masked,
// and what that took of the store.
func attempt(t T, w *World, seen *spy, request candidate.RequestID, e candidate.Entry, opts ...access.SubmitOption) (answer, calls, token string) {
	w.Clock.Set(Start.Add(48 * time.Hour))
	w.IDs.Reset(string(request))
	w.Renew(t)
	_, _ = w.Recruiter("ann").Submit(background, "none", "settings", e) // after which the engine knows the settings
	seen.take()
	receipt, err := w.Recruiter("ann").Submit(background, "dev", request, e, opts...)
	if denied := new(access.Denied); errors.As(err, &denied) {
		token = denied.Acknowledgement
	}
	answer = render(receipt, err)
	if token != "" {
		answer = strings.ReplaceAll(answer, token, strings.Repeat("*", len(token)))
	}
	return answer, seen.take(), token
}

// AlertsAreAlike checks that whoever is known already, and however, the agency is
// answered the same, to the byte, at the same cost in store calls; that somebody
// who is known is looked up like somebody who is not; and where nothing is told,
// that all else is the same as well.
func AlertsAreAlike(t *testing.T, newStore NewStore) {
	st := newStore(t)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	accounts := 0
	for _, d := range []agency.Duplicates{
		{},
		{Tell: agency.TellClass},
		{Outcome: agency.BlockDuplicate},
		{Outcome: agency.BlockDuplicate, Tell: agency.TellClass},
		{Tell: agency.TellNothing},
		{Outcome: agency.FlagDuplicate},
		{Outcome: agency.IgnoreDuplicate},
	} {
		t.Run(d.Outcome.String()+" "+d.Tell.String(), func(t *testing.T) {
			open := func() (*World, *spy) {
				accounts++
				seen := &spy{Store: st, blobs: memstore.NewBlobs()}
				w := Open(t, seen, accountNumber(accounts), nil)
				w.North(t, agency.Settings{Duplicates: d})
				return w, seen
			}
			silent := d.Tell == agency.TellNothing || d.Outcome == agency.FlagDuplicate || d.Outcome == agency.IgnoreDuplicate
			w, seen := open()
			unknown, unknownCalls, _ := attempt(t, w, seen, "q", entryOf("ida"))
			var first, firstCalls string
			for _, name := range sortedKeys(ways) {
				w, seen := open()
				ways[name](t, w)
				answer, calls, token := attempt(t, w, seen, "q", entryOf("ida"))
				if silent {
					require.Equal(t, unknown, answer, name)
					require.Equal(t, unknownCalls, calls, name)
					continue
				}
				require.NotEqual(t, unknown, answer, name)
				require.Equal(t, reads(unknownCalls), reads(calls), name)
				if d.Outcome == agency.AlertDuplicate {
					require.Len(t, token, tokenLength, name)
				} else {
					require.Empty(t, token, name)
				}
				if first == "" {
					first, firstCalls = answer, calls
				}
				require.Equal(t, first, answer, name)
				require.Equal(t, firstCalls, calls, name)
			}
		})
	}
}

// reads are the questions among the calls.
func reads(calls string) []string {
	var out []string
	for _, call := range strings.Split(calls, "; ") {
		if strings.HasPrefix(call, "facts") || strings.HasPrefix(call, "read") || strings.HasPrefix(call, "view") {
			out = append(out, call)
		}
	}
	return out
}

// OwnEntriesAnswer checks that what staff say of an agency's entry and of others'
// that the agency does not see makes no difference to what it is told of its own.
func OwnEntriesAnswer(t *testing.T, newStore NewStore) {
	st := newStore(t)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	for n, staff := range []struct {
		name string
		say  func(w *World, own candidate.SubmissionID) error
	}{
		{"nothing", func(*World, candidate.SubmissionID) error { return nil }},
		{"that they are two", func(w *World, own candidate.SubmissionID) error {
			return w.Sys.MarkDistinct(background, own, "past", true)
		}},
		{"that they are one", func(w *World, own candidate.SubmissionID) error {
			return w.Sys.Merge(background, "past", own, candidate.Choice{})
		}},
	} {
		for _, order := range []string{"own first", "others first"} {
			t.Run(staff.name+", "+order, func(t *testing.T) {
				seen := &spy{Store: st, blobs: memstore.NewBlobs()}
				w := Open(t, seen, accountNumber(n)+agency.AccountID(order[:3]), nil)
				w.North(t, agency.Settings{Duplicates: agency.Duplicates{Tell: agency.TellClass}})
				w.IDs.Reset(order)
				less := cast[0].as[1] // than others know
				if order == "others first" {
					theirs(t, w)
				}
				_, _, token := attempt(t, w, seen, "first", less)
				if token != "" {
					answer, _, _ := attempt(t, w, seen, "goes on", less, access.WithAcknowledgement(token))
					require.NotContains(t, answer, "error")
				}
				own, err := w.Recruiter("ann").Submissions(background, access.SubmissionFilter{}, "", access.MaxLimit)
				require.NoError(t, err)
				require.Len(t, own.Rows, 1)
				if order == "own first" {
					theirs(t, w)
				}
				require.NoError(t, staff.say(w, own.Rows[0].ID))
				answer, _, _ := attempt(t, w, seen, "again", entryOf("ida"))
				require.Contains(t, answer, "deny already_submitted")
			})
		}
	}
}
