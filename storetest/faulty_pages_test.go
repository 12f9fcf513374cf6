package storetest

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var (
	byIDKinds   = kindIs(store.ListAgencies, store.ListStaffUsers, store.ListRecruiters, store.ListColleagues, store.ListShares, store.ListCandidates, store.ListLists)
	endKinds    = kindIs(store.ListClaims, store.ListAgencyClaims, store.ListOwnClaims)
	newestKinds = kindIs(store.ListOpenings, store.ListGranted, store.ListSubmissions, store.ListAgencySubmissions, store.ListOwnSubmissions, store.ListInvitations)
)

func anyKind(store.Kind) bool { return true }

// compareRows is the order of lists of a kind.
func compareRows(k store.Kind) func(a, b store.After) int {
	return func(a, b store.After) int {
		c := a.At.Compare(b.At)
		if newestKinds(k) {
			c = -c
		}
		return cmp.Or(c, strings.Compare(a.ID, b.ID), -cmp.Compare(a.Seq, b.Seq))
	}
}

func rowAfter(k store.Kind) func(row, position store.After) bool {
	return func(row, position store.After) bool { return compareRows(k)(row, position) > 0 }
}

// orderedBy lists kinds in an order of its own, which its positions follow.
func orderedBy(kinds func(store.Kind) bool, compare func(k store.Kind, a, b store.After) int) hooks {
	return relisted(kinds, func(all []oneRow, l store.List) ([]oneRow, bool) {
		slices.SortStableFunc(all, func(a, b oneRow) int { return compare(l.Kind, a.at, b.at) })
		return pageAfter(all, l, func(row, position store.After) bool { return compare(l.Kind, row, position) > 0 })
	})
}

// positioned lists in the right order but finds positions its own way.
func positioned(kinds func(store.Kind) bool, after func(k store.Kind, row, position store.After) bool) hooks {
	return relisted(kinds, func(all []oneRow, l store.List) ([]oneRow, bool) {
		return pageAfter(all, l, func(row, position store.After) bool { return after(l.Kind, row, position) })
	})
}

// locale compares as a dictionary does: letter case and punctuation come last.
func locale(a, b string) int {
	key := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" .-_'%;", r) {
				return -1
			}
			return r
		}, strings.ToLower(s))
	}
	return cmp.Or(strings.Compare(key(a), key(b)), strings.Compare(a, b))
}

func pageFaults() []fault {
	faults := []fault{
		{
			name: "locale order", flaw: "Lists in order of ID are in the order of some language.", caught: "ID-03 PAGE-01",
			hooks: orderedBy(byIDKinds, func(_ store.Kind, a, b store.After) int { return locale(a.ID, b.ID) }),
		},
		{
			name: "locale order among equal times", flaw: "Rows of equal times are in the order of some language.", caught: "LIST-04 ID-12",
			hooks: orderedBy(newestKinds, func(_ store.Kind, a, b store.After) int { return cmp.Or(b.At.Compare(a.At), locale(a.ID, b.ID)) }),
		},
		{
			name: "shares by kind of grantee and length", flaw: "ListShares puts recruiters first.", caught: "LIST-11 ID-14",
			hooks: orderedBy(kindIs(store.ListShares), func(_ store.Kind, a, b store.After) int { return strings.Compare(b.ID, a.ID) }),
		},
		{
			name: "oldest first", flaw: "ListOpenings are oldest first.", caught: "LIST-04",
			hooks: orderedBy(kindIs(store.ListOpenings), func(_ store.Kind, a, b store.After) int {
				return cmp.Or(a.At.Compare(b.At), strings.Compare(a.ID, b.ID))
			}),
		},
		{
			name: "remarks newest first", flaw: "ListRemarks are newest first.", caught: "LIST-08 OWN-06",
			hooks: orderedBy(kindIs(store.ListRemarks), func(_ store.Kind, a, b store.After) int {
				return cmp.Or(b.At.Compare(a.At), strings.Compare(a.ID, b.ID))
			}),
		},
		{
			name: "journal oldest first", flaw: "ListJournal is oldest first.", caught: "LOG-01 PAGE-12",
			hooks: orderedBy(kindIs(store.ListJournal), func(_ store.Kind, a, b store.After) int { return cmp.Compare(a.Seq, b.Seq) }),
		},
		{
			name: "equal times descending", flaw: "Rows of equal times are in descending order of ID.", caught: "LIST-04",
			hooks: orderedBy(newestKinds, func(_ store.Kind, a, b store.After) int {
				return cmp.Or(b.At.Compare(a.At), strings.Compare(b.ID, a.ID))
			}),
		},
		{
			name: "order to the second", flaw: "Times are compared by the second.", caught: "PAGE-07",
			hooks: orderedBy(newestKinds, func(_ store.Kind, a, b store.After) int {
				return cmp.Or(b.At.Truncate(time.Second).Compare(a.At.Truncate(time.Second)), strings.Compare(a.ID, b.ID))
			}),
		},
		{
			name: "positions by time skip", flaw: "A position stands after all rows of its time.", caught: "LIST-04",
			hooks: positioned(newestKinds, func(_ store.Kind, row, position store.After) bool { return row.At.Before(position.At) }),
		},
		{
			name: "positions by time repeat", flaw: "A position stands before all rows of its time.", caught: "LIST-04",
			hooks: positioned(newestKinds, func(_ store.Kind, row, position store.After) bool {
				return !row.At.After(position.At) && row.ID != position.ID
			}),
		},
		{
			name: "positions by time among remarks", flaw: "A position in the remarks stands after all rows of its time.", caught: "LIST-08 PAGE-11",
			hooks: positioned(kindIs(store.ListRemarks), func(_ store.Kind, row, position store.After) bool { return row.At.After(position.At) }),
		},
		{
			name: "positions by ID", flaw: "Positions of lists by time compare both fields, not one after the other.", caught: "LIST-05",
			hooks: positioned(newestKinds, func(_ store.Kind, row, position store.After) bool {
				return !row.At.After(position.At) && row.ID > position.ID
			}),
		},
		{
			name: "positions included", flaw: "A page starts with the row of its position.", caught: "LIST-01",
			hooks: positioned(byIDKinds, func(_ store.Kind, row, position store.After) bool { return row.ID >= position.ID }),
		},
		{
			name: "positions of rows only", flaw: "After a position whose row does not exist comes nothing.", caught: "LIST-07",
			hooks: relisted(anyKind, func(all []oneRow, l store.List) ([]oneRow, bool) {
				if l.After == (store.After{}) || slices.ContainsFunc(all, func(r oneRow) bool { return r.at == l.After }) {
					return pageAfter(all, l, rowAfter(l.Kind))
				}
				return nil, false
			}),
		},
		{
			name: "lost positions start over", flaw: "After a position whose row does not exist the list starts again.", caught: "LIST-07",
			hooks: relisted(anyKind, func(all []oneRow, l store.List) ([]oneRow, bool) {
				if !slices.ContainsFunc(all, func(r oneRow) bool { return r.at == l.After }) {
					l.After = store.After{}
				}
				return pageAfter(all, l, rowAfter(l.Kind))
			}),
		},
		{
			name: "paging by offset", flaw: "A position stands for how many rows came before it when it was handed out.", caught: "PAGE-16",
			plant: func(store.Store) hooks {
				var offsets sync.Map
				return relisted(anyKind, func(all []oneRow, l store.List) ([]oneRow, bool) {
					from := 0
					if l.After != (store.After{}) {
						for from < len(all) && !rowAfter(l.Kind)(all[from].at, l.After) {
							from++
						}
						if n, ok := offsets.Load([2]any{l.Scope, l.After}); ok {
							from = min(n.(int), len(all))
						}
					}
					rest := all[from:]
					page := rest[:min(l.Limit, len(rest))]
					for i, r := range page {
						offsets.Store([2]any{l.Scope, r.at}, from+i+1)
					}
					return page, len(rest) > l.Limit
				})
			},
		},
		{
			name: "more of a full page", flaw: "More is set whenever the page is full.", caught: "PAGE-02",
			hooks: relisted(anyKind, func(all []oneRow, l store.List) ([]oneRow, bool) {
				page, _ := pageAfter(all, l, rowAfter(l.Kind))
				return page, len(page) == l.Limit
			}),
		},
		{
			name: "never more", flaw: "More is never set.", caught: "LIST-01",
			hooks: relisted(anyKind, func(all []oneRow, l store.List) ([]oneRow, bool) {
				page, _ := pageAfter(all, l, rowAfter(l.Kind))
				return page, false
			}),
		},
		{
			name: "more before filtering", flaw: "More counts rows that the filter leaves out.", caught: "PAGE-05",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err != nil || f.Rows == nil || f.Rows.More || !a.q.List.OpenOnly {
					return f, err
				}
				a.q.List.OpenOnly = false
				rest, err := a.ask()
				f.Rows.More = rest.Rows != nil && rest.Rows.More
				return f, err
			}},
		},
		{
			name: "limit before filtering", flaw: "The limit counts rows that the filter leaves out.", caught: "PAGE-05",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				if a.q.List == nil || a.q.List.Kind != store.ListOpenings || !a.q.List.OpenOnly {
					return a.ask()
				}
				a.q.List.OpenOnly = false
				f, err := a.ask()
				if err == nil {
					f.Rows.Openings = slices.DeleteFunc(f.Rows.Openings, func(r store.OpeningRow) bool { return r.Opening.State != 0 })
				}
				return f, err
			}},
		},
		{
			name: "one row too many", flaw: "A page has one row more than asked for.", caught: "LIST-01",
			hooks: relisted(anyKind, func(all []oneRow, l store.List) ([]oneRow, bool) {
				l.Limit++
				return pageAfter(all, l, rowAfter(l.Kind))
			}),
		},
		{
			name: "pages of 100", flaw: "A page never has more than 100 rows.", caught: "PAGE-14",
			hooks: relisted(anyKind, func(all []oneRow, l store.List) ([]oneRow, bool) {
				l.Limit = min(l.Limit, 100)
				return pageAfter(all, l, rowAfter(l.Kind))
			}),
		},
		{
			name: "nil for no rows", flaw: "A list without rows has no Rows.", caught: "LIST-01",
			hooks: answered(func(_ store.Query, f *store.Facts) {
				if f.Rows != nil && len(takeApart(f.Rows)) == 0 {
					f.Rows = nil
				}
			}),
		},
		{
			name: "empty slices for no rows", flaw: "A list without rows has an empty slice.", caught: "TX-07 VAL-10",
			hooks: answered(func(q store.Query, f *store.Facts) {
				if f.Rows != nil && q.List.Kind == store.ListAgencies && f.Rows.Agencies == nil {
					f.Rows.Agencies = []agency.Agency{}
				}
			}),
		},
		{
			name: "rows unasked", flaw: "There are Rows though no list was asked for.", caught: "FACT-01 PAGE-18",
			hooks: answered(func(_ store.Query, f *store.Facts) {
				if f.Rows == nil {
					f.Rows = new(store.Rows)
				}
			}),
		},
		{
			name: "errors of its own", flaw: "An invalid question fails with an error that is not ErrInvalid.", caught: "LIST-06",
			hooks: hooks{answer: func(a asking) (store.Facts, error) {
				f, err := a.ask()
				if err != nil && a.q.List != nil {
					err = errRefused
				}
				return f, err
			}},
		},
		{
			name: "colleagues of nobody", flaw: "ListColleagues without Query.Recruiter is empty.", caught: "LIST-06 PAGE-19",
			hooks: asked(func(q *store.Query) {
				if q.List != nil && q.List.Kind == store.ListColleagues && q.Recruiter == "" {
					q.Recruiter = "nobody"
				}
			}),
		},
	}
	for _, lax := range []struct {
		name, flaw string
		mend       func(l *store.List)
	}{
		{"limit 0", "A limit of 0 stands for the greatest.", func(l *store.List) {
			if l.Limit == 0 {
				l.Limit = store.MaxLimit
			}
		}},
		{"negative limits", "A negative limit stands for the greatest.", func(l *store.List) {
			if l.Limit < 0 {
				l.Limit = store.MaxLimit
			}
		}},
		{"limits without bound", "A limit over the bound is cut to it.", func(l *store.List) { l.Limit = min(l.Limit, store.MaxLimit) }},
		{"times in order of ID", "A position by time is accepted in order of ID.", func(l *store.List) {
			if byIDKinds(l.Kind) {
				l.After.At = time.Time{}
			}
		}},
		{"numbers in order of ID", "A position by number is accepted in order of ID.", func(l *store.List) {
			if byIDKinds(l.Kind) {
				l.After.Seq = 0
			}
		}},
		{"positions without ID", "A position without ID is accepted in order of time.", func(l *store.List) {
			if newestKinds(l.Kind) && l.After.ID == "" {
				l.After = store.After{}
			}
		}},
		{"positions without time", "A position without time is accepted in order of time.", func(l *store.List) {
			if newestKinds(l.Kind) && l.After.At.IsZero() {
				l.After = store.After{}
			}
		}},
		{"IDs in the journal", "A position by ID is accepted in the journal.", func(l *store.List) {
			if l.Kind == store.ListJournal {
				l.After.ID = ""
			}
		}},
		{"times in the journal", "A position by time is accepted in the journal.", func(l *store.List) {
			if l.Kind == store.ListJournal {
				l.After.At = time.Time{}
			}
		}},
		{"negative numbers", "A negative number is accepted in the journal.", func(l *store.List) {
			if l.Kind == store.ListJournal {
				l.After.Seq = max(l.After.Seq, 0)
			}
		}},
		{"unknown kinds", "An unknown kind of list is an empty one.", func(l *store.List) {
			if l.Kind > store.ListLists {
				l.Scope = store.Scope{Kind: store.ListRecruiters, Agency: "no such agency"}
			}
		}},
		{"shares of nothing", "ListShares of nothing is empty.", func(l *store.List) {
			if l.Kind == store.ListShares && l.Opening == "" && l.Recruiter == "" && l.Agency == "" {
				l.Opening = "no such opening"
			}
		}},
		{"remarks on nothing", "ListRemarks on nothing is empty.", func(l *store.List) {
			if l.Kind == store.ListRemarks && l.Submission == "" {
				l.Submission = "no such submission"
			}
		}},
		{"holding nothing", "ListRecruiters that hold nothing are all.", func(l *store.List) {
			if l.Kind == store.ListRecruiters && l.Opening == "" {
				l.Holding = false
			}
		}},
	} {
		faults = append(faults, fault{
			name: "accepts " + lax.name, flaw: lax.flaw, caught: "LIST-06",
			hooks: asked(func(q *store.Query) {
				if q.List != nil {
					lax.mend(q.List)
				}
			}),
		})
	}
	return faults
}

// frozenCreated lists openings where they stood when they were put first.
func frozenCreated(k store.Kind) func(store.Store) hooks {
	return func(store.Store) hooks {
		var first sync.Map
		h := orderedBy(kindIs(k), func(k store.Kind, a, b store.After) int {
			of := func(a store.After) time.Time {
				if at, ok := first.Load(a.ID); ok {
					return at.(time.Time)
				}
				return a.At
			}
			return cmp.Or(of(b).Compare(of(a)), strings.Compare(a.ID, b.ID))
		})
		h.write = func(t store.Tx, b *batch) {
			for _, o := range b.openings {
				first.LoadOrStore(string(o.ID), o.Created)
			}
			b.apply(t)
		}
		return h
	}
}
