package scenario

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
)

// settings reads the keys of account and set, as a change to what was set
// before.
func (a *args) settings() func(*agency.Settings) {
	var changes []func(*agency.Settings)
	for key, values := range a.keys {
		change, err := setting(key, values[0])
		if err != nil && a.err == nil {
			a.err = fmt.Errorf("%s: %w", key, err)
		}
		changes = append(changes, change)
	}
	return func(s *agency.Settings) {
		for _, change := range changes {
			change(s)
		}
	}
}

func setting(key string, t token) (func(*agency.Settings), error) {
	v := t.text
	switch key {
	case "sharing":
		x, err := named[agency.Sharing](v)
		return func(s *agency.Settings) { s.Sharing = x }, err
	case "visibility":
		x, err := named[agency.Visibility](v)
		return func(s *agency.Settings) { s.Visibility = x }, err
	case "duplicates":
		x, err := named[agency.DuplicateOutcome](v)
		return func(s *agency.Settings) { s.Duplicates.Outcome = x }, err
	case "scope":
		x, err := named[agency.DuplicateScope](v)
		return func(s *agency.Settings) { s.Duplicates.Scope = x }, err
	case "tell":
		x, err := named[agency.Tell](v)
		return func(s *agency.Settings) { s.Duplicates.Tell = x }, err
	case "lookback":
		x, err := period(v)
		return func(s *agency.Settings) { s.Duplicates.LookBack = x }, err
	case "ownership":
		x, err := period(v)
		return func(s *agency.Settings) { s.Duplicates.Ownership = x }, err
	case "direct":
		x, err := period(v)
		return func(s *agency.Settings) { s.Duplicates.Direct = x }, err
	case "duplicates.exact":
		x, err := named[agency.Override](v)
		return func(s *agency.Settings) { s.Duplicates.Exact = x }, err
	case "duplicates.possible":
		x, err := named[agency.Override](v)
		return func(s *agency.Settings) { s.Duplicates.Possible = x }, err
	case "counting":
		x, err := t.list()
		return func(s *agency.Settings) { s.Duplicates.Stages = agency.Freeze(as[agency.Stage](x)...) }, err
	case "resubmission":
		x, err := named[agency.Resubmission](v)
		return func(s *agency.Settings) { s.Duplicates.Resubmission = x }, err
	case "probes":
		x, err := probes(t)
		return func(s *agency.Settings) { s.Duplicates.Probes = x }, err
	case "region":
		return func(s *agency.Settings) { s.Region = v }, nil
	case "quota":
		x, err := strconv.ParseUint(v, 10, 32)
		if err != nil {
			err = fmt.Errorf("%q is not a number of submissions", v)
		}
		return func(s *agency.Settings) { s.Quota.PerOpening = uint32(x) }, err
	case "consent":
		x, err := yes(v)
		return func(s *agency.Settings) { s.ConsentRequired = x }, err
	case "colleague-domains":
		x, err := yes(v)
		return func(s *agency.Settings) { s.ColleagueDomains = x }, err
	case "invitation-days":
		x, err := strconv.ParseUint(v, 10, 16)
		if err != nil {
			err = fmt.Errorf("%q is not a number of days", v)
		}
		return func(s *agency.Settings) { s.InvitationDays = uint16(x) }, err
	case "journal-reads":
		x, err := yes(v)
		return func(s *agency.Settings) { s.JournalReads = x }, err
	case "stages":
		x, err := t.list()
		return func(s *agency.Settings) {
			s.Stages = agency.Frozen[agency.Stage]{}
			if len(x) > 0 {
				s.Stages = agency.Freeze(as[agency.Stage](x)...)
			}
		}, err
	case "terms":
		return func(s *agency.Settings) { s.Terms = v }, nil
	case "title":
		return func(s *agency.Settings) { s.Title = v }, nil
	}
	return offboarding(strings.TrimPrefix(key, "offboarding."), t)
}

// probes reads the bounds for a recruiter and for an agency.
func probes(t token) (agency.Probes, error) {
	list, err := t.list()
	if err != nil {
		return agency.Probes{}, err
	}
	var n [2]uint64
	for i, v := range list {
		if i == len(n) {
			break
		}
		if n[i], err = strconv.ParseUint(v, 10, 32); err != nil {
			break
		}
	}
	if err != nil || len(list) != len(n) {
		return agency.Probes{}, fmt.Errorf("%q is not two numbers of probes", t.text)
	}
	return agency.Probes{Recruiter: uint32(n[0]), Agency: uint32(n[1])}, nil
}

// offboarding reads the rights that a cause leaves: a list of them, or none.
func offboarding(cause string, t token) (func(*agency.Settings), error) {
	c, err := named[agency.Cause](cause)
	if err != nil {
		return nil, err
	}
	list, err := t.list()
	if err != nil {
		return nil, err
	}
	var rights agency.Rights
	if !t.is("none") {
		if len(list) == 0 {
			return nil, fmt.Errorf("there are no rights; write none")
		}
		for _, name := range list {
			r, err := named[agency.Right](name)
			if err != nil {
				return nil, err
			}
			rights |= agency.RightsOf(r)
		}
	}
	return func(s *agency.Settings) { s.Offboarding = s.Offboarding.With(c, rights) }, nil
}

// as turns texts into IDs of a kind.
func as[T ~string](texts []string) []T {
	out := make([]T, len(texts))
	for i, s := range texts {
		out[i] = T(s)
	}
	return out
}
