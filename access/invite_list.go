package access

import (
	"context"
	"errors"
	"hash/maphash"
	"iter"
	"strings"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// ListedStatus is what becomes of one row of a list of people to invite.
type ListedStatus string

// The statuses of rows.
const (
	ListedInvited     ListedStatus = "invited"           // will be, in a preview
	ListedResent      ListedStatus = "resent"            // was invited before, and is sent the same again, whatever else the row says; will be, in a preview
	ListedLeft        ListedStatus = "already_invited"   // was invited before, and is left as they are
	ListedRecruiter   ListedStatus = "already_recruiter" // is one, who is active
	ListedStaff       ListedStatus = "staff_address"     // a regular user has the address
	ListedInvalid     ListedStatus = "invalid"           // Err says which field, the address mostly
	ListedOpening     ListedStatus = "unknown_opening"   // Err says which, by its place in the row
	ListedDuplicate   ListedStatus = "duplicate"         // the address is that of the row SameAs
	ListedKnownDomain ListedStatus = "known_domain"      // Offered are the agencies; see ListOptions
	ListedRefused     ListedStatus = "refused"           // Refused says why
)

// Listed is the result of one row.
type Listed struct {
	Row    int // counted from 0, those that were skipped included
	Line   int // as in invite.Row
	Status ListedStatus

	Recruiter agency.RecruiterID // who has the address, or was invited
	Agency    agency.AgencyID    // of that recruiter; in a preview empty for one that is still to be made
	NewAgency string             // the name of the agency that the row makes; empty: none. See InviteList

	SameAs  int             // the first row with the address
	Offered []agency.Agency // known by the address's domain; without an ID: the list makes it
	Refused *policy.Decision
	Err     error
}

// ListOptions say how a list is invited. The zero value invites all rows, leaves
// who was invited before, and asks about known domains.
type ListOptions struct {
	Skip   int  // rows that were invited before and are passed over
	Resend bool // who was invited before, and has not accepted, is sent another invitation; see ListedResent
	Anyway bool // rows that name no agency, or a new one, get a new one even where their domain is known
	Join   bool // such rows join the agency of their domain, where exactly one is known by it: see agency.Agency.Known

	// Each is told the result of every row, in order. Required.
	Each func(Listed)

	// Progress is told after each row. Nil: nobody is.
	Progress func(ListedSoFar)
}

// ListedSoFar says how far a list came. To resume one that ended early, skip as
// many rows as it read; a row that was invited already changes nothing.
type ListedSoFar struct {
	Read    int // rows, those passed over included, whose fate is settled
	Invited int // resent ones included
	Others  int
}

// InviteList invites the people of a list, row by row, each in a transaction of
// its own: a row that cannot be invited keeps no other from it. Doing it again
// changes nothing more, unless Resend asks for it. See [invite.ReadList] for lists
// in CSV. An error that rows yields ends the list, unless it is an
// [*invite.RowError], which is that row's result.
//
// A row's agency is the ID or the name of one of the account's, which letter case
// does not change; any other name is that of a new one, which further rows join.
// Where several of the account's have the name, it must be the ID. A row without
// one makes an agency of its own, named like the person; or like the domain of the
// address, where that tells who somebody works for (see [invite.Domain]); or
// "Agency of" and the recruiter's new ID, which a preview leaves out. The address is
// in no name. Memory grows by some 110 bytes for each row, and by the names of the
// account's agencies; in a preview by those that the list would make, and their
// domains, too.
func (s Staff) InviteList(ctx context.Context, rows iter.Seq2[invite.Row, error], opt ListOptions) (ListedSoFar, error) {
	return s.inviteList(ctx, rows, opt, func(l *lister, row *invite.Row) (Listed, error) {
		return run(ctx, s.actor, "invite-list", func(o *op) (Listed, error) { return l.invite(o, row, true) })
	})
}

// PreviewList answers what [Staff.InviteList] would make of each row, and changes
// nothing.
func (s Staff) PreviewList(ctx context.Context, rows iter.Seq2[invite.Row, error], opt ListOptions) (ListedSoFar, error) {
	return s.inviteList(ctx, rows, opt, func(l *lister, row *invite.Row) (Listed, error) {
		return preview(ctx, s.actor, "preview-list", func(o *op) (Listed, error) { return l.invite(o, row, false) })
	})
}

func (s Staff) inviteList(
	ctx context.Context, rows iter.Seq2[invite.Row, error], opt ListOptions, settle func(*lister, *invite.Row) (Listed, error),
) (ListedSoFar, error) {
	var done ListedSoFar
	switch {
	case rows == nil:
		return done, &agency.Invalid{Field: "rows", Rule: "must not be nil"}
	case opt.Each == nil:
		return done, &agency.Invalid{Field: "each", Rule: "must not be nil"}
	case opt.Skip < 0:
		return done, &agency.Invalid{Field: "skip", Rule: "must not be negative"}
	case opt.Anyway && opt.Join:
		return done, &agency.Invalid{Field: "join", Rule: "must not be set with anyway"}
	}
	l := newLister(opt)
	if err := l.load(ctx, s); err != nil {
		return done, err
	}
	for row, err := range rows {
		row.Name, row.Agency = strings.TrimSpace(row.Name), strings.TrimSpace(row.Agency)
		var bad *invite.RowError
		if err != nil && !errors.As(err, &bad) {
			return done, err
		}
		at := done.Read
		if at < opt.Skip {
			if err == nil {
				l.pass(&row, at)
			}
			done.Read++
			continue
		}
		got := Listed{Status: ListedInvalid, Line: row.Line, Err: err}
		if err != nil {
			got.Line = bad.Line
		} else if earlier, dup := l.pass(&row, at); dup {
			got = Listed{Status: ListedDuplicate, SameAs: earlier}
		} else if got, err = settle(l, &row); err != nil {
			return done, err
		} else {
			l.remember(&row, &got)
		}
		if got.Row = at; got.Line == 0 {
			got.Line = row.Line
		}
		done.Read++
		if got.Status == ListedInvited || got.Status == ListedResent {
			done.Invited++
		} else {
			done.Others++
		}
		opt.Each(got)
		if opt.Progress != nil {
			opt.Progress(done)
		}
	}
	return done, nil
}

// lister is what is known of a list under way.
type lister struct {
	opt     ListOptions
	seed    maphash.Seed
	seen    map[uint64]int             // the row of each address
	named   map[string]agency.AgencyID // by folded title; empty: the preview would make it
	several map[string]bool            // folded titles that more than one of the account's has

	// In a preview, the agencies as the rows before would have left them.
	foreseen map[string]*agency.Agency   // by ID or by name
	knownAt  map[string][]*agency.Agency // by domain, beside those that are known by it already
}

func newLister(opt ListOptions) *lister {
	return &lister{
		opt: opt, seed: maphash.MakeSeed(), seen: make(map[uint64]int),
		named: make(map[string]agency.AgencyID), several: make(map[string]bool),
		foreseen: make(map[string]*agency.Agency), knownAt: make(map[string][]*agency.Agency),
	}
}

// load reads the names of the agencies that people can be invited to.
func (l *lister) load(ctx context.Context, s Staff) error {
	_, err := preview(ctx, s.actor, "read-agencies", func(o *op) (struct{}, error) {
		f, err := o.facts(store.Query{})
		if err != nil || !o.allows(policy.ViewAgencies, &f, store.Subject{}) {
			return struct{}{}, err
		}
		return struct{}{}, o.each(store.Scope{Kind: store.ListAgencies}, func(rows *store.Rows) (store.After, error) {
			for i := range rows.Agencies {
				a := &rows.Agencies[i]
				if a.State != agency.Active && a.State != agency.Suspended {
					continue
				}
				name := fold(a.Title)
				if _, taken := l.named[name]; taken {
					l.several[name] = true
				} else {
					l.named[name] = a.ID
				}
			}
			return store.After{ID: string(rows.Agencies[len(rows.Agencies)-1].ID)}, nil
		})
	})
	return err
}

// fold is how names of agencies are compared.
func fold(title string) string { return strings.ToLower(strings.Join(strings.Fields(title), " ")) }

// pass notes the row's address, and returns the row that had it first, if there
// was one.
func (l *lister) pass(row *invite.Row, at int) (earlier int, dup bool) {
	a, err := invite.ParseAddress(row.Email)
	if err != nil {
		return 0, false
	}
	h := maphash.String(l.seed, agency.FoldEmail(a.Email))
	if earlier, dup = l.seen[h]; !dup {
		l.seen[h] = at
	}
	return earlier, dup
}

// remember notes the agency that a row made, or would make.
func (l *lister) remember(row *invite.Row, got *Listed) {
	if got.Status == ListedInvited && got.NewAgency != "" && row.Agency != "" {
		l.named[fold(got.NewAgency)] = got.Agency
	}
}
