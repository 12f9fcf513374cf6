package policy

import "github.com/agencyaccess/agencyaccess/agency"

// judgeGrant looks at the shares of the opening that the sharing mode uses.
// One that is effective suffices; without one, the share that was made last
// names the reason, and of two made at once the recruiter's own.
func (h *hearing) judgeGrant() {
	own, agencys := h.ownShare(), h.agencyShare()
	named, standing := own, agency.NeverShared
	if own != nil {
		standing = own.Stands(h.facts.Now)
	}
	if agencys != nil {
		stands := agencys.Stands(h.facts.Now)
		switch {
		case standing == agency.Effective:
		case stands == agency.Effective, own == nil, agencys.Granted.After(own.Granted):
			named, standing = agencys, stands
		}
	}
	if standing == agency.Effective {
		h.granted = true
		return
	}

	// A share that was over before it could serve this recruiter leaves what
	// never having had one leaves.
	h.witnessed = named != nil && h.recruiter != nil && named.WasEffective(h.recruiter.Since, h.facts.Now)
	cause := agency.CauseNotGranted
	switch standing {
	case agency.ShareRevoked, agency.Ended, agency.SharePaused:
		if h.witnessed {
			cause = agency.CauseGrantOver
		}
	}
	if !h.takes(cause) {
		return
	}
	switch standing {
	case agency.NotStarted:
		h.deny(ShareNotStarted)
		h.at = instant(named.From)
	case agency.ShareRevoked:
		h.deny(ShareRevoked)
		h.at = instant(named.Revoked)
	case agency.Ended:
		h.deny(ShareEnded)
		h.at = instant(named.Until)
	case agency.SharePaused:
		h.deny(SharePaused)
		h.at = instant(named.Paused)
	default:
		h.denyFor(NotShared, h.opening)
		h.sharing = h.settings.Sharing
	}
}

// ownShare returns the recruiter's own share of the opening, nil when there is
// none that counts.
func (h *hearing) ownShare() *agency.Share {
	s := h.facts.ToRecruiter
	if s == nil || h.opening == nil || h.recruiter == nil || !h.settings.Sharing.ToRecruiters() ||
		s.Opening != h.opening.ID || s.Grantee != agency.ToRecruiter(h.recruiter.ID) {
		return nil
	}
	return s
}

// agencyShare returns the share to the recruiter's agency, nil when there is
// none that counts.
func (h *hearing) agencyShare() *agency.Share {
	s := h.facts.ToAgency
	if s == nil || h.opening == nil || h.agency == nil || !h.settings.Sharing.ToAgencies() ||
		s.Opening != h.opening.ID || s.Grantee != agency.ToAgency(h.agency.ID) {
		return nil
	}
	return s
}
