package event_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Both events on claims have the same recipients.
func TestRecipientsOfClaims(t *testing.T) {
	for _, tt := range []struct {
		what string
		event.ClaimOpened
		want string
	}{
		{
			"colleagues see the submission",
			event.ClaimOpened{Submission: "s1", Agency: "north", Recruiter: "ann", Told: event.ToAgency},
			"host agency:north",
		},
		{
			"colleagues do not see the submission",
			event.ClaimOpened{Submission: "s1", Agency: "north", Recruiter: "ann", Told: event.ToRecruiter},
			"host recruiter:ann",
		},
		{
			"nobody of the agency may know",
			event.ClaimOpened{Submission: "s1", Agency: "north", Recruiter: "ann", Told: event.Host},
			"host",
		},
		{"applied directly", event.ClaimOpened{Submission: "s1", Told: event.Host}, "host"},
		{"applied directly, whoever is told", event.ClaimOpened{Submission: "s1", Told: event.ToAgency}, "host"},
		{"no agency", event.ClaimOpened{Submission: "s1", Recruiter: "ann", Told: event.ToRecruiter}, "host"},
		{"no recruiter to tell", event.ClaimOpened{Submission: "s1", Agency: "north", Told: event.ToRecruiter}, "host"},
		{"opened by staff without a submission", event.ClaimOpened{Claim: "c1", Agency: "north", Told: event.ToAgency}, "host"},
		{"names neither claim nor submission", event.ClaimOpened{Agency: "north", Told: event.ToAgency}, "host"},
		{
			"names the claim besides the submission",
			event.ClaimOpened{Claim: "c1", Submission: "s1", Agency: "north", Told: event.ToAgency},
			"host",
		},
		{"for a team, which is not asked", event.ClaimOpened{Submission: "s1", Agency: "north", Opening: "dev", Told: event.ToTeam}, "host"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			o := tt.ClaimOpened
			changed := event.ClaimChanged{
				Claim: o.Claim, Submission: o.Submission, Opening: o.Opening, Agency: o.Agency, Recruiter: o.Recruiter,
				Told: o.Told, Step: "extended",
			}
			require.Equal(t, tt.want, recipients(o))
			require.Equal(t, tt.want, recipients(changed))
		})
	}
}

func recipients(e event.Event) string {
	var to []string
	for _, r := range e.Recipients() {
		to = append(to, r.String())
	}
	return strings.Join(to, " ")
}

// What no agency may know of: identifiers of claims and candidates, and that
// there is a duplicate.
func TestAgenciesReceiveNoIdentifierOfAClaimOrCandidate(t *testing.T) {
	hidden := map[reflect.Type]bool{
		reflect.TypeFor[candidate.ClaimID](): true, reflect.TypeFor[candidate.ID](): true, reflect.TypeFor[candidate.Verdict](): true,
	}
	received := map[event.RecipientKind]bool{}
	for _, e := range event.Catalogue() {
		rapid.Check(t, func(t *rapid.T) {
			e := fill(t, e)
			v := reflect.ValueOf(e).Elem()
			if told := v.FieldByName("Told"); told.IsValid() && told.Kind() == reflect.String {
				told.SetString(rapid.SampledFrom([]string{"agency", "recruiter", "host"}).Draw(t, "told"))
			}
			if claim := v.FieldByName("Claim"); claim.IsValid() && rapid.Bool().Draw(t, "without the claim") {
				claim.SetZero()
			}
			names := false
			for i := range v.NumField() {
				names = names || hidden[v.Field(i).Type()] && !v.Field(i).IsZero()
			}
			for _, r := range e.Recipients() {
				received[r.Kind] = true
				if names && r.Kind != event.Host && r.Kind != event.ToTeam {
					t.Fatalf("%+v is for %s", e, r)
				}
			}
		})
	}
	for _, kind := range []event.RecipientKind{event.Host, event.ToTeam, event.ToHolders, event.ToAgency, event.ToRecruiter} {
		require.True(t, received[kind], "nothing was for %s", kind)
	}
}

func TestKindsOfSteps(t *testing.T) {
	f, _ := reflect.TypeFor[event.ClaimChanged]().FieldByName("Step")
	var want []string
	for k := candidate.Reached + 1; !strings.HasPrefix(k.String(), "unknown"); k++ {
		want = append(want, k.String())
	}
	require.Equal(t, want, strings.Split(f.Tag.Get("enum"), ","), "a stage that is reached is told by submission.advanced")
}
