package storetest

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

func (r oneRow) claim() store.ClaimRow { return r.rows().Claims[0] }

// claimsWhere lists claims in force as of an instant by a rule of its own.
func claimsWhere(inForce func(c candidate.Claim, at time.Time) bool) hooks {
	return hooks{answer: func(a asking) (store.Facts, error) {
		if a.q.List == nil || !endKinds(a.q.List.Kind) || a.q.List.EffectiveAt.IsZero() {
			return a.ask()
		}
		at := a.q.List.EffectiveAt
		a.q.List.EffectiveAt = time.Time{}
		return keeping(a.q.List.Kind, func(r oneRow, _ store.List) bool { return inForce(r.claim().Claim, at) }).answer(a)
	}}
}

// claimRows changes the rows of lists of claims of one kind.
func claimRows(k store.Kind, fn func(*store.ClaimRow)) hooks {
	return rowsOf(k, func(_ store.Query, f *store.Facts) { turn(f.Rows.Claims, fn) })
}

func claimedFaults() []fault {
	return []fault{
		{
			name: "claims that end last first", flaw: "ListClaims are in descending order of their ends.", caught: "LIST-12 LIST-15",
			hooks: orderedBy(endKinds, func(_ store.Kind, a, b store.After) int {
				return cmp.Or(b.At.Compare(a.At), strings.Compare(a.ID, b.ID))
			}),
		},
		{
			name: "claims of equal ends descending", flaw: "Claims that end together are in descending order of ID.", caught: "LIST-12 ID-12",
			hooks: orderedBy(endKinds, func(_ store.Kind, a, b store.After) int {
				return cmp.Or(a.At.Compare(b.At), strings.Compare(b.ID, a.ID))
			}),
		},
		{
			name: "claims of equal ends in locale order", flaw: "Claims that end together are in the order of some language.", caught: "LIST-12 ID-12",
			hooks: orderedBy(endKinds, func(_ store.Kind, a, b store.After) int { return cmp.Or(a.At.Compare(b.At), locale(a.ID, b.ID)) }),
		},
		{
			name: "claims in order of ID", flaw: "ListOwnClaims are in the order of their IDs.", caught: "LIST-13",
			hooks: orderedBy(kindIs(store.ListOwnClaims), func(_ store.Kind, a, b store.After) int { return strings.Compare(a.ID, b.ID) }),
		},
		{
			name: "claims without end first", flaw: "Claims that end never come first.", caught: "LIST-12 LIST-15",
			hooks: orderedBy(endKinds, func(_ store.Kind, a, b store.After) int {
				never := func(a store.After) int {
					if a.At.Equal(candidate.Never()) {
						return 0
					}
					return 1
				}
				return cmp.Or(never(a)-never(b), a.At.Compare(b.At), strings.Compare(a.ID, b.ID))
			}),
		},
		{
			name: "positions among claims skip", flaw: "A position stands after all claims that end then.", caught: "LIST-12 PAGE-20",
			hooks: positioned(endKinds, func(_ store.Kind, row, position store.After) bool { return row.At.After(position.At) }),
		},
		{
			name: "claims by their first end", flaw: "Claims are in the order of their Until, whatever has happened to them.", caught: "LIST-12 LIST-15",
			hooks: relisted(endKinds, func(all []oneRow, l store.List) ([]oneRow, bool) {
				turn(all, func(r *oneRow) {
					if r.at.At = r.claim().Claim.Until; r.at.At.IsZero() {
						r.at.At = candidate.Never()
					}
				})
				slices.SortFunc(all, func(a, b oneRow) int { return cmp.Or(a.at.At.Compare(b.at.At), strings.Compare(a.at.ID, b.at.ID)) })
				return pageAfter(all, l, rowAfter(l.Kind))
			}),
		},
		{
			name: "claims stay where they were", flaw: "Lists of claims do not follow a change of a claim's end.", caught: "LIST-15",
			plant: func(store.Store) hooks {
				var first sync.Map
				h := orderedBy(endKinds, func(_ store.Kind, a, b store.After) int {
					of := func(a store.After) time.Time {
						if at, ok := first.Load(a.ID); ok {
							return at.(time.Time)
						}
						return a.At
					}
					return cmp.Or(of(a).Compare(of(b)), strings.Compare(a.ID, b.ID))
				})
				h.write = func(t store.Tx, b *batch) {
					turn(b.claims, func(c *candidate.Claim) { first.LoadOrStore(string(c.ID), c.Ends()) })
					b.apply(t)
				}
				return h
			},
		},
		{
			name: "in force at the end", flaw: "A claim is still in force at the instant at which it ends.", caught: "LIST-12 LIST-13 PAGE-20",
			hooks: claimsWhere(func(c candidate.Claim, at time.Time) bool { return !c.From.After(at) && !c.Ends().Before(at) }),
		},
		{
			name: "not in force at the start", flaw: "A claim is not in force yet at the instant at which it begins.", caught: "LIST-12 PAGE-20",
			hooks: claimsWhere(func(c candidate.Claim, at time.Time) bool { return c.From.Before(at) && c.Ends().After(at) }),
		},
		{
			name: "in force before the start", flaw: "EffectiveAt takes no notice of when a claim begins.", caught: "LIST-12",
			hooks: claimsWhere(func(c candidate.Claim, at time.Time) bool { return c.Ends().After(at) }),
		},
		{
			name: "in force as was known then", flaw: "EffectiveAt takes no notice of what happened later.", caught: "LIST-15",
			hooks: claimsWhere(candidate.Claim.InForce),
		},
		{
			name: "claims of known openings", flaw: "Claims to an opening that is not known are left out.", caught: "LIST-12 PAGE-20",
			hooks: keeping(store.ListClaims, func(r oneRow, _ store.List) bool { return r.claim().Claim.Opening == r.claim().Opening.ID }),
		},
		{
			name: "claims by submission", flaw: "Claims that did not come from a submission are left out.", caught: "LIST-12 PAGE-20",
			hooks: keeping(store.ListClaims, func(r oneRow, _ store.List) bool { return r.claim().Claim.Submission != "" }),
		},
		{
			name: "claims of agencies", flaw: "ListClaims leaves out those that are no agency's.", caught: "LIST-12 PAGE-20",
			hooks: keeping(store.ListClaims, func(r oneRow, _ store.List) bool { return !r.claim().Claim.Direct() }),
		},
		{
			name: "own claims of the agency", flaw: "ListOwnClaims has colleagues' claims.", caught: "LIST-13 PAGE-22",
			hooks: asked(func(q *store.Query) {
				if q.List != nil && q.List.Kind == store.ListOwnClaims {
					q.List.Kind = store.ListAgencyClaims
				}
			}),
		},
		{
			name: "own claims for any agency", flaw: "ListOwnClaims has the recruiter's claims for another agency.", caught: "LIST-13 PAGE-22",
			hooks: asked(func(q *store.Query) {
				if q.List != nil && q.List.Kind == store.ListOwnClaims && q.Recruiter != "" {
					q.List.Kind, q.List.Recruiter, q.List.Agency, q.List.Team = store.ListClaims, q.Recruiter, "", ""
				}
			}),
		},
		{
			name: "nameless claims", flaw: "Rows of claims do not carry the person's name.", caught: "LIST-12 PAGE-20",
			hooks: claimRows(store.ListClaims, func(r *store.ClaimRow) { r.Name = "" }),
		},
		{
			name: "an agency's claims without openings", flaw: "Rows of an agency's claims do not carry the opening.", caught: "LIST-13 PAGE-21",
			hooks: claimRows(store.ListAgencyClaims, func(r *store.ClaimRow) { r.Opening = agency.Opening{} }),
		},
		{
			name: "own claims without shares", flaw: "Rows of a recruiter's claims do not carry the shares.", caught: "LIST-13 PAGE-22",
			hooks: claimRows(store.ListOwnClaims, func(r *store.ClaimRow) { r.ToRecruiter, r.ToAgency = agency.Share{}, agency.Share{} }),
		},
		{
			name: "merged candidates are gone", flaw: "ListCandidates leaves out those who are somebody else.", caught: "LIST-14 PAGE-23",
			hooks: keeping(store.ListCandidates, func(r oneRow, _ store.List) bool {
				c := r.rows().Candidates[0]
				return c.Person == c.ID
			}),
		},
		{
			name: "pages of 30 candidates", flaw: "A page never has more than 30 candidates.", caught: "PAGE-23",
			hooks: relisted(kindIs(store.ListCandidates), func(all []oneRow, l store.List) ([]oneRow, bool) {
				l.Limit = min(l.Limit, 30)
				return pageAfter(all, l, rowAfter(l.Kind))
			}),
		},
	}
}

// sharedFaults hand out what they keep.
func sharedFaults() []fault {
	sharing := func(fn func(m *remembering, f *store.Facts)) func(store.Store) hooks {
		return func(store.Store) hooks {
			var m remembering
			return answered(func(_ store.Query, f *store.Facts) { fn(&m, f) })
		}
	}
	return []fault{
		{
			name: "hands out its holders", flaw: "The holders of a key share memory with the store.", caught: "MEM-02 MEM-06",
			plant: sharing(func(m *remembering, f *store.Facts) {
				for i, all := range f.Holders {
					if len(all) > 0 {
						f.Holders[i] = m.of([2]any{i, len(all)}, all).([]candidate.Holder)
					}
				}
			}),
		},
		{
			name: "hands out its claims", flaw: "The claims to a candidate share memory with the store.", caught: "MEM-02 MEM-06",
			plant: sharing(func(m *remembering, f *store.Facts) {
				turn(f.Known, func(k *store.Known) {
					if len(k.Claims) > 0 {
						k.Claims = m.of([2]any{k.Candidate.ID, len(k.Claims)}, k.Claims).([]candidate.Claim)
					}
				})
			}),
		},
		{
			name: "hands out those it knows", flaw: "Known shares memory with the store.", caught: "MEM-02 MEM-06",
			plant: sharing(func(m *remembering, f *store.Facts) {
				if len(f.Known) > 0 {
					f.Known = m.of([2]any{f.Known[0].Candidate.ID, len(f.Known)}, f.Known).([]store.Known)
				}
			}),
		},
		{
			name: "hands out its rulings", flaw: "Facts.Ruling points into the store.", caught: "MEM-02 MEM-06",
			plant: sharing(func(m *remembering, f *store.Facts) {
				if f.Ruling != nil {
					f.Ruling = m.of(f.Ruling.Submission, f.Ruling).(*candidate.Ruling)
				}
			}),
		},
		{
			name: "hands out its probes", flaw: "Facts.Probe points into the store.", caught: "MEM-02 MEM-06",
			plant: sharing(func(m *remembering, f *store.Facts) {
				if f.Probe != nil {
					f.Probe = m.of(f.Probe.ID, f.Probe).(*candidate.Probe)
				}
			}),
		},
		{
			name: "members in the question's memory", flaw: "Members share memory with the question's addresses.", caught: "MEM-01",
			hooks: answered(func(q store.Query, f *store.Facts) {
				if len(f.Members) > 0 {
					f.Members = append(q.Emails[:0], f.Members...)
				}
			}),
		},
		{
			name: "sorts the keys asked for", flaw: "A question sorts the caller's keys.", caught: "MEM-01",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				slices.Sort(a.q.Keys)
				return f, err
			}},
		},
		{
			name: "sorts the candidates asked for", flaw: "A question sorts the caller's candidates.", caught: "MEM-01",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				slices.Sort(a.q.Candidates)
				return f, err
			}},
		},
	}
}

// lostOwnership are fields that a store forgets, of the records of who
// introduced whom.
func lostOwnership() []lostField {
	candidates := func(fn func(*candidate.Candidate)) func(*batch) { return func(b *batch) { turn(b.candidates, fn) } }
	claims := func(fn func(*candidate.Claim)) func(*batch) { return func(b *batch) { turn(b.claims, fn) } }
	rulings := func(fn func(*candidate.Ruling)) func(*batch) { return func(b *batch) { turn(b.rulings, fn) } }
	probes := func(fn func(*candidate.Probe)) func(*batch) { return func(b *batch) { turn(b.probes, fn) } }
	return []lostField{
		{"Candidate.Submission", "VAL-01", candidates(func(r *candidate.Candidate) { r.Submission = "" })},
		{"Candidate.Agency", "VAL-01", candidates(func(r *candidate.Candidate) { r.Agency = "" })},
		{"Candidate.Entry", "VAL-01", candidates(func(r *candidate.Candidate) { r.Entry = "" })},
		{"Candidate.Corrected", "VAL-01", candidates(func(r *candidate.Candidate) { *r = r.Correct(candidate.Entry{}) })},
		{"Candidate.Into", "VAL-01", candidates(func(r *candidate.Candidate) { r.Into = "" })},
		{"Candidate.Choice", "VAL-07", candidates(func(r *candidate.Candidate) { r.Choice = candidate.Choice{} })},
		{"Candidate.Distinct", "VAL-05", candidates(func(r *candidate.Candidate) { r.Distinct = agency.Frozen[candidate.ID]{} })},
		{"Candidate.Sketch", "VAL-03", candidates(func(r *candidate.Candidate) { r.Sketch = "" })},
		{"Candidate.Sketch's bytes", "VAL-07", candidates(func(r *candidate.Candidate) { r.Sketch = candidate.Sketch(strings.ToValidUTF8(string(r.Sketch), "?")) })},
		{"Candidate.Sketch's end", "VAL-04", candidates(func(r *candidate.Candidate) { r.Sketch = r.Sketch[:min(len(r.Sketch), 1024)] })},
		{"Candidate.Held", "VAL-07", candidates(func(r *candidate.Candidate) { r.Held = "" })},
		{"Candidate.Key", "VAL-01", candidates(func(r *candidate.Candidate) { r.Key = "" })},
		{"Claim.Stage", "VAL-01", claims(func(r *candidate.Claim) { r.Stage = "" })},
		{"Claim.Reason", "VAL-01", claims(func(r *candidate.Claim) { r.Reason = "" })},
		{"Claim.History", "VAL-01", claims(func(r *candidate.Claim) { r.History = agency.Series[candidate.Step]{} })},
		{"Claim.History's last steps", "VAL-04", claims(func(r *candidate.Claim) {
			r.History = agency.SeriesOf(r.History.Slice()[:min(r.History.Len(), 60)]...)
		})},
		{"Step.Kind", "VAL-07", claims(func(r *candidate.Claim) {
			steps := r.History.Slice()
			turn(steps, func(s *candidate.Step) { s.Kind = min(s.Kind, candidate.Disputed) })
			r.History = agency.SeriesOf(steps...)
		})},
		{"Ruling.Settings", "VAL-07", rulings(func(r *candidate.Ruling) { r.Settings = agency.Duplicates{} })},
		{"Ruling.Rules", "VAL-07", rulings(func(r *candidate.Ruling) { r.Rules = 0 })},
		{"Ruling.Outcome", "VAL-07", rulings(func(r *candidate.Ruling) { r.Outcome = 0 })},
		{"Ruling.Own", "VAL-07", rulings(func(r *candidate.Ruling) { r.Own = 0 })},
		{"Ruling.Evidence", "VAL-01", rulings(func(r *candidate.Ruling) { r.Evidence = agency.Series[candidate.Finding]{} })},
		{"Finding.Score", "VAL-07", rulings(func(r *candidate.Ruling) {
			all := r.Evidence.Slice()
			turn(all, func(f *candidate.Finding) { f.Score = float64(float32(f.Score)) })
			r.Evidence = agency.SeriesOf(all...)
		})},
		{"Probe.Digest", "VAL-07", probes(func(r *candidate.Probe) { r.Digest = [16]byte{} })},
		{"Index.Key", "VAL-03", func(b *batch) { b.index.Key = "" }},
		{"Index.Size", "VAL-07", func(b *batch) { b.index.Size = min(b.index.Size, 1<<32) }},
		{"Submission.Outcome", "VAL-07", func(b *batch) { turn(b.submissions, func(r *candidate.Submission) { r.Outcome = 0 }) }},
	}
}
