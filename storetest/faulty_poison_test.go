package storetest

import (
	"errors"
	"slices"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// identifiers calls fn with each identifier in the batch, and whether it must
// be there.
func (b *batch) identifiers(fn func(name, id string, required bool)) {
	must := func(name, id string) { fn(name, id, true) }
	may := func(name, id string) { fn(name, id, false) }
	turn(b.staff, func(r *agency.Staff) { must("Staff.ID", string(r.ID)) })
	turn(b.agencies, func(r *agency.Agency) {
		must("Agency.ID", string(r.ID))
		may("Agency.Into", string(r.Into))
	})
	turn(b.recruiters, func(r *agency.Recruiter) {
		must("Recruiter.ID", string(r.ID))
		must("Recruiter.Agency", string(r.Agency))
		may("Recruiter.User", string(r.User))
	})
	turn(b.openings, func(r *agency.Opening) {
		must("Opening.ID", string(r.ID))
		for id := range r.Team.All() {
			must("Opening.Team", string(id))
		}
	})
	turn(b.shares, func(r *agency.Share) {
		must("Share.Opening", string(r.Opening))
		fn("Share.Recruiter", string(r.Recruiter), r.Grantee.Agency == "")
		may("Share.Agency", string(r.Grantee.Agency))
		if r.Recruiter != "" && r.Grantee.Agency != "" {
			must("Share.Grantee", "")
		}
	})
	b.outreach.identifiers(must, may)
	turn(b.entries, func(r *candidate.Entry) { must("Entry.ID", string(r.ID)) })
	turn(b.candidates, func(r *candidate.Candidate) {
		must("Candidate.ID", string(r.ID))
		must("Candidate.Person", string(r.Person))
		may("Candidate.Host", string(r.Host))
	})
	turn(b.claims, func(r *candidate.Claim) {
		must("Claim.ID", string(r.ID))
		must("Claim.Candidate", string(r.Candidate))
		may("Claim.Agency", string(r.Agency))
		may("Claim.Recruiter", string(r.Recruiter))
		may("Claim.Submission", string(r.Submission))
		may("Claim.Opening", string(r.Opening))
	})
	turn(b.rulings, func(r *candidate.Ruling) { must("Ruling.Submission", string(r.Submission)) })
	turn(b.probes, func(r *candidate.Probe) {
		must("Probe.ID", r.ID)
		must("Probe.Agency", string(r.Agency))
		must("Probe.Recruiter", string(r.Recruiter))
	})
	if b.held != "" {
		must(string(b.kind)+"'s candidate", string(b.holder))
		may(string(b.kind)+"'s agency", string(b.by))
	}
	turn(b.submissions, func(r *candidate.Submission) {
		must("Submission.ID", string(r.ID))
		may("Submission.Opening", string(r.Opening))
		may("Submission.Candidate", string(r.Candidate))
		may("Submission.Entry", string(r.Entry))
		may("Submission.Agency", string(r.Agency))
		may("Submission.Recruiter", string(r.Recruiter))
	})
	turn(b.receipts, func(r *candidate.Receipt) {
		must("Receipt.Agency", string(r.Agency))
		must("Receipt.Recruiter", string(r.Recruiter))
		must("Receipt.Request", string(r.Request))
		may("Receipt.Submission", string(r.Submission))
	})
	turn(b.remarks, func(r *candidate.Remark) {
		must("Remark.ID", r.ID)
		must("Remark.Submission", string(r.Submission))
		may("Remark.Author", string(r.Author))
	})
	subject := func(name string, s store.Subject) {
		may(name+".Opening", string(s.Opening))
		may(name+".Agency", string(s.Agency))
		may(name+".Recruiter", string(s.Recruiter))
		may(name+".Staff", string(s.Staff))
		may(name+".Submission", string(s.Submission))
	}
	subject("Subject", b.line.Subject)
	subject("erased Subject", b.erased)
}

// bad says which identifier of the batch breaks the rule, nothing if none does.
func (b *batch) bad() (broken string) {
	b.identifiers(func(name, id string, required bool) {
		if (required || id != "") && agency.CheckID(name, id) != nil {
			broken = name
		}
	})
	return broken
}

var errBadID = errors.New("an identifier breaks the rule")

func poisonFaults() []fault {
	faults := []fault{
		{
			name: "bad identifiers are skipped", flaw: "A record with a bad identifier is left out, and nobody is told.", caught: "TX-08 ID-05",
			hooks: droppingWrites(func(b *batch) bool { return b.bad() != "" }),
		},
		{
			name: "bad identifiers spoil one record", flaw: "Update reports a bad identifier, but commits the rest.", caught: "TX-08",
			hooks: hooks{update: func(u updating) error {
				var poison error
				fn := u.fn
				u.fn = func(t store.Tx) error {
					return fn(transaction{poisoned{t, &poison}, func(b *batch) {
						if b.bad() != "" {
							poison = errBadID
							return
						}
						b.apply(t)
					}})
				}
				return errors.Join(u.run(), poison)
			}},
		},
		{
			name: "reads after a failed write", flaw: "Reads of a poisoned transaction work.", caught: "TX-08 TX-25",
			hooks: hooks{update: func(u updating) error {
				var poison error
				fn := u.fn
				u.fn = func(t store.Tx) error {
					err := fn(transaction{t, func(b *batch) {
						if b.bad() != "" {
							poison = errBadID
						} else if poison == nil {
							b.apply(t)
						}
					}})
					if poison != nil {
						return poison
					}
					return err
				}
				return u.run()
			}},
		},
		{
			name: "the callback's error first", flaw: "Update reports what the callback returns rather than the write that failed.", caught: "TX-08",
			hooks: hooks{update: func(u updating) error {
				var own error
				fn := u.fn
				u.fn = func(t store.Tx) error {
					own = fn(t)
					return own
				}
				if err := u.run(); own == nil {
					return err
				}
				return own
			}},
		},
		{
			name: "only the callback can report poison", flaw: "A transaction whose callback ignores the failed write is rolled back in silence.", caught: "TX-08",
			hooks: hooks{update: func(u updating) error {
				var own error
				poisoned := false
				fn := u.fn
				u.fn = func(t store.Tx) error {
					own = fn(transaction{t, func(b *batch) {
						poisoned = poisoned || b.bad() != ""
						b.apply(t)
					}})
					return own
				}
				if err := u.run(); !poisoned {
					return err
				}
				return own
			}},
		},
	}
	var fields []string
	every := batch{
		staff: make([]agency.Staff, 1), agencies: make([]agency.Agency, 1), recruiters: make([]agency.Recruiter, 1),
		openings: []agency.Opening{{Team: agency.Freeze[agency.StaffID]("lee")}}, shares: make([]agency.Share, 1),
		entries: make([]candidate.Entry, 1), candidates: make([]candidate.Candidate, 1), submissions: make([]candidate.Submission, 1),
		receipts: make([]candidate.Receipt, 1), remarks: make([]candidate.Remark, 1),
		ownership: ownership{
			claims: make([]candidate.Claim, 1), rulings: make([]candidate.Ruling, 1), probes: make([]candidate.Probe, 1), held: at(0, 1),
		},
		outreach: outreach{
			invitations: []invite.Invitation{{Openings: agency.Freeze[agency.OpeningID]("dev")}},
			rosters:     []agency.List{{Members: agency.SeriesOf(agency.ToAgency("north"))}, {Members: agency.SeriesOf(agency.Grantee{})}},
		},
	}
	for _, every.kind = range []kind{aHold, aLetGo} {
		every.identifiers(func(name, _ string, _ bool) {
			if !slices.Contains(fields, name) && name != "let go's agency" {
				fields = append(fields, name)
			}
		})
	}
	for _, field := range append(fields, "Share.Grantee") {
		faults = append(faults, fault{
			name: "unchecked " + field, flaw: "A bad identifier as " + field + " is not refused.", caught: "ID-05",
			hooks: droppingWrites(func(b *batch) bool { return b.bad() == field }),
		})
	}
	return faults
}

// poisoned is a Reader that fails once there is an error.
type poisoned struct {
	store.Reader
	poison *error
}

func (r poisoned) Facts(q store.Query) (store.Facts, error) {
	if *r.poison != nil {
		return store.Facts{}, *r.poison
	}
	return r.Reader.Facts(q)
}
