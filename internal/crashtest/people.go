package crashtest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// A request that ends in both and a number is about somebody whom all workers of
// a run put forward; with ack after it, it goes on after an alert.
var shared = regexp.MustCompile(`^(.*)-\d+-both(\d+)(ack)?$`)

var (
	givenNames = []string{"Ida", "Boris", "Carla", "Dimitri", "Eleni", "Farid", "Greta", "Hamza", "Ingrid", "Jorge", "Kalinda"}
	surnames   = []string{"Thorvaldsen", "Kowalewska", "Munsterberg", "Zubkov", "Papadakis", "Okonkwo", "Wintersteen", "Yildirim"}
)

// entryOf is who is submitted with a request.
func entryOf(request candidate.RequestID) candidate.Entry {
	m := shared.FindStringSubmatch(string(request))
	if m == nil {
		return candidate.Entry{Name: "Person " + string(request)}
	}
	n, _ := strconv.Atoi(m[2]) // only digits
	return candidate.Entry{
		Name:   givenNames[n%len(givenNames)] + " " + surnames[n%len(surnames)],
		Emails: agency.Freeze(fmt.Sprintf("%s.%d@people.example", m[1], n)),
	}
}

// both puts forward whom others put forward too, and goes on after an alert.
func (k *worker) both(ctx context.Context, n int) error {
	opening, name := k.one(always), fmt.Sprintf("%s-both%d", k.name, n)
	_, err := k.submit(ctx, opening, name)
	denied := new(access.Denied)
	if !errors.As(err, &denied) {
		return err
	}
	if denied.Acknowledgement != "" {
		// An alert is of one entry and opening, and not of the request.
		_, err = k.submit(ctx, opening, name+"ack", access.WithAcknowledgement(denied.Acknowledgement))
	}
	if errors.As(err, &denied) { // a colleague was first
		return nil
	}
	return err
}
