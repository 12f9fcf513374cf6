package access

import (
	"context"
	"iter"
	"strconv"
	"time"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// ImportRow is somebody whom the account knew before it used this, or a
// submission from that time.
type ImportRow struct {
	// Candidate is the host's own record of the person. It is required where there
	// is no submission. Nothing of the entry is kept then but what the person is
	// found and compared by.
	Candidate  candidate.HostID
	Entry      candidate.Entry // fields that the engine sets are ignored
	Since      time.Time       // when the person became known, if they were not submitted; zero: now
	Submission PastSubmission  // zero: there was none
}

// PastSubmission is a submission as it was.
type PastSubmission struct {
	ID        candidate.SubmissionID // the host's own; agencies see it
	Opening   agency.OpeningID       // empty: to none in particular
	Agency    agency.AgencyID        // empty: the person applied directly
	Recruiter agency.RecruiterID     // empty: not known
	At        time.Time              // when it was made; required
	Stage     agency.Stage           // that it is in; empty: the first
	Changed   time.Time              // when it reached its stage; zero: when it was made

	// Reached are stages that it has been in before, for accounts of which
	// introductions count from a stage on. Who has been hired was so at Changed.
	Reached agency.Frozen[agency.Stage]
}

// Import indexes whom the account has known for longer than it has used this,
// and takes over past submissions with their dates, so that claims are as old as
// they are and last as long as the settings say. Nothing of it sends events or
// judges anybody. The agencies, recruiters and openings must be there; see
// [System.ImportNetwork]. An error that rows yields ends the import. Rows are
// numbered from 0.
func (s System) Import(ctx context.Context, rows iter.Seq2[ImportRow, error], opt ImportOptions) (Imported, error) {
	i := importing[ImportRow]{
		System: s, call: "import", action: policy.Import, query: store.Query{Keys: []candidate.Digest{0}},
		begin: func(o *op, f *store.Facts) (importer[ImportRow], error) {
			return &peopleImport{op: o, settings: &f.Settings, before: f.Index, index: f.Index}, o.usable(f.Index)
		},
	}
	return i.all(ctx, rows, opt)
}

// peopleImport imports people and past submissions.
type peopleImport struct {
	*op
	settings      *agency.Settings
	before, index candidate.Index
}

func (p *peopleImport) row(row ImportRow, done *Imported) error {
	return p.importRow(p.settings, row, &p.index, done)
}

func (p *peopleImport) end(rows int) {
	if p.index != p.before {
		p.tx.PutIndex(p.index)
	}
	p.journal(store.Subject{}, store.Value{Field: "rows", After: strconv.Itoa(rows)})
}

func (o *op) importRow(settings *agency.Settings, row ImportRow, index *candidate.Index, done *Imported) error {
	if err := o.checkRow(settings, &row); err != nil {
		return err
	}
	p, err := o.personOf(row.Entry, nil, settings.Region, nil)
	if err != nil {
		return err
	}
	past := &row.Submission
	q := store.Query{Host: row.Candidate, Submission: past.ID, Agency: past.Agency, Recruiter: past.Recruiter, Opening: past.Opening}
	if past.Agency != "" {
		q.Keys = p.asked // for the turns
	}
	f, err := o.tx.Facts(q)
	if err != nil {
		return err
	}
	p.hear(f.Holders)
	if past.ID == "" {
		return o.importCandidate(settings, &row, &f, p, index, done)
	}
	return o.importSubmission(settings, &row, &f, p, index, done)
}

// checkRow validates a row and fills in what is left out.
func (o *op) checkRow(settings *agency.Settings, row *ImportRow) error {
	row.Entry.ID, row.Entry.Created, row.Entry.Erased, row.Entry.Resume = "", time.Time{}, time.Time{}, candidate.Resume{}
	if err := row.Entry.Validate(); err != nil {
		return agency.In("entry", err)
	}
	if row.Candidate != "" || row.Submission.ID == "" {
		if err := agency.CheckID("candidate", row.Candidate); err != nil {
			return err
		}
	}
	past := &row.Submission
	if past.ID == "" {
		if *past != (PastSubmission{}) {
			return &agency.Invalid{Field: "submission.id", Rule: "must not be empty"}
		}
		if row.Since.IsZero() {
			row.Since = o.now
		}
		return checkPast("since", row.Since, o.now)
	}
	if err := agency.CheckID("submission.id", past.ID); err != nil {
		return err
	}
	if past.At.IsZero() {
		return &agency.Invalid{Field: "submission.at", Rule: "must not be empty"}
	}
	if past.Stage == "" {
		past.Stage = settings.FirstStage()
	}
	if !settings.HasStage(past.Stage) {
		return &agency.Invalid{Field: "submission.stage", Rule: "must be one of the account's stages"}
	}
	for stage := range past.Reached.All() {
		if !settings.HasStage(stage) {
			return &agency.Invalid{Field: "submission.reached", Rule: "must be of the account's stages"}
		}
	}
	if err := checkPast("submission.at", past.At, o.now); err != nil {
		return err
	}
	if past.Changed.IsZero() {
		past.Changed = past.At
	}
	if past.Changed.Before(past.At) {
		return &agency.Invalid{Field: "submission.changed", Rule: "must not be before at"}
	}
	if err := checkPast("submission.changed", past.Changed, o.now); err != nil {
		return err
	}
	if past.Agency == "" && past.Recruiter != "" {
		return &agency.Invalid{Field: "submission.recruiter", Rule: "must not be given without the agency"}
	}
	return nil
}

// importCandidate indexes somebody whom the host knows.
func (o *op) importCandidate(
	settings *agency.Settings, row *ImportRow, f *store.Facts, p *person, index *candidate.Index, done *Imported,
) error {
	var as *candidate.Candidate
	introduced := false // by an agency, so that the host has the record from there
	for i := range f.Known {
		for _, claim := range f.Known[i].Claims {
			introduced = introduced || !claim.Direct()
		}
		c := f.Known[i].Candidate
		if c.Host == row.Candidate && c.Submission == "" {
			if c.Sketch == "" {
				return &agency.Invalid{Field: "candidate", Rule: "must not be one whose personal data was erased"}
			}
			if c.Sketch != p.record.Sketch() {
				o.reenter(c, p)
				done.Changed++
			}
			return nil
		}
		if c.ID == c.Person && len(f.Known) < candidate.MaxMerged {
			as = &f.Known[i].Candidate
		}
	}
	c, claim, err := o.known(row.Since, as)
	if err != nil {
		return err
	}
	c.Host = row.Candidate
	o.enter(c, p, index)
	if claim.Until = settings.Duplicates.Direct.After(row.Since); !introduced {
		o.tx.PutClaims(claim)
	}
	done.New++
	return nil
}

// known makes a candidate who became known at an instant, and the claim to them.
func (o *op) known(since time.Time, as *candidate.Candidate) (candidate.Candidate, candidate.Claim, error) {
	var c candidate.Candidate
	var claim candidate.Claim
	id, err := o.eng.newID()
	if err != nil {
		return c, claim, err
	}
	claimID, err := o.eng.newID()
	if err != nil {
		return c, claim, err
	}
	c = candidate.Candidate{ID: candidate.ID(id), Created: since}
	if as != nil {
		c.Person, c.Into, c.Merged = as.Person, as.ID, o.now
	}
	return c, candidate.Claim{ID: candidate.ClaimID(claimID), Candidate: c.ID, From: since}, nil
}

// importSubmission takes over a past submission.
func (o *op) importSubmission(
	settings *agency.Settings, row *ImportRow, f *store.Facts, p *person, index *candidate.Index, done *Imported,
) error {
	past := &row.Submission
	switch {
	case f.Submission.ID != "":
		if f.Submission.Agency != past.Agency || !f.Submission.At.Equal(past.At) {
			return store.ErrExists
		}
		return nil
	case past.Opening != "" && f.Opening.ID == "":
		return &agency.Invalid{Field: "submission.opening", Rule: "must be one of the account's"}
	case past.Recruiter != "" && f.Recruiter.ID == "":
		return &agency.Invalid{Field: "submission.recruiter", Rule: "must be one of the account's"}
	}
	source := candidate.DirectSource
	lasts := settings.Duplicates.Direct
	if past.Agency != "" {
		by, err := o.tx.Agencies(past.Agency) // which need not be the one that the recruiter is in now
		if err != nil {
			return err
		}
		if by[0].ID == "" {
			return &agency.Invalid{Field: "submission.agency", Rule: "must be one of the account's"}
		}
		source, lasts = by[0].Title, settings.Duplicates.Ownership
	}
	var as *candidate.Candidate
	for i := range f.Known {
		if c := &f.Known[i].Candidate; c.ID == c.Person && len(f.Known) < candidate.MaxMerged {
			as = c
		}
	}
	c, claim, err := o.known(past.At, as)
	if err != nil {
		return err
	}
	entry, err := o.eng.newID()
	if err != nil {
		return err
	}
	row.Entry.ID, row.Entry.Created = candidate.EntryID(entry), past.At
	c.Host, c.Submission, c.Agency, c.Entry = row.Candidate, past.ID, past.Agency, row.Entry.ID
	o.tx.PutEntries(row.Entry)
	sub := candidate.Submission{
		ID: past.ID, Opening: past.Opening, Candidate: c.ID, Entry: row.Entry.ID, Agency: past.Agency, Recruiter: past.Recruiter,
		Source: source, Stage: past.Stage, At: past.At, Changed: past.Changed, Rules: settings.Version,
	}
	if past.Stage == agency.Hired || past.Reached.Has(agency.Hired) && !settings.Before(past.Stage, agency.Hired) {
		sub.Hired = past.Changed
	}
	o.tx.PutSubmissions(sub)
	o.enter(c, p, index)
	claim.Agency, claim.Recruiter, claim.Submission, claim.Opening = past.Agency, past.Recruiter, past.ID, past.Opening
	claim.Until, claim.Stage = lasts.After(past.At), past.Stage
	for stage := range past.Reached.All() {
		claim = claim.Reach(stage, past.At)
	}
	if past.Stage == agency.Withdrawn {
		claim = claim.Withdraw(past.Changed)
	}
	o.tx.PutClaims(claim)
	done.New++
	return nil
}
