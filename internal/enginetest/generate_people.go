package enginetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

func drawDuplicates(t *rapid.T) agency.Duplicates {
	overrides := []agency.Override{agency.NoOverride, agency.NoOverride, agency.NoOverride, agency.OverrideAlert, agency.OverrideFlag, agency.OverrideBlock, agency.OverrideIgnore}
	d := agency.Duplicates{
		Outcome: one(t, "outcome", []agency.DuplicateOutcome{
			agency.AlertDuplicate, agency.AlertDuplicate, agency.AlertDuplicate, agency.FlagDuplicate, agency.BlockDuplicate, agency.IgnoreDuplicate,
		}),
		Exact:        one(t, "exact", overrides),
		Possible:     one(t, "possible", overrides),
		Scope:        one(t, "scope", []agency.DuplicateScope{agency.AcrossAccount, agency.AcrossAccount, agency.WithinOpening}),
		LookBack:     one(t, "look-back", []agency.Period{{}, {}, {Months: 1}, {Months: 2, Days: 10}}),
		Ownership:    one(t, "ownership", []agency.Period{{}, {Months: 1}, {Days: 1}, {Months: 6}}),
		Direct:       one(t, "direct", []agency.Period{{}, {Months: 3}, {Days: 1}}),
		Resubmission: one(t, "resubmission", []agency.Resubmission{agency.ResubmitElsewhere, agency.JudgeResubmission}),
		Tell:         one(t, "tell", []agency.Tell{agency.TellKnown, agency.TellKnown, agency.TellNothing, agency.TellClass}),
		Probes:       one(t, "probes", []agency.Probes{{}, {}, {Recruiter: 2, Agency: 3}, {Recruiter: 5, Agency: 1}}),
	}
	switch one(t, "stages", []string{"", "", "", "late", "first"}) {
	case "late":
		d.Stages = agency.Freeze(agency.InReview, agency.Hired)
	case "first":
		d.Stages = agency.Freeze(agency.New)
	}
	if d.Tell == agency.TellNothing && d.Validate() != nil { // not where duplicates are blocked
		d.Tell = agency.TellKnown
	}
	return d
}

// alerted reports whether there is an alert that can be acknowledged.
func (m *model) alerted() bool {
	for _, a := range m.alerts {
		if !a.used && a.version == m.settings.Version && m.now.Before(a.at.Add(30*time.Minute)) {
			return true
		}
	}
	return false
}

// drawAcknowledgement lets a submission go on after an alert: mostly the one
// that it was answered with, as it should be or in some way not.
func drawAcknowledgement(t *rapid.T, m *model, op *Op, by []agency.RecruiterID) {
	if len(m.alerts) == 0 || !yes(t, "acknowledged") {
		return
	}
	op.Ack = one(t, "alert", append(sortedKeys(m.alerts), "forged"))
	a := m.alerts[op.Ack]
	if a == nil || !slices.Contains(by, a.recruiter) || one(t, "for something else", []bool{false, false, false, true}) {
		return
	}
	op.ByRecruiter, op.Opening.ID, op.Entry = a.recruiter, a.opening, a.entry
	if soon := a.at.Add(one(t, "after", []time.Duration{time.Minute, time.Hour - time.Microsecond, time.Hour})); soon.After(m.now) {
		op.At = soon
	}
}

// drawApplicant keeps relatives what they are, so that whoever is marked as
// somebody else is.
func drawApplicant(t *rapid.T, m *model, op *Op) {
	i := slices.Index(applicantIDs, op.Submission)
	switch i {
	case 1:
		op.Entry = drawEntry(t, []string{"anna"}, m)
	case 2:
		op.Entry = drawEntry(t, []string{"boris"}, m)
	default:
		op.Entry = drawEntry(t, plain, m)
	}
	if yes(t, "linked") {
		op.Host = hostOf(t, who(op.Entry))
	}
}

// hostOf is the host's record of a member. Staff may take the plain ones for one
// another.
func hostOf(t *rapid.T, of *member) candidate.HostID {
	if slices.Contains(plain, of.name) {
		return one(t, "record", []candidate.HostID{"h-" + candidate.HostID(of.name), "h-plain"})
	}
	return candidate.HostID("h-" + of.name)
}

// drawPerson draws something about the person of a submission, or about a claim.
func drawPerson(t *rapid.T, m *model, op *Op) {
	m.now = op.At
	k := m.candidateOf(op.Submission)
	switch op.Do {
	case "merge", "mark-distinct", "mark-not-distinct":
		op.Other = one(t, "other", append(m.others(k, op.Do != "merge"), "s-none"))
	case "unmerge":
		var merged []candidate.SubmissionID
		for _, k := range m.known {
			if k.submission != "" && (k.into != "" || len(m.same(k.id)) > 1) {
				merged = append(merged, k.submission)
			}
		}
		op.Submission = one(t, "merged", append(merged, op.Submission))
	case "correct":
		names := plain
		if k != nil && !slices.Contains(plain, k.who.name) {
			names = []string{k.who.name}
		}
		op.Entry = drawEntry(t, names, m)
		if k != nil && !slices.Contains(names, who(op.Entry).name) {
			op.Entry = k.who.as[0]
		}
	case "open-claim":
		op.Agency.ID = one(t, "agency", agencyIDs)
		op.From = one(t, "from", []time.Time{{}, op.At.AddDate(0, -2, 0), op.At})
		op.Until = one(t, "until", []time.Time{{}, op.At.AddDate(0, 0, 1), op.At.AddDate(1, 0, 0)})
	case "extend-claim", "release-claim", "dispute-claim", "uphold-claim", "overrule-claim":
		op.Claim = one(t, "claim", append(sortedKeys(m.claims()), "c-none"))
		op.Until = one(t, "until", []time.Time{{}, op.At.AddDate(0, 1, 0), op.At.AddDate(0, 0, -1)})
		if c := m.claims()[op.Claim]; c != nil && c.of.submission == "" {
			op.ByStaff = "" // nobody's opening, and no team
		}
	case "link":
		if k != nil && yes(t, "linked") {
			op.Host = hostOf(t, k.who)
		}
	case "erase-candidate":
		op.Host = one(t, "record", append([]candidate.HostID{"h-none"}, m.hostIDs()...))
	case "import":
		drawImport(t, m, op)
	}
}

// hostIDs are the host's records that somebody is linked to.
func (m *model) hostIDs() []candidate.HostID {
	all := map[candidate.HostID]bool{}
	for _, k := range m.known {
		if k.host != "" {
			all[k.host] = true
		}
	}
	return sortedKeys(all)
}

// others are whom staff may take for the person, or those who are told from the
// person by a mark. A mark between two whom the cast has as one would leave open
// which of them an entry is of.
func (m *model) others(k *known, marked bool) []candidate.SubmissionID {
	var out []candidate.SubmissionID
	for _, x := range m.known {
		if k == nil || x.submission == "" {
			continue
		}
		related := k.who.relative != "" && k.who.relative == x.who.name
		like := k.who == x.who || slices.Contains(plain, k.who.name) && slices.Contains(plain, x.who.name)
		if marked && related || !marked && like {
			out = append(out, x.submission)
		}
	}
	return out
}

func drawImport(t *rapid.T, m *model, op *Op) {
	op.Entry = drawEntry(t, castNames(), m)
	op.From = op.At.AddDate(0, -one(t, "months ago", []int{0, 1, 4}), 0)
	op.Host = hostOf(t, who(op.Entry))
	if yes(t, "only known") {
		return
	}
	if yes(t, "not linked") {
		op.Host = ""
	}
	op.Past = access.PastSubmission{
		ID: candidate.SubmissionID(fmt.Sprintf("i%d", rapid.IntRange(0, 3).Draw(t, "past"))), At: op.From,
		Agency:  one(t, "agency", append([]agency.AgencyID{""}, agencyIDs...)),
		Opening: one(t, "opening", append([]agency.OpeningID{""}, openingIDs...)),
		Stage:   one(t, "stage", []agency.Stage{agency.New, agency.InReview, agency.Hired, agency.Withdrawn}),
	}
	if yes(t, "changed since") {
		op.Past.Changed = op.At
	}
	if yes(t, "reached before") {
		op.Past.Reached = agency.Freeze(agency.InReview)
	}
	if strings.HasPrefix(string(op.Past.Agency), "a") && yes(t, "by somebody") {
		op.Past.Recruiter = one(t, "recruiter", recruiterIDs[:6])
	}
	op.From = op.Past.At
}
