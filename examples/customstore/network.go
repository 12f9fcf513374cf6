package customstore

import (
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Each of the methods below replaces a record and then the entries that it has
// in the indexes. What entries a record has, a function of the record says.

func (t *tx) PutSettings(r agency.Settings) {
	if t.writes(nil) {
		t.put(settings.key(), r)
	}
}

func (t *tx) PutStaff(records ...agency.Staff) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		k := staff.of(string(r.ID))
		t.index(string(r.ID), staffIndex(get[agency.Staff](&t.reader, k)), staffIndex(r))
		t.put(k, r)
	}
}

func staffIndex(r agency.Staff) []key {
	if r.Email == "" {
		return nil
	}
	return []key{staffEmails.of(agency.FoldEmail(r.Email), string(r.ID))}
}

func (t *tx) PutAgencies(records ...agency.Agency) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		k := agencies.of(string(r.ID))
		t.index(string(r.ID), agencyIndex(get[agency.Agency](&t.reader, k)), agencyIndex(r))
		t.put(k, r)
	}
}

func agencyIndex(r agency.Agency) (keys []key) {
	for domain := range r.Known.All() {
		keys = append(keys, agenciesAt.of(domain, string(r.ID)))
	}
	return keys
}

func (t *tx) PutRecruiters(records ...agency.Recruiter) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		k := recruiters.of(string(r.ID))
		t.index(string(r.ID), recruiterIndex(get[agency.Recruiter](&t.reader, k)), recruiterIndex(r))
		t.put(k, r)
	}
}

func recruiterIndex(r agency.Recruiter) (keys []key) {
	if r.ID == "" {
		return nil
	}
	keys = append(keys, members.of(string(r.Agency), string(r.ID)))
	if r.Email != "" && r.State != agency.RecruiterDeactivated {
		of := recruiterEmails
		if r.Conflict {
			of = conflictEmails
		}
		keys = append(keys, of.of(agency.FoldEmail(r.Email), string(r.ID)))
	}
	return keys
}

func (t *tx) PutOpenings(records ...agency.Opening) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		k := openings.of(string(r.ID))
		old := get[agency.Opening](&t.reader, k)
		t.put(k, r)
		if old.ID != "" && old.Created.Equal(r.Created) {
			continue
		}
		var grantees []agency.Grantee // collected first: a cursor must not be written under
		for text := range t.walk(nil, shares.of(string(r.ID))) {
			grantees = append(grantees, decode[agency.Share](&t.reader, text).Grantee)
		}
		t.index(string(r.ID), openingIndex(old, grantees), openingIndex(r, grantees))
	}
}

func openingIndex(r agency.Opening, grantees []agency.Grantee) (keys []key) {
	if r.ID == "" {
		return nil
	}
	keys = append(keys, openingsByTime.key().newest(r.Created).text(string(r.ID)))
	for _, g := range grantees {
		keys = append(keys, grantedKey(g, r))
	}
	return keys
}

func grantedKey(to agency.Grantee, r agency.Opening) key {
	return granted.of(to.String()).newest(r.Created).text(string(r.ID))
}

func (t *tx) PutShares(records ...agency.Share) {
	for _, r := range records {
		if !t.writes(store.CheckIDs(r)) {
			return
		}
		to := r.Grantee.String()
		t.put(shares.of(string(r.Opening), to), r)
		t.set(sharesTo.of(to, string(r.Opening)), []byte(r.Opening))
		if o, ok := find[agency.Opening](&t.reader, openings.of(string(r.Opening))); ok {
			t.set(grantedKey(r.Grantee, o), []byte(r.Opening))
		}
	}
}
