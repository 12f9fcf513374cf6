package enginetest

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
)

// The agencies and recruiters that invitations make, beside those that
// recruiters invite, whose identifiers are the engine's; and the users that
// recruiters become.
var (
	madeAgencies   = []agency.AgencyID{"n0", "n1", "n2"}
	madeRecruiters = []agency.RecruiterID{"x0", "x1", "x2", "x3", "x4"}
	madeUsers      = []agency.StaffID{"v0", "v1"}
)

// mailAddresses are those of invitations, in spellings that must not matter:
// some are somebody's, some share a domain, some are at a public provider.
var mailAddresses = []string{
	"x0@agency.example", "X0@Agency.example", "r1@AGENCY.example", "R4@agency.example",
	"kim@b\u00fccher.example", "KIM@xn--bcher-kva.example", "lee@mail.north.example", "Lee@MAIL.north.example", "pat@north.example",
	"sue@gmail.com", "Sue@GMail.com", "sourcer@acme.example", "MANAGER@acme.example",
}

// networkVerbs are drawn like verbs.
var networkVerbs = []string{
	"invite", "invite", "invite", "accept", "accept", "accept", "invite-colleague", "invite-colleague", "group", "move",
	"resend", "revoke", "ungroup", "convert", "promote", "hand-over", "put-user", "pause", "unpause", "pause",
	"resend-colleague", "revoke-colleague", "deactivate-colleague", "make-admin", "withdraw-admin",
	"accept", "accept", "invite", "group", "ungroup", "ungroup",
}

// recruiterVerbs are all that recruiters do.
var recruiterVerbs = []string{
	"invite-colleague", "submit", "withdraw", "accept-terms", "resend-colleague", "revoke-colleague", "deactivate-colleague", "make-admin", "withdraw-admin",
}

// cast of a network: who is there to do something with.
type network struct {
	people   []agency.RecruiterID
	agencies []agency.AgencyID
	closed   []agency.AgencyID
	users    []agency.StaffID
	letters  []string // labels of operations that sent an invitation, the last one last
	home     func(agency.RecruiterID) agency.AgencyID
	members  func(agency.AgencyID) []agency.RecruiterID // who are not deactivated
}

// drawNetwork draws what is done about the agencies' people; whoever does it has
// been drawn.
func drawNetwork(t *rapid.T, n network, op *Op) {
	op.Recruiter.ID = one(t, "person", append(slices.Clone(n.people), "r-none"))
	op.Agency.ID = one(t, "agency", append(slices.Clone(n.agencies), "a-none"))
	switch op.Do {
	case "invite":
		op.Invitee = drawInvitee(t, n)
		op.Invitee.Email = one(t, "address", mailAddresses)
	case "accept":
		op.ByStaff = ""
		op.Secret = "of none"
		if len(n.letters) > 0 {
			op.Secret = n.letters[len(n.letters)-1]
			if one(t, "stale", []bool{false, false, true}) {
				op.Secret = one(t, "letter", n.letters)
			}
		}
	case "invite-colleague":
		op.Invitee = access.Invitee{Email: one(t, "address", mailAddresses), Admin: yes(t, "admin")}
	case "group":
		op.Group = drawGrouping(t, n)
	case "ungroup":
		if op.Agency.ID = one(t, "which", append(slices.Clone(n.closed), op.Agency.ID)); len(n.closed) > 0 && yes(t, "closed") {
			op.Agency.ID = n.closed[0]
		}
	case "convert":
		op.Staff.ID = one(t, "user", append(slices.Clone(n.users), "u-none"))
		op.Text = one(t, "old address", append([]string{string(op.Staff.ID) + ".old@acme.example"}, mailAddresses...))
		op.Invitee = drawInvitee(t, n)
	case "promote":
		op.Staff = agency.Staff{ID: one(t, "user", append(slices.Clone(madeUsers), staffIDs[:5]...)), Role: one(t, "role", []agency.Role{agency.HiringTeamMember, agency.RecruitmentManager, agency.SuperAdmin})}
	case "put-user":
		op.Do, op.ByStaff = "put-staff", ""
		op.Staff = agency.Staff{ID: one(t, "user", append(slices.Clone(madeUsers), staffIDs[1:4]...)), Role: one(t, "role", []agency.Role{agency.RecruitmentManager, agency.HiringTeamMember})}
		op.Staff.Email = one(t, "address", append([]string{""}, mailAddresses...))
	case "hand-over":
		if op.Heir = one(t, "heir", append(slices.Clone(n.people), "r-none")); yes(t, "a colleague") {
			if all := n.members(n.home(op.Recruiter.ID)); len(all) > 0 {
				op.Heir = one(t, "which colleague", all)
			}
		}
	case "pause", "unpause":
		op.Grants = drawGrants(t, op.At)
		op.Grants.Window = agency.Window{}
	case "resend-colleague", "revoke-colleague", "deactivate-colleague", "make-admin", "withdraw-admin":
		if all := n.members(n.home(op.ByRecruiter)); len(all) > 0 && one(t, "a colleague", []bool{true, true, false}) {
			op.Recruiter.ID = one(t, "which", all)
		}
	}
}

func drawInvitee(t *rapid.T, n network) access.Invitee {
	in := access.Invitee{Recruiter: one(t, "recruiter", madeRecruiters), Admin: yes(t, "admin"), Anyway: yes(t, "anyway")}
	if in.Agency = one(t, "to", append(slices.Clone(n.agencies), "a-none")); yes(t, "new agency") {
		in.Agency, in.NewAgency = one(t, "new", madeAgencies), "New"
	}
	switch one(t, "openings", []string{"none", "some", "all"}) {
	case "some":
		in.Openings = rapid.SliceOfNDistinct(rapid.SampledFrom(openingIDs), 1, 2, rapid.ID).Draw(t, "openings")
	case "all":
		in.AllOpenings = true
	}
	return in
}

// drawGrouping mostly names all of the agencies that are left.
func drawGrouping(t *rapid.T, n network) access.Grouping {
	g := access.Grouping{Agency: one(t, "into", n.agencies)}
	if yes(t, "new agency") {
		g.Agency, g.NewAgency = one(t, "new", madeAgencies), "Group"
	}
	for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(n.agencies), 1, 2, rapid.ID).Draw(t, "from") {
		g.Recruiters = append(g.Recruiters, n.members(id)...)
	}
	switch one(t, "named", []string{"all", "all", "all", "one more", "one less"}) {
	case "one more":
		if id := one(t, "more", append(slices.Clone(n.people), "r-none")); !slices.Contains(g.Recruiters, id) {
			g.Recruiters = append(g.Recruiters, id)
		}
	case "one less":
		if len(g.Recruiters) > 1 {
			g.Recruiters = g.Recruiters[1:]
		}
	}
	if len(g.Recruiters) > 0 && yes(t, "admin") {
		g.Admins = g.Recruiters[:1]
	}
	return g
}

// byRecruiter reports whether recruiters do it.
func byRecruiter(do string) bool {
	return do == "submit" || do == "withdraw" || do == "accept-terms" || strings.HasSuffix(do, "-colleague") || strings.HasSuffix(do, "-admin")
}

// modelledVerbs are those whose outcome the model foretells.
var modelledVerbs = []string{
	"invite", "invite", "accept", "accept", "invite-colleague", "invite-colleague", "move", "resend", "revoke", "convert", "promote", "hand-over", "put-user",
	"resend-colleague", "revoke-colleague", "deactivate-colleague", "make-admin", "withdraw-admin", "accept", "invite",
}

// people and users are those of the universe, and all there are.
func (m *model) people() []agency.RecruiterID {
	all := append(slices.Clone(recruiterIDs), sortedKeys(m.recruiters)...)
	slices.Sort(all)
	return slices.Compact(all)
}

func (m *model) users() []agency.StaffID {
	all := append(slices.Clone(staffIDs), sortedKeys(m.staff)...)
	slices.Sort(all)
	return slices.Compact(all)
}

func (m *model) network() network {
	n := network{people: sortedKeys(m.recruiters), agencies: sortedKeys(m.agencies), users: sortedKeys(m.staff)}
	for _, label := range sortedKeys(m.letters) {
		if m.letters[label].waiting {
			n.letters = append(n.letters, label)
		}
	}
	if len(n.letters) == 0 {
		n.letters = sortedKeys(m.letters)
	}
	for _, id := range sortedKeys(m.agencies) {
		if m.agencies[id].State == agency.Closed {
			n.closed = append(n.closed, id)
		}
	}
	n.home = func(id agency.RecruiterID) agency.AgencyID { return m.recruiters[id].Agency }
	n.members = func(id agency.AgencyID) (of []agency.RecruiterID) {
		for _, r := range sortedKeys(m.recruiters) {
			if one := m.recruiters[r]; one.Agency == id && one.State != agency.RecruiterDeactivated {
				of = append(of, r)
			}
		}
		return of
	}
	return n
}
