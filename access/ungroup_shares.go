package access

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// writeShares gives the agency back the shares that ended when it was closed, and
// ends what stood in their place.
func (u *ungrouper) writeShares() error {
	shares, err := u.tx.Shares(u.ended, []agency.Grantee{agency.ToAgency(u.closed.ID)})
	if err != nil {
		return err
	}
	var changes []shareChange
	for _, before := range shares {
		if before.Opening == "" || !before.Revoked.Equal(u.at) {
			continue
		}
		stood, taken, err := u.inItsPlace(before.Opening)
		if err != nil {
			return err
		}
		if taken {
			continue
		}
		after := before
		after.Revoked = time.Time{}
		u.tx.PutShares(after)
		u.journal(store.Subject{Opening: after.Opening, Agency: after.Agency}, diffShare(before, after)...)
		u.out.Shared = append(u.out.Shared, after)
		changes = append(changes, shareChange{party{Grantee: after.Grantee, agency: u.open}, before, after})
		for _, c := range stood {
			u.tx.PutShares(c.after)
			u.journal(store.Subject{Opening: c.after.Opening, Agency: u.closed.ID, Recruiter: c.after.Recruiter}, diffShare(c.before, c.after)...)
		}
		changes = append(changes, stood...)
	}
	left, err := u.endCommon()
	if err != nil {
		return err
	}
	return u.tellShares(&u.facts, append(changes, left...))
}

// inItsPlace returns what becomes of what grouping gave to the recruiters who are
// back, in the place of a share to their agency, and whether the opening has been
// taken from any of them since, or from the agency that they were grouped under.
func (u *ungrouper) inItsPlace(id agency.OpeningID) (stood []shareChange, taken bool, err error) {
	heirs := []agency.Grantee{agency.ToAgency(u.home.ID)}
	for _, r := range u.people {
		heirs = append(heirs, agency.ToRecruiter(r.ID))
	}
	shares, err := u.tx.Shares([]agency.OpeningID{id}, heirs)
	for i, sh := range shares {
		if !sh.Revoked.IsZero() && !sh.Revoked.Before(u.at) || !sh.Paused.IsZero() && !sh.Paused.Before(u.at) {
			return nil, true, err
		}
		was, given := u.own[ownShare{id, sh.Recruiter}]
		if !given || sh.Opening == "" {
			continue
		}
		if after, ok := u.asBefore(sh, was); ok {
			stood = append(stood, shareChange{party{Grantee: sh.Grantee, recruiter: u.people[i-1], agency: u.open}, sh, after})
		}
	}
	return stood, false, err
}

// asBefore returns a recruiter's share as it was before grouping changed it: with
// the window it had, or revoked where there was none in effect. Which it was is in
// the values of the journal; where these are erased, it is what grouping made that
// is revoked. It reports false where staff have changed it since.
func (u *ungrouper) asBefore(sh agency.Share, was []store.Value) (agency.Share, bool) {
	if !sh.Revoked.IsZero() || !sh.Paused.IsZero() || sh.Granted.After(u.at) {
		return sh, false
	}
	if len(was) == 0 {
		return sh.Revoke(u.now), sh.Granted.Equal(u.at)
	}
	before := sh
	for _, v := range was {
		at := &before.From
		switch {
		case v.Field == "until":
			at = &before.Until
		case v.Field != "from" || v.Before == "":
			return sh.Revoke(u.now), true
		}
		if text(*at) != v.After {
			return sh, false
		}
		if *at = (time.Time{}); v.Before != "" {
			t, err := time.Parse(time.RFC3339Nano, v.Before)
			if err != nil {
				return sh, false
			}
			*at = t
		}
	}
	return before, true
}

// endCommon takes back what the agency was given that was made for the group, when
// nobody is left there.
func (u *ungrouper) endCommon() (changes []shareChange, err error) {
	if !u.made || len(u.common) == 0 {
		return nil, nil
	}
	f, err := u.tx.Facts(store.Query{List: &store.List{
		Scope: store.Scope{Kind: store.ListRecruiters, Agency: u.home.ID}, Limit: 1,
	}})
	if err != nil || f.Rows != nil && len(f.Rows.Recruiters) > 0 {
		return nil, err
	}
	shares, err := u.tx.Shares(u.common, []agency.Grantee{agency.ToAgency(u.home.ID)})
	if err != nil {
		return nil, err
	}
	for _, before := range shares {
		if !before.Granted.Equal(u.at) || !stands(&before, u.now) {
			continue
		}
		after := before.Revoke(u.now)
		u.tx.PutShares(after)
		u.journal(store.Subject{Opening: after.Opening, Agency: after.Agency}, diffShare(before, after)...)
		changes = append(changes, shareChange{party{Grantee: after.Grantee, agency: u.home}, before, after})
	}
	return changes, nil
}
