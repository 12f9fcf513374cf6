package storetest

import (
	"slices"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

func invitationFaults() []fault {
	// latest is the greatest invitation of those that count.
	latest := func(counts func(store.Facts, invite.Invitation) bool, compare func(a, b invite.Invitation) int) hooks {
		return hooks{answer: func(a asking) (store.Facts, error) {
			f, err := a.ask()
			if err != nil || !a.q.Latest || a.q.Recruiter == "" {
				return f, err
			}
			all, err := a.every(store.Scope{Kind: store.ListInvitations, Recruiter: a.q.Recruiter})
			found := slices.DeleteFunc(all.Invitations, func(i invite.Invitation) bool { return !counts(f, i) })
			if f.Latest = nil; len(found) > 0 {
				last := slices.MaxFunc(found, compare)
				f.Latest = &last
			}
			return f, err
		}}
	}
	byTime := func(a, b invite.Invitation) int {
		if c := a.Created.Compare(b.Created); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	}
	all := func(store.Facts, invite.Invitation) bool { return true }
	only := func(name, flaw, caught string, is func(store.Query, store.Facts) bool) fault {
		return fault{name: name, flaw: flaw, caught: caught, hooks: answered(func(q store.Query, f *store.Facts) {
			if f.Invitation != nil && !is(q, *f) {
				f.Invitation = nil
			}
		})}
	}
	return []fault{
		only("own invitations only", "An invitation is found by whom it was sent to only.", "FACT-17",
			func(q store.Query, f store.Facts) bool {
				return q.Recruiter == "" || f.Invitation.Recruiter == q.Recruiter
			}),
		only("invitations of those who are there", "An invitation of a recruiter who has no record is not found.", "FACT-17",
			func(q store.Query, f store.Facts) bool { return f.Invitation.Recruiter != "nobody" }),
		only("invitations that wait", "An invitation that was ended is not found.", "FACT-17 FACT-02",
			func(_ store.Query, f store.Facts) bool { return f.Invitation.Fate == invite.Waiting }),
		{
			name: "empty invitations", flaw: "An invitation that is not there comes as an empty one.", caught: "FACT-01",
			hooks: answered(func(q store.Query, f *store.Facts) {
				if q.Invitation != "" && f.Invitation == nil {
					f.Invitation = new(invite.Invitation)
				}
			}),
		},
		{
			name: "the first invitation", flaw: "Latest is the first one.", caught: "FACT-18",
			hooks: latest(all, func(a, b invite.Invitation) int { return byTime(b, a) }),
		},
		{
			name: "the latest by ID", flaw: "Latest is the last one by ID.", caught: "FACT-18",
			hooks: latest(all, func(a, b invite.Invitation) int { return strings.Compare(string(a.ID), string(b.ID)) }),
		},
		{
			name: "the latest, the first by ID", flaw: "Of several invitations made at one time, Latest is the first by ID.", caught: "FACT-18",
			hooks: latest(all, func(a, b invite.Invitation) int {
				if a.Created.Equal(b.Created) {
					return byTime(b, a)
				}
				return byTime(a, b)
			}),
		},
		{
			name: "the latest that waits", flaw: "Latest is the last one that can be accepted.", caught: "FACT-18",
			hooks: latest(func(_ store.Facts, i invite.Invitation) bool { return i.Fate == invite.Waiting }, byTime),
		},
		{
			name: "the latest of those who are there", flaw: "Latest needs a record of the recruiter.", caught: "FACT-18",
			hooks: latest(func(f store.Facts, _ invite.Invitation) bool { return f.Recruiter.ID != "" }, byTime),
		},
		{
			name: "the latest to the agency", flaw: "Latest is of the agency that the recruiter is in.", caught: "FACT-18",
			hooks: latest(func(f store.Facts, i invite.Invitation) bool { return f.Agency.ID == "" || i.Agency == f.Agency.ID }, byTime),
		},
		{
			name: "the latest unasked", flaw: "Latest is there though nobody asked for it.", caught: "FACT-18",
			hooks: asked(func(q *store.Query) { q.Latest = true }),
		},
		{
			name: "oldest invitations first", flaw: "ListInvitations are oldest first.", caught: "LIST-16 PAGE-24",
			hooks: orderedBy(kindIs(store.ListInvitations), func(_ store.Kind, a, b store.After) int {
				if c := a.At.Compare(b.At); c != 0 {
					return c
				}
				return strings.Compare(a.ID, b.ID)
			}),
		},
		{
			name: "invitations of all agencies", flaw: "ListInvitations ignores Agency.", caught: "LIST-16 PAGE-24",
			hooks: ignoring(store.ListInvitations, func(s *store.Scope) { s.Agency = "" }),
		},
		{
			name: "invitations of all recruiters", flaw: "ListInvitations ignores Recruiter.", caught: "LIST-16 PAGE-24",
			hooks: ignoring(store.ListInvitations, func(s *store.Scope) { s.Recruiter = "" }),
		},
		{
			name: "invitations of the recruiter's agency", flaw: "Where Recruiter is set, ListInvitations ignores Agency.", caught: "LIST-16 PAGE-24",
			hooks: ignoring(store.ListInvitations, func(s *store.Scope) {
				if s.Recruiter != "" {
					s.Agency = ""
				}
			}),
		},
		{
			name: "invitations of the asker", flaw: "ListInvitations are those of Query.Recruiter.", caught: "LIST-16 PAGE-24",
			hooks: asked(func(q *store.Query) {
				if q.List != nil && q.List.Kind == store.ListInvitations && q.Recruiter != "" {
					q.List.Recruiter = q.Recruiter
				}
			}),
		},
		{
			name: "invitations at work", flaw: "ListInvitations leaves out those that were ended.", caught: "LIST-16 PAGE-24",
			hooks: keeping(store.ListInvitations, func(r oneRow, _ store.List) bool { return r.rows().Invitations[0].Fate == invite.Waiting }),
		},
		{
			name: "accepts twice", flaw: "Updates of the same account that put invitations run beside each other.", caught: "RACE-12",
			plant: func(store.Store) hooks {
				l := &writeLedger{version: make(map[string]int64)}
				return hooks{update: func(u updating) error {
					if u.account != acme {
						return u.run()
					}
					return l.update(u)
				}}
			},
		},
	}
}

// lostOutreach are fields of invitations, lists and what goes with them that a
// store forgets, one by one.
func lostOutreach() []lostField {
	invitations := func(fn func(*invite.Invitation)) func(*batch) { return func(b *batch) { turn(b.invitations, fn) } }
	lists := func(fn func(*agency.List)) func(*batch) { return func(b *batch) { turn(b.rosters, fn) } }
	agencies := func(fn func(*agency.Agency)) func(*batch) { return func(b *batch) { turn(b.agencies, fn) } }
	recruiters := func(fn func(*agency.Recruiter)) func(*batch) { return func(b *batch) { turn(b.recruiters, fn) } }
	return []lostField{
		{"Invitation.Email", "FACT-02", invitations(func(r *invite.Invitation) { r.Email = "" })},
		{"Invitation.Email's letter case", "FACT-02", invitations(func(r *invite.Invitation) { r.Email = agency.FoldEmail(r.Email) })},
		{"Invitation.Digest", "FACT-02", invitations(func(r *invite.Invitation) { r.Digest = "" })},
		{"Invitation.Digest's end", "FACT-02", invitations(func(r *invite.Invitation) { r.Digest = r.Digest[:min(len(r.Digest), 32)] })},
		{"Invitation.Openings", "FACT-02", invitations(func(r *invite.Invitation) { r.Openings = agency.Frozen[agency.OpeningID]{} })},
		{"Invitation.Openings' end", "VAL-04", invitations(func(r *invite.Invitation) {
			r.Openings = agency.Freeze(r.Openings.Slice()[:min(r.Openings.Len(), 100)]...)
		})},
		{"Invitation.AllOpenings", "FACT-02", invitations(func(r *invite.Invitation) { r.AllOpenings = false })},
		{"Invitation.Staff", "FACT-02", invitations(func(r *invite.Invitation) { r.Staff = "" })},
		{"Invitation.Colleague", "FACT-02", invitations(func(r *invite.Invitation) { r.Colleague = "" })},
		{"Invitation.Expires", "FACT-02", invitations(func(r *invite.Invitation) { r.Expires = r.Created.Add(14 * 24 * time.Hour) })},
		{"Invitation.Ended", "FACT-02", invitations(func(r *invite.Invitation) { r.Ended = time.Time{} })},
		{"Invitation.Fate", "FACT-02", invitations(func(r *invite.Invitation) { r.Fate = 0 })},
		{"List.Title", "FACT-02", lists(func(r *agency.List) { r.Title = "" })},
		{"List.Members", "FACT-02", lists(func(r *agency.List) { r.Members = agency.Series[agency.Grantee]{} })},
		{"List.Members' order", "FACT-02", lists(func(r *agency.List) {
			members := r.Members.Slice()
			slices.SortFunc(members, func(a, b agency.Grantee) int { return strings.Compare(a.String(), b.String()) })
			r.Members = agency.SeriesOf(members...)
		})},
		{"List.Members' end", "VAL-04", lists(func(r *agency.List) {
			r.Members = agency.SeriesOf(r.Members.Slice()[:min(r.Members.Len(), 500)]...)
		})},
		{"List.Created", "FACT-02", lists(func(r *agency.List) { r.Created = time.Time{} })},
		{"Agency.Into", "FACT-02", agencies(func(r *agency.Agency) { r.Into = "" })},
		{"Agency.Known", "FACT-02", agencies(func(r *agency.Agency) { r.Known = agency.Frozen[string]{} })},
		{"Agency.Known's order", "FACT-02", agencies(func(r *agency.Agency) {
			r.Known = relist(r.Known, func(all []string) []string { slices.Sort(all); return all })
		})},
		{"Recruiter.User", "FACT-02", recruiters(func(r *agency.Recruiter) { r.User = "" })},
		{"Recruiter.Conflict", "FACT-02 FACT-22", recruiters(func(r *agency.Recruiter) { r.Conflict = false })},
		{"Share.Paused", "FACT-02", func(b *batch) { turn(b.shares, func(r *agency.Share) { r.Paused = time.Time{} }) }},
		{"Settings.InvitationDays", "FACT-02", func(b *batch) { b.settings.InvitationDays = 0 }},
	}
}
