package enginetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// rivals are as many agencies with a recruiter each.
const rivals = 6

// rivalry makes an account in which each rival has the opening dev.
func rivalry(t T, st store.Store, account agency.AccountID, d agency.Duplicates) *World {
	w := Open(t, st, account, nil)
	require.NoError(t, w.Sys.Configure(background, agency.Settings{Duplicates: d}))
	require.NoError(t, w.Sys.PutOpenings(background, agency.Opening{ID: "dev", Title: "Developer"}))
	g := access.Grants{Openings: []agency.OpeningID{"dev"}}
	for i := range rivals {
		of := agency.AgencyID(fmt.Sprintf("a%d", i))
		require.NoError(t, w.Sys.PutAgency(background, agency.Agency{ID: of, Title: "Agency"}))
		require.NoError(t, w.Sys.PutRecruiter(background, agency.Recruiter{ID: rival(i), Agency: of, State: agency.RecruiterActive}))
		g.To = append(g.To, agency.ToRecruiter(rival(i)))
	}
	_, err := w.Sys.Share(background, g)
	require.NoError(t, err)
	return w
}

func rival(i int) agency.RecruiterID { return agency.RecruiterID(fmt.Sprintf("r%d", i)) }

// atOnce runs n calls at the same time, and returns what each was answered.
func atOnce[A any](n int, call func(i int) A) []A {
	answers := make([]A, n)
	start := make(chan struct{})
	var done sync.WaitGroup
	for i := range n {
		done.Go(func() {
			<-start
			answers[i] = call(i)
		})
	}
	close(start)
	done.Wait()
	return answers
}

// given is what a submission was answered.
type given struct {
	receipt access.Receipt
	err     error
}

func (g given) token() string {
	denied := new(access.Denied)
	if !errors.As(g.err, &denied) {
		return ""
	}
	return denied.Acknowledgement
}

func (w *World) put(i int, request string, opts ...access.SubmitOption) given {
	receipt, err := w.Recruiter(rival(i)).Submit(background, "dev", candidate.RequestID(request), entryOf("ida"), opts...)
	return given{receipt, err}
}

// acceptedOf returns the submissions that were made, and the numbers of the others.
func acceptedOf(t T, all []given, code policy.Code) (made []candidate.SubmissionID, denied []int) {
	t.Helper()
	for i, g := range all {
		if g.err == nil {
			made = append(made, g.receipt.Submission)
			continue
		}
		require.Equal(t, codes{code}, deniedWith(g.err), "%v", g.err)
		denied = append(denied, i)
	}
	return made, denied
}

// owned checks that of the submissions just the first is what owns the person,
// as each of them tells, and that all are known as one another's duplicates.
func (w *World) owned(t T, made []candidate.SubmissionID) {
	t.Helper()
	var owners []candidate.SubmissionID
	free := 0
	for _, id := range made {
		credit, err := w.Sys.Credit(background, id)
		require.NoError(t, err)
		owners = append(owners, credit.Owner.Submission)
		require.Len(t, credit.Claims, len(made))
		ruling, err := w.Sys.Ruling(background, id)
		require.NoError(t, err)
		if !ruling.OwnedByOther {
			free++
			require.Equal(t, candidate.Accepted, ruling.Outcome)
		}
		found, err := w.Sys.Duplicates(background, id)
		require.NoError(t, err)
		require.Len(t, found, len(made)-1)
	}
	require.Len(t, slices.Compact(owners), 1, "one owner")
	require.Equal(t, 1, free, "one was first")
}

// OneOwner checks that of several agencies that submit one person at the same
// instant one is the owner and each of the others is told so, or flagged; that
// none is lost; and that an alert is acknowledged once, however often at once.
func OneOwner(t *testing.T, newStore NewStore) {
	st := newStore(t)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	accounts := 0
	world := func(t T, d agency.Duplicates) *World {
		accounts++
		return rivalry(t, st, accountNumber(accounts), d)
	}
	const rounds = 3
	t.Run("alert", func(t *testing.T) {
		for range rounds {
			w := world(t, agency.Duplicates{})
			all := atOnce(rivals, func(i int) given { return w.put(i, "q") })
			made, alerted := acceptedOf(t, all, policy.DuplicateAlert)
			require.Len(t, made, 1)
			w.owned(t, made)
			later := atOnce(rivals*2, func(k int) given { // two with each token
				i := k % rivals
				if all[i].err == nil {
					return w.put(i, "q") // the first receipt again
				}
				return w.put(i, fmt.Sprintf("goes on %d", k/rivals), access.WithAcknowledgement(all[i].token()))
			})
			for _, i := range alerted {
				one, other := later[i], later[i+rivals]
				if one.err != nil {
					one, other = other, one
				}
				require.NoError(t, one.err)
				made = append(made, one.receipt.Submission)
				require.ErrorIs(t, other.err, access.ErrInvalidAck)
			}
			for i := range all {
				if all[i].err == nil {
					require.Equal(t, all[i], later[i])
					require.Equal(t, all[i], later[i+rivals])
				}
			}
			require.Len(t, made, rivals)
			w.owned(t, made)
			w.kept(t, made)
		}
	})
	t.Run("flag", func(t *testing.T) {
		for range rounds {
			w := world(t, agency.Duplicates{Outcome: agency.FlagDuplicate})
			made, _ := acceptedOf(t, atOnce(rivals, func(i int) given { return w.put(i, "q") }), 0)
			require.Len(t, made, rivals)
			w.owned(t, made)
			w.kept(t, made)
		}
	})
	t.Run("block", func(t *testing.T) {
		for range rounds {
			w := world(t, agency.Duplicates{Outcome: agency.BlockDuplicate})
			made, _ := acceptedOf(t, atOnce(rivals, func(i int) given { return w.put(i, "q") }), policy.DuplicateBlocked)
			require.Len(t, made, 1)
			w.owned(t, made)
			w.kept(t, made)
		}
	})
	t.Run("one request repeated at once", func(t *testing.T) {
		w := world(t, agency.Duplicates{})
		all := atOnce(rivals, func(int) given { return w.put(0, "q") })
		for _, g := range all {
			require.NoError(t, g.err)
			require.Equal(t, all[0].receipt, g.receipt)
		}
		w.kept(t, []candidate.SubmissionID{all[0].receipt.Submission})
	})
}

// kept checks that the account has these submissions and no others, each with
// its candidate in the index, its claim and its ruling.
func (w *World) kept(t T, made []candidate.SubmissionID) {
	t.Helper()
	n, err := w.Sys.CountSubmissions(background, access.SubmissionsOf{})
	require.NoError(t, err)
	require.Equal(t, len(made), n)
	require.NoError(t, w.Store.View(background, w.Account, func(r store.Reader) error {
		f, err := r.Facts(store.Query{
			Keys: []candidate.Digest{0}, List: &store.List{Scope: store.Scope{Kind: store.ListCandidates}, Limit: store.MaxLimit},
		})
		require.NoError(t, err)
		require.EqualValues(t, len(f.Rows.Candidates), f.Index.Size)
		of := map[candidate.SubmissionID]candidate.Candidate{}
		for _, c := range f.Rows.Candidates {
			of[c.Submission] = c
			for h := range c.Held.All() {
				f, err := r.Facts(store.Query{Keys: []candidate.Digest{h.Digest}})
				require.NoError(t, err)
				require.Contains(t, f.Holders[0], candidate.Holder{Candidate: c.ID, Agency: c.Agency, Turn: h.Turn})
			}
		}
		for _, id := range made {
			f, err := r.Facts(store.Query{Submission: id, Person: true})
			require.NoError(t, err)
			require.Equal(t, of[id].ID, f.Submission.Candidate)
			require.NotNil(t, f.Ruling)
			claims := 0
			for _, k := range f.Known {
				for _, c := range k.Claims {
					if c.Submission == id {
						require.Equal(t, of[id].ID, c.Candidate)
						claims++
					}
				}
			}
			require.Equal(t, 1, claims, "claims that came from %s", id)
		}
		return nil
	}))
}

// OneOwnerWhateverElse checks that submissions of one person stay whole, each
// with what belongs to it, while others of the same person are merged, withdrawn,
// erased and imported.
func OneOwnerWhateverElse(t *testing.T, newStore NewStore) {
	st := newStore(t)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	for round := range 3 {
		w := rivalry(t, st, accountNumber(round), agency.Duplicates{Outcome: agency.FlagDuplicate})
		var made []candidate.SubmissionID
		for i := range 3 {
			g := w.put(i, "first")
			require.NoError(t, g.err)
			made = append(made, g.receipt.Submission)
		}
		others := []func() error{
			func() error { return w.Sys.Merge(background, made[0], made[1], candidate.Choice{}) },
			func() error { return w.Recruiter(rival(0)).Withdraw(background, made[0]) },
			func() error { return w.Sys.Erase(background, made[1]) },
			func() error {
				return imported(w, "", "ida", access.PastSubmission{ID: "past", At: Start.AddDate(0, -1, 0), Agency: "a0", Opening: "dev"})
			},
			func() error { return w.Sys.LinkCandidate(background, made[2], "host") },
			func() error {
				return w.Sys.PutApplicant(background, access.Applicant{ID: "direct", Entry: entryOf("ida"), Candidate: "host"})
			},
		}
		all := atOnce(3+len(others), func(i int) given {
			if i < 3 {
				return w.put(3+i, "q")
			}
			return given{err: others[i-3]()}
		})
		for i, g := range all {
			require.NoError(t, g.err, "call %d", i)
			if i < 3 {
				made = append(made, g.receipt.Submission)
			}
		}
		person, err := w.Sys.Person(background, made[0])
		require.NoError(t, err)
		require.ElementsMatch(t, made[:2], person.Submissions)
		credit, err := w.Sys.Credit(background, made[5])
		require.NoError(t, err)
		require.Equal(t, candidate.SubmissionID("past"), credit.Owner.Submission)
		claims := slices.DeleteFunc(credit.Claims, func(c access.ClaimRecord) bool {
			return c.Submission == "direct" // which is its own introduction if it came before the link
		})
		require.Len(t, claims, len(made)+1)
		submissions := append(slices.Clone(made), "past", "direct")
		n, err := w.Sys.CountSubmissions(background, access.SubmissionsOf{})
		require.NoError(t, err)
		require.Equal(t, len(submissions), n)
	}
}
