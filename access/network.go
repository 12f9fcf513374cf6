package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Agencies lists the account's agencies in the order of their IDs.
func (s Staff) Agencies(ctx context.Context, cursor Cursor, limit int) (Page[agency.Agency], error) {
	l := listing[agency.Agency, agency.Agency]{
		actor:  s.actor,
		call:   "list-agencies",
		scope:  store.Scope{Kind: store.ListAgencies},
		listed: policy.Request{Side: s.side, Action: policy.ViewAgencies},
		rows:   func(rows *store.Rows) []agency.Agency { return rows.Agencies },
		view:   func(_ *store.Facts, a *agency.Agency, _ time.Time) agency.Agency { return *a },
		after:  func(a *agency.Agency) store.After { return store.After{ID: string(a.ID)} },
	}
	return l.page(ctx, cursor, limit)
}

// Recruiters lists the recruiters of an agency, or of all when it is empty, in
// the order of their IDs.
func (s Staff) Recruiters(ctx context.Context, of agency.AgencyID, cursor Cursor, limit int) (Page[agency.Recruiter], error) {
	if of != "" {
		if err := agency.CheckID("agency", of); err != nil {
			return Page[agency.Recruiter]{}, err
		}
	}
	l := listing[store.RecruiterRow, agency.Recruiter]{
		actor:  s.actor,
		call:   "list-recruiters",
		filter: string(of),
		scope:  store.Scope{Kind: store.ListRecruiters, Agency: of},
		listed: policy.Request{Side: s.side, Action: policy.ViewAgencies},
		rows:   recruiterRows,
		view:   func(_ *store.Facts, row *store.RecruiterRow, _ time.Time) agency.Recruiter { return row.Recruiter },
		after:  afterRecruiter,
	}
	return l.page(ctx, cursor, limit)
}

// Openings lists the openings on whose team the user is, newest first.
func (s Staff) Openings(ctx context.Context, cursor Cursor, limit int) (Page[agency.Opening], error) {
	l := listing[store.OpeningRow, agency.Opening]{
		actor:  s.actor,
		call:   "list-openings",
		scope:  store.Scope{Kind: store.ListOpenings},
		guided: s.side == policy.StaffSide,
		listed: policy.Request{Side: s.side, Action: policy.ReadSubmissions},
		rows:   openingRows,
		admits: func(pf *policy.Facts, row *store.OpeningRow) bool {
			pf.Opening = &row.Opening
			return policy.Decide(policy.Request{Side: s.side, Action: policy.ReadOpening}, *pf).Allowed()
		},
		view:  func(_ *store.Facts, row *store.OpeningRow, _ time.Time) agency.Opening { return row.Opening },
		after: afterOpening,
	}
	return l.page(ctx, cursor, limit)
}

// Users lists the account's regular users in the order of their IDs.
func (s Staff) Users(ctx context.Context, cursor Cursor, limit int) (Page[agency.Staff], error) {
	l := listing[agency.Staff, agency.Staff]{
		actor:  s.actor,
		call:   "list-staff",
		scope:  store.Scope{Kind: store.ListStaffUsers},
		listed: policy.Request{Side: s.side, Action: policy.EditStaff},
		rows:   func(rows *store.Rows) []agency.Staff { return rows.Staff },
		view:   func(_ *store.Facts, u *agency.Staff, _ time.Time) agency.Staff { return *u },
		after:  func(u *agency.Staff) store.After { return store.After{ID: string(u.ID)} },
	}
	return l.page(ctx, cursor, limit)
}

// SharesOn lists an opening's shares, revoked and ended ones included: those to
// agencies first, then those to recruiters, in the order of their IDs.
func (s Staff) SharesOn(ctx context.Context, id agency.OpeningID, cursor Cursor, limit int) (Page[agency.Share], error) {
	if err := agency.CheckID("opening", id); err != nil {
		return Page[agency.Share]{}, err
	}
	l := s.shares("list-shares-on", string(id), store.Scope{Kind: store.ListShares, Opening: id})
	l.query = store.Query{Opening: id}
	l.listed.OnOpening = true
	l.after = func(sh *agency.Share) store.After { return store.After{ID: sh.Grantee.String()} }
	return l.page(ctx, cursor, limit)
}

// SharesOf lists what is or was shared with an agency or a recruiter, in the
// order of the openings' IDs. It is about them, and so includes openings on whose
// team the user is not.
func (s Staff) SharesOf(ctx context.Context, to agency.Grantee, cursor Cursor, limit int) (Page[agency.Share], error) {
	if err := to.Validate(); err != nil {
		return Page[agency.Share]{}, err
	}
	l := s.shares("list-shares-of", to.String(), store.Scope{Kind: store.ListShares, Agency: to.Agency, Recruiter: to.Recruiter})
	l.after = func(sh *agency.Share) store.After { return store.After{ID: string(sh.Opening)} }
	return l.page(ctx, cursor, limit)
}

func (s Staff) shares(call, filter string, scope store.Scope) *listing[agency.Share, agency.Share] {
	return &listing[agency.Share, agency.Share]{
		actor:  s.actor,
		call:   call,
		filter: filter,
		scope:  scope,
		listed: policy.Request{Side: s.side, Action: policy.Explain},
		rows:   func(rows *store.Rows) []agency.Share { return rows.Shares },
		view:   func(_ *store.Facts, sh *agency.Share, _ time.Time) agency.Share { return *sh },
	}
}

// Journal lists what was done and what was denied, newest first. About keeps the
// entries that concern all of what it names; the zero subject keeps every one.
// Values that were erased are gone from the entries.
func (s Staff) Journal(ctx context.Context, about store.Subject, cursor Cursor, limit int) (Page[store.JournalRow], error) {
	parts := []string{
		string(about.Opening), string(about.Agency), string(about.Recruiter), string(about.Staff), string(about.Submission),
	}
	for _, p := range parts {
		if p != "" {
			if err := agency.CheckID("about", p); err != nil {
				return Page[store.JournalRow]{}, err
			}
		}
	}
	l := listing[store.JournalRow, store.JournalRow]{
		actor:  s.actor,
		call:   "journal",
		filter: string(mac(nil, parts...)),
		scope: store.Scope{
			Kind: store.ListJournal, Opening: about.Opening, Agency: about.Agency,
			Recruiter: about.Recruiter, Staff: about.Staff, Submission: about.Submission,
		},
		listed: policy.Request{Side: s.side, Action: policy.ReadJournal},
		rows:   func(rows *store.Rows) []store.JournalRow { return rows.Journal },
		view:   func(_ *store.Facts, r *store.JournalRow, _ time.Time) store.JournalRow { return *r },
		after:  func(r *store.JournalRow) store.After { return store.After{Seq: r.Seq} },
	}
	return l.page(ctx, cursor, limit)
}
