package access_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
)

func ExampleSystem_ImportNetwork() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerAgency())
	since := time.Date(2019, 5, 1, 0, 0, 0, 0, time.UTC)
	rows := []access.NetworkRow{
		{Agency: &agency.Agency{ID: "old", Title: "Old Friends", Created: since}},
		{Recruiter: &agency.Recruiter{ID: "eve", Agency: "old", Email: "eve@old.example", State: agency.RecruiterActive, Created: since}},
		{Share: &agency.Share{Opening: "ops", Grantee: agency.ToAgency("old"), Granted: since}},
	}
	done, err := sys.ImportNetwork(ctx, func(yield func(access.NetworkRow, error) bool) {
		for _, row := range rows { // from the host's own tables, say
			if !yield(row, nil) {
				return
			}
		}
	}, access.ImportOptions{})
	fmt.Println(done.New, "new:", err)

	page, err := sys.SharesOf(ctx, agency.ToAgency("old"), "", 0)
	fmt.Println(page.Rows[0].Opening, "since", page.Rows[0].Granted.Format(time.DateOnly), err)
	// Output:
	// 3 new: <nil>
	// ops since 2019-05-01 <nil>
}

func ExampleSystem_Export() {
	_, sys := exampleAccount(agency.PerRecruiter())
	r, w := io.Pipe() // a file, or the response to a download
	go func() { w.CloseWithError(sys.Export(context.Background(), w)) }()

	kinds := make(map[string]int)
	lines := json.NewDecoder(r)
	for {
		var line struct {
			Kind  string          `json:"kind"`
			Value json.RawMessage `json:"value"`
		}
		err := lines.Decode(&line)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		kinds[line.Kind]++
	}
	fmt.Println(kinds["agency"], "agency,", kinds["recruiter"], "recruiters,", kinds["opening"], "openings")
	// Output:
	// 1 agency, 2 recruiters, 2 openings
}

func ExampleSystem_EraseRecruiter() {
	ctx := context.Background()
	eng, sys, jane := twoContacts()
	fmt.Println(sys.EraseRecruiter(ctx, "kim"))

	_, err := eng.Recruiter("acme", "kim").CountOpenings(ctx)
	fmt.Println(err)
	page, err := sys.Invitations(ctx, "kims", "", 0)
	fmt.Printf("%q %v\n", page.Rows[0].Email, err)

	// What is about other people stays, with its source.
	record, err := sys.Submission(ctx, jane)
	fmt.Println(record.Recruiter, record.Source, err)
	// Output:
	// <nil>
	// access: deny recruiter_deactivated
	// "" <nil>
	// kim Kim <nil>
}

func ExampleSystem_DeleteAccount() {
	ctx := context.Background()
	_, sys := exampleAccount(agency.PerRecruiter())
	fmt.Println(sys.DeleteAccount(ctx))
	settings, err := sys.Settings(ctx)
	fmt.Println(settings.Version, err)
	// Output:
	// <nil>
	// 0 <nil>
}
