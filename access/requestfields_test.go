package access_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Every field of an entry, and the resume, makes another request of it.
func TestARequestWithAnythingElseIsAnotherOne(t *testing.T) {
	ctx := context.Background()
	base := candidate.Entry{Name: "Jane Doe"}
	resume := func(name, mediaType, content string) access.SubmitOption {
		return access.WithResume(name, mediaType, strings.NewReader(content))
	}
	for field, other := range map[string]candidate.Entry{
		"name":        {Name: "Joe Roe"},
		"given":       {Name: "Jane Doe", Given: "Jane"},
		"surname":     {Name: "Jane Doe", Surname: "Doe"},
		"emails":      {Name: "Jane Doe", Emails: agency.Freeze("jane@person.example")},
		"phones":      {Name: "Jane Doe", Phones: agency.Freeze("030 1234")},
		"urls":        {Name: "Jane Doe", URLs: agency.Freeze("https://jane.example")},
		"born":        {Name: "Jane Doe", Born: "1990"},
		"place":       {Name: "Jane Doe", Place: "Bern"},
		"street":      {Name: "Jane Doe", Address: candidate.Address{Street: "1 Low Lane"}},
		"city":        {Name: "Jane Doe", Address: candidate.Address{City: "Bern"}},
		"postcode":    {Name: "Jane Doe", Address: candidate.Address{Postcode: "3000"}},
		"region":      {Name: "Jane Doe", Address: candidate.Address{Region: "BE"}},
		"national ID": {Name: "Jane Doe", NationalID: "756.1234"},
		"comment":     {Name: "Jane Doe", Comment: "Good."},
		"consent":     {Name: "Jane Doe", Consent: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		t.Run(field, func(t *testing.T) {
			eng, _ := newEngine(t)
			give(northAndSouth(t, eng, agency.PerRecruiter()).Staff, "dev", agency.ToRecruiter("ann"))
			ann := eng.Recruiter("acme", "ann")
			_, err := ann.Submit(ctx, "dev", "r1", base)
			require.NoError(t, err)
			_, err = ann.Submit(ctx, "dev", "r1", other)
			require.ErrorIs(t, err, access.ErrRequestMismatch)
		})
	}
	for part, other := range map[string]access.SubmitOption{
		"file name": resume("cv.txt", "text/plain", "Jane"), "media type": resume("jane.txt", "text/html", "Jane"),
		"content": resume("jane.txt", "text/plain", "Joe"),
	} {
		t.Run(part, func(t *testing.T) {
			eng, _ := newEngine(t)
			give(northAndSouth(t, eng, agency.PerRecruiter()).Staff, "dev", agency.ToRecruiter("ann"))
			ann := eng.Recruiter("acme", "ann")
			first, err := ann.Submit(ctx, "dev", "r1", base, resume("jane.txt", "text/plain", "Jane"))
			require.NoError(t, err)
			again, err := ann.Submit(ctx, "dev", "r1", base, resume("jane.txt", "text/plain", "Jane"))
			require.NoError(t, err)
			require.Equal(t, first, again)
			_, err = ann.Submit(ctx, "dev", "r1", base, other)
			require.ErrorIs(t, err, access.ErrRequestMismatch)
		})
	}
}
