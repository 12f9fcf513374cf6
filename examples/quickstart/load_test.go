package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// good is an account that just about makes a day.
func good() map[string]string {
	files := map[string]string{
		"account.txt": "Acme\n",
		"recruiters.csv": "id,name,email,agency,agency_title,role,domains\n" +
			"ann,Ann,ann@north.example,north,North,admin,north.example\n" +
			"bob,Bob,bob@north.example,north,,member,\n" +
			"cem,Cem,cem@south.example,south,South,member,\n",
		"openings.csv": "id,title,text,team,private\n" +
			"dev,Developer,Go,hanna,no\n" +
			"ops,Operator,,,\n" +
			"cfo,Finance,,hanna ivo,yes\n",
		"candidates/a-resume.txt": "Worked.\n",
	}
	for _, n := range []string{"a", "b", "c", "d", "e"} {
		files["candidates/"+n+".txt"] = "# a person\nname: Person " + n + "\nemails: " + n + "@mail.example\nconsent: 2026-02-01\n"
	}
	return files
}

func folder(files map[string]string) fs.FS {
	out := make(fstest.MapFS)
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// attempt loads the files and tells their story.
func attempt(files map[string]string) error {
	acc, err := load(folder(files))
	if err != nil {
		return err
	}
	return tell(context.Background(), bufio.NewWriter(io.Discard), acc)
}

func TestGoodFilesMakeADay(t *testing.T) {
	files := good()
	require.NoError(t, attempt(files))
	delete(files, "account.txt")
	require.NoError(t, attempt(files), "the account's name is optional")
}

// edit replaces a part of a file that is there once.
func edit(file, before, after string) func(map[string]string) {
	return func(files map[string]string) {
		if strings.Count(files[file], before) != 1 {
			panic(file + " must have once: " + before)
		}
		files[file] = strings.Replace(files[file], before, after, 1)
	}
}

func write(file, text string) func(map[string]string) {
	return func(files map[string]string) { files[file] = text }
}

func remove(names ...string) func(map[string]string) {
	return func(files map[string]string) {
		for _, name := range names {
			delete(files, name)
		}
	}
}

func TestBadFiles(t *testing.T) {
	const header = `id,name,email,agency,agency_title,role,domains`
	for name, tc := range map[string]struct {
		change func(map[string]string)
		want   string // the whole error
	}{
		"no recruiters' file":   {remove("recruiters.csv"), "recruiters.csv: file does not exist"},
		"no openings' file":     {remove("openings.csv"), "openings.csv: file does not exist"},
		"an empty file":         {write("recruiters.csv", ""), "recruiters.csv:1: must start with a line that names the columns: " + header},
		"only a header":         {write("recruiters.csv", header), "recruiters.csv: must have at least one recruiter"},
		"only a header, too":    {write("openings.csv", "id,title,text,team,private\n"), "openings.csv: must have at least one opening"},
		"a missing column":      {edit("recruiters.csv", ",email,", ","), `recruiters.csv:1: header: the column "email" is missing`},
		"an unknown column":     {edit("openings.csv", "private\n", "private,salary\n"), `openings.csv:1: header: "salary" is not one of the columns id,title,text,team,private`},
		"a column twice":        {edit("openings.csv", "text,team", "text,team,team"), `openings.csv:1: header: the column "team" is there twice`},
		"a field too many":      {edit("openings.csv", "ops,Operator,,,", "ops,Operator,,,,x"), "openings.csv:3: has 6 fields, where the header has 5"},
		"a stray quote":         {edit("openings.csv", "Operator", `Oper"ator`), `openings.csv:3: at byte 9: bare " in non-quoted-field`},
		"a quote left open":     {edit("openings.csv", "Finance", `"Finance`), `openings.csv:4: at byte 29: extraneous or missing " in quoted-field`},
		"a control character":   {edit("openings.csv", "Operator", "Oper\x1bator"), "openings.csv:3: text: must not contain control characters"},
		"a NUL":                 {edit("recruiters.csv", "north.example\n", "north.example\x00\n"), "recruiters.csv:2: text: must not contain control characters"},
		"not UTF-8":             {edit("candidates/b.txt", "Person b", "Person \xff"), "candidates/b.txt:2: text: must be valid UTF-8"},
		"an empty ID":           {edit("recruiters.csv", "cem,Cem", ",Cem"), "recruiters.csv:4: id: must not be empty"},
		"a long ID":             {edit("openings.csv", "ops,", strings.Repeat("o", 129)+","), "openings.csv:3: id: must be at most 128 bytes long"},
		"a recruiter twice":     {edit("recruiters.csv", "bob,Bob", "ann,Bob"), `recruiters.csv:3: id: "ann" is there twice, first in line 2`},
		"an opening twice":      {edit("openings.csv", "cfo,", "dev,"), `openings.csv:4: id: "dev" is there twice, first in line 2`},
		"no name":               {edit("recruiters.csv", "bob,Bob", "bob,"), "recruiters.csv:3: name: must not be empty"},
		"no e-mail":             {edit("recruiters.csv", "bob@north.example", ""), "recruiters.csv:3: email: must not be empty"},
		"an invalid e-mail":     {edit("recruiters.csv", "bob@north.example", "bob.north.example"), "recruiters.csv:3: email: must be an address such as name@agency.example"},
		"an e-mail twice":       {edit("recruiters.csv", "bob@north.example", "ANN@north.example"), `recruiters.csv:3: email: "ANN@north.example" is there twice, first in line 2`},
		"an unknown role":       {edit("recruiters.csv", "admin", "boss"), `recruiters.csv:2: role: must be admin or member, not "boss"`},
		"an unknown agency":     {edit("recruiters.csv", "bob@north.example,north", "bob@north.example,norht"), `recruiters.csv:3: agency: unknown agency "norht": no line gives it an agency_title`},
		"no agency":             {edit("recruiters.csv", "bob@north.example,north", "bob@north.example,"), "recruiters.csv:3: agency: must not be empty"},
		"two titles":            {edit("recruiters.csv", "north,,member", "north,Nord,member"), `recruiters.csv:3: agency_title: must be "North", as in line 2`},
		"an invalid domain":     {edit("recruiters.csv", "admin,north.example", "admin,north"), "recruiters.csv:2: domains: must be a domain such as agency.example"},
		"no title":              {edit("openings.csv", "Operator", ""), "openings.csv:3: title: must not be empty"},
		"neither yes nor no":    {edit("openings.csv", "hanna,no", "hanna,perhaps"), `openings.csv:2: private: must be yes or no, not "perhaps"`},
		"on the team twice":     {edit("openings.csv", "hanna ivo", "hanna hanna"), "openings.csv:4: team: must not name anything twice"},
		"an unknown field":      {edit("candidates/b.txt", "emails:", "mail:"), "candidates/b.txt:3: mail: is not a field: must be name, emails, phones, urls, place, born, comment or consent"},
		"a field twice":         {edit("candidates/b.txt", "emails:", "name:"), "candidates/b.txt:3: name: is there twice, first in line 2"},
		"a line without field":  {edit("candidates/b.txt", "emails: b@mail.example", "b@mail.example"), "candidates/b.txt:3: must be a field and its value, such as name: Jane Doe"},
		"a person's e-mail":     {edit("candidates/b.txt", "b@mail.example", "b@mail.example, nowhere"), "candidates/b.txt:3: emails: must be an address such as name@agency.example"},
		"a person without name": {edit("candidates/b.txt", "name: Person b\n", ""), "candidates/b.txt: name: must not be empty"},
		"no day":                {edit("candidates/b.txt", "2026-02-01", "February"), `candidates/b.txt:4: consent: must be a day such as 2026-02-24, not "February"`},
		"a day before records":  {edit("candidates/b.txt", "2026-02-01", "1026-02-01"), "candidates/b.txt:4: consent: must not be before 1900"},
		"a lone resume":         {remove("candidates/a.txt"), "candidates/a-resume.txt: is a resume without a candidate: there is no a.txt"},
		"an empty resume":       {write("candidates/a-resume.txt", " \n"), "candidates/a-resume.txt: must not be empty"},
		"a huge resume":         {write("candidates/a-resume.txt", strings.Repeat("x", maxFile+1)), "candidates/a-resume.txt: must be at most 10 MiB long"},
		"another kind of file":  {write("candidates/f.pdf", "%PDF"), "candidates/f.pdf: must be a text file whose name ends in .txt"},
		"an empty account name": {write("account.txt", "\n"), "account.txt:1: must hold the account's name"},
		"two lines of account":  {write("account.txt", "Acme\nand sons\n"), "account.txt:1: name: must not contain control characters"},
		"one agency":            {edit("recruiters.csv", "cem@south.example,south,South", "cem@south.example,north,"), "recruiters.csv: a day of work takes at least two agencies"},
		"no colleagues":         {edit("recruiters.csv", "bob@north.example,north,", "bob@north.example,east,East"), "recruiters.csv: a day of work takes an agency with at least two recruiters"},
		"no private opening":    {edit("openings.csv", "hanna ivo,yes", "hanna ivo,no"), "openings.csv: a day of work takes at least one private opening"},
		"one public opening":    {edit("openings.csv", "ops,Operator,,,", "ops,Operator,,,yes"), "openings.csv: a day of work takes at least two openings that are not private"},
		"too few candidates":    {remove("candidates/e.txt"), "candidates: a day of work takes at least 5 candidates"},
		"no resume":             {remove("candidates/a-resume.txt"), "candidates: a day of work takes at least one candidate with a resume"},
	} {
		t.Run(name, func(t *testing.T) {
			files := good()
			tc.change(files)
			err := attempt(files)
			require.EqualError(t, err, tc.want)
			var p *problem
			require.True(t, errors.As(err, &p))
		})
	}
}

func TestAllProblemsAreNamedAtOnce(t *testing.T) {
	files := good()
	edit("recruiters.csv", "bob@north.example", "bob")(files)
	edit("openings.csv", "Operator", "")(files)
	edit("candidates/c.txt", "consent:", "since:")(files)
	require.EqualError(t, attempt(files), strings.Join([]string{
		"recruiters.csv:3: email: must be an address such as name@agency.example",
		"openings.csv:3: title: must not be empty",
		"candidates/c.txt:4: since: is not a field: must be name, emails, phones, urls, place, born, comment or consent",
	}, "\n"))
}

// Whatever is in the files, the answer is a story or problems with the files:
// what loads can be told.
func TestWhateverLoadsCanBeTold(t *testing.T) {
	pieces := []string{
		"", ",", "\n", "\r\n", `"`, " ", "#", ":", "ann", "north", "dev", "yes", "member", "\ufeff", "é", "渡", "\x00", "\xff", "@", "id",
	}
	rapid.Check(t, func(t *rapid.T) {
		files := good()
		for range rapid.IntRange(1, 3).Draw(t, "edits") {
			name := rapid.SampledFrom(slices.Sorted(maps.Keys(files))).Draw(t, "file")
			text := files[name]
			from := rapid.IntRange(0, len(text)).Draw(t, "from")
			to := min(len(text), from+rapid.IntRange(0, 12).Draw(t, "length"))
			files[name] = text[:from] + rapid.SampledFrom(pieces).Draw(t, "piece") + text[to:]
		}
		err := attempt(files)
		var p *problem
		if err != nil && !errors.As(err, &p) {
			t.Fatalf("%v\n%q", err, files)
		}
	})
}
