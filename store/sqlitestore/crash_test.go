package sqlitestore_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

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

// Several processes at work on one file lose nothing of each other's.
func TestSeveralProcesses(t *testing.T) {
	file := newFile(t)
	st, err := sqlitestore.Open(file)
	require.NoError(t, err)
	defer st.Close()
	require.NoError(t, crashtest.Setup(t.Context(), st))
	ledger := new(crashtest.Ledger)
	var children []*crashtest.Child
	for i := range 3 {
		w := crashtest.Writer{Run: fmt.Sprint("process", i), Seed: uint64(i), Submissions: 5}
		child, err := crashtest.Start(t.Context(), w, &lines{to: ledger}, crashFile+"="+file)
		require.NoError(t, err)
		children = append(children, child)
	}
	for _, child := range children {
		<-child.Done()
		require.ErrorContains(t, child.Kill(), "<nil>", "it ended by itself, and well")
	}
	require.GreaterOrEqual(t, ledger.Lines(), 3*crashtest.Workers*5)
	require.NoError(t, ledger.Verify(t.Context(), st))
	checkFile(t, file)
}

// lines hands on whole lines, so that those of several writers do not mix.
type lines struct {
	to   io.Writer
	rest []byte
}

func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	end := bytes.LastIndexByte(l.rest, '\n') + 1
	if _, err := l.to.Write(l.rest[:end]); err != nil {
		return 0, err
	}
	l.rest = append(l.rest[:0], l.rest[end:]...)
	return len(p), nil
}
