package scenario

import (
	"errors"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Claims. One that came from a submission goes by its name, one that staff
// opened by the name that the line gave it.

func openClaim(a *args) do {
	in := access.Introduction{
		Agency: agency.AgencyID(a.word(2)), From: a.time("from"), Until: a.time("until"), Reason: a.reason(),
	}
	return func(w *world) answer {
		c, err := w.staff(a).OpenClaim(w.ctx, w.submission(a.word(1)), in)
		if err == nil {
			w.claims[a.word(0)] = c.ID
		}
		return answer{err: err}
	}
}

// reason is that of a change, which must have one.
func (a *args) reason() string {
	if a.has("reason") {
		return a.text("reason")
	}
	return "agreed"
}

// onClaim is a verb that changes the claim which its argument names.
func onClaim(a *args, change func(access.Staff, *world, candidate.ClaimID) error) do {
	return func(w *world) answer {
		id, err := w.claim(a.word(0))
		if err == nil {
			err = change(w.staff(a), w, id)
		}
		return answer{err: err}
	}
}

func extend(a *args) do {
	until, reason := a.time("until"), a.reason()
	return onClaim(a, func(s access.Staff, w *world, id candidate.ClaimID) error {
		return s.ExtendClaim(w.ctx, id, until, reason)
	})
}

func release(a *args) do {
	reason := a.reason()
	return onClaim(a, func(s access.Staff, w *world, id candidate.ClaimID) error {
		return s.ReleaseClaim(w.ctx, id, reason)
	})
}

func dispute(a *args) do {
	reason := a.reason()
	return onClaim(a, func(s access.Staff, w *world, id candidate.ClaimID) error {
		return s.DisputeClaim(w.ctx, id, reason)
	})
}

func uphold(a *args) do   { return resolve(a, true) }
func overrule(a *args) do { return resolve(a, false) }

func resolve(a *args, upheld bool) do {
	reason := a.reason()
	return onClaim(a, func(s access.Staff, w *world, id candidate.ClaimID) error {
		return s.ResolveClaim(w.ctx, id, upheld, reason)
	})
}

// everyClaim walks the account's claims as the host sees them.
func (w *world) everyClaim(visit func(access.ClaimRecord) bool) error {
	for c, err := range access.All(func(at access.Cursor) (access.Page[access.ClaimRecord], error) {
		return w.sys.Claims(w.ctx, access.ClaimsOf{}, at, pageSize)
	}) {
		if err != nil || !visit(c) {
			return err
		}
	}
	return nil
}

func (w *world) claim(name string) (candidate.ClaimID, error) {
	if id, ok := w.claims[name]; ok {
		return id, nil
	}
	id := candidate.ClaimID(name)
	err := w.everyClaim(func(c access.ClaimRecord) bool {
		if c.Submission != "" && c.Submission == w.submission(name) {
			id = c.ID
			return false
		}
		return true
	})
	return id, err
}

// claimName is how a script names a claim.
func (w *world) claimName(c candidate.Claim) string {
	for name, id := range w.claims {
		if id == c.ID {
			return name
		}
	}
	if c.Submission != "" {
		return w.nameOf(c.Submission)
	}
	return ""
}

func ownClaims(a *args) do {
	after := a.time("after")
	return func(w *world) answer {
		return listed(func(c access.ClaimView) string { return w.nameOf(c.Submission) },
			func(at access.Cursor, limit int) (access.Page[access.ClaimView], error) {
				return w.recruiter(a).Claims(w.ctx, after, at, limit)
			})
	}
}

func allClaims(a *args) do {
	of := access.ClaimsOf{Agency: agency.AgencyID(a.text("agency")), Opening: agency.OpeningID(a.text("opening")), After: a.time("after")}
	return func(w *world) answer {
		return listed(func(c access.ClaimRecord) string { return w.claimName(c.Claim) },
			func(at access.Cursor, limit int) (access.Page[access.ClaimRecord], error) {
				return w.staff(a).Claims(w.ctx, of, at, limit)
			})
	}
}

// standing shows one claim: to a recruiter of what they may see of the
// submission's.
func standing(a *args) do {
	return func(w *world) answer {
		out := answer{found: []row{}}
		if a.side == recruiter {
			for c, err := range access.All(func(at access.Cursor) (access.Page[access.ClaimView], error) {
				return w.recruiter(a).Claims(w.ctx, time.Time{}, at, pageSize)
			}) {
				if err != nil {
					return answer{err: err}
				}
				if c.Submission == w.submission(a.word(0)) {
					out.found = append(out.found, row{{"standing", c.Standing.String()}, {"from", timeText(c.From)}, {"until", timeText(c.Until)}})
				}
			}
			return out
		}
		id, err := w.claim(a.word(0))
		if err != nil {
			return answer{err: err}
		}
		err = w.everyClaim(func(c access.ClaimRecord) bool {
			if c.ID == id {
				out.found = append(out.found, row{
					{"standing", c.Standing.String()}, {"from", timeText(c.From)}, {"until", timeText(c.Ends)}, {"agency", string(c.Agency)},
				})
			}
			return true
		})
		out.err = err
		return out
	}
}

// alertOf returns the acknowledgement that comes with an alert.
func alertOf(err error) (string, bool) {
	var told *access.Denied
	if errors.As(err, &told) && told.Acknowledgement != "" {
		return told.Acknowledgement, true
	}
	return "", false
}
