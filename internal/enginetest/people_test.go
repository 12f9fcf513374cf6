package enginetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// An erased person's keys say less than a relative's entry, but say more surely
// who it is.
func TestTheSurestComeBeforeRelativesThoughErased(t *testing.T) {
	w := Open(t, memstore.New(), accountNumber(0), nil)
	require.NoError(t, w.Sys.Configure(background, agency.Settings{}))
	for id, name := range map[candidate.SubmissionID]string{"sister": "anna", "himself": "boris", "again": "boris"} {
		require.NoError(t, w.Sys.PutApplicant(background, access.Applicant{ID: id, Entry: entryOf(name)}))
	}
	require.NoError(t, w.Sys.Erase(background, "himself"))
	found, err := w.Sys.Duplicates(background, "again")
	require.NoError(t, err)
	require.Equal(t, []candidate.SubmissionID{"himself", "sister"}, []candidate.SubmissionID{found[0].Submission, found[1].Submission})
	require.Equal(t, []candidate.Verdict{candidate.Probable, candidate.Possible}, []candidate.Verdict{found[0].Verdict, found[1].Verdict})
}
