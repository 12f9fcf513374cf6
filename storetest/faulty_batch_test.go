package storetest

import (
	"bytes"
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// kind names what a batch holds.
type kind string

const (
	aSettings   kind = "settings"
	aStaff      kind = "staff"
	anAgency    kind = "agency"
	aRecruiter  kind = "recruiter"
	anOpening   kind = "opening"
	aShare      kind = "share"
	anEntry     kind = "entry"
	aCandidate  kind = "candidate"
	aSubmission kind = "submission"
	aReceipt    kind = "receipt"
	aRemark     kind = "remark"
	aLine       kind = "journal"
	anErasure   kind = "erasure"
	anEvent     kind = "outbox"
	aClaim      kind = "claim"
	aRuling     kind = "ruling"
	aProbe      kind = "probe"
	anIndex     kind = "index"
	aHold       kind = "hold"
	aLetGo      kind = "let go"
	aHost       kind = "host" // whose identifiers candidates have

	anInvitation kind = "invitation"
	aList        kind = "list"
	aDrop        kind = "dropped list"
)

// A batch is what one writing call hands in.
type batch struct {
	kind        kind
	settings    agency.Settings
	staff       []agency.Staff
	agencies    []agency.Agency
	recruiters  []agency.Recruiter
	openings    []agency.Opening
	shares      []agency.Share
	entries     []candidate.Entry
	candidates  []candidate.Candidate
	submissions []candidate.Submission
	receipts    []candidate.Receipt
	remarks     []candidate.Remark
	line        store.Entry
	values      []store.Value
	erased      store.Subject
	event       store.Event
	ownership
	outreach
}

// ownership is the part of a batch that is about who introduced whom, and who
// is found by which keys.
type ownership struct {
	claims  []candidate.Claim
	rulings []candidate.Ruling
	probes  []candidate.Probe
	index   candidate.Index
	holder  candidate.ID
	by      agency.AgencyID
	held    candidate.Held
}

// apply makes the call.
func (b *batch) apply(t store.Tx) {
	switch b.kind {
	case aSettings:
		t.PutSettings(b.settings)
	case aStaff:
		t.PutStaff(b.staff...)
	case anAgency:
		t.PutAgencies(b.agencies...)
	case aRecruiter:
		t.PutRecruiters(b.recruiters...)
	case anOpening:
		t.PutOpenings(b.openings...)
	case aShare:
		t.PutShares(b.shares...)
	case anEntry:
		t.PutEntries(b.entries...)
	case aCandidate:
		t.PutCandidates(b.candidates...)
	case aSubmission:
		t.PutSubmissions(b.submissions...)
	case aReceipt:
		t.PutReceipts(b.receipts...)
	case aRemark:
		t.PutRemarks(b.remarks...)
	case aLine:
		t.Journal(b.line, b.values...)
	case anErasure:
		t.EraseValues(b.erased)
	case anEvent:
		t.Publish(b.event)
	case aClaim:
		t.PutClaims(b.claims...)
	case aRuling:
		t.PutRulings(b.rulings...)
	case aProbe:
		t.PutProbes(b.probes...)
	case anIndex:
		t.PutIndex(b.index)
	case aHold:
		t.Hold(b.holder, b.by, b.held)
	case aLetGo:
		t.LetGo(b.holder, b.held)
	case anInvitation, aList, aDrop:
		b.outreach.apply(t)
	}
}

// turn changes each record of a list in place.
func turn[T any](rows []T, fn func(*T)) {
	for i := range rows {
		fn(&rows[i])
	}
}

// keys name the records that the batch inserts or replaces.
func (b *batch) keys() (keys []string) {
	add := func(parts ...string) {
		key := string(b.kind)
		for _, p := range parts {
			key += "\x00" + p
		}
		keys = append(keys, key)
	}
	if b.kind == aSettings {
		add()
	}
	turn(b.staff, func(r *agency.Staff) { add(string(r.ID)) })
	turn(b.agencies, func(r *agency.Agency) { add(string(r.ID)) })
	turn(b.recruiters, func(r *agency.Recruiter) { add(string(r.ID)) })
	turn(b.openings, func(r *agency.Opening) { add(string(r.ID)) })
	turn(b.shares, func(r *agency.Share) { add(string(r.Opening), r.Grantee.String()) })
	turn(b.entries, func(r *candidate.Entry) { add(string(r.ID)) })
	turn(b.candidates, func(r *candidate.Candidate) { add(string(r.ID)) })
	turn(b.submissions, func(r *candidate.Submission) { add(string(r.ID)) })
	turn(b.receipts, func(r *candidate.Receipt) { add(string(r.Agency), string(r.Recruiter), string(r.Request)) })
	turn(b.remarks, func(r *candidate.Remark) { add(r.ID) })
	turn(b.claims, func(r *candidate.Claim) { add(string(r.ID)) })
	turn(b.rulings, func(r *candidate.Ruling) { add(string(r.Submission)) })
	turn(b.probes, func(r *candidate.Probe) { add(r.ID) })
	turn(b.invitations, func(r *invite.Invitation) { add(string(r.ID)) })
	turn(b.rosters, func(r *agency.List) { add(string(r.ID)) })
	turn(b.dropped, func(id *agency.ListID) { keys = append(keys, string(aList)+"\x00"+string(*id)) })
	if b.kind == anIndex {
		add()
	}
	if b.holder != "" {
		keys = append(keys, string(aHold)+"\x00"+string(b.holder))
	}
	return keys
}

// A writer is the writing half of a Tx: it hands each call on as a batch that
// shares no memory with what was handed in.
type writer func(*batch)

func (w writer) PutSettings(r agency.Settings) { w(&batch{kind: aSettings, settings: r}) }

func (w writer) PutStaff(r ...agency.Staff) { w(&batch{kind: aStaff, staff: slices.Clone(r)}) }

func (w writer) PutAgencies(r ...agency.Agency) { w(&batch{kind: anAgency, agencies: slices.Clone(r)}) }

func (w writer) PutRecruiters(r ...agency.Recruiter) {
	w(&batch{kind: aRecruiter, recruiters: slices.Clone(r)})
}

func (w writer) PutOpenings(r ...agency.Opening) {
	w(&batch{kind: anOpening, openings: slices.Clone(r)})
}

func (w writer) PutShares(r ...agency.Share) { w(&batch{kind: aShare, shares: slices.Clone(r)}) }

func (w writer) PutEntries(r ...candidate.Entry) { w(&batch{kind: anEntry, entries: slices.Clone(r)}) }

func (w writer) PutCandidates(r ...candidate.Candidate) {
	w(&batch{kind: aCandidate, candidates: slices.Clone(r)})
}

func (w writer) PutSubmissions(r ...candidate.Submission) {
	w(&batch{kind: aSubmission, submissions: slices.Clone(r)})
}

func (w writer) PutReceipts(r ...candidate.Receipt) {
	w(&batch{kind: aReceipt, receipts: slices.Clone(r)})
}

func (w writer) PutRemarks(r ...candidate.Remark) { w(&batch{kind: aRemark, remarks: slices.Clone(r)}) }

func (w writer) Journal(e store.Entry, values ...store.Value) {
	w(&batch{kind: aLine, line: e, values: slices.Clone(values)})
}

func (w writer) EraseValues(s store.Subject) { w(&batch{kind: anErasure, erased: s}) }

func (w writer) Publish(e store.Event) {
	e.Payload = bytes.Clone(e.Payload)
	w(&batch{kind: anEvent, event: e})
}

func (w writer) PutClaims(r ...candidate.Claim) {
	w(&batch{kind: aClaim, ownership: ownership{claims: slices.Clone(r)}})
}

func (w writer) PutRulings(r ...candidate.Ruling) {
	w(&batch{kind: aRuling, ownership: ownership{rulings: slices.Clone(r)}})
}

func (w writer) PutProbes(r ...candidate.Probe) {
	w(&batch{kind: aProbe, ownership: ownership{probes: slices.Clone(r)}})
}

func (w writer) PutIndex(r candidate.Index) {
	w(&batch{kind: anIndex, ownership: ownership{index: r}})
}

func (w writer) Hold(id candidate.ID, by agency.AgencyID, held candidate.Held) {
	w(&batch{kind: aHold, ownership: ownership{holder: id, by: by, held: held}})
}

func (w writer) LetGo(id candidate.ID, held candidate.Held) {
	w(&batch{kind: aLetGo, ownership: ownership{holder: id, held: held}})
}

// A transaction reads from one place and writes to another.
type transaction struct {
	store.Reader
	writer
}
