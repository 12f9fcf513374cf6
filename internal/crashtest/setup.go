package crashtest

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// accounts are those that the writer works in.
var accounts = []agency.AccountID{"acme", "globex"}

// recruiters are those of each account, in two agencies.
var recruiters = []agency.Recruiter{
	{ID: "ann", Agency: "north"},
	{ID: "cem", Agency: "south"},
	{ID: "bob", Agency: "north"},
	{ID: "dan", Agency: "south"},
}

// always are openings that are shared with everybody for good: the first with
// each recruiter, the second with the agencies. At times are openings that are
// shared and taken back.
var (
	always  = []agency.OpeningID{"dev", "ops"}
	atTimes = []agency.OpeningID{"side0", "side1", "side2", "side3"}
)

// engine is the one in front of the store. All have one secret, so that they
// know each other's requests.
func engine(st store.Store) (*access.Engine, error) {
	return access.New(st, access.Options{
		Secret: []byte("a secret for crash tests, of 32 bytes and more"),
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), // writers meet errors by design
	})
}

// Setup makes the accounts, agencies, recruiters, openings and shares that the
// writer works with, in an empty store.
func Setup(ctx context.Context, st store.Store) error {
	eng, err := engine(st)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		if err := setup(ctx, eng.System(account, "crashtest")); err != nil {
			return fmt.Errorf("crashtest: setting up %s: %w", account, err)
		}
	}
	return nil
}

func setup(ctx context.Context, sys access.System) error {
	plenty := agency.Duplicates{Probes: agency.Probes{Recruiter: 1 << 30, Agency: 1 << 30}}
	if err := sys.Configure(ctx, agency.Settings{Sharing: agency.ShareWithEither, Duplicates: plenty}); err != nil {
		return err
	}
	for _, id := range []agency.AgencyID{"north", "south"} {
		if err := sys.PutAgency(ctx, agency.Agency{ID: id, Title: "Agency " + string(id)}); err != nil {
			return err
		}
	}
	whom := access.Grants{Openings: always[:1]}
	for _, r := range recruiters {
		r.State, r.Email = agency.RecruiterActive, string(r.ID)+"@"+string(r.Agency)+".example"
		if err := sys.PutRecruiter(ctx, r); err != nil {
			return err
		}
		whom.To = append(whom.To, agency.ToRecruiter(r.ID))
	}
	for _, list := range [][]agency.OpeningID{always, atTimes} {
		for _, id := range list {
			if err := sys.PutOpenings(ctx, agency.Opening{ID: id, Title: "Opening " + string(id)}); err != nil {
				return err
			}
		}
	}
	if _, err := sys.Share(ctx, whom); err != nil {
		return err
	}
	_, err := sys.Share(ctx, access.Grants{
		Openings: always[1:],
		To:       []agency.Grantee{agency.ToAgency("north"), agency.ToAgency("south")},
	})
	return err
}
