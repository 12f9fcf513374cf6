package storetest

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

var valueChecks = []check{
	{"VAL-01", "Times are kept to the microsecond, from the year 1900 to the year 9999, and come back in UTC.", keepsTimes, nil},
	{"VAL-02", "Times that are not set come back as the zero time.", keepsUnset, nil},
	{"VAL-03", "Texts come back as they were put, whatever is in them.", keepsTexts, nil},
	{"VAL-04", "Texts and lists of the greatest length come back whole.", keepsLarge, nil},
	{"VAL-05", "Lists in records keep their order and all of their elements.", keepsListOrder, nil},
	{"VAL-06", "Records with nothing but their identifiers come back as they were put.", keepsEmpty, nil},
	{"VAL-07", "Every value of every enumeration, and the greatest numbers, come back as they were put.", keepsNumbers, nil},
	{"VAL-08", "A call may put as many records as there are.", putsMany, nil},
	{"VAL-09", "A Reader may be asked for as many IDs as there are.", getsMany, nil},
	{"VAL-10", "The slices of a page are nil when there are no rows.", returnsNil, nil},
	{"VAL-11", "Journal entries come back as they were put: times, texts, lists and values.", keepsEntries, []need{journalQueries}},
	{"VAL-12", "Events come back as they were put, byte by byte.", keepsEvents, []need{delivery}},
	{"VAL-13", "Remarks come back as they were put.", keepsRemarks, []need{remarks}},
}

// instants are hard to keep for some column or conversion.
var instants = []time.Time{
	time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1900, 1, 1, 0, 0, 0, 1000, time.UTC),
	time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC), time.Unix(0, 0).UTC(), time.Unix(0, 1000).UTC(),
	time.Date(2000, 2, 29, 12, 0, 0, 123_456_000, time.UTC), time.Date(2026, 3, 29, 1, 30, 0, 100_000_000, time.UTC),
	time.Date(2038, 1, 19, 3, 14, 8, 1000, time.UTC), time.Date(2263, 1, 1, 0, 0, 0, 999_000, time.UTC),
	time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
}

// fullFacts are records of every kind with all their texts set to text, all
// their lists to list and all their times to at.
func fullFacts(text, prose string, list []string, at time.Time) (f store.Facts) {
	frozen := agency.Freeze(list...)
	f.Settings = agency.Settings{Version: 1, Title: text, Terms: text, Stages: agency.Freeze(stages(list)...)}
	f.Staff = agency.Staff{ID: "lee", Name: text, Role: agency.SuperAdmin}
	f.Agency = agency.Agency{ID: "north", Title: text, Domains: frozen, Terms: text, Created: at}
	f.Recruiter = agency.Recruiter{ID: "ann", Agency: "north", Name: text, Since: at, Created: at}
	f.Opening = agency.Opening{ID: "dev", Title: text, Text: prose, Team: agency.Freeze(users(list)...), Created: at}
	f.ToRecruiter = agency.Share{
		Opening: "dev", Grantee: agency.ToRecruiter("ann"), Window: agency.Window{From: at}, Granted: at, Paused: at, Revoked: at,
	}
	if at.Year() < 9999 {
		f.ToRecruiter.Until = at.Add(time.Microsecond)
	}
	f.ToAgency = f.ToRecruiter
	f.ToAgency.Grantee = agency.ToAgency("north")
	f.Submission = candidate.Submission{
		ID: "s1", Opening: "dev", Entry: "e1", Agency: "north", Recruiter: "ann", Source: text, Stage: agency.Stage(text),
		At: at, Changed: at, Terms: text,
	}
	f.Entry = &candidate.Entry{
		ID: "e1", Name: text, Given: text, Surname: text, Emails: frozen, Phones: frozen, URLs: frozen, Born: text, Place: text,
		Address: candidate.Address{Street: text, City: text, Postcode: text, Region: text}, NationalID: text, Comment: prose, Consent: at, Created: at, Erased: at, Resume: candidate.Resume{Name: text, Type: text},
	}
	f.Receipt = &candidate.Receipt{Agency: "north", Recruiter: "ann", Request: "r1", Submission: "s1", At: at}
	fillOwnership(&f, text, frozen, at)
	fillOutreach(&f, text, list, at)
	return f
}

func stages(list []string) (s []agency.Stage) {
	for _, v := range list {
		s = append(s, agency.Stage(v))
	}
	return s
}

func users(list []string) (s []agency.StaffID) {
	for _, v := range list {
		s = append(s, agency.StaffID(v))
	}
	return s
}

func putFacts(t store.Tx, f store.Facts) {
	t.PutSettings(f.Settings)
	t.PutStaff(f.Staff)
	t.PutAgencies(f.Agency)
	t.PutRecruiters(f.Recruiter)
	t.PutOpenings(f.Opening)
	t.PutShares(f.ToRecruiter, f.ToAgency)
	t.PutEntries(*f.Entry)
	t.PutSubmissions(f.Submission)
	t.PutReceipts(*f.Receipt)
	t.PutCandidates(f.Known[0].Candidate)
	t.PutClaims(f.Known[0].Claims...)
	t.PutRulings(*f.Ruling)
	t.PutProbes(*f.Probe)
	t.PutIndex(f.Index)
	t.PutInvitations(*f.Invitation)
	t.PutLists(f.Lists...)
}

// keeps puts f into an account of its own and checks that it comes back, as
// facts and as rows of lists.
func (p *probe) keeps(account agency.AccountID, f store.Facts) {
	p.update(account, func(t store.Tx) { putFacts(t, f) })
	q := store.Query{
		Staff: "lee", Recruiter: "ann", Submission: "s1", Request: "r1", Claim: "k1", Probe: "p1",
		Candidates: []candidate.ID{"c1"}, Keys: []candidate.Digest{1}, Invitation: "i1", Latest: true, Lists: []agency.ListID{"l1"},
	}
	f.Claim, f.Holders = f.Known[0].Claims[0], make([][]candidate.Holder, 1)
	p.equal("the facts", f, p.read(account, q))
	q.List = &store.List{Scope: store.Scope{Kind: store.ListClaims}, Limit: 9}
	p.equal("the row of a claim", []store.ClaimRow{{
		Claim: f.Claim, Name: f.Entry.FullName(), Opening: f.Opening, ToRecruiter: f.ToRecruiter, ToAgency: f.ToAgency,
	}}, p.read(account, q).Rows.Claims)
	q.List = &store.List{Scope: store.Scope{Kind: store.ListCandidates}, Limit: 9}
	p.equal("the candidates", []candidate.Candidate{f.Known[0].Candidate}, p.read(account, q).Rows.Candidates)
	q.List = &store.List{Scope: store.Scope{Kind: store.ListInvitations}, Limit: 9}
	p.equal("the invitations", []invite.Invitation{*f.Invitation}, p.read(account, q).Rows.Invitations)
	q.List = &store.List{Scope: store.Scope{Kind: store.ListLists}, Limit: 9}
	p.equal("the lists", f.Lists, p.read(account, q).Rows.Lists)
	q.List = &store.List{Scope: store.Scope{Kind: store.ListSubmissions}, Limit: 9}
	p.equal("the row of a submission", []store.SubmissionRow{{
		Submission: f.Submission, Name: f.Entry.FullName(), Opening: f.Opening, ToRecruiter: f.ToRecruiter, ToAgency: f.ToAgency,
	}}, p.read(account, q).Rows.Submissions)
	q.List = &store.List{Scope: store.Scope{Kind: store.ListOpenings}, Limit: 9}
	p.equal("the row of an opening", []store.OpeningRow{{
		Opening: f.Opening, ToRecruiter: f.ToRecruiter, ToAgency: f.ToAgency,
	}}, p.read(account, q).Rows.Openings)
	q.List = &store.List{Scope: store.Scope{Kind: store.ListRecruiters, Opening: "dev"}, Limit: 9}
	p.equal("the row of a recruiter", []store.RecruiterRow{{
		Recruiter: f.Recruiter, Agency: f.Agency, ToRecruiter: f.ToRecruiter, ToAgency: f.ToAgency,
	}}, p.read(account, q).Rows.Recruiters)
	q.List = &store.List{Scope: store.Scope{Kind: store.ListShares, Opening: "dev"}, Limit: 9}
	p.equal("the shares", []agency.Share{f.ToAgency, f.ToRecruiter}, p.read(account, q).Rows.Shares)
	q.List = &store.List{Scope: store.Scope{Kind: store.ListAgencies}, Limit: 9}
	p.equal("the agencies", []agency.Agency{f.Agency}, p.read(account, q).Rows.Agencies)
	q.List = &store.List{Scope: store.Scope{Kind: store.ListStaffUsers}, Limit: 9}
	p.equal("the staff", []agency.Staff{f.Staff}, p.read(account, q).Rows.Staff)
}

func keepsTimes(p *probe) {
	for i, at := range instants {
		p.keeps(agency.AccountID("account"+strconv.Itoa(i)), fullFacts("text", "prose", nil, at))
	}
}

func keepsUnset(p *probe) {
	f := fullFacts("text", "prose", nil, time.Time{})
	f.Opening.Created, f.Submission.At, f.Receipt.At = minute(1), minute(1), minute(1) // these are always set
	f.ToRecruiter.From, f.ToRecruiter.Until, f.ToAgency.From, f.ToAgency.Until = minute(1), minute(2), minute(1), time.Time{}
	p.keeps(acme, f)
	f.ToRecruiter.Until, f.ToRecruiter.Revoked = time.Time{}, minute(2)
	f.ToRecruiter.Paused, f.Invitation.Ended = minute(3), minute(4)
	f.Latest = f.Invitation
	f.Recruiter.Since, f.Entry.Consent = minute(3), minute(4)
	p.keeps(acme, f)
	f.ToRecruiter.Paused, f.Invitation.Ended = time.Time{}, time.Time{}
	f.ToRecruiter.Revoked, f.Recruiter.Since, f.Entry.Consent = time.Time{}, time.Time{}, time.Time{}
	p.keeps(acme, f) // unset again
}

// odd are texts of one line that some database, encoding or template takes for
// something else.
var odd = []string{
	" ", " leading and trailing ", "'", `"`, "''", `\`, `\\`, `\'`, `\n`, `\u0000`, `\x00`, "%", "_", "%s %d %!", "$1", "?", "?1", ":name", "@p1", "--", "/*", ";",
	"'); DROP TABLE submissions; --", "null", "NULL", "nil", "true", "0", "-0", "1e5", "NaN", "{}", "[]", `{"a":1}`, `["a","b"]`, `{"a":`, `"quoted"`, `{a,"b"}`,
	"<b>&amp;</b>", "</script>", "a,b", "a|b", "a:b", "a/b", "../..", "2026-03-01", "2026-03-01T09:00:00Z", "0x00", "\\000",
	"é", "e\u0301", "ß", "İı", "ÅΩﬁ", "日本語", "עברית", "\u202eright to left", "\u2028\u2029", "\ufeffmark", "\u200b", "\ufffd", "\ufffe\uffff",
	"\U0001F600", "\U0001F468\u200d\U0001F469\u200d\U0001F467", "\U0010FFFF", "\u00a0",
}

func keepsTexts(p *probe) {
	for i, text := range odd {
		if i%6 != 0 { // in sixes, one in each place by turns
			continue
		}
		list := slices.Clone(odd[i:min(i+6, len(odd))])
		slices.Reverse(list)
		p.keeps(agency.AccountID("account"+strconv.Itoa(i)), fullFacts(text, strings.Join(odd, "\r\n\t")+"\n", list, minute(1)))
	}
	p.update(acme, func(t store.Tx) {
		for _, text := range odd {
			t.PutAgencies(agency.Agency{ID: agency.AgencyID("a" + text), Title: text, Terms: text, Domains: agency.Freeze(text, "x"+text)})
			t.PutRecruiters(agency.Recruiter{ID: agency.RecruiterID("r" + text), Agency: agency.AgencyID("a" + text), Name: text, Email: text + "@north.example"})
			t.PutStaff(agency.Staff{ID: agency.StaffID("s" + text), Name: text, Email: text + "@acme.example", Role: agency.SuperAdmin})
		}
	})
	for _, text := range odd {
		f := p.read(acme, store.Query{Recruiter: agency.RecruiterID("r" + text), Staff: agency.StaffID("s" + text)})
		p.equal("the facts about "+strconv.Quote(text), store.Facts{
			Agency:    agency.Agency{ID: agency.AgencyID("a" + text), Title: text, Terms: text, Domains: agency.Freeze(text, "x"+text)},
			Recruiter: agency.Recruiter{ID: agency.RecruiterID("r" + text), Agency: agency.AgencyID("a" + text), Name: text, Email: text + "@north.example"},
			Staff:     agency.Staff{ID: agency.StaffID("s" + text), Name: text, Email: text + "@acme.example", Role: agency.SuperAdmin},
		}, f)
	}
}

// many returns n different strings in no order.
func many(n, length int) (list []string) {
	for i := range n {
		s := strconv.Itoa(i*7919%n) + ".é"
		list = append(list, s+strings.Repeat("x", max(0, length-len(s))))
	}
	return list
}

func keepsLarge(p *probe) {
	for i, prose := range []string{
		strings.Repeat("0123456789abcde\n", agency.MaxProse/16), strings.Repeat("é", agency.MaxProse/2), strings.Repeat("\"", agency.MaxProse),
	} {
		f := fullFacts(strings.Repeat("ü", agency.MaxName/2), prose, nil, minute(1))
		f.Opening.Team = agency.Freeze(users(many(500, agency.MaxID))...)
		f.Agency.Domains = agency.Freeze(many(50, 253)...)
		f.Settings.Stages = agency.Freeze(stages(many(50, agency.MaxID))...)
		f.Entry.URLs = agency.Freeze(many(candidate.MaxContacts, candidate.MaxURL)...)
		f.Entry.Emails = agency.Freeze(many(candidate.MaxContacts, agency.MaxEmail)...)
		f.Recruiter.Email = strings.Repeat("a", agency.MaxEmail-14) + "@north.example"
		growOwnership(&f, prose)
		growOutreach(&f)
		p.keeps(agency.AccountID("account"+strconv.Itoa(i)), f)
	}
}

func keepsListOrder(p *probe) {
	for i, list := range [][]string{{"b", "a", "c"}, {"a"}, {"10", "9", "B", "a", "b", "A"}, {"a,b", "a", "b"}, many(50, 0)} {
		p.keeps(agency.AccountID("account"+strconv.Itoa(i)), fullFacts("text", "prose", list, minute(1)))
	}
}

func keepsEmpty(p *probe) {
	f := fullFacts("", "", nil, time.Time{})
	f.Settings.Version = 0
	f.Opening.Created, f.Submission.At, f.Receipt.At = minute(1), minute(1), minute(1)
	f.ToRecruiter.Window, f.ToAgency.Window = agency.Window{From: minute(1)}, agency.Window{From: minute(1)}
	p.keeps(acme, f)
	f = fullFacts("text", "prose", []string{"a"}, minute(1))
	p.keeps(acme, f)
	f = fullFacts("", "", nil, minute(2))
	p.keeps(acme, f) // empty again
}

func keepsNumbers(p *probe) {
	for i := range 8 {
		f := fullFacts("text", "prose", nil, minute(1))
		n := uint8(i)
		f.Settings.Version = math.MaxInt64 - int64(i)
		f.Settings.Sharing, f.Settings.Visibility = agency.Sharing(n%3), agency.Visibility(n%2)
		f.Settings.Duplicates = agency.Duplicates{
			Outcome: agency.DuplicateOutcome(n % 4), Scope: agency.DuplicateScope(n % 2), Tell: agency.Tell((n + 1) % 3),
			LookBack: agency.Period{Months: 12000, Days: int32(i)}, Ownership: agency.Period{Days: 12000}, Direct: agency.Period{Months: int32(i)},
		}
		if f.Settings.Duplicates.Validate() != nil {
			f.Settings.Duplicates.Tell = agency.TellKnown
		}
		f.Settings.Quota.PerOpening = math.MaxUint32 - uint32(i)
		f.Settings.ConsentRequired, f.Settings.ColleagueDomains, f.Settings.JournalReads = n&1 > 0, n&2 > 0, n&4 > 0
		levels := agency.Levels{
			Agencies: agency.Level(n % 5), Submissions: agency.Level(n % 3), Messages: agency.Level(n % 3),
			AllOpenings: n&4 > 0, Settings: n&2 > 0, Journal: n&1 > 0,
		}
		f.Settings.Roles = f.Settings.Roles.With(agency.HiringTeamMember, levels)
		f.Staff.Role, f.Staff.State = agency.HiringTeamMember+agency.Role(n%4), agency.StaffState(n%2)
		f.Staff.Levels = levels
		f.Agency.State = agency.State(n % 4)
		f.Settings.InvitationDays = 365 - uint16(i)
		f.Recruiter.Conflict = n&4 > 0
		f.Recruiter.Admin, f.Recruiter.State = n&1 > 0, agency.RecruiterState(n%3)
		f.Opening.State, f.Opening.Private = agency.OpeningState(n%2), n&2 > 0
		f.Submission.Rules = math.MaxInt64 - int64(i)
		f.Submission.Request = "r1"
		f.Submission.Stage = slices.Collect(agency.DefaultStages().All())[i%7]
		f.Entry.Resume.Size = candidate.MaxResume
		numberOwnership(&f, i)
		f.Invitation.Fate, f.Invitation.AllOpenings = invite.Fate(n%5), n&1 > 0
		for j := range f.Receipt.Payload {
			f.Receipt.Payload[j] = byte(i*32 + j*2 + i&1)
		}
		p.keeps(agency.AccountID("account"+strconv.Itoa(i)), f)
	}
}
