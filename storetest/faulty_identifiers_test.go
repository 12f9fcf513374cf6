package storetest

import (
	"strings"
	"sync"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// spellings are ways of comparing identifiers that are not byte by byte.
var spellings = []struct {
	name, flaw string
	fold       func(string) string
}{
	{"case", "without letter case", strings.ToLower},
	{"trailing space", "without trailing spaces", func(s string) string { return strings.TrimRight(s, " ") }},
	{"normal form", "in Unicode's normal form", func(s string) string { return strings.ReplaceAll(s, "e\u0301", "é") }},
	{"length", "by their first 64 bytes", func(s string) string { return s[:min(len(s), 64)] }},
}

// collated compares the identifiers of one kind by what fold makes of them; the
// spelling that came first is kept.
func collated(k kind, fold func(string) string) func(store.Store) hooks {
	return func(store.Store) hooks {
		var first sync.Map
		return hooks{
			stored: func(of kind, id string) string {
				if of != k || agency.CheckID("id", id) != nil {
					return id
				}
				spelling, _ := first.LoadOrStore(fold(id), id)
				return spelling.(string)
			},
			id: func(of kind, id string) string {
				if spelling, ok := first.Load(fold(id)); ok && of == k {
					return spelling.(string)
				}
				return id
			},
		}
	}
}

func identifierFaults() (faults []fault) {
	kinds := []struct {
		kind   kind
		caught string
	}{
		{aStaff, "ID-06 ID-10"},
		{anAgency, "ID-02"},
		{aRecruiter, "ID-02 ID-17"},
		{anOpening, "ID-02 ID-11"},
		{anEntry, "ID-07"},
		{aSubmission, "ID-07"},
		{aReceipt, "ID-08"},
		{aRemark, "ID-09"},
		{aCandidate, "ID-18"},
		{aHost, "ID-18"},
		{aClaim, "ID-18"},
		{aProbe, "ID-18"},
		{anInvitation, "ID-19"},
		{aList, "ID-19"},
	}
	for _, by := range spellings {
		for _, of := range kinds {
			if by.name == "length" && of.kind != aRemark {
				of.caught += " ID-15"
			}
			faults = append(faults, fault{
				name: "identifiers by " + by.name + ": " + string(of.kind), flaw: "Identifiers of this kind are compared " + by.flaw + ": " + string(of.kind) + ".",
				caught: of.caught, plant: collated(of.kind, by.fold),
			})
		}
		faults = append(faults, fault{
			name: "accounts by " + by.name, flaw: "Accounts are compared " + by.flaw + ".", caught: "ID-16",
			hooks: hooks{account: func(account agency.AccountID) agency.AccountID {
				if agency.CheckID("account", account) != nil {
					return account
				}
				return agency.AccountID(by.fold(string(account)))
			}},
		})
	}
	return faults
}
