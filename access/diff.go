package access

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// The diff functions name the fields in which two versions of a record differ,
// with their values. What the engine itself sets is not among them.

// field adds a field to a diff when its text differs.
func field(d []store.Value, name, before, after string) []store.Value {
	if before == after {
		return d
	}
	return append(d, store.Value{Field: name, Before: before, After: after})
}

// text is a value as the journal shows it.
func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format(time.RFC3339Nano)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

func diffSettings(a, b agency.Settings) (d []store.Value) {
	d = field(d, "title", a.Title, b.Title)
	d = field(d, "region", a.Region, b.Region)
	d = field(d, "sharing", a.Sharing.String(), b.Sharing.String())
	d = field(d, "visibility", a.Visibility.String(), b.Visibility.String())
	d = field(d, "duplicates", text(a.Duplicates), text(b.Duplicates))
	d = field(d, "offboarding", text(a.Offboarding), text(b.Offboarding))
	d = field(d, "quota", text(a.Quota), text(b.Quota))
	d = field(d, "roles", text(a.Roles), text(b.Roles))
	d = field(d, "stages", text(a.Stages), text(b.Stages))
	d = field(d, "terms", a.Terms, b.Terms)
	d = field(d, "invitation-days", text(a.InvitationDays), text(b.InvitationDays))
	d = field(d, "consent-required", text(a.ConsentRequired), text(b.ConsentRequired))
	d = field(d, "colleague-domains", text(a.ColleagueDomains), text(b.ColleagueDomains))
	return field(d, "journal-reads", text(a.JournalReads), text(b.JournalReads))
}

func diffStaff(a, b agency.Staff) (d []store.Value) {
	d = field(d, "name", a.Name, b.Name)
	d = field(d, "email", a.Email, b.Email)
	d = field(d, "role", a.Role.String(), b.Role.String())
	d = field(d, "state", stateOf(a.ID, a.State), b.State.String())
	return field(d, "levels", text(a.Levels), text(b.Levels))
}

func diffAgency(a, b agency.Agency) (d []store.Value) {
	d = field(d, "title", a.Title, b.Title)
	d = field(d, "domains", text(a.Domains), text(b.Domains))
	d = field(d, "state", stateOf(a.ID, a.State), b.State.String())
	d = field(d, "into", string(a.Into), string(b.Into))
	d = field(d, "known", text(a.Known), text(b.Known))
	return field(d, "terms", a.Terms, b.Terms)
}

func diffRecruiter(a, b agency.Recruiter) (d []store.Value) {
	d = field(d, "agency", string(a.Agency), string(b.Agency))
	d = field(d, "name", a.Name, b.Name)
	d = field(d, "email", a.Email, b.Email)
	d = field(d, "admin", text(a.Admin), text(b.Admin))
	d = field(d, "user", string(a.User), string(b.User))
	d = field(d, "conflict", text(a.Conflict), text(b.Conflict))
	return field(d, "state", stateOf(a.ID, a.State), b.State.String())
}

func diffOpening(a, b agency.Opening) (d []store.Value) {
	d = field(d, "title", a.Title, b.Title)
	d = field(d, "text", a.Text, b.Text)
	d = field(d, "state", stateOf(a.ID, a.State), b.State.String())
	d = field(d, "private", text(a.Private), text(b.Private))
	return field(d, "team", text(a.Team), text(b.Team))
}

func diffShare(a, b agency.Share) (d []store.Value) {
	d = field(d, "from", text(a.From), text(b.From))
	d = field(d, "until", text(a.Until), text(b.Until))
	d = field(d, "paused", text(a.Paused), text(b.Paused))
	return field(d, "revoked", text(a.Revoked), text(b.Revoked))
}

// diffEntry names the fields only: the values are personal data, which stays in
// the entry.
func diffEntry(a, b candidate.Entry) (d []store.Value) {
	for _, f := range []struct {
		name   string
		differ bool
	}{
		{"name", a.Name != b.Name},
		{"given", a.Given != b.Given},
		{"surname", a.Surname != b.Surname},
		{"emails", a.Emails != b.Emails},
		{"phones", a.Phones != b.Phones},
		{"urls", a.URLs != b.URLs},
		{"born", a.Born != b.Born},
		{"place", a.Place != b.Place},
		{"address", a.Address != b.Address},
		{"national-id", a.NationalID != b.NationalID},
		{"comment", a.Comment != b.Comment},
		{"consent", a.Consent != b.Consent},
	} {
		if f.differ {
			d = append(d, store.Value{Field: f.name})
		}
	}
	return d
}

// stateOf is the state of a record that may not have been there before.
func stateOf[T ~string, S interface{ String() string }](id T, state S) string {
	if id == "" {
		return ""
	}
	return state.String()
}

// except returns the names but for one.
func except(names []string, name string) []string {
	return slices.DeleteFunc(names, func(n string) bool { return n == name })
}
