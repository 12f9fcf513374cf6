package storetest

import (
	"math"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// everyByte is all bytes, which are no text together.
func everyByte() string {
	var b [256]byte
	for i := range b {
		b[i] = byte(255 - i)
	}
	return string(b[:])
}

// fillOwnership adds the records of who introduced whom to f, with all their
// texts set to text, all their lists to list and all their times to at. Some are
// always set.
func fillOwnership(f *store.Facts, text string, list agency.Frozen[string], at time.Time) {
	always := at
	if at.IsZero() {
		always = minute(1)
	}
	var distinct []candidate.ID
	for id := range list.All() {
		distinct = append(distinct, candidate.ID(id))
	}
	c := candidate.Claim{
		ID: "k1", Candidate: "c1", Agency: "north", Recruiter: "ann", Submission: "s1", Opening: "dev", From: always, Until: at,
		Stage: agency.Stage(text), Reason: text, History: agency.SeriesOf(
			candidate.Step{At: always, Kind: candidate.Reached, Stage: agency.Stage(text)},
			candidate.Step{At: always, Kind: candidate.Extended, Until: at, By: agency.StaffID(text), Reason: text},
		),
	}
	f.Known = []store.Known{{
		Candidate: candidate.Candidate{
			ID: "c1", Created: at, Host: "h1", Submission: "s1", Agency: "north", Entry: "e1", Corrected: agency.SeriesOf(*f.Entry), Person: "c1",
			Into: candidate.ID(text), Merged: at, Distinct: agency.Freeze(distinct...), Sketch: candidate.Sketch(text), Key: text,
		},
		Claims: []candidate.Claim{c},
	}}
	f.Ruling = &candidate.Ruling{
		Submission: "s1", At: at, Settings: agency.Duplicates{Stages: f.Settings.Stages}, Owner: candidate.ClaimID(text), OwnerAgency: agency.AgencyID(text),
		Evidence: agency.SeriesOf(candidate.Finding{Candidate: candidate.ID(text), Evidence: text}),
	}
	f.Probe = &candidate.Probe{ID: "p1", Agency: "north", Recruiter: "ann", At: always, Used: at}
	f.Index = candidate.Index{Key: text}
}

// growOwnership makes those records as large as they may become.
func growOwnership(f *store.Facts, prose string) {
	reason := strings.ToValidUTF8(prose[:candidate.MaxReason], "")
	c, k := &f.Known[0].Candidate, &f.Known[0].Claims[0]
	var distinct []candidate.ID
	for _, id := range many(candidate.MaxDistinct, agency.MaxID) {
		distinct = append(distinct, candidate.ID(id))
	}
	c.Distinct, c.Corrected = agency.Freeze(distinct...), agency.SeriesOf(*f.Entry)
	c.Sketch = candidate.Sketch(strings.Repeat(everyByte(), 16))
	var held []candidate.Holding
	for i := range candidate.MaxHeld {
		held = append(held, candidate.Holding{Digest: digests[i%len(digests)], Turn: uint8(i)})
	}
	c.Held = candidate.Hold(held...)
	steps := k.History.Slice()
	for len(steps) < candidate.MaxSteps {
		steps = append(steps, candidate.Step{At: minute(1), Kind: candidate.Extended, Until: candidate.Never(), By: "lee", Reason: reason})
	}
	k.Reason, k.History = reason, agency.SeriesOf(steps...)
	findings := f.Ruling.Evidence.Slice()
	for len(findings) < candidate.MaxFindings {
		findings = append(findings, candidate.Finding{Candidate: distinct[0], Evidence: strings.Repeat(reason, 4)})
	}
	f.Ruling.Evidence = agency.SeriesOf(findings...)
}

// numberOwnership sets the numbers and enumerations of those records to values
// of their own for each i.
func numberOwnership(f *store.Facts, i int) {
	n := uint8(i)
	c, k := &f.Known[0].Candidate, &f.Known[0].Claims[0]
	pick := func(by uint8) candidate.Pick { return candidate.Pick((n + by) % 3) }
	c.Choice = candidate.Choice{
		Name: pick(0), Emails: pick(1), Phones: pick(2), URLs: pick(3), Born: pick(1), Place: pick(0), Address: pick(2), NationalID: pick(1),
	}
	c.Sketch = candidate.Sketch(everyByte()[i*32:] + everyByte())
	c.Held = candidate.Hold(candidate.Holding{Digest: digests[i], Turn: n}, candidate.Holding{Digest: math.MaxUint64 - candidate.Digest(i), Turn: 255 - n})
	k.History = k.History.Add(candidate.Step{At: minute(2), Kind: candidate.StepKind(1 + n%7)})
	f.Ruling.Rules = math.MaxInt64 - int64(i)
	f.Ruling.Settings = f.Settings.Duplicates
	f.Ruling.Outcome, f.Ruling.Verdict = candidate.Outcome(n%4), candidate.Verdict((n+1)%4)
	f.Ruling.Acknowledged, f.Ruling.OwnedByOther, f.Ruling.AlreadySubmitted = n&1 > 0, n&2 > 0, n&4 > 0
	f.Ruling.Own = candidate.Standing((n + 2) % 4)
	f.Ruling.Evidence = agency.SeriesOf(
		candidate.Finding{Candidate: "c2", Verdict: candidate.Verdict(n % 4), Score: math.MaxFloat64 / float64(i+1)},
		candidate.Finding{Candidate: "c3", Score: -math.SmallestNonzeroFloat64 * float64(i)}, candidate.Finding{Score: 1.0 / 3},
	)
	for j := range f.Probe.Digest {
		f.Probe.Digest[j] = byte(i*32 + 255 - j*2 + i&1)
	}
	f.Index.Size = math.MaxInt64 - int64(i)
	f.Submission.Outcome = candidate.Outcome(n % 4)
}
