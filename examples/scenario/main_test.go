package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestRun(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"good.scenario":    "# two lines\naccount acme\nopening dev\n",
		"bad.scenario":     "account acme\narchive dev -> denied not_shared\n",
		"broken.scenario":  "account acme\ndance\n",
		"later.scenario":   "account acme\nmessage s1 hello\n",
		"two bad.scenario": "account acme\nagency a\nrecruiter r a\nas r openings -> x\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, tc := range []struct {
		name           string
		files          []string
		code           int
		stdout, stderr string
	}{
		{"no file", nil, 2, "", "usage: scenario FILE...\n"},
		{"a file that holds", []string{"good.scenario"}, 0, "ok  good.scenario  2 lines\n", ""},
		{
			"the first expectation that does not hold",
			[]string{"good.scenario", "bad.scenario", "good.scenario"},
			1,
			"ok  good.scenario  2 lines\n",
			"bad.scenario:2: archive dev -> denied not_shared\n\texpected: denied not_shared\n\tactual:   denied not_found\n",
		},
		{"a malformed line", []string{"good.scenario", "broken.scenario"}, 1, "", "broken.scenario:2: unknown verb \"dance\"\n"},
		{"a verb of a later release", []string{"good.scenario", "later.scenario"}, 2, "", "later.scenario:2: message is not supported yet\n"},
		{
			"a list",
			[]string{"two bad.scenario"},
			1, "",
			"two bad.scenario:4: as r openings -> x\n\texpected: x\n\tactual:   the empty list\n",
		},
		{"a file that is not there", []string{"none.scenario"}, 1, "", "open none.scenario: no such file or directory\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if code := run(tc.files, &stdout, &stderr); code != tc.code {
				t.Errorf("exit code %d, want %d", code, tc.code)
			}
			if stdout.String() != tc.stdout {
				t.Errorf("printed %q, want %q", stdout.String(), tc.stdout)
			}
			if stderr.String() != tc.stderr {
				t.Errorf("complained %q, want %q", stderr.String(), tc.stderr)
			}
		})
	}
}
