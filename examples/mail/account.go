package main

import (
	"context"
	"fmt"
	"io"

	gomail "github.com/wneessen/go-mail"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// twoPeople are one for an agency that is there, and one with an agency of her own.
var twoPeople = []access.Invitee{
	{Email: "Ann Lee <ann@north.example>", Agency: "north", Admin: true, Openings: []agency.OpeningID{"dev", "ops"}},
	{Email: "Zoë Kim <zoe@kim.example>", NewAgency: "Kim & Daughters", AllOpenings: true},
}

// invitees makes each address one of an agency of its own.
func invitees(addresses []string) []access.Invitee {
	var people []access.Invitee
	for _, a := range addresses {
		people = append(people, access.Invitee{
			Email: a, NewAgency: "an agency of your own", Anyway: true, Openings: []agency.OpeningID{"dev"},
		})
	}
	return people
}

// account is an account in memory whose user Rita has invited people.
func account(ctx context.Context, people []access.Invitee) (*access.Engine, error) {
	eng, err := access.New(memstore.New(), access.Options{Secret: []byte("32 random bytes of your own, kept secret")})
	if err != nil {
		return nil, err
	}
	sys := eng.System("acme", "setup")
	settings := agency.PerRecruiter()
	settings.Title = "Acme"
	if err := sys.Configure(ctx, settings); err != nil {
		return nil, err
	}
	rita := agency.Staff{ID: "rita", Name: "Rita Roe", Role: agency.SuperAdmin}
	if err := sys.PutStaff(ctx, rita); err != nil {
		return nil, err
	}
	if err := sys.PutAgency(ctx, agency.Agency{ID: "north", Title: "North Recruiting"}); err != nil {
		return nil, err
	}
	team := agency.Freeze(rita.ID)
	err = sys.PutOpenings(ctx,
		agency.Opening{ID: "dev", Title: "Developer", Team: team},
		agency.Opening{ID: "ops", Title: "Operator", Team: team})
	if err != nil {
		return nil, err
	}
	for i, in := range people {
		if _, err := eng.Staff("acme", rita.ID).Invite(ctx, in); err != nil {
			return nil, fmt.Errorf("person %d: %w", i+1, err)
		}
	}
	return eng, nil
}

// printer prints mails in place of sending them, without the encoding of their
// parts.
type printer struct{ out io.Writer }

func (p printer) Send(_ context.Context, m *gomail.Msg) error {
	for _, part := range m.GetParts() {
		part.SetEncoding(gomail.NoEncoding)
	}
	_, err := m.WriteTo(p.out)
	fmt.Fprint(p.out, "\n\n")
	return err
}
