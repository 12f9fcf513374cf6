package candidate_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

func janes() candidate.Candidate {
	return candidate.Candidate{
		ID: "c1", Created: march, Host: "h1", Submission: "s1", Agency: "north", Entry: "e1", Corrected: agency.SeriesOf(jane()),
		Person: "c2", Into: "c2", Merged: days(1), Choice: candidate.Choice{Name: candidate.Take}, Distinct: agency.Freeze[candidate.ID]("c3"),
		Sketch: "Jane Doe", Held: candidate.Hold(candidate.Holding{Digest: 1}), Key: "1",
	}
}

func TestCandidateErase(t *testing.T) {
	c := janes()
	want := c
	want.Sketch, want.Corrected = "", agency.Series[candidate.Entry]{}
	require.True(t, c.Erase() == want, "how the person is found stays, and to whom they belong")
	require.True(t, want.Erase() == want, "once")
	require.NotContains(t, fmt.Sprintf("%#v", c.Erase()), "Jane")
}

func TestLogsHoldNoCandidate(t *testing.T) {
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("merged", "who", janes())
	require.Contains(t, out.String(), `{"candidate":"c1"}`)
	require.NotContains(t, out.String(), "Jane")
}

func TestPrintedSketchShowsNothing(t *testing.T) {
	for _, verb := range []string{"%v", "%+v", "%s", "%q", "%x", "%#v"} {
		for _, v := range []any{candidate.Sketch("Jane"), struct{ S candidate.Sketch }{"Jane"}, []candidate.Sketch{"Jane"}} {
			require.NotContains(t, fmt.Sprintf(verb, v), "Jane", verb)
			require.NotContains(t, fmt.Sprintf(verb, v), "4a616e65", verb)
		}
	}
}
