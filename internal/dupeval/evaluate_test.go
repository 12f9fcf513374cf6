package main

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
)

var size = flag.Int("people", 5000, "how many people the generated population has; 200000 for the figures of a large account")

func TestPopulation(t *testing.T) {
	for _, tt := range []struct {
		name  string
		noise noise
	}{{"quiet", quiet}, {"loud", loud}} {
		t.Run(tt.name, func(t *testing.T) {
			e, err := newEvaluation(0)
			require.NoError(t, err)
			e.onPair = func(p, q person, m match.Match) {
				if p.entity != q.entity && family(p) != "0" && family(p) == family(q) && m.Verdict > candidate.Possible {
					t.Errorf("two of a household are %s: %s\n%s\n%s", m.Verdict, m.Evidence, p, q)
				}
			}
			e.arriving(populate(*size, tt.noise, 1), 1)
			if testing.Verbose() {
				require.NoError(t, e.report(os.Stdout))
			}
			require.GreaterOrEqual(t, e.probable.precision(), 0.995)
			require.GreaterOrEqual(t, e.probable.recall(), 0.95)
		})
	}
}

func family(p person) string { return p.entity[strings.IndexByte(p.entity, '/')+1:] }
