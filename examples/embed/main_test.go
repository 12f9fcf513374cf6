package main

import (
	"os"
	"strings"
	"testing"
)

// The README shows this program. What it shows must be what is tested here.
func TestReadmeQuotesTheProgram(t *testing.T) {
	const marker = "<!-- embed example -->\n"
	program, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(readme), marker)
	if !found {
		t.Fatalf("README.md has no line %q", strings.TrimSpace(marker))
	}
	block, found := strings.CutPrefix(after, "```go\n")
	if !found {
		t.Fatal("README.md has no block of Go right after the marker")
	}
	block, _, found = strings.Cut(block, "\n```\n")
	if !found {
		t.Fatal("README.md does not end the block")
	}
	if block+"\n" != string(program) {
		t.Error("README.md quotes another program than main.go: copy main.go into the block after the marker")
	}
}

func Example_main() {
	main()
	// Output:
	// bob is told: There is no such opening for you.
	// the account learns: Developer is not shared with the recruiter. Share the opening with the recruiter; what colleagues hold gives them nothing.
}
