package enginetest

import (
	"context"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

// doNetwork carries out what is done about the agencies' people.
func (w *World) doNetwork(op Op, staff access.Staff, a *Answer) (ok bool) {
	ctx, rec, id := background, w.Recruiter(op.ByRecruiter), op.Recruiter.ID
	switch op.Do {
	case "invite":
		a.Invited, a.Err = staff.Invite(ctx, op.Invitee)
	case "resend":
		a.Invited, a.Err = staff.Resend(ctx, id)
	case "revoke":
		a.Err = staff.Revoke(ctx, id)
	case "accept":
		a.Acceptance, a.Err = w.Sys.Accept(ctx, w.secret(op.Secret), agency.UserID("login of "+op.Secret))
	case "invite-colleague":
		_, a.Err = rec.Invite(ctx, access.NewColleague{Email: op.Invitee.Email, Admin: op.Invitee.Admin})
	case "resend-colleague":
		a.Err = rec.Resend(ctx, id)
	case "revoke-colleague":
		a.Err = rec.Revoke(ctx, id)
	case "deactivate-colleague":
		a.Err = rec.Deactivate(ctx, id)
	case "make-admin", "withdraw-admin":
		a.Err = rec.SetAdmin(ctx, id, op.Do == "make-admin")
	case "group":
		_, a.Err = staff.Group(ctx, op.Group)
	case "ungroup":
		_, a.Err = staff.Ungroup(ctx, op.Agency.ID)
	case "move":
		a.Err = staff.Move(ctx, id, op.Agency.ID)
	case "convert":
		a.Invited, a.Err = staff.Convert(ctx, access.Conversion{Staff: op.Staff.ID, OldEmail: op.Text, As: op.Invitee})
	case "promote":
		a.Err = staff.Promote(ctx, id, op.Staff)
	case "hand-over":
		a.Err = staff.Deactivate(ctx, id, access.HandOver(op.Heir))
	case "pause":
		a.Rows, a.Err = staff.Pause(ctx, op.Grants)
	case "unpause":
		a.Rows, a.Err = staff.Unpause(ctx, op.Grants)
	default:
		return false
	}
	if a.Invited.Secret != "" {
		w.Secrets[op.Label] = a.Invited.Secret
	}
	return true
}

// secret is that of the invitation that the operation so labelled sent, or one
// that was never made.
func (w *World) secret(label string) invite.Secret {
	if s, ok := w.Secrets[label]; ok {
		return s
	}
	return secretOfNone
}

// learn takes what there is out of the outbox, as the host does who mails the
// invitations, and keeps the secret that the last operation sent, if it did.
func (w *World) learn(t T, op Op) {
	t.Helper()
	require.NoError(t, w.Engine.Deliver(background, func(_ context.Context, d access.Delivery) error {
		if sent, ok := d.Event.(*event.InvitationSent); ok && sent.Secret != "" && d.Account == w.Account {
			w.Secrets[op.Label] = invite.Secret(sent.Secret)
		}
		return nil
	}, access.DeliverOptions{UntilEmpty: true}))
}
