package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// given writes files and returns the name of each.
func given(t *testing.T, texts ...string) []string {
	t.Helper()
	var names []string
	for i, text := range texts {
		name := filepath.Join(t.TempDir(), string(rune('a'+i)))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
		names = append(names, name)
	}
	return names
}

const (
	someMap = `{"given": "first", "surname": ["last", "more"], "email": ["m1", "m2"], "phone": "tel", "phone_region": "GB",
		"born": {"column": "dob", "layout": "02/01/2006"}, "entity": {"column": "id", "pattern": "^p(\\d+)"}, "ignore": ["note", ""]}`
	someFile = "\ufefffirst, last,more,m1,m2,tel,dob,id,note,\n" +
		"Jane,Havisham,,jane@mail.example,,07911 123456,07/03/1990,p1-a,x,0\n" +
		"Jayne,Havisham,,,Jane@Mail.example,,07/03/1990,p1-b,x,1\n" +
		"Omar,al,Rashid,omar@mail.example,,,01/12/1980,p2-a,x,2\n" +
		"Lee,Doe,,,,,,p3-a,\"a \"\"quoted\"\" note\",3\n"
)

func TestRun(t *testing.T) {
	files := given(t, someMap, someFile)
	var out bytes.Buffer
	require.NoError(t, run([]string{"-map", files[0], files[1]}, &out, io.Discard))
	for _, line := range []string{
		`records indexed +4\n`, `true pairs +1\n`, `pair completeness +1\.0000\n`, `candidates scored per lookup +mean 0\.2 +p99 1\n`,
		`pairs, possible or better +precision 1\.0000 +recall 1\.0000 +F1 1\.0000\n`,
		`pairs, probable or better +precision 1\.0000 +recall 1\.0000 +F1 1\.0000\n`,
		`lookups, best hit +precision 1\.0000 +recall 1\.0000 +F1 1\.0000\n`, `lookup time +p50 .*s +p99 .*s\n`,
	} {
		require.Regexp(t, line, out.String())
	}
}

func TestRunAgainstAnIndex(t *testing.T) {
	files := given(t, someMap, someFile, "first,last,id\nJayne,Havisham,p1-c\nOmar,al-Rashid,p2-b\nRuth,Roe,p9\n")
	var out bytes.Buffer
	require.NoError(t, run([]string{"-map", files[0], "-index", files[1], "-misses", "9", files[2]}, &out, io.Discard))
	require.Regexp(t, `records indexed +4\n`, out.String())
	require.Regexp(t, `lookups +3\n`, out.String())
	require.Regexp(t, `true pairs +3\n`, out.String(), "two of p1, one of p2")
	require.Regexp(t, `pairs, probable or better +precision 1\.0000 +recall 0\.0000`, out.String(), "names alone are never probable")
}

func TestRunSaysWhatIsWrong(t *testing.T) {
	tests := []struct{ name, mapping, file, want string }{
		{"no such field", `{"colour": "x"}`, someFile, `unknown field "colour"`},
		{"no entity", `{"given": "first"}`, someFile, "entity"},
		{"a pattern that is none", `{"entity": {"column": "id", "pattern": "("}}`, someFile, "entity"},
		{"a column that is not mapped", `{"entity": {"column": "id"}}`, "id,first\n1,Jane\n", `column "first" is neither mapped nor ignored`},
		{"a column that is not there", `{"given": "first", "entity": {"column": "id"}}`, "id\n1\n", `no file has the columns ["first"]`},
		{"nobody knows who it is", `{"entity": {"column": "id", "pattern": "^p"}}`, "id\np1\nx\n", "line 3: no entity"},
		{"lines of different lengths", `{"entity": {"column": "id"}, "ignore": "x"}`, "id,x\n1\n", "wrong number of fields"},
		{"an empty file", `{"entity": {"column": "id"}}`, "", "EOF"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := given(t, tt.mapping, tt.file)
			require.ErrorContains(t, run([]string{"-map", files[0], files[1]}, io.Discard, io.Discard), tt.want)
		})
	}
	require.Error(t, run(nil, io.Discard, io.Discard))
	require.Error(t, run([]string{"-map", "x"}, io.Discard, io.Discard))
	require.ErrorIs(t, run([]string{"-map", "nowhere.json", "x.csv"}, io.Discard, io.Discard), os.ErrNotExist)
}

func TestMappingsOfTheDataSets(t *testing.T) {
	for _, file := range []string{"testdata/febrl.json", "testdata/geco.json"} {
		m, err := readMapping(file)
		require.NoError(t, err)
		require.Empty(t, m.NationalID, "it would tell who is who")
	}
}

func TestBirthDatesThatAreNone(t *testing.T) {
	tests := []struct{ name, layout, in, want string }{
		{"a date", "20060102", "19900401", "1990-04-01"},
		{"no date, but its digits", "20060102", "19729518", "1972-95-18"},
		{"in another order", "02/01/2006", "31/02/1990", "1990-02-31"},
		{"of another length", "20060102", "1990", "1990"},
		{"nothing", "20060102", "", ""},
		{"a layout with a name", "2 January 2006", "1 Aprils 1990", "1 Aprils 1990"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, born{Layout: tt.layout}.iso(tt.in)) })
	}
}

func TestPercentile(t *testing.T) {
	hundred := make([]int, 100)
	for i := range hundred {
		hundred[i] = i + 1
	}
	require.Equal(t, 99, percentile(hundred, 99))
	require.Equal(t, 50, percentile(hundred, 50))
	require.Equal(t, 7, percentile([]int{7}, 99))
	require.Zero(t, percentile([]int(nil), 99))
}
