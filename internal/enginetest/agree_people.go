package enginetest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// ending are claims in the order of the lists: those that end first before the
// others.
func (m *model) ending(keep func(*claim) bool) []*claim {
	never := time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)
	last := func(c *claim) time.Time {
		if end := c.lastDay(never); !end.IsZero() {
			return end
		}
		return never
	}
	var out []*claim
	for _, c := range m.claims() {
		if keep(c) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *claim) int { return cmp.Or(last(a).Compare(last(b)), cmp.Compare(a.id, b.id)) })
	return out
}

// nameOf is who a claim is to, as entered with what it came from.
func (m *model) nameOf(c *claim) string { return m.entries[c.submission].FullName() }

// ownClaims checks the claims that a recruiter lists: those of the own agency,
// with their own dates, all of them and those that have not ended.
func (j *judge) ownClaims(id agency.RecruiterID) {
	r := j.m.recruiters[id]
	against := j.m.decide(id, question{action: policy.ListClaims})
	for _, after := range []time.Time{{}, j.m.now} {
		var want []access.ClaimView
		for _, c := range j.m.ending(func(c *claim) bool {
			own := c.agency != "" && c.agency == r.Agency && (c.recruiter == id || j.m.settings.Visibility == agency.SeeAgency)
			end := c.lastDay(Start.AddDate(1000, 0, 0))
			var o agency.Opening // none where the claim is about what another side submitted
			if c.submission != "" {
				o = j.m.openings[c.opening]
			}
			return own && (after.IsZero() || !c.from.After(after) && (end.IsZero() || end.After(after))) &&
				len(j.m.judgeOpening(r, o, policy.ViewSubmission)) == 0
		}) {
			view := access.ClaimView{From: c.from, Until: c.lastDay(j.m.now), Standing: c.standing(j.m.now)}
			if c.submission != "" { // else it is to somebody whom another side submitted
				view.Submission, view.Opening, view.Name = c.submission, c.opening, j.m.nameOf(c)
			}
			want = append(want, view)
		}
		if len(against) > 0 || len(j.m.decide(id, question{action: policy.ViewSubmission, submission: "s-none"}).onSelf()) > 0 {
			want = nil
		}
		rows, err := collect(func(c access.Cursor) (access.Page[access.ClaimView], error) {
			return j.Recruiter(id).Claims(background, after, c, j.limit)
		})
		j.equal(string(id)+" lists claims: denied", j.m.told(id, question{action: policy.ListClaims}, against), deniedWith(err))
		j.equal(string(id)+" lists claims", want, rows)
	}
}

// onSelf are the reasons that lie in the recruiter or the agency.
func (c codes) onSelf() codes {
	return slices.DeleteFunc(slices.Clone(c), func(code policy.Code) bool {
		return code < policy.RecruiterNotActive || code > policy.AgencyTerminated
	})
}

// claims checks the claims that a regular user lists.
func (j *judge) claims(staff access.Staff, id agency.StaffID) {
	op := Op{ByStaff: id}
	against := j.m.staffMay(op, need{submissions: 1})
	l := j.m.levels(id)
	for _, of := range []access.ClaimsOf{{}, {After: j.m.now}, {Agency: "a0"}, {Opening: "o1"}} {
		var want []string
		for _, c := range j.m.ending(func(c *claim) bool {
			end := c.lastDay(Start.AddDate(1000, 0, 0))
			return (of.Agency == "" || c.agency == of.Agency) && (of.Opening == "" || c.opening == of.Opening) &&
				(of.After.IsZero() || !c.from.After(of.After) && (end.IsZero() || end.After(of.After))) &&
				(l.AllOpenings || j.m.openings[c.opening].Team.Has(id))
		}) {
			want = append(want, string(c.id)+" "+j.m.nameOf(c)+" "+c.standing(j.m.now).String()+" "+end(c.lastDay(Start.AddDate(1000, 0, 0))))
		}
		if len(against) > 0 {
			want = nil
		}
		rows, err := collect(func(c access.Cursor) (access.Page[access.ClaimRecord], error) {
			return staff.Claims(background, of, c, j.limit)
		})
		j.equal(string(id)+" lists claims: denied", against, deniedWith(err))
		j.equal(string(id)+" lists claims", want, texts(rows, func(r access.ClaimRecord) string {
			return string(r.ID) + " " + r.Name + " " + r.Standing.String() + " " + end(r.Ends)
		}))
	}
}

func end(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// person checks what a regular user learns of the person of a submission.
func (j *judge) person(staff access.Staff, id agency.StaffID, s candidate.SubmissionID, against codes) {
	about := string(id) + " asks about the person of " + string(s)
	denied := func(what string, err error) {
		j.equal(about+": "+what+" denied", against, deniedWith(err))
		if len(against) == 0 {
			require.NoError(j, err)
		}
	}
	duplicates, err := staff.Duplicates(background, s)
	denied("duplicates", err)
	credit, err := staff.Credit(background, s)
	denied("credit", err)
	ruling, err := staff.Ruling(background, s)
	denied("ruling", err)
	replay, err := staff.Replay(background, s, time.Time{})
	denied("replay", err)
	person, err := staff.Person(background, s)
	denied("person", err)
	if len(against) > 0 {
		return
	}
	m := j.m
	sub, k := m.submissions[s], m.candidateOf(s)
	found := m.recalled(k, m.rulings[s])
	var told []match // of whoever is erased, nobody
	if !k.erased {
		found = m.alike(k.who, k, "")
		told = found
	}
	show := func(submission candidate.SubmissionID, host candidate.HostID, by agency.AgencyID, v candidate.Verdict, since time.Time) string {
		return strings.Join([]string{string(submission), string(host), string(by), v.String(), end(since)}, " ")
	}
	got := texts(duplicates, func(d access.Duplicate) string { return show(d.Submission, d.Host, d.Agency, d.Verdict, d.Since) })
	want := texts(told, func(f match) string { return show(f.submission, f.host, f.agency, f.verdict, f.created) })
	j.equal(about+": surest first", true, slices.IsSortedFunc(duplicates, func(a, b access.Duplicate) int { return cmp.Compare(b.Verdict, a.Verdict) }))
	slices.Sort(got)
	slices.Sort(want)
	j.equal(about+": duplicates", want, got)

	var submissions []string
	same := m.same(k.person)
	for _, x := range same {
		if x.submission != "" && len(m.staffMay(Op{ByStaff: id}, need{submissions: 1, submission: x.submission})) == 0 {
			submissions = append(submissions, string(x.submission))
		}
	}
	got = texts(person.Submissions, func(id candidate.SubmissionID) string { return string(id) })
	slices.Sort(submissions)
	slices.Sort(got)
	j.equal(about+": submissions", submissions, got)

	known := m.introductions(found)
	for _, x := range same {
		for _, c := range x.claims {
			known = append(known, introduction{c, candidate.Exact, x != k})
		}
	}
	j.credit(about, sub, known, credit)
	if before := m.rulings[s]; before != nil {
		j.ruled(about+": ruling", before, ruling)
		j.equal(about+": acknowledged", before.acknowledged, ruling.Acknowledged)
		known = slices.DeleteFunc(known, func(i introduction) bool { return i.submission == s })
		again := rule(before.settings, party{sub.Agency, sub.Recruiter, sub.Opening, before.ownOnly}, sub.At, known)
		j.ruled(about+": replayed", &again, replay)
	}
}

func (j *judge) credit(about string, s candidate.Submission, known []introduction, got access.Credit) {
	at := j.m.now
	if !s.Hired.IsZero() {
		at = s.Hired
	}
	d := j.m.settings.Duplicates
	var weighed []string
	var owner *claim
	for _, i := range known {
		if i.verdict < candidate.Probable || i.overruled || d.Scope == agency.WithinOpening && i.opening != s.Opening ||
			!i.reachedOne(d.Stages.Slice(), at) {
			continue
		}
		weighed = append(weighed, string(i.id))
		if i.holds(at) {
			owner = earlier(owner, i.claim)
		}
	}
	have := texts(got.Claims, func(c access.ClaimRecord) string { return string(c.ID) })
	slices.Sort(weighed)
	slices.Sort(have)
	j.equal(about+": claims weighed for the credit", weighed, have)
	j.equal(about+": instant of the credit", end(at), end(got.At))
	if owner == nil {
		owner = new(claim)
	}
	j.equal(about+": credited claim", owner.id, got.Owner.ID)
	j.equal(about+": credited agency", owner.agency, got.Agency())
	j.equal(about+": credit in doubt", owner.id != "" && owner.standing(j.m.now) == candidate.ClaimDisputed, got.Disputed())
}

func (j *judge) ruled(what string, want *judged, got candidate.Ruling) {
	show := func(o candidate.Outcome, v candidate.Verdict, owner candidate.ClaimID, byOther, already bool, own candidate.Standing) string {
		s := strings.Join([]string{o.String(), v.String(), string(owner), own.String()}, " ")
		if byOther {
			s += " owned by another"
		}
		if already {
			s += " submitted before"
		}
		return s
	}
	var owner candidate.ClaimID
	if want.owner != nil {
		owner = want.owner.id
	}
	j.equal(what, show(want.outcome, want.verdict, owner, want.byOther, want.already, want.own),
		show(got.Outcome, got.Verdict, got.Owner, got.OwnedByOther, got.AlreadySubmitted, got.Own))
}
