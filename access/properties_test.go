package access_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

func inMemory(testing.TB) store.Store { return memstore.New() }

func TestListsCountsDecisionsAndExplanationsAgree(t *testing.T) { enginetest.Agree(t, inMemory) }

func TestNoLeak(t *testing.T) { enginetest.NoLeak(t, inMemory) }

func TestAlertsAreAlike(t *testing.T) { enginetest.AlertsAreAlike(t, inMemory) }

func TestOwnEntriesAnswerWhateverStaffSay(t *testing.T) { enginetest.OwnEntriesAnswer(t, inMemory) }

func TestNothingIsAcceptedAfterRevocation(t *testing.T) {
	enginetest.NothingAfterRevocation(t, inMemory)
}

func TestOneOwner(t *testing.T) { enginetest.OneOwner(t, inMemory) }

func TestOneOwnerWhateverElse(t *testing.T) { enginetest.OneOwnerWhateverElse(t, inMemory) }

func TestADenialLeavesOneEntry(t *testing.T) { enginetest.DeniedLeavesOneEntry(t, inMemory) }

func TestADenialLeavesOneEntryInAnyWorld(t *testing.T) { enginetest.DeniedInAnyWorld(t, inMemory) }

// TestEveryMutationIsDeniedSomewhere keeps a new one from being forgotten by
// TestADenialLeavesOneEntry.
func TestEveryMutationIsDeniedSomewhere(t *testing.T) {
	reads := map[string]bool{
		"Settings": true, "Explain": true, "Who": true, "Agencies": true, "Recruiters": true, "Openings": true, "Users": true,
		"SharesOn": true, "SharesOf": true, "Journal": true, "Lists": true, "Submission": true, "Submissions": true, "CountSubmissions": true,
		"Remarks": true, "RecordedMessages": true, "Resume": true, // of users
		"Duplicates": true, "Ruling": true, "Replay": true, "Credit": true, "Export": true, "Person": true, "Claims": true,
		"Invitations": true, "Invitation": true, "PreviewList": true, "PreviewGroup": true,
		"Can": true, "Opening": true, "CountOpenings": true, "Colleagues": true, // of recruiters
	}
	denied := enginetest.DeniedMethods()
	for _, handle := range []reflect.Type{reflect.TypeFor[access.System](), reflect.TypeFor[access.Recruiter]()} {
		for _, m := range methodsOf(handle) {
			require.True(t, reads[m.Name] != denied[m.Name], "%v.%s is neither tried nor known to read", handle, m.Name)
		}
	}
}
