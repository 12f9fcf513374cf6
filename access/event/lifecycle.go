package event

import "github.com/agencyaccess/agencyaccess/agency"

// RecruiterErased tells that a recruiter's personal data was removed, and their
// access with it. The host removes what it has of them, their login first. For the
// host.
type RecruiterErased struct {
	Recruiter agency.RecruiterID `json:"recruiter"`
	Agency    agency.AgencyID    `json:"agency"`
}

func (RecruiterErased) Kind() (string, int) { return "recruiter.erased", 1 }

// Recipients returns the host.
func (RecruiterErased) Recipients() []Recipient { return []Recipient{host()} }
