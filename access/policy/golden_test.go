package policy_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/agencyaccess/agencyaccess/access/policy"
)

var update = flag.Bool("update", false, "write testdata/matrix.golden.md")

// TestGolden keeps a page that can be read without knowing Go, made by asking
// Decide.
func TestGolden(t *testing.T) {
	var b strings.Builder
	b.WriteString("# What the standard settings allow\n\nMade by `go test ./access/policy -run Golden -update`. Do not edit.\n")
	writeMatrix(&b)
	writeStaff(&b)
	writeCodes(t, &b)

	path := filepath.Join("testdata", "matrix.golden.md")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("the page differs from what Decide answers; if that is meant, run with -update:\n%s", diff)
	}
}

func row(b *strings.Builder, cells ...string) {
	fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
}

func header(b *strings.Builder, cells ...string) {
	row(b, cells...)
	b.WriteString(strings.Repeat("|---", len(cells)) + "|\n")
}

func writeMatrix(b *strings.Builder) {
	columns := []string{"cause", "view opening", "submit", "view progress", "message", "withdraw", "invite colleagues (admins)"}
	b.WriteString("\n## What a recruiter may do\n\n")
	header(b, columns...)
	for _, r := range matrixRows {
		cells := []string{r.name}
		for _, action := range rightActions {
			cell := "no"
			if r.decide(action).Allowed() {
				cell = "yes"
			}
			cells = append(cells, cell)
		}
		row(b, cells...)
	}
	b.WriteString("\n## Why not, and what the recruiter is told\n\nA reason that is told otherwise than it is has what is told behind an arrow.\n\n")
	header(b, columns...)
	for _, r := range matrixRows {
		cells := []string{r.name}
		for _, action := range rightActions {
			cells = append(cells, whyNot(r.decide(action)))
		}
		row(b, cells...)
	}
}

func whyNot(d policy.Decision) string {
	why, told := strings.TrimPrefix(d.String(), "deny "), strings.TrimPrefix(d.Disclose().String(), "deny ")
	switch {
	case d.Allowed():
		return ""
	case why == told:
		return why
	}
	return why + " -> " + told
}

func writeStaff(b *strings.Builder) {
	b.WriteString("\n## What staff may do\n\n\"own\" is for openings on whose hiring team they are.\n\n")
	users := []string{"super admin", "recruitment manager", "recruiter", "hiring team member"}
	header(b, append([]string{"action"}, users...)...)
	for _, action := range policy.AllActions() {
		names := []string{action.String()}
		switch action {
		case policy.Explain, policy.InviteRecruiter:
			names = append(names, action.String()+" for an opening")
		}
		for i, name := range names {
			cells := []string{name}
			for _, user := range users {
				cells = append(cells, staffCell(action, user, i == 1))
			}
			if !strings.Contains(strings.Join(cells[1:], ""), "recruiter's own") {
				row(b, cells...)
			}
		}
	}
}

func staffCell(action policy.Action, user string, onOpening bool) string {
	if column(action.String()) >= 0 || strings.HasPrefix(action.String(), "list-") {
		return "recruiter's own"
	}
	w := first()
	w.side, w.action, w.user, w.target, w.onOpening = "staff", action.String(), user, true, onOpening
	elsewhere := policy.Decide(requestOf(&w), newScene().facts(&w))
	w.team = true
	onTeam := policy.Decide(requestOf(&w), newScene().facts(&w))
	switch {
	case elsewhere.Allowed():
		return "yes"
	case onTeam.Allowed():
		return "own (else " + elsewhere.First().String() + ")"
	}
	return "no: " + onTeam.First().String()
}

func writeCodes(t *testing.T, b *strings.Builder) {
	b.WriteString("\n## Every reason\n\nIn the order in which they are named.\n\n")
	header(b, "code", "when, for example", "staff read", "what staff can do", "the recruiter is told", "and reads")
	for _, code := range policy.AllCodes() {
		for _, c := range codeCases {
			if c.code != code.String() {
				continue
			}
			d := c.decide()
			r := reasonFor(t, d.Reasons(), c.code)
			told, reads := "staff only", ""
			if !strings.HasPrefix(c.action, "staff: ") {
				told = d.Disclose().First().String()
				for _, r := range d.Disclose().Reasons() {
					reads = strings.TrimSpace(reads + " " + r.Sentence + " " + r.Remedy)
				}
			}
			when := c.action
			if c.args != "" {
				when += " (" + c.args + ")"
			}
			row(b, "`"+c.code+"`", when, r.Sentence, r.Remedy, told, reads)
		}
	}
}
