package access_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

func TestCanAllocatesNothingWhateverTheAnswer(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	ctx := context.Background()
	eng, _ := newEngine(t)
	sys := northAndSouth(t, eng, agency.PerRecruiter())
	_, err := sys.Share(ctx, access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("ann")}})
	require.NoError(t, err)
	receipt, err := eng.Recruiter("acme", "ann").Submit(ctx, "dev", "r1", candidate.Entry{Name: "Jane Doe"})
	require.NoError(t, err)

	for _, test := range []struct {
		name   string
		who    agency.RecruiterID
		action policy.Action
		target access.Target
		want   bool
	}{
		{"submit, allowed", "ann", policy.Submit, access.OnOpening("dev"), true},
		{"submit, not shared", "bob", policy.Submit, access.OnOpening("dev"), false},
		{"submit, unknown opening", "ann", policy.Submit, access.OnOpening("nowhere"), false},
		{"submit, unknown recruiter", "nobody", policy.Submit, access.OnOpening("dev"), false},
		{"view opening, allowed", "ann", policy.ViewOpening, access.OnOpening("dev"), true},
		{"view submission, own", "ann", policy.ViewSubmission, access.OnSubmission(receipt.Submission), true},
		{"view submission, a colleague's", "bob", policy.ViewSubmission, access.OnSubmission(receipt.Submission), true},
		{"view submission, another agency's", "cem", policy.ViewSubmission, access.OnSubmission(receipt.Submission), false},
		{"view submission, unknown", "ann", policy.ViewSubmission, access.OnSubmission("nowhere"), false},
		{"list submissions", "ann", policy.ListSubmissions, access.Target{}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			rec := eng.Recruiter("acme", test.who)
			allocs := testing.AllocsPerRun(100, func() {
				may, err := rec.Can(ctx, test.action, test.target)
				if err != nil || may.Allowed() != test.want {
					t.Fatalf("%v %v", may, err)
				}
			})
			require.Zero(t, allocs)
		})
	}
}
