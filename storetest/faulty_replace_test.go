package storetest

import (
	"slices"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

func first100[T any](rows []T) []T { return rows[:min(len(rows), 100)] }

// insertsOnly keeps the first record of each key.
func insertsOnly(k kind) func(store.Store) hooks {
	return func(store.Store) hooks {
		var entries sync.Map
		return hooks{write: func(t store.Tx, b *batch) {
			if b.kind != k {
				b.apply(t)
				return
			}
			b = b.absent(t)
			b.entries = slices.DeleteFunc(b.entries, func(r candidate.Entry) bool {
				_, there := entries.LoadOrStore(r.ID, true)
				return there
			})
			b.apply(t)
		}}
	}
}

// absent returns the batch without the records that t knows.
func (b *batch) absent(t store.Tx) *batch {
	knows := func(q store.Query, there func(store.Facts) bool) bool {
		f, err := t.Facts(q)
		return err == nil && there(f)
	}
	c := *b
	c.staff = slices.DeleteFunc(slices.Clone(b.staff), func(r agency.Staff) bool {
		return knows(store.Query{Staff: r.ID}, func(f store.Facts) bool { return f.Staff.ID != "" })
	})
	c.agencies = slices.DeleteFunc(slices.Clone(b.agencies), func(r agency.Agency) bool {
		return knows(store.Query{Agency: r.ID}, func(f store.Facts) bool { return f.Agency.ID != "" })
	})
	c.recruiters = slices.DeleteFunc(slices.Clone(b.recruiters), func(r agency.Recruiter) bool {
		return knows(store.Query{Recruiter: r.ID}, func(f store.Facts) bool { return f.Recruiter.ID != "" })
	})
	c.openings = slices.DeleteFunc(slices.Clone(b.openings), func(r agency.Opening) bool {
		return knows(store.Query{Opening: r.ID}, func(f store.Facts) bool { return f.Opening.ID != "" })
	})
	c.shares = slices.DeleteFunc(slices.Clone(b.shares), func(r agency.Share) bool {
		found, err := t.Shares([]agency.OpeningID{r.Opening}, []agency.Grantee{r.Grantee})
		return err == nil && found[0].Opening != ""
	})
	c.submissions = slices.DeleteFunc(slices.Clone(b.submissions), func(r candidate.Submission) bool {
		return knows(store.Query{Submission: r.ID}, func(f store.Facts) bool { return f.Submission.ID != "" })
	})
	c.receipts = slices.DeleteFunc(slices.Clone(b.receipts), func(r candidate.Receipt) bool {
		return knows(store.Query{Recruiter: r.Recruiter, Request: r.Request}, func(f store.Facts) bool { return f.Receipt != nil })
	})
	c.remarks = slices.DeleteFunc(slices.Clone(b.remarks), func(r candidate.Remark) bool {
		return knows(store.Query{List: &store.List{
			Scope: store.Scope{Kind: store.ListRemarks, Submission: r.Submission, Remarks: 7}, Limit: store.MaxLimit,
		}}, func(f store.Facts) bool {
			return slices.ContainsFunc(f.Rows.Remarks, func(old candidate.Remark) bool { return old.ID == r.ID })
		})
	})
	c.candidates = slices.DeleteFunc(slices.Clone(b.candidates), func(r candidate.Candidate) bool {
		return knows(store.Query{Candidates: []candidate.ID{r.ID}}, func(f store.Facts) bool {
			return slices.ContainsFunc(f.Known, func(k store.Known) bool { return k.Candidate.ID == r.ID })
		})
	})
	c.claims = slices.DeleteFunc(slices.Clone(b.claims), func(r candidate.Claim) bool {
		return knows(store.Query{Claim: r.ID}, func(f store.Facts) bool { return f.Claim.ID != "" })
	})
	c.rulings = slices.DeleteFunc(slices.Clone(b.rulings), func(r candidate.Ruling) bool {
		return knows(store.Query{Submission: r.Submission}, func(f store.Facts) bool { return f.Ruling != nil })
	})
	c.probes = slices.DeleteFunc(slices.Clone(b.probes), func(r candidate.Probe) bool {
		return knows(store.Query{Probe: r.ID}, func(f store.Facts) bool { return f.Probe != nil })
	})
	c.invitations = slices.DeleteFunc(slices.Clone(b.invitations), func(r invite.Invitation) bool {
		return knows(store.Query{Invitation: r.ID}, func(f store.Facts) bool { return f.Invitation != nil })
	})
	c.rosters = slices.DeleteFunc(slices.Clone(b.rosters), func(r agency.List) bool {
		return knows(store.Query{Lists: []agency.ListID{r.ID}}, func(f store.Facts) bool { return f.Lists[0].ID != "" })
	})
	return &c
}
