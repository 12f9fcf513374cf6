package candidate

import (
	"log/slog"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
)

type (
	// EntryID identifies an entry; it is never shown to an agency.
	EntryID string
	// ID identifies a candidate; it is never shown to an agency.
	ID string
	// SubmissionID identifies a submission. Those that the engine makes are
	// random and carry neither a time nor a sequence.
	SubmissionID string
	// RequestID identifies a request of one recruiter's, so that it can be
	// repeated safely.
	RequestID string
)

// Limits of an entry.
const (
	MaxContacts = 20      // e-mail addresses, telephone numbers, and URLs, each
	MaxURL      = 2 << 10 // bytes
	MaxPhone    = 64      // bytes
	MaxResume   = 10 << 20
)

// Entry is what was typed about a person, kept as typed until it is erased. It
// is personal data throughout: logging one writes its ID and nothing else.
type Entry struct {
	ID      EntryID // set by the engine
	Name    string  // the whole name as typed, where it was not typed in parts
	Given   string
	Surname string
	Emails  agency.Frozen[string]
	Phones  agency.Frozen[string] // as typed
	URLs    agency.Frozen[string]
	Born    string // as typed: 1990-04-01, 1990-04, 1990
	Place   string
	Address Address
	// NationalID is a number that a state gave to the person, as typed.
	NationalID string
	Comment    string    // what the agency says about the person, of several lines
	Consent    time.Time // when the person consented to being put forward; zero if that is not known
	Resume     Resume
	Created    time.Time // set by the engine
	Erased     time.Time // when the personal data was removed; zero while it is there
}

// FullName returns the name as typed, or the parts joined by a space.
func (e Entry) FullName() string {
	switch {
	case e.Name != "":
		return e.Name
	case e.Given != "" && e.Surname != "":
		return e.Given + " " + e.Surname
	}
	return e.Given + e.Surname
}

// Validate names the field that breaks a rule. A name must be there.
func (e Entry) Validate() error {
	if e.Name == "" && e.Given == "" && e.Surname == "" && e.Erased.IsZero() {
		return &agency.Invalid{Field: "name", Rule: "must not be empty"}
	}
	for _, t := range []struct {
		field, text string
	}{
		{"name", e.Name},
		{"given", e.Given},
		{"surname", e.Surname},
		{"born", e.Born},
		{"place", e.Place},
		{"address.street", e.Address.Street},
		{"address.city", e.Address.City},
		{"address.postcode", e.Address.Postcode},
		{"address.region", e.Address.Region},
		{"national-id", e.NationalID},
	} {
		if err := agency.CheckText(t.field, t.text, agency.MaxName); err != nil {
			return err
		}
	}
	if err := each("email", e.Emails, func(v string) error { return agency.CheckEmail("email", v) }); err != nil {
		return err
	}
	if err := each("phone", e.Phones, func(v string) error { return agency.CheckText("phone", v, MaxPhone) }); err != nil {
		return err
	}
	if err := each("url", e.URLs, func(v string) error { return agency.CheckText("url", v, MaxURL) }); err != nil {
		return err
	}
	if err := agency.CheckProse("comment", e.Comment, agency.MaxProse); err != nil {
		return err
	}
	if err := agency.CheckInstant("consent", e.Consent); err != nil {
		return err
	}
	return e.Resume.Validate()
}

func each(field string, list agency.Frozen[string], check func(string) error) error {
	if list.Len() > MaxContacts {
		return &agency.Invalid{Field: field, Rule: "must be given at most 20 times"}
	}
	for v := range list.All() {
		if err := check(v); err != nil {
			return err
		}
	}
	return nil
}

// Erase returns the entry without its personal data; what remains says that
// there was one, and which blob is to be removed.
func (e Entry) Erase(now time.Time) Entry {
	if !e.Erased.IsZero() {
		return e
	}
	return Entry{ID: e.ID, Created: e.Created, Erased: now, Resume: Resume{Blob: e.Resume.Blob}}
}

// LogValue keeps personal data out of logs.
func (e Entry) LogValue() slog.Value { return slog.GroupValue(slog.String("entry", string(e.ID))) }

// Address is where a person lives, as typed, as far as it is known; each part
// is of at most agency.MaxName bytes. Place says it in a word instead.
type Address struct {
	Street   string // with the number of the house
	City     string
	Postcode string
	Region   string // state, province or canton
}

// Resume describes a document that came with an entry; its bytes are a blob.
type Resume struct {
	Blob string // the key of the blob, set by the engine; empty means there is no document
	Name string // file name as given, at most agency.MaxName bytes
	Type string // media type as given, such as text/plain
	Size int64  // bytes, at most MaxResume
}

// Validate names the field that breaks a rule.
func (r Resume) Validate() error {
	if err := agency.CheckText("resume.name", r.Name, agency.MaxName); err != nil {
		return err
	}
	if err := agency.CheckText("resume.type", r.Type, agency.MaxName); err != nil {
		return err
	}
	if r.Size < 0 || r.Size > MaxResume {
		return &agency.Invalid{Field: "resume.size", Rule: "must be 0 to 10 MiB"}
	}
	return nil
}
