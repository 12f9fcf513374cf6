// Quickstart shows what sharing an opening with a recruiter means: from when
// until when it counts, and what revoking it does.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run() error {
	march := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	share := agency.Share{
		Opening: "go-developer",
		Grantee: agency.ToRecruiter("ann"),
		Window:  agency.Window{From: march, Until: march.AddDate(0, 1, 0)},
		Granted: march,
	}
	if err := share.Validate(); err != nil {
		return err
	}
	for _, day := range []time.Time{march.AddDate(0, 0, -1), march, march.AddDate(0, 1, 0)} {
		fmt.Printf("%s: %s is %s\n", day.Format(time.DateOnly), share.Opening, share.Stands(day))
	}
	revoked := share.Revoke(march.AddDate(0, 0, 10))
	fmt.Printf("after revoking: %s\n", revoked.Stands(march.AddDate(0, 0, 11)))
	return nil
}
