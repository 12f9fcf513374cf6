package pgstore_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/internal/scenario"
	"github.com/agencyaccess/agencyaccess/store"
)

func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("../../access/testdata/*.scenario")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 60)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".scenario"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			s, err := scenario.Parse(file, strings.NewReader(string(text)))
			require.NoError(t, err)
			require.NoError(t, scenario.Run(context.Background(), s, func() store.Store { return open(t) }))
		})
	}
}

func TestListsCountsDecisionsAndExplanationsAgree(t *testing.T) { enginetest.Agree(t, open) }

// TestNoLeak needs two stores at once.
func TestNoLeak(t *testing.T) {
	enginetest.NoLeak(t, func(t testing.TB) store.Store { return reopenedAt(t, servers.Database(t)) })
}

func TestNothingIsAcceptedAfterRevocation(t *testing.T) { enginetest.NothingAfterRevocation(t, open) }

func TestADenialLeavesOneEntry(t *testing.T) { enginetest.DeniedLeavesOneEntry(t, open) }

func TestADenialLeavesOneEntryInAnyWorld(t *testing.T) { enginetest.DeniedInAnyWorld(t, open) }

func TestLinearizable(t *testing.T) { enginetest.Linearizable(t, open) }

func TestOneOwner(t *testing.T) { enginetest.OneOwner(t, open) }

func TestOneOwnerWhateverElse(t *testing.T) { enginetest.OneOwnerWhateverElse(t, open) }

func TestAlertsAreAlike(t *testing.T) { enginetest.AlertsAreAlike(t, open) }

func TestOwnEntriesAnswerWhateverStaffSay(t *testing.T) { enginetest.OwnEntriesAnswer(t, open) }

func TestOneAcceptance(t *testing.T) { enginetest.OneAcceptance(t, open) }

func TestAddressesAreUnique(t *testing.T) { enginetest.AddressesAreUnique(t, open) }

func TestRecruitersNeverWiden(t *testing.T) { enginetest.NoWiden(t, open) }

func TestTraces(t *testing.T) { enginetest.Traces(t, open) }

func TestNetworksDoNotLeak(t *testing.T) {
	enginetest.NetworksDoNotLeak(t, func(t testing.TB) store.Store { return reopenedAt(t, servers.Database(t)) })
}
