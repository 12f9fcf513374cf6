package access

import (
	"hash/maphash"
	"sync/atomic"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// guide is what questions depend on in the settings and in the user who asks,
// as bits.
// Every row is decided again, so a guide only has to leave nothing out. Where an
// account's matrix takes progress away from members without a share, it leaves
// in colleagues' submissions that are then skipped.
type guide uint32

const (
	guideOwn        guide = 1 << iota // only own submissions are visible
	guideRecruiters                   // shares to recruiters count
	guideAgencies                     // shares to agencies count
	guideArchived                     // archived openings may be viewed
	guideEverywhere                   // the user is as if on every team
	guideQuota                        // submissions are counted
)

// The bits from guideRegion on are the region of telephone numbers: 0 for none,
// or 1 and a number of 26 times 26.
const guideRegion = 8

func guideOf(s *agency.Settings) guide {
	var g guide
	if s.Visibility == agency.SeeOwn {
		g |= guideOwn
	}
	if s.Sharing.ToRecruiters() {
		g |= guideRecruiters
	}
	if s.Sharing.ToAgencies() {
		g |= guideAgencies
	}
	if s.Offboarding.Leaves(agency.CauseOpeningArchived).Has(agency.ViewOpening) {
		g |= guideArchived
	}
	if s.Quota.PerOpening > 0 {
		g |= guideQuota
	}
	if r := s.Region; len(r) == 2 {
		g |= guide(1+int(r[0]-'A')*26+int(r[1]-'A')) << guideRegion
	}
	return g
}

// region is that of telephone numbers without a country.
func (g guide) region() string {
	n := int(g >> guideRegion)
	if n == 0 {
		return ""
	}
	return string([]byte{'A' + byte((n-1)/26), 'A' + byte((n-1)%26)})
}

// guide is the one that holds for the actor.
func (a *actor) guide(f *store.Facts) guide {
	if a.side == policy.RecruiterSide {
		return guideOf(&f.Settings)
	}
	if f.Settings.LevelsOf(f.Staff).AllOpenings {
		return guideEverywhere
	}
	return 0
}

// apply fills in what they decide about a list.
func (g guide) apply(s *store.Scope, user agency.StaffID, now time.Time) {
	switch s.Kind {
	case store.ListOpenings, store.ListSubmissions, store.ListClaims:
		if s.Team = user; g&guideEverywhere != 0 {
			s.Team = ""
		}
	case store.ListAgencySubmissions, store.ListOwnSubmissions:
		s.Kind = store.ListAgencySubmissions
		if g&guideOwn != 0 {
			s.Kind = store.ListOwnSubmissions
		}
	case store.ListAgencyClaims, store.ListOwnClaims:
		s.Kind = store.ListAgencyClaims
		if g&guideOwn != 0 {
			s.Kind = store.ListOwnClaims
		}
	case store.ListGranted:
		s.ToRecruiter, s.ToAgency = g&guideRecruiters != 0, g&guideAgencies != 0
		s.OpenOnly = g&guideArchived == 0
		s.EffectiveAt = now
	}
}

// hints remembers the guides last seen, in a table of fixed size: two accounts
// in one slot cost each other a second question, never a wrong answer.
type hints struct {
	seed  maphash.Seed
	slots [1024]atomic.Uint32
}

func newHints() *hints { return &hints{seed: maphash.MakeSeed()} }

// slot is an account's, or that of one of its users.
func (h *hints) slot(account agency.AccountID, user agency.StaffID) *atomic.Uint32 {
	at := maphash.String(h.seed, string(account))
	if user != "" {
		at ^= maphash.String(h.seed, string(user))
	}
	return &h.slots[at%uint64(len(h.slots))]
}

func (h *hints) last(account agency.AccountID, user agency.StaffID) guide {
	return guide(h.slot(account, user).Load())
}

func (h *hints) saw(account agency.AccountID, user agency.StaffID, g guide) {
	h.slot(account, user).Store(uint32(g))
}

// guess is what the account's settings were when they were last seen.
func (a *actor) guess() guide {
	if a.eng == nil || a.eng.hints == nil {
		return 0
	}
	return a.eng.hints.last(a.account, "")
}

// intakes are the parts of a guide on which questions about a submission depend.
const intakes = guideQuota | ^guide(1<<guideRegion-1)

// missed takes note of the settings in force and reports whether what depends on
// the guess must be asked again.
func (a *actor) missed(guess *guide, inForce *agency.Settings) bool {
	is := guideOf(inForce)
	if *guess&intakes == is&intakes {
		return false
	}
	a.eng.hints.saw(a.account, "", is)
	*guess = is
	return true
}
