package storetest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// times calls fn with each time in the batch.
func (b *batch) times(fn func(name string, t *time.Time)) {
	b.outreach.times(fn)
	turn(b.agencies, func(r *agency.Agency) { fn("Agency.Created", &r.Created) })
	turn(b.recruiters, func(r *agency.Recruiter) {
		fn("Recruiter.Since", &r.Since)
		fn("Recruiter.Created", &r.Created)
	})
	turn(b.openings, func(r *agency.Opening) { fn("Opening.Created", &r.Created) })
	turn(b.shares, func(r *agency.Share) {
		fn("Share.From", &r.From)
		fn("Share.Until", &r.Until)
		fn("Share.Granted", &r.Granted)
		fn("Share.Paused", &r.Paused)
		fn("Share.Revoked", &r.Revoked)
	})
	turn(b.entries, func(r *candidate.Entry) {
		fn("Entry.Consent", &r.Consent)
		fn("Entry.Created", &r.Created)
		fn("Entry.Erased", &r.Erased)
	})
	turn(b.submissions, func(r *candidate.Submission) {
		fn("Submission.At", &r.At)
		fn("Submission.Changed", &r.Changed)
	})
	turn(b.receipts, func(r *candidate.Receipt) { fn("Receipt.At", &r.At) })
	turn(b.remarks, func(r *candidate.Remark) { fn("Remark.At", &r.At) })
	turn(b.candidates, func(r *candidate.Candidate) {
		fn("Candidate.Created", &r.Created)
		fn("Candidate.Merged", &r.Merged)
	})
	turn(b.claims, func(r *candidate.Claim) {
		fn("Claim.From", &r.From)
		fn("Claim.Until", &r.Until)
		steps := r.History.Slice()
		turn(steps, func(s *candidate.Step) {
			fn("Step.At", &s.At)
			fn("Step.Until", &s.Until)
		})
		r.History = agency.SeriesOf(steps...)
	})
	turn(b.rulings, func(r *candidate.Ruling) { fn("Ruling.At", &r.At) })
	turn(b.probes, func(r *candidate.Probe) {
		fn("Probe.At", &r.At)
		fn("Probe.Used", &r.Used)
	})
	if b.kind == aLine {
		fn("Journal.At", &b.line.At)
	}
	if b.kind == anEvent {
		fn("Event.At", &b.event.At)
	}
}

// texts calls fn with each text in the batch that is no identifier, and with
// the length that it may have.
func (b *batch) texts(fn func(text *string)) {
	fn(&b.settings.Title)
	fn(&b.settings.Terms)
	turn(b.staff, func(r *agency.Staff) { fn(&r.Name) })
	turn(b.agencies, func(r *agency.Agency) { fn(&r.Title) })
	turn(b.recruiters, func(r *agency.Recruiter) { fn(&r.Name) })
	turn(b.openings, func(r *agency.Opening) {
		fn(&r.Title)
		fn(&r.Text)
	})
	turn(b.entries, func(r *candidate.Entry) {
		fn(&r.Name)
		fn(&r.Place)
		fn(&r.Address.City)
		fn(&r.Comment)
	})
	turn(b.submissions, func(r *candidate.Submission) { fn(&r.Source) })
	turn(b.remarks, func(r *candidate.Remark) { fn(&r.Text) })
	turn(b.claims, func(r *candidate.Claim) { fn(&r.Reason) })
	turn(b.rosters, func(r *agency.List) { fn(&r.Title) })
	turn(b.values, func(v *store.Value) {
		fn(&v.Before)
		fn(&v.After)
	})
}

// lists calls fn with each frozen list in the batch.
func (b *batch) lists(fn func([]string) []string) {
	turn(b.agencies, func(r *agency.Agency) { r.Domains = relist(r.Domains, fn) })
	turn(b.agencies, func(r *agency.Agency) { r.Known = relist(r.Known, fn) })
	turn(b.invitations, func(r *invite.Invitation) { r.Openings = relist(r.Openings, fn) })
	turn(b.openings, func(r *agency.Opening) { r.Team = relist(r.Team, fn) })
	turn(b.entries, func(r *candidate.Entry) {
		r.Emails, r.Phones, r.URLs = relist(r.Emails, fn), relist(r.Phones, fn), relist(r.URLs, fn)
	})
	turn(b.candidates, func(r *candidate.Candidate) { r.Distinct = relist(r.Distinct, fn) })
	b.settings.Stages = relist(b.settings.Stages, fn)
	b.line.Reasons, b.line.Fields = relist(b.line.Reasons, fn), relist(b.line.Fields, fn)
	b.event.To = relist(b.event.To, fn)
}

func relist[T ~string](f agency.Frozen[T], fn func([]string) []string) agency.Frozen[T] {
	var in []string
	for v := range f.All() {
		in = append(in, string(v))
	}
	var out []T
	for _, v := range fn(in) {
		out = append(out, T(v))
	}
	return agency.Freeze(out...)
}

// withLists changes all the batch's lists.
func withLists(fn func([]string) []string) hooks { return altered(func(b *batch) { b.lists(fn) }) }

// lostField is a field that a store loses, and the checks that look at it.
type lostField struct {
	name, caught string
	lose         func(*batch)
}

func recordFaults() []fault {
	faults := []fault{
		{
			name: "milliseconds", flaw: "Times are cut to milliseconds.", caught: "FACT-02",
			hooks: retimed(func(t time.Time) time.Time { return t.Truncate(time.Millisecond) }),
		},
		{
			name: "seconds", flaw: "Times are cut to seconds.", caught: "FACT-02",
			hooks: retimed(func(t time.Time) time.Time { return t.Truncate(time.Second) }),
		},
		{
			name: "local zone", flaw: "Times come back in another zone.", caught: "FACT-02",
			hooks: retimed(func(t time.Time) time.Time { return t.In(time.FixedZone("CET", 3600)) }),
		},
		{
			name: "unnamed UTC", flaw: "Times come back in a zone that has no offset but is not UTC.", caught: "FACT-02",
			hooks: retimed(func(t time.Time) time.Time { return t.In(time.FixedZone("", 0)) }),
		},
		{
			name: "zone forgotten", flaw: "Times are stored as an hour's offset wrong.", caught: "FACT-02",
			hooks: retimed(func(t time.Time) time.Time { return t.Add(time.Hour) }),
		},
		{
			name: "unset times are 1970", flaw: "A time that is not set comes back as the beginning of 1970.", caught: "FACT-02 VAL-02 VAL-06",
			hooks: altered(func(b *batch) {
				b.times(func(_ string, t *time.Time) {
					if t.IsZero() {
						*t = time.Unix(0, 0).UTC()
					}
				})
			}),
		},
		{
			name: "unset times are in the year 1", flaw: "A time that is not set comes back in another zone than UTC.", caught: "FACT-02",
			hooks: altered(func(b *batch) {
				b.times(func(_ string, t *time.Time) {
					if t.IsZero() {
						*t = time.Time{}.In(time.FixedZone("", 0))
					}
				})
			}),
		},
		{
			name: "years since 1970", flaw: "Times before 1970 come back as its beginning.", caught: "FACT-02",
			hooks: retimed(func(t time.Time) time.Time {
				if t.Year() < 1970 {
					return time.Unix(0, 0).UTC()
				}
				return t
			}),
		},
		{
			name: "years until 2262", flaw: "Times are counted in nanoseconds, which ends in the year 2262.", caught: "FACT-02",
			hooks: retimed(func(t time.Time) time.Time { return time.Unix(0, t.UnixNano()).UTC() }),
		},
		{
			name: "lists are sorted", flaw: "Lists come back in order.", caught: "FACT-02",
			hooks: withLists(func(s []string) []string {
				slices.Sort(s)
				return s
			}),
		},
		{
			name: "lists are short", flaw: "Lists are cut at 40 elements.", caught: "VAL-04 VAL-05",
			hooks: withLists(func(s []string) []string { return s[:min(len(s), 40)] }),
		},
		{
			name: "lists are joined by commas", flaw: "An element with a comma comes back as two.", caught: "VAL-05",
			hooks: withLists(func(s []string) []string { return strings.Split(strings.Join(s, ","), ",") }),
		},
		{
			name: "texts of 255 bytes", flaw: "Texts are cut at 255 bytes.", caught: "VAL-03",
			hooks: retyped(func(s string) string { return s[:min(len(s), 255)] }),
		},
		{
			name: "texts of 32 KiB", flaw: "Texts are cut at 32 KiB.", caught: "VAL-04",
			hooks: retyped(func(s string) string { return s[:min(len(s), 32<<10)] }),
		},
		{
			name: "texts in the basic plane", flaw: "Characters beyond U+FFFF come back as question marks.", caught: "FACT-02",
			hooks: retyped(func(s string) string {
				return strings.Map(func(r rune) rune {
					if r > 0xffff {
						return '?'
					}
					return r
				}, s)
			}),
		},
		{
			name: "texts are trimmed", flaw: "Spaces around texts are cut off.", caught: "VAL-03",
			hooks: retyped(strings.TrimSpace),
		},
		{
			name: "texts lose carriage returns", flaw: "Line endings come back as line feeds.", caught: "VAL-03",
			hooks: retyped(func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }),
		},
		{
			name: "texts double quotes", flaw: "Quotes in texts are doubled.", caught: "FACT-02",
			hooks: retyped(func(s string) string { return strings.ReplaceAll(s, "'", "''") }),
		},
		{
			name: "texts lose backslashes", flaw: "Backslashes in texts are taken for escapes.", caught: "VAL-03",
			hooks: retyped(func(s string) string { return strings.ReplaceAll(s, `\`, "") }),
		},
		{
			name: "texts escape line separators", flaw: "U+2028 comes back as an escape.", caught: "VAL-03 VAL-11",
			hooks: retyped(func(s string) string { return strings.ReplaceAll(s, "\u2028", `\u2028`) }),
		},
		{
			name: "texts in normal form", flaw: "Texts come back in Unicode's normal form.", caught: "VAL-03 VAL-13",
			hooks: retyped(func(s string) string { return strings.ReplaceAll(s, "e\u0301", "é") }),
		},
		{
			name: "addresses are folded", flaw: "E-mail addresses come back in lower case.", caught: "FACT-02",
			hooks: altered(func(b *batch) {
				turn(b.staff, func(r *agency.Staff) { r.Email = agency.FoldEmail(r.Email) })
				turn(b.recruiters, func(r *agency.Recruiter) { r.Email = agency.FoldEmail(r.Email) })
			}),
		},
		{
			name: "payloads are encoded anew", flaw: "An event's payload comes back as the same JSON in other bytes.", caught: "OUT-01",
			hooks: altered(func(b *batch) {
				if b.kind == anEvent {
					var v any
					if json.Unmarshal(b.event.Payload, &v) == nil {
						b.event.Payload, _ = json.MarshalIndent(v, "", " ")
					}
				}
			}),
		},
		{
			name: "payloads of 64 KiB", flaw: "An event's payload is cut at 64 KiB.", caught: "VAL-12",
			hooks: altered(func(b *batch) { b.event.Payload = b.event.Payload[:min(len(b.event.Payload), 64<<10)] }),
		},
		{
			name: "payloads end at NUL", flaw: "A receipt's payload ends at its first NUL byte.", caught: "FACT-02",
			hooks: altered(func(b *batch) {
				turn(b.receipts, func(r *candidate.Receipt) {
					if i := bytes.IndexByte(r.Payload[:], 0); i >= 0 {
						clear(r.Payload[i:])
					}
				})
			}),
		},
		{
			name: "first of two", flaw: "Of two records with one ID in a call, the first one counts.", caught: "FACT-03",
			hooks: altered(func(b *batch) {
				slices.Reverse(b.staff)
				slices.Reverse(b.agencies)
				slices.Reverse(b.recruiters)
				slices.Reverse(b.openings)
				slices.Reverse(b.shares)
				slices.Reverse(b.entries)
				slices.Reverse(b.submissions)
				slices.Reverse(b.receipts)
				slices.Reverse(b.remarks)
				slices.Reverse(b.candidates)
				slices.Reverse(b.claims)
				slices.Reverse(b.rulings)
				slices.Reverse(b.probes)
				slices.Reverse(b.invitations)
				slices.Reverse(b.rosters)
			}),
		},
		{
			name: "two in one call are refused", flaw: "Two records with one ID in a call fail.", caught: "FACT-03",
			hooks: hooks{write: func(t store.Tx, b *batch) {
				keys := b.keys()
				if slices.Sort(keys); len(slices.Compact(keys)) < len(b.keys()) {
					t.PutAgencies(agency.Agency{})
				}
				b.apply(t)
			}},
		},
		{
			name: "a hundred at a time", flaw: "A call writes its first 100 records only.", caught: "VAL-08",
			hooks: altered(func(b *batch) {
				b.staff, b.agencies = first100(b.staff), first100(b.agencies)
				b.recruiters, b.openings, b.shares = first100(b.recruiters), first100(b.openings), first100(b.shares)
				b.candidates, b.claims, b.rulings, b.probes = first100(b.candidates), first100(b.claims), first100(b.rulings), first100(b.probes)
				b.invitations, b.rosters = first100(b.invitations), first100(b.rosters)
				b.entries, b.submissions, b.receipts, b.remarks = first100(b.entries), first100(b.submissions), first100(b.receipts), first100(b.remarks)
			}),
		},
	}
	for _, k := range []kind{aStaff, anAgency, aRecruiter, anOpening, aShare, anEntry, aSubmission, aReceipt, aRemark, aCandidate, aClaim, aRuling, aProbe, anInvitation, aList} {
		faults = append(faults, fault{
			name: "inserts only: " + string(k), flaw: "A record that is there already is not replaced: " + string(k) + ".", caught: "FACT-03",
			plant: insertsOnly(k),
		})
	}
	for _, f := range slices.Concat(lostFields(), lostOwnership(), lostOutreach()) {
		faults = append(faults, fault{name: "loses " + f.name, flaw: f.name + " is not kept.", caught: f.caught, hooks: altered(f.lose)})
	}
	for _, field := range []string{
		"Agency.Created", "Recruiter.Since", "Recruiter.Created", "Opening.Created", "Share.From", "Share.Until", "Share.Granted",
		"Share.Revoked", "Entry.Consent", "Entry.Created", "Entry.Erased", "Submission.At", "Submission.Changed", "Receipt.At",
		"Remark.At", "Journal.At", "Event.At", "Candidate.Created", "Candidate.Merged", "Claim.From", "Claim.Until", "Step.At", "Step.Until",
		"Ruling.At", "Probe.At", "Probe.Used", "Share.Paused", "Invitation.Created", "Invitation.Expires", "Invitation.Ended", "List.Created",
	} {
		caught := "VAL-01"
		switch field {
		case "Remark.At":
			caught = "VAL-13"
		case "Journal.At":
			caught = "VAL-11"
		case "Event.At":
			caught = "VAL-12"
		}
		faults = append(faults, fault{
			name: "coarse " + field, flaw: field + " is cut to milliseconds.", caught: caught,
			hooks: altered(func(b *batch) {
				b.times(func(name string, t *time.Time) {
					if name == field {
						*t = t.Truncate(time.Millisecond)
					}
				})
			}),
		})
	}
	return faults
}

// lostFields are fields that a store forgets, one by one.
func lostFields() []lostField {
	return []lostField{
		{"Settings.Stages", "FACT-02", func(b *batch) { b.settings.Stages = agency.Frozen[agency.Stage]{} }},
		{"Settings.Quota", "FACT-02", func(b *batch) { b.settings.Quota = agency.Quota{} }},
		{"Settings.ConsentRequired", "FACT-02", func(b *batch) { b.settings.ConsentRequired = false }},
		{"Staff.State", "FACT-02", func(b *batch) { turn(b.staff, func(r *agency.Staff) { r.State = 0 }) }},
		{"Staff.Levels", "VAL-07", func(b *batch) { turn(b.staff, func(r *agency.Staff) { r.Levels = agency.Levels{} }) }},
		{"Agency.Terms", "FACT-02", func(b *batch) { turn(b.agencies, func(r *agency.Agency) { r.Terms = "" }) }},
		{"Agency.State", "FACT-02", func(b *batch) { turn(b.agencies, func(r *agency.Agency) { r.State = 0 }) }},
		{"Recruiter.Admin", "FACT-02", func(b *batch) { turn(b.recruiters, func(r *agency.Recruiter) { r.Admin = false }) }},
		{"Opening.Private", "FACT-02", func(b *batch) { turn(b.openings, func(r *agency.Opening) { r.Private = false }) }},
		{"Entry.Erased", "VAL-01", func(b *batch) { turn(b.entries, func(r *candidate.Entry) { r.Erased = time.Time{} }) }},
		{"Entry.Consent", "FACT-02", func(b *batch) { turn(b.entries, func(r *candidate.Entry) { r.Consent = time.Time{} }) }},
		{"Entry.Resume.Size", "FACT-02", func(b *batch) { turn(b.entries, func(r *candidate.Entry) { r.Resume.Size = 0 }) }},
		{"Submission.Request", "VAL-07", func(b *batch) { turn(b.submissions, func(r *candidate.Submission) { r.Request = "" }) }},
		{"Submission.Candidate", "FACT-02", func(b *batch) { turn(b.submissions, func(r *candidate.Submission) { r.Candidate = "" }) }},
		{"Submission.Terms", "FACT-02", func(b *batch) { turn(b.submissions, func(r *candidate.Submission) { r.Terms = "" }) }},
		{"Submission.Rules", "FACT-02", func(b *batch) { turn(b.submissions, func(r *candidate.Submission) { r.Rules = 0 }) }},
		{"Receipt.Payload", "FACT-02", func(b *batch) { turn(b.receipts, func(r *candidate.Receipt) { r.Payload = [16]byte{} }) }},
		{"Remark.Author", "LIST-08", func(b *batch) { turn(b.remarks, func(r *candidate.Remark) { r.Author = "" }) }},
		{"Journal.Denied", "LOG-01", func(b *batch) { b.line.Denied = false }},
		{"Journal.Reasons", "LOG-01", func(b *batch) { b.line.Reasons = agency.Frozen[string]{} }},
		{"Journal.Fields", "LOG-01", func(b *batch) { b.line.Fields = agency.Frozen[string]{} }},
		{"Journal.Actor.ID", "LOG-01", func(b *batch) { b.line.Actor.ID = "" }},
		{"Value.Before", "LOG-01", func(b *batch) { turn(b.values, func(v *store.Value) { v.Before = "" }) }},
		{"Event.To", "OUT-01", func(b *batch) { b.event.To = agency.Frozen[string]{} }},
		{"Event.Version", "OUT-01", func(b *batch) { b.event.Version = 1 }},
		{"Event.Name", "OUT-01", func(b *batch) { b.event.Name = "event" }},
	}
}
