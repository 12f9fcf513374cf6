package candidate

import (
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

// Probe is one time that a recruiter learnt, or could have learnt, whether
// somebody is known. It holds nothing about the person but a keyed digest.
type Probe struct {
	ID        string // set by the engine
	Agency    agency.AgencyID
	Recruiter agency.RecruiterID
	At        time.Time
	Digest    [16]byte  // of what was asked
	Used      time.Time // when its alert was acknowledged; zero: it was not
}

// ProbesCounted is for how long a probe counts, and its alert can be
// acknowledged at most.
const ProbesCounted = 24 * time.Hour

// AlertsKept is for how long an alert can be acknowledged.
const AlertsKept = time.Hour
