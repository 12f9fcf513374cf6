package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

// story runs the command.
func story(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), &out, args))
	return out.String()
}

func requireGolden(t *testing.T, file, got string) {
	t.Helper()
	file = filepath.Join("testdata", file)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the story is not that of %s; if it should not be, run the test with -update (-want +got):\n%s", file, diff)
	}
}

func TestStoryOfTheShippedFiles(t *testing.T) {
	got := story(t)
	requireGolden(t, "story.golden", got)
	require.Equal(t, got, story(t), "two runs must print the same")
	require.Equal(t, got, story(t, "data"), "the folder and what is built in must be the same")
}

// Nothing of the shipped files may be in the program itself.
func TestStoryOfOtherFiles(t *testing.T) {
	got := story(t, "testdata/small")
	requireGolden(t, "small.golden", got)
	for _, name := range []string{"Meridian", "Northlight", "Astrid", "h.brandt", "Go Engineer"} {
		require.NotContains(t, got, name)
	}
	require.Contains(t, got, "Quist, Ida sees 1 opening: Welder.")
	require.Contains(t, got, "d-resume.txt (19 bytes): \"Welding since 2009\"")
}

func TestLinesAreNotTooWide(t *testing.T) {
	for line := range strings.Lines(story(t)) {
		require.LessOrEqual(t, len([]rune(strings.TrimSuffix(line, "\n"))), width, line)
	}
}

func TestArguments(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		want string
	}{
		"too many":        {[]string{"data", "data"}, "usage: quickstart [DIR]"},
		"not there":       {[]string{"no/such/folder"}, "no/such/folder: is not a folder"},
		"no folder":       {[]string{"main.go"}, "main.go: is not a folder"},
		"an empty folder": {[]string{t.TempDir()}, "recruiters.csv: no such file or directory"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			err := run(context.Background(), &out, tc.args)
			require.ErrorContains(t, err, tc.want)
			require.Empty(t, out.String())
		})
	}
}

func TestCancelledStoryEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, run(ctx, new(bytes.Buffer), nil), context.Canceled)
}
