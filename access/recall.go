package access

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// recalled is what the journal knows of how an agency was closed.
type recalled struct {
	at          time.Time // when
	by          store.Actor
	recruiters  []agency.RecruiterID
	admins      map[agency.RecruiterID]store.Value // whose role that changed, and how
	submissions []noted[candidate.SubmissionID]
	claims      []noted[candidate.ClaimID] // those without a submission
	knew        agency.Frozen[string]      // by what domains it was
	ended       []agency.OpeningID         // that were shared with it
	own         map[ownShare][]store.Value // what its people got in the place of these, and how it differs from before

	// About the agency that its people were grouped under.
	made     bool                  // that it was for the purpose
	declared agency.Frozen[string] // domains that came along
	learned  agency.Frozen[string] // known domains that came along
	common   []agency.OpeningID    // that it was given
}

// noted is something that came along, and whose it was.
type noted[T ~string] struct {
	id T
	by agency.RecruiterID
}

// ownShare names a share to a recruiter.
type ownShare struct {
	opening   agency.OpeningID
	recruiter agency.RecruiterID
}

// recall reads the journal back to where the agency was closed, and no further:
// the rows of one call follow each other in an agency's journal.
func (u *ungrouper) recall() error {
	u.admins, u.own = make(map[agency.RecruiterID]store.Value), make(map[ownShare][]store.Value)
	var closed store.After
	err := u.rows(u.closed.ID, store.After{}, func(row *store.JournalRow) bool {
		switch {
		case closed.Seq != 0:
		case row.Action != "group-agencies" || row.Denied:
			return true
		default: // the newest row is the one that closed it
			u.at, u.by, closed.Seq = row.At, row.Actor, row.Seq
		}
		return u.sameCall(row) && u.note(row)
	})
	if err != nil || closed.Seq == 0 {
		return err
	}
	return u.rows(u.closed.Into, closed, func(row *store.JournalRow) bool {
		return u.sameCall(row) && u.noteHome(row)
	})
}

func (u *ungrouper) sameCall(row *store.JournalRow) bool {
	return row.Action == "group-agencies" && !row.Denied && row.At.Equal(u.at) && row.Actor == u.by
}

// rows visits an agency's journal from a position on, newest first, until visit
// has enough.
func (u *ungrouper) rows(of agency.AgencyID, from store.After, visit func(*store.JournalRow) (more bool)) error {
	ask := func(q store.Query) (store.Facts, error) {
		if q.List.After == (store.After{}) {
			q.List.After = from
		}
		return u.tx.Facts(q)
	}
	return each(ask, store.Scope{Kind: store.ListJournal, Agency: of}, func(rows *store.Rows) (store.After, error) {
		for i := range rows.Journal {
			if !visit(&rows.Journal[i]) {
				return store.After{}, errEnough
			}
		}
		return store.After{Seq: rows.Journal[len(rows.Journal)-1].Seq}, nil
	})
}

// note takes down what a row of the closed agency's tells. It has never enough.
func (u *ungrouper) note(row *store.JournalRow) bool {
	changed := valuesOf(row)
	switch {
	case row.Submission != "":
		u.submissions = append(u.submissions, noted[candidate.SubmissionID]{row.Submission, row.Recruiter})
	case changed["claim"].After != "":
		u.claims = append(u.claims, noted[candidate.ClaimID]{candidate.ClaimID(changed["claim"].After), row.Recruiter})
	case row.Opening != "" && row.Recruiter != "":
		u.own[ownShare{row.Opening, row.Recruiter}] = row.Values
	case row.Opening != "":
		u.ended = append(u.ended, row.Opening)
	case row.Recruiter == "" && changed["state"].After == agency.Closed.String():
		u.knew = frozen(changed["known"].Before)
	case row.Recruiter != "" && row.Fields.Has("agency"):
		u.recruiters = append(u.recruiters, row.Recruiter)
		u.admins[row.Recruiter] = changed["admin"]
	}
	return true
}

// noteHome takes down what a row of the agency tells that they were grouped
// under, until that of the agency itself, which was the first that was written.
func (u *ungrouper) noteHome(row *store.JournalRow) bool {
	switch {
	case row.Recruiter != "":
	case row.Opening != "":
		u.common = append(u.common, row.Opening)
	default:
		changed := valuesOf(row)
		u.made = changed["state"].Before == "" && changed["state"].After != ""
		u.declared = cameWith(changed["domains"], u.closed.Domains)
		u.learned = cameWith(changed["known"], u.knew)
		return false
	}
	return true
}

// cameWith are the domains that a change added and that were the closed agency's.
func cameWith(v store.Value, of agency.Frozen[string]) agency.Frozen[string] {
	before := frozen(v.Before)
	return agency.Freeze(slices.DeleteFunc(frozen(v.After).Slice(), func(d string) bool { return before.Has(d) || !of.Has(d) })...)
}

func valuesOf(row *store.JournalRow) map[string]store.Value {
	changed := make(map[string]store.Value, len(row.Values))
	for _, v := range row.Values {
		changed[v.Field] = v
	}
	return changed
}

// frozen reads a list as text writes it; what is not one is an empty one.
func frozen(text string) (f agency.Frozen[string]) {
	if json.Unmarshal([]byte(text), &f) != nil {
		return agency.Frozen[string]{}
	}
	return f
}
