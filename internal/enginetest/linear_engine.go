package enginetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// Who and what the calls of a history are about, by number. The last opening
// does not exist.
var (
	linearRecruiters = [...]agency.RecruiterID{"ann", "bob", "cem"}
	linearAgencies   = [...]agency.AgencyID{"north", "north", "south"}
	linearOpenings   = [...]agency.OpeningID{"dev", "ops", "none"}
)

const (
	linearRequests = 5 // of each recruiter
	linearQuota    = 3 // standing submissions of an agency to an opening
)

// call is one of the engine's methods with its arguments.
type call struct {
	do                 string
	recruiter, opening int
	request, person    int
	submission         candidate.SubmissionID
}

func (c call) String() string {
	text := c.do + " " + string(linearRecruiters[c.recruiter])
	switch c.do {
	case "share", "unshare", "can":
		text += " " + string(linearOpenings[c.opening])
	case "submit":
		text += fmt.Sprintf(" %s request %d person %d", linearOpenings[c.opening], c.request, c.person)
	case "withdraw":
		text += fmt.Sprintf(" request %d", c.request)
	}
	return text
}

// reply is what a call answered.
type reply struct {
	is         string // ok, denied or mismatch
	changed    bool   // for share and unshare
	submission candidate.SubmissionID
	rows       []row
	openings   [len(linearOpenings)]bool
	count      int
}

// row is a submission in a list.
type row struct {
	recruiter, request int
	made
}

// made is what there is of a request that was accepted.
type made struct {
	there, withdrawn bool
	opening, person  int
	id               candidate.SubmissionID // empty: its receipt was never seen
}

// linearEngine makes an account in the store at rest, and lets clients call two
// engines on the one under test, which holds the same.
func linearEngine(t T, rest, st store.Store, account agency.AccountID, seed int) *history {
	t.Helper()
	Open(t, rest, account, nil).North(t, agency.Settings{Quota: agency.Quota{PerOpening: linearQuota}})
	worlds := [2]*World{Open(t, st, account, nil), Open(t, st, account, nil)}
	worlds[1].IDs.Reset("the other engine")
	h := &history{model: linearModel}
	var seen receipts
	together(5, seed, func(c int, r *rand.Rand) {
		w := worlds[c%2]
		for range 14 {
			in := seen.draw(r)
			ctx, release := pressed(r)
			h.do(c, in, func() (any, outcome, error) { return seen.carry(ctx, w, in) })
			release()
		}
	})
	for i := range linearRecruiters { // so that nothing lost goes unseen
		for _, do := range []string{"list", "openings"} {
			in := call{do: do, recruiter: i}
			h.do(0, in, func() (any, outcome, error) { return seen.carry(background, worlds[0], in) })
		}
	}
	return h
}

// receipts are the submissions that can be withdrawn.
type receipts struct {
	mu  sync.Mutex
	all []call // submit, with the submission that it made
}

func (s *receipts) draw(r *rand.Rand) call {
	c := call{
		do: []string{
			"share", "share", "unshare", "submit", "submit", "submit", "submit", "withdraw", "list", "count", "openings", "can",
		}[r.IntN(12)],
		recruiter: r.IntN(len(linearRecruiters)), opening: r.IntN(2),
		request: r.IntN(linearRequests), person: r.IntN(5) / 4,
	}
	if c.do == "submit" && r.IntN(12) == 0 {
		c.opening = 2
	}
	if c.do == "withdraw" {
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.all) == 0 {
			c.do = "list"
			return c
		}
		c = s.all[r.IntN(len(s.all))]
		c.do = "withdraw"
	}
	return c
}

// carry carries out a call.
func (s *receipts) carry(ctx context.Context, w *World, c call) (any, outcome, error) {
	rec := w.Recruiter(linearRecruiters[c.recruiter])
	grants := access.Grants{
		Openings: []agency.OpeningID{linearOpenings[c.opening]},
		To:       []agency.Grantee{agency.ToRecruiter(linearRecruiters[c.recruiter])},
	}
	out := reply{is: "ok"}
	var err error
	switch c.do {
	case "share", "unshare":
		do := w.Sys.Share
		if c.do == "unshare" {
			do = w.Sys.Unshare
		}
		var rows []access.ShareRow
		if rows, err = do(ctx, grants); err == nil {
			out.changed = rows[0].Changed
		}
	case "submit":
		var receipt access.Receipt
		receipt, err = rec.Submit(ctx, linearOpenings[c.opening], candidate.RequestID(fmt.Sprintf("q%d", c.request)),
			candidate.Entry{Name: fmt.Sprintf("%d %d %d", c.recruiter, c.request, c.person)})
		if out.submission = receipt.Submission; err == nil {
			c.submission = receipt.Submission
			s.mu.Lock()
			s.all = append(s.all, c)
			s.mu.Unlock()
		}
	case "withdraw":
		err = rec.Withdraw(ctx, c.submission)
	case "list":
		var page access.Page[access.SubmissionView]
		page, err = rec.Submissions(ctx, access.SubmissionFilter{}, "", access.MaxLimit)
		for _, v := range page.Rows {
			var r row
			if _, err := fmt.Sscanf(v.Name, "%d %d %d", &r.recruiter, &r.request, &r.person); err != nil {
				return out, failed, err
			}
			r.made.there, r.made.id, r.made.withdrawn = true, v.ID, v.Stage == agency.Withdrawn
			r.made.opening = slices.Index(linearOpenings[:], v.Opening)
			out.rows = append(out.rows, r)
		}
		slices.SortFunc(out.rows, func(a, b row) int {
			return cmp.Or(cmp.Compare(a.recruiter, b.recruiter), cmp.Compare(a.request, b.request))
		})
	case "count":
		out.count, err = rec.CountSubmissions(ctx, access.SubmissionFilter{})
	case "openings":
		var page access.Page[access.OpeningView]
		page, err = rec.Openings(ctx, "", access.MaxLimit)
		for _, v := range page.Rows {
			out.openings[slices.Index(linearOpenings[:], v.ID)] = true
		}
	case "can":
		var d policy.Disclosed
		if d, err = rec.Can(ctx, policy.Submit, access.OnOpening(linearOpenings[c.opening])); err == nil && !d.Allowed() {
			out.is = "denied"
		}
	}
	switch {
	case deniedWith(err) != nil:
		out, err = reply{is: "denied"}, nil
	case errors.Is(err, access.ErrRequestMismatch):
		out, err = reply{is: "mismatch"}, nil
	}
	return out, outcomeOf(err), err
}

// outcomeOf says what an error tells of the call's effect, as the store's contract
// has it.
func outcomeOf(err error) outcome {
	switch {
	case err == nil:
		return answered
	case errors.Is(err, store.ErrUnknown):
		return doubtful
	case errors.Is(err, context.Canceled), errors.Is(err, store.ErrConflict):
		return undone
	}
	return failed
}
