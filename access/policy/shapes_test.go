package policy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// checkDuplicate holds that a duplicate is told alone and in one of a few shapes,
// and that the own claim shows nowhere else.
func (j *judge) checkDuplicate(t testing.TB, w *world, q policy.Request, f policy.Facts, told policy.Disclosed) {
	duplicate := told.Has(policy.DuplicateAlert) || told.Has(policy.DuplicateBlocked)
	if w.claim != "none" && !(duplicate && w.tell == "class") {
		f.OwnClaim = candidate.NoClaim
		if policy.Decide(q, f).Disclose() != told {
			t.Fatalf("%+v: the own claim shows in what is told: %v", *w, told)
		}
	}
	if !duplicate {
		return
	}
	shape, seen := j.shapes[told]
	if !seen {
		shape = shapeOf(told)
		j.shapes[told] = shape
	}
	if want := strings.TrimSpace(j.told[0] + " " + w.duplicateArgs()); shape != want {
		t.Fatalf("%+v: told %q, not %q", *w, shape, want)
	}
}

// shapeOf returns the codes of what is told with their arguments.
func shapeOf(told policy.Disclosed) string {
	var parts []string
	for _, r := range told.Reasons() {
		parts = append(parts, strings.TrimSpace(r.Code.String()+" "+argText(r.Args)))
	}
	return strings.Join(parts, ", ")
}

func TestDuplicatesAreToldInAClosedSetOfShapes(t *testing.T) {
	j, w := newJudge(), first()
	w.side, w.action = "recruiter", "submit"
	names := []string{"ruling", "tell", "claim", "owned", "already", "quota", "probes", "own", "opening", "agency"}
	each(w, pick(t, names...), 1, func(w *world) { j.check(t, w) })
	var shapes []string
	for _, shape := range j.shapes {
		shapes = append(shapes, shape)
	}
	slices.Sort(shapes)
	require.Equal(t, []string{
		"duplicate_alert",
		"duplicate_alert class=known; claim=disputed",
		"duplicate_alert class=known; claim=in-force",
		"duplicate_alert class=known; claim=none",
		"duplicate_alert class=known; claim=over",
		"duplicate_blocked",
		"duplicate_blocked class=known; claim=disputed",
		"duplicate_blocked class=known; claim=in-force",
		"duplicate_blocked class=known; claim=none",
		"duplicate_blocked class=known; claim=over",
	}, shapes)
}

func TestTheOwnClaimIsSaidInWords(t *testing.T) {
	for _, tc := range []struct{ tell, claim, told, staff string }{
		{"alert", "in-force", "This person is known to ACME already.", "The account knows this person already."},
		{
			"class", "none",
			"This person is known to ACME already. No earlier introduction from your side is on record.",
			"The account knows this person already. No earlier introduction from the recruiter's side is on record.",
		},
		{
			"class", "over",
			"This person is known to ACME already. An earlier introduction from your side is over.",
			"The account knows this person already. An earlier introduction from the recruiter's side is over.",
		},
		{
			"class", "disputed",
			"This person is known to ACME already. An earlier introduction from your side is in force, but disputed.",
			"The account knows this person already. An earlier introduction from the recruiter's side is in force, but disputed.",
		},
		{
			"class", "in-force",
			"This person is known to ACME already. An earlier introduction from your side is in force.",
			"The account knows this person already. An earlier introduction from the recruiter's side is in force.",
		},
	} {
		t.Run(tc.tell+" "+tc.claim, func(t *testing.T) {
			d := codeCase{action: "submit", change: func(w *world) { w.ruling, w.tell, w.claim = "alerted", tc.tell, tc.claim }}.decide()
			require.Equal(t, tc.staff, d.Reasons()[0].Sentence)
			require.Equal(t, tc.told, d.Disclose().Reasons()[0].Sentence)
		})
	}
}
