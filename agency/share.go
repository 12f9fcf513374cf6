package agency

import "time"

// Grantee is whom an opening is shared with: a recruiter or an agency, one of
// the two.
type Grantee struct {
	Recruiter RecruiterID
	Agency    AgencyID
}

// ToRecruiter is the grantee that is one recruiter.
func ToRecruiter(id RecruiterID) Grantee { return Grantee{Recruiter: id} }

// ToAgency is the grantee that is an agency.
func ToAgency(id AgencyID) Grantee { return Grantee{Agency: id} }

// Validate answers whether exactly one of the two is named, by a valid ID.
func (g Grantee) Validate() error {
	switch {
	case g.Recruiter != "" && g.Agency != "":
		return &Invalid{Field: "grantee", Rule: "must be a recruiter or an agency, not both"}
	case g.Agency != "":
		return CheckID("agency", g.Agency)
	}
	return CheckID("recruiter", g.Recruiter)
}

// Share is an opening given to a grantee. There is one record for each opening
// and grantee: sharing again after the share was revoked or has ended replaces
// it, revoking marks it, nothing deletes it.
type Share struct {
	Opening OpeningID
	Grantee
	Window            // From is always set: when the share was made, or what was asked for
	Granted time.Time // when it was made
	Paused  time.Time // zero while it is not
	Revoked time.Time // zero while it is not
}

// String returns all of the share, on one line.
func (s Share) String() string {
	text := string(s.Opening) + " to " + s.Grantee.String() + " from " + s.From.Format(time.RFC3339Nano)
	for _, t := range []struct {
		what string
		time.Time
	}{{" until ", s.Until}, {" granted ", s.Granted}, {" paused ", s.Paused}, {" revoked ", s.Revoked}} {
		if !t.IsZero() {
			text += t.what + t.Format(time.RFC3339Nano)
		}
	}
	return text
}

// Validate names the field that breaks a rule.
func (s Share) Validate() error {
	if err := CheckID("opening", s.Opening); err != nil {
		return err
	}
	if err := s.Grantee.Validate(); err != nil {
		return err
	}
	if err := s.Window.Validate(); err != nil {
		return err
	}
	if s.From.IsZero() {
		return &Invalid{Field: "from", Rule: "must not be empty"}
	}
	if err := CheckInstant("granted", s.Granted); err != nil {
		return err
	}
	if err := CheckInstant("paused", s.Paused); err != nil {
		return err
	}
	return CheckInstant("revoked", s.Revoked)
}

// Pause returns the share without effect from now until it is resumed; one that
// was paused before keeps its time.
func (s Share) Pause(now time.Time) Share {
	if s.Paused.IsZero() {
		s.Paused = now
	}
	return s
}

// Resume returns the share in effect again, as far as its window goes. That it
// was paused is forgotten.
func (s Share) Resume() Share { s.Paused = time.Time{}; return s }

// Revoke returns the share as revoked at now; one that was revoked before
// keeps its time.
func (s Share) Revoke(now time.Time) Share {
	if s.Revoked.IsZero() {
		s.Revoked = now
	}
	return s
}

// Standing is where a share stands at an instant.
type Standing uint8

// The standings of a share.
const (
	NeverShared Standing = iota // there is no share
	NotStarted
	Effective
	Ended
	ShareRevoked
	SharePaused
)

var standingNames = []string{"never-shared", "not-started", "effective", "ended", "revoked", "paused"}

func (s Standing) String() string               { return enumName(standingNames, s) }
func (s Standing) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
func (s *Standing) UnmarshalText(b []byte) error {
	return enumParse("standing", standingNames, b, s)
}

// Stands returns where the share stands at now. The zero share is one that was
// never made.
func (s *Share) Stands(now time.Time) Standing {
	switch {
	case s.Opening == "":
		return NeverShared
	case !s.Revoked.IsZero():
		return ShareRevoked
	case now.Before(s.From) || now.IsZero():
		return NotStarted
	case !s.Until.IsZero() && !now.Before(s.Until):
		return Ended
	case !s.Paused.IsZero():
		return SharePaused
	}
	return Effective
}

// WasEffective reports whether there was an instant, at or after since and not
// after now, at which the share was effective. A zero since is "never". A share
// whose window starts before it was granted was not effective until it was, one
// that is paused has not been since, and one that was resumed counts as never paused.
func (s *Share) WasEffective(since, now time.Time) bool {
	if s.Opening == "" || since.IsZero() {
		return false
	}
	from := s.From
	for _, t := range []time.Time{s.Granted, since} {
		if t.After(from) {
			from = t
		}
	}
	if from.After(now) {
		return false
	}
	if !s.Until.IsZero() && !from.Before(s.Until) {
		return false
	}
	return (s.Revoked.IsZero() || from.Before(s.Revoked)) && (s.Paused.IsZero() || from.Before(s.Paused))
}

// String returns "agency:" or "recruiter:" and the ID.
func (g Grantee) String() string {
	if g.Agency != "" {
		return "agency:" + string(g.Agency)
	}
	return "recruiter:" + string(g.Recruiter)
}
