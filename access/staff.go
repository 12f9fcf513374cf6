package access

import (
	"context"
	"time"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Staff is the handle of a regular user of the account. What the user may do is
// decided at each call by their levels and, on an opening, by its hiring team.
//
// Its methods answer a denial with a [*Refused], which carries the full decision,
// and bad input with an [*agency.Invalid]. Anything else that fails is an error
// in which errors.Is finds the store's. It is a plain value, safe for concurrent
// use.
type Staff struct{ actor }

// Settings returns the settings in force. An account that has none yet has the
// zero settings, of version 0.
func (s Staff) Settings(ctx context.Context) (agency.Settings, error) {
	if s.side == policy.HostSide { // also before there are any, so that the first can be made
		f, _, err := s.ask(ctx, "settings", store.Query{})
		if err != nil {
			err = s.fault(ctx, "settings", err)
		}
		s.observe(ctx, "settings", err)
		return f.Settings, err
	}
	return read(ctx, s.actor, "settings", policy.Request{Action: policy.ReadSettings}, store.Query{}, store.Subject{},
		func(f *store.Facts, _ time.Time) (agency.Settings, error) { return f.Settings, nil })
}

// Configure replaces the account's settings. Version must be that of the
// settings which they replace, so that nobody's change is lost: otherwise the
// error is store.ErrConflict. Version 0 makes the account, and is
// store.ErrExists when there is one; only the host makes one. Sharing,
// visibility, offboarding, duplicates, the quota and the roles take the level
// that administers agencies besides, and no user can give a role more than the
// user may do.
func (s Staff) Configure(ctx context.Context, settings agency.Settings) error {
	if err := settings.Validate(); err != nil {
		return agency.In("settings", err)
	}
	var inForce agency.Settings
	_, err := run(ctx, s.actor, "configure", func(o *op) (struct{}, error) {
		var none struct{}
		f, err := o.facts(store.Query{})
		if err != nil {
			return none, err
		}
		before := f.Settings
		if before.Version == 0 && o.side == policy.HostSide {
			f.Settings.Version = 1 // the account is about to be
		}
		if !o.allows(policy.Configure, &f, store.Subject{}) {
			return none, nil
		}
		switch {
		case settings.Version == 0 && before.Version != 0:
			return none, store.ErrExists
		case settings.Version != before.Version:
			return none, store.ErrConflict
		case settings == before && before.Version != 0:
			return none, nil
		}
		after := settings
		if sharingDiffers(before, after) && !o.allows(policy.ConfigureSharing, &f, store.Subject{}) {
			return none, nil
		}
		if o.side == policy.StaffSide && !f.Settings.LevelsOf(f.Staff).Cover(before.Roles, after.Roles) {
			return none, &agency.Invalid{Field: "settings.roles", Rule: "must not give a role more than the user who changes it may do"}
		}
		after.Version++
		changed := diffSettings(before, after)
		inForce = after
		o.tx.PutSettings(after)
		o.journal(store.Subject{}, changed...)
		return none, o.publish(event.AccountConfigured{Version: after.Version, Fields: fieldNames(changed)})
	})
	if err == nil && inForce.Version > 0 { // so that nobody's first question is one more than another's
		s.eng.hints.saw(s.account, "", guideOf(&inForce))
	}
	return err
}

// sharingDiffers reports whether a change of settings is one of how the account
// works with agencies.
func sharingDiffers(a, b agency.Settings) bool {
	return a.Sharing != b.Sharing || a.Visibility != b.Visibility || a.Offboarding != b.Offboarding ||
		a.Duplicates != b.Duplicates || a.Quota != b.Quota || a.Roles != b.Roles
}
