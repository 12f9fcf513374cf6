package access

import (
	"hash/maphash"
	"sync/atomic"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// guide is what a recruiter's questions depend on in the settings, as bits.
// Every row is decided again, so a guide only has to leave nothing out.
type guide uint32

const (
	guideOwn        guide = 1 << iota // only own submissions are visible
	guideRecruiters                   // shares to recruiters count
	guideAgencies                     // shares to agencies count
	guideArchived                     // archived openings may be viewed
	guideOver                         // openings may be viewed after the share
	guideQuota                        // submissions are counted
)

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
	if s.Offboarding.Leaves(agency.CauseGrantOver).Has(agency.ViewOpening) {
		g |= guideOver
	}
	if s.Quota.PerOpening > 0 {
		g |= guideQuota
	}
	return g
}

// apply fills in what the settings decide about a recruiter's list.
func (g guide) apply(s *store.Scope, now time.Time) {
	switch s.Kind {
	case store.ListAgencySubmissions, store.ListOwnSubmissions:
		s.Kind = store.ListAgencySubmissions
		if g&guideOwn != 0 {
			s.Kind = store.ListOwnSubmissions
		}
	case store.ListGranted:
		s.ToRecruiter, s.ToAgency = g&guideRecruiters != 0, g&guideAgencies != 0
		s.OpenOnly = g&guideArchived == 0
		s.EffectiveAt = now
		if g&guideOver != 0 {
			s.EffectiveAt = time.Time{}
		}
	}
}

// hints remembers the guides last seen, in a table of fixed size: two accounts
// in one slot cost each other a second question, never a wrong answer.
type hints struct {
	seed  maphash.Seed
	slots [1024]atomic.Uint32
}

func newHints() *hints { return &hints{seed: maphash.MakeSeed()} }

func (h *hints) slot(account agency.AccountID) *atomic.Uint32 {
	return &h.slots[maphash.String(h.seed, string(account))%uint64(len(h.slots))]
}

func (h *hints) last(account agency.AccountID) guide { return guide(h.slot(account).Load()) }

func (h *hints) saw(account agency.AccountID, g guide) { h.slot(account).Store(uint32(g)) }
