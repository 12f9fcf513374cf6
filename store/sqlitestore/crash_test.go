package sqlitestore_test

import (
	"context"
	"os"
	"testing"

	"github.com/agencyaccess/agencyaccess/internal/crashtest"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/sqlitestore"
)

// crashFile tells a child which file it writes.
const crashFile = "SQLITESTORE_CRASH_FILE"

func openCrashing(context.Context) (store.Store, error) {
	return sqlitestore.Open(os.Getenv(crashFile))
}

func TestWhatWasAcknowledgedSurvivesTheProcess(t *testing.T) {
	file := newFile(t)
	crashtest.KillChildren(t, func(context.Context) (store.Store, error) {
		checkFile(t, file)
		return sqlitestore.Open(file)
	}, crashFile+"="+file)
	checkFile(t, file)
}
