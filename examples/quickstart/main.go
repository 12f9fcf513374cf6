// Quickstart reads an account from files and runs a day of work with its
// agencies in both ways of sharing openings: with each recruiter, and with each
// agency. It prints who could see what, who was refused, and why.
//
//	go run ./examples/quickstart        the account in examples/quickstart/data
//	go run ./examples/quickstart DIR    the account in DIR, in files of the same form
//
// The files are recruiters.csv, openings.csv, a folder candidates with one file
// for each person, and optionally account.txt with the account's name. See
// recruiters.go, openings.go and candidates.go for what they hold, and cast.go
// for the least that a day takes.
package main

import (
	"bufio"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

//go:embed data
var shipped embed.FS

func main() {
	if err := run(context.Background(), os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "quickstart: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, args []string) error {
	var files fs.FS
	var err error
	switch len(args) {
	case 0:
		files, err = fs.Sub(shipped, "data")
	case 1:
		if info, err := os.Stat(args[0]); err != nil || !info.IsDir() {
			return fmt.Errorf("%s: is not a folder", args[0])
		}
		files = os.DirFS(args[0])
	default:
		err = errors.New("usage: quickstart [DIR]")
	}
	if err != nil {
		return err
	}
	acc, err := load(files)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	if err := tell(ctx, w, acc); err != nil {
		return errors.Join(err, w.Flush()) // how far it got
	}
	return w.Flush()
}
