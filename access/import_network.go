package access

import (
	"context"
	"iter"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// NetworkRow is an agency, a recruiter or a share that the account had before it
// used this: one of the three. What it points to is read when the row is yielded,
// and not afterwards.
type NetworkRow struct {
	Agency    *agency.Agency
	Recruiter *agency.Recruiter
	Share     *agency.Share
}

// ImportNetwork takes over agencies, recruiters and shares as they are and were,
// with their past dates. Nobody is mailed and no event tells of it. A row may build
// on those before it; openings must be there, see [System.PutOpenings]. An error
// that rows yields ends the import. Rows are numbered from 0.
//
// States are as given: agencies may be suspended or terminated, though not closed,
// and recruiters deactivated; an invited one is sent an invitation by
// [Staff.Resend]. No instant may be in the future but a share's Until. Created and
// Since that are not given are what they were; of who is new, Created is now, or
// Since, and Since, where they are active, is Created. Of Granted and From one is
// required, and stands for the other. Known and Conflict are the engine's. Shares are
// taken over whatever the sharing mode: a kind that it does not use lies dormant.
//
// What is there already is replaced where it differs. A row says what the record
// was; importing it again puts name, address, domains and terms back, whatever was
// changed since. It gives no access back:
//
//   - An agency does not go back to an earlier state: such a row fails. Nor does a
//     deactivated recruiter.
//   - Nobody who is there becomes an admin, or active instead of invited, or has
//     been active for longer than since Since; a login that is there stays. The rest
//     of such a row counts.
//   - A deactivated recruiter without name, address and login may be one whose
//     personal data was erased: a row that gives any fails.
//   - A share is replaced only by one that was granted after it was granted, paused
//     and revoked.
//   - Nothing new is shared with an agency that is closed or terminated: such a row
//     fails. What it had is imported before it is terminated.
//
// A recruiter stays in their agency; the terms stay where none are given. An
// address that a regular user has, or another recruiter who is not deactivated, is
// refused.
func (s System) ImportNetwork(ctx context.Context, rows iter.Seq2[NetworkRow, error], opt ImportOptions) (Imported, error) {
	i := importing[NetworkRow]{
		System: s, call: "import-network", action: policy.ImportNetwork,
		begin: func(o *op, _ *store.Facts) (importer[NetworkRow], error) { return networkImport{o}, nil },
	}
	if rows == nil {
		return i.all(ctx, nil, opt)
	}
	return i.all(ctx, func(yield func(NetworkRow, error) bool) {
		for row, err := range rows {
			if !yield(row.clone(), err) {
				return
			}
		}
	}, opt)
}

// clone keeps the row as it is until its transaction, whatever becomes of what it
// points to.
func (r NetworkRow) clone() NetworkRow {
	if r.Agency != nil {
		a := *r.Agency
		r.Agency = &a
	}
	if r.Recruiter != nil {
		p := *r.Recruiter
		r.Recruiter = &p
	}
	if r.Share != nil {
		sh := *r.Share
		r.Share = &sh
	}
	return r
}

// networkImport imports agencies, recruiters and shares.
type networkImport struct{ *op }

func (n networkImport) row(row NetworkRow, done *Imported) error {
	switch {
	case row.Agency != nil && row.Recruiter == nil && row.Share == nil:
		return agency.In("agency", n.agency(*row.Agency, done))
	case row.Agency == nil && row.Recruiter != nil && row.Share == nil:
		return agency.In("recruiter", n.recruiter(*row.Recruiter, done))
	case row.Agency == nil && row.Recruiter == nil && row.Share != nil:
		return agency.In("share", n.share(*row.Share, done))
	}
	return &agency.Invalid{Field: "row", Rule: "must be an agency, a recruiter or a share, one of the three"}
}

func (networkImport) end(int) {} // each row is in the journal

// count counts a record that was written.
func (i *Imported) count(isNew bool) {
	if isNew {
		i.New++
	} else {
		i.Changed++
	}
}

func (n networkImport) agency(a agency.Agency, done *Imported) error {
	if a.State == agency.Closed {
		return &agency.Invalid{Field: "state", Rule: "must be active, suspended or terminated"}
	}
	a.Known = agency.Frozen[string]{}
	if err := a.Validate(); err != nil {
		return err
	}
	if err := checkPast("created", a.Created, n.now); err != nil {
		return err
	}
	there, err := n.tx.Agencies(a.ID)
	if err != nil {
		return err
	}
	before := there[0]
	if before.ID != "" && a.State < before.State {
		return &agency.Invalid{Field: "state", Rule: "must not go back: the agency is " + before.State.String()}
	}
	if a.Terms == "" {
		a.Terms = before.Terms
	}
	a.Created = firstOf(a.Created, before.Created, n.now)
	a.Known = before.Known
	if a = knownBy(a, ""); a == before {
		return nil
	}
	n.tx.PutAgencies(a)
	n.journal(store.Subject{Agency: a.ID}, field(diffAgency(before, a), "created", text(before.Created), text(a.Created))...)
	done.count(before.ID == "")
	return nil
}

// firstOf is the first of the instants that is set.
func firstOf(instants ...time.Time) time.Time {
	for _, t := range instants {
		if !t.IsZero() {
			return t
		}
	}
	return time.Time{}
}

func (n networkImport) share(sh agency.Share, done *Imported) error {
	sh.From, sh.Granted = firstOf(sh.From, sh.Granted), firstOf(sh.Granted, sh.From)
	if err := sh.Validate(); err != nil {
		return err
	}
	for _, d := range []struct {
		field string
		time.Time
		after bool // it was granted
	}{{"from", sh.From, false}, {"granted", sh.Granted, false}, {"paused", sh.Paused, true}, {"revoked", sh.Revoked, true}} {
		if err := checkPast(d.field, d.Time, n.now); err != nil {
			return err
		}
		if d.after && !d.IsZero() && d.Before(sh.Granted) {
			return &agency.Invalid{Field: d.field, Rule: "must not be before granted"}
		}
	}
	about, gone, err := n.parties(&sh)
	if err != nil {
		return err
	}
	shares, err := n.tx.Shares([]agency.OpeningID{sh.Opening}, []agency.Grantee{sh.Grantee})
	if err != nil {
		return err
	}
	before := shares[0]
	if before.Opening != "" {
		for _, done := range []time.Time{before.Granted, before.Paused, before.Revoked} {
			if !sh.Granted.After(done) {
				return nil
			}
		}
	}
	if gone {
		return &agency.Invalid{Field: "agency", Rule: "must not be closed or terminated"}
	}
	n.tx.PutShares(sh)
	n.journal(about, field(diffShare(before, sh), "granted", text(before.Granted), text(sh.Granted))...)
	done.count(before.Opening == "")
	return nil
}

// parties requires that the opening and the grantee of a share are there, and
// reports whether the grantee is an agency that is gone.
func (n networkImport) parties(sh *agency.Share) (about store.Subject, gone bool, err error) {
	about = store.Subject{Opening: sh.Opening, Agency: sh.Agency, Recruiter: sh.Recruiter}
	openings, err := n.tx.Openings(sh.Opening)
	if err != nil {
		return about, false, err
	}
	if openings[0].ID == "" {
		return about, false, notThere("opening")
	}
	if sh.Recruiter != "" {
		people, err := n.tx.Recruiters(sh.Recruiter)
		if err == nil && people[0].ID == "" {
			err = notThere("recruiter")
		}
		if err == nil {
			about.Agency = people[0].Agency
		}
		return about, false, err
	}
	agencies, err := n.tx.Agencies(sh.Agency)
	if err == nil && agencies[0].ID == "" {
		err = notThere("agency")
	}
	return about, err == nil && agencies[0].State > agency.Suspended, err
}

func notThere(field string) error {
	return &agency.Invalid{Field: field, Rule: "must be one of the account's"}
}
