package enginetest

import (
	"errors"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

// viewer is a staff user who sees the agencies and changes none.
const viewer = agency.StaffID("viewer")

// networkDenials are those of the calls by which the network of agencies comes
// about and changes.
func networkDenials(by string, who func(*World) access.Staff, target string) []denial {
	a, r, u := agency.AgencyID("north"+target), agency.RecruiterID("bob"+target), agency.StaffID("root"+target)
	in := access.Invitee{Email: "new@new.example", Agency: a}
	try := func(method string, do func(access.Staff) error) denial {
		return denial{method, by, func(w *World) error { return do(who(w)) }}
	}
	return []denial{
		try("Invite", func(h access.Staff) error { _, err := h.Invite(background, in); return err }),
		try("Resend", func(h access.Staff) error { _, err := h.Resend(background, r); return err }),
		try("Revoke", func(h access.Staff) error { return h.Revoke(background, r) }),
		try("Group", func(h access.Staff) error {
			_, err := h.Group(background, access.Grouping{Agency: a, Recruiters: []agency.RecruiterID{r}})
			return err
		}),
		try("Group", func(h access.Staff) error {
			_, err := h.Group(background, access.Grouping{NewAgency: "New", Recruiters: []agency.RecruiterID{r}})
			return err
		}),
		try("Ungroup", func(h access.Staff) error { _, err := h.Ungroup(background, a); return err }),
		try("Move", func(h access.Staff) error { return h.Move(background, r, "south") }),
		try("Move", func(h access.Staff) error { return h.Move(background, "bob", a) }),
		try("Convert", func(h access.Staff) error {
			_, err := h.Convert(background, access.Conversion{Staff: u, OldEmail: "old@acme.example", As: access.Invitee{Agency: "north"}})
			return err
		}),
		try("Promote", func(h access.Staff) error {
			return h.Promote(background, r, agency.Staff{ID: "new", Role: agency.HiringTeamMember})
		}),
		try("Deactivate", func(h access.Staff) error { return h.Deactivate(background, r, access.HandOver("ann")) }),
	}
}

// networkDenialsOfOne are those that only some can meet.
func networkDenialsOfOne() []denial {
	bob := func(method string, do func(access.Recruiter) error) denial {
		return denial{method, "recruiter", func(w *World) error { return do(w.Recruiter("bob")) }}
	}
	ann := func(method string, do func(access.Recruiter) error) denial {
		return denial{method, "recruiter", func(w *World) error { return do(w.Recruiter("ann")) }}
	}
	return []denial{
		{"InviteList", "staff", func(w *World) error {
			var refused error
			_, err := w.Staff(viewer).InviteList(background, func(yield func(invite.Row, error) bool) {
				yield(invite.Row{Email: "new@new.example", Agency: "north"}, nil)
			}, access.ListOptions{Each: func(row access.Listed) {
				if row.Refused != nil {
					refused = &access.Refused{Decision: *row.Refused}
				}
			}})
			return errors.Join(err, refused)
		}},
		bob("Invite", func(r access.Recruiter) error {
			_, err := r.Invite(background, access.NewColleague{Email: "new@north.example"})
			return err
		}),
		bob("Resend", func(r access.Recruiter) error { return r.Resend(background, "ann") }),
		bob("Revoke", func(r access.Recruiter) error { return r.Revoke(background, "ann") }),
		bob("Deactivate", func(r access.Recruiter) error { return r.Deactivate(background, "ann") }),
		bob("SetAdmin", func(r access.Recruiter) error { return r.SetAdmin(background, "bob", true) }),
		ann("Resend", func(r access.Recruiter) error { return r.Resend(background, "cem") }),
		ann("Revoke", func(r access.Recruiter) error { return r.Revoke(background, "cem-none") }),
		ann("Deactivate", func(r access.Recruiter) error { return r.Deactivate(background, "ann") }), // the last admin
		ann("SetAdmin", func(r access.Recruiter) error { return r.SetAdmin(background, "ann", false) }),
	}
}

// secretOfNone is one that was never made.
var secretOfNone = invite.NewSecret("none")
