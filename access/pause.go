package access

import "context"

// Pause leaves shares without effect until they are resumed, in one transaction,
// with results as in [Staff.Unshare]. It takes what un-sharing takes. Only shares
// are paused that are in effect or have not started yet; what is over stays so.
//
// Pausing an agency's share leaves shares that its members hold of their own:
// MembersOf pauses these.
func (s Staff) Pause(ctx context.Context, g Grants) ([]ShareRow, error) {
	return s.grant(ctx, "pause", pausing, g)
}

// Unpause lets paused shares go on, as far as their windows go, in one
// transaction, with results as in [Staff.Unshare]. It takes what sharing takes:
// what could not be shared now is refused. Shares that are not paused stay as they
// are. [Staff.Share] with a new window, and [Staff.Unshare], end a pause as well.
func (s Staff) Unpause(ctx context.Context, g Grants) ([]ShareRow, error) {
	return s.grant(ctx, "unpause", unpausing, g)
}
