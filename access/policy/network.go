package policy

import "github.com/agencyaccess/agencyaccess/agency"

// judgeNetwork asks whether the recruiter and the agency that are acted on are
// there and fit for it.
func judgeNetwork(d *Decision, q Request, r rule, f *Facts) {
	person, company := f.Recruiter, f.Agency
	if person != nil && person.ID == "" {
		person = nil
	}
	if company != nil && company.ID == "" {
		company = nil
	}
	if r.recruiter && person == nil {
		d.miss(kindRecruiter)
	}
	if r.agency && company == nil {
		d.miss(kindAgency)
	}
	switch q.Action {
	case EditRecruiter, InviteRecruiter, MoveRecruiter, ConvertStaff, SuspendAgency, TerminateAgency:
		d.refuseTerminated(company)
	case GroupAgencies:
		d.refuseTerminated(company)
		if company != nil && company.State == agency.Suspended {
			d.deny(AgencySuspended)
			d.agency = company.Title
		}
	case Share:
		if q.ToAgency {
			d.judgeAgencyGrantee(f.Settings, company)
		} else {
			d.judgeRecruiterGrantee(f.Settings, person, company)
		}
	}
}

func (d *Decision) judgeAgencyGrantee(s *agency.Settings, company *agency.Agency) {
	d.refuseTerminated(company)
	if settingsKnown(s) && s.Sharing.ToAgencies() {
		return
	}
	d.deny(PerRecruiterSharing)
	if company != nil {
		d.agency = company.Title
	}
}

// judgeRecruiterGrantee takes the agency that the recruiter is in; an agency
// that is not known cannot be said not to be terminated, so it is missed.
func (d *Decision) judgeRecruiterGrantee(s *agency.Settings, person *agency.Recruiter, company *agency.Agency) {
	if person == nil || company != nil && company.ID != person.Agency {
		company = nil
	}
	if person != nil && company == nil {
		d.miss(kindAgency)
	}
	if person != nil && person.State == agency.RecruiterDeactivated {
		d.deny(RecruiterDeactivated)
		d.recruiter = person.ID
	}
	d.refuseTerminated(company)
	if !settingsKnown(s) || s.Sharing.ToRecruiters() {
		return
	}
	d.deny(PerAgencySharing)
	if company != nil {
		d.agency = company.Title
	}
}

// refuseTerminated refuses a closed agency too: nothing can be done with either.
func (d *Decision) refuseTerminated(company *agency.Agency) {
	if company != nil && company.State != agency.Active && company.State != agency.Suspended {
		d.deny(AgencyTerminated)
		d.agency = company.Title
	}
}

// judgeAddress asks whether the address that is given to a recruiter, or to who
// becomes a regular user, is free, and for invitations whether the agency is
// known under another name. Who becomes a regular user has the address as a
// recruiter, so that it is not asked whether a recruiter has it.
func judgeAddress(d *Decision, action Action, f *Facts) {
	switch action {
	case InviteRecruiter, EditRecruiter, PromoteRecruiter:
	default:
		return
	}
	if f.EmailIsStaff {
		d.deny(EmailIsStaff)
	}
	if f.EmailTaken && action != PromoteRecruiter {
		d.deny(EmailTaken)
	}
	if f.KnownDomain && action == InviteRecruiter {
		d.deny(KnownDomain)
	}
}
