package access

import (
	"bufio"
	"context"
	"encoding/json"
	"io"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

// Export writes all that is kept of the account, personal data included, as of one
// instant: a JSON object a line, such as
//
//	{"kind":"agency","value":{"ID":"north","Title":"North Recruiting",...}}
//
// The value of a kind is the record of that name, with the names of its fields in
// Go; a time that is not set is 0001-01-01T00:00:00Z. The kinds come in this order:
//
//   - settings: [agency.Settings], one line
//   - staff: [agency.Staff], by ID
//   - agency: [agency.Agency], by ID
//   - recruiter: [agency.Recruiter], by ID
//   - opening: [agency.Opening], newest first, each followed by its share lines,
//     [agency.Share], by grantee
//   - list: [agency.List], by ID
//   - invitation: [invite.Invitation], newest first, without the digest
//   - submission: [candidate.Submission], newest first, each followed by its entry,
//     [candidate.Entry], its ruling, [candidate.Ruling], if there is one, and its
//     remark lines, [candidate.Remark], oldest first
//   - candidate: [candidate.Candidate], by ID, without what is made to find and
//     compare it by
//   - claim: [candidate.Claim], by end
//   - journal: [store.JournalRow] with the values, newest first
//
// What only serves to answer a repeated request or to limit probing, and the events
// that wait in the outbox, are not among them. Nor are the resumes: an entry names
// the key of its own, Resume.Blob, under which Options.Blobs, which is the host's,
// opens it for the account.
//
// The journal tells of each export, that it was begun or denied: an entry without
// values, made before the instant of the export and so in it.
//
// It is written in pages, in bounded memory, while the store keeps its snapshot: a
// writer that blocks for long may be cut off. An error leaves part of it written,
// to be thrown away. It is store.ErrConflict where the store lost the snapshot on
// the way.
func (s System) Export(ctx context.Context, w io.Writer) error {
	if w == nil {
		return &agency.Invalid{Field: "writer", Rule: "must not be nil"}
	}
	const call = "export"
	_, err := run(ctx, s.unobserved(), call, func(o *op) (struct{}, error) {
		f, err := o.facts(store.Query{})
		if err == nil && o.allows(policy.ExportAccount, &f, store.Subject{}) {
			o.journal(store.Subject{}) // who reads all of it leaves a trace, even if writing fails
		}
		return struct{}{}, err
	})
	if err == nil {
		if err = s.export(ctx, w); err != nil {
			err = s.fault(ctx, call, err)
		}
	}
	s.observe(ctx, call, err)
	return err
}

func (s System) export(ctx context.Context, w io.Writer) error {
	now, err := s.begin(ctx, "export")
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	x := &exporting{enc: json.NewEncoder(out)}
	x.enc.SetEscapeHTML(false)
	return s.eng.store.View(ctx, s.account, func(r store.Reader) error {
		if x.lines > 0 { // a view may be tried again, what was written cannot be
			return store.ErrConflict
		}
		f, err := r.Facts(store.Query{})
		if err != nil {
			return err
		}
		d := policy.Decide(policy.Request{Side: s.side, Action: policy.ExportAccount}, policyFacts(&f, now))
		if !d.Allowed() {
			return s.denial(d)
		}
		x.ask = r.Facts
		if err := x.account(&f.Settings); err != nil {
			return err
		}
		return out.Flush()
	})
}

// exporting is an export under way.
type exporting struct {
	ask   func(store.Query) (store.Facts, error)
	enc   *json.Encoder
	lines int
}

// exportPage is how many rows are held at a time. A row has texts of up to
// agency.MaxProse bytes.
const exportPage = 100

func (x *exporting) account(settings *agency.Settings) error {
	if err := x.line("settings", settings); err != nil {
		return err
	}
	for _, part := range []func() error{x.network, x.outreach, x.submissions, x.people, x.journal} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

func (x *exporting) line(kind string, value any) error {
	x.lines++
	return x.enc.Encode(struct {
		Kind  string `json:"kind"`
		Value any    `json:"value"`
	}{kind, value})
}

// exportList writes the rows of a list.
func exportList[R any](
	x *exporting, scope store.Scope, rows func(*store.Rows) []R, after func(*R) store.After, write func(*R) error,
) error {
	return pages(x.ask, scope, exportPage, func(page *store.Rows) (store.After, error) {
		of := rows(page)
		for i := range of {
			if err := write(&of[i]); err != nil {
				return store.After{}, err
			}
		}
		return after(&of[len(of)-1]), nil
	})
}

func (x *exporting) network() error {
	err := exportList(x, store.Scope{Kind: store.ListStaffUsers}, func(r *store.Rows) []agency.Staff { return r.Staff },
		func(u *agency.Staff) store.After { return store.After{ID: string(u.ID)} },
		func(u *agency.Staff) error { return x.line("staff", u) })
	if err != nil {
		return err
	}
	err = exportList(x, store.Scope{Kind: store.ListAgencies}, func(r *store.Rows) []agency.Agency { return r.Agencies },
		func(a *agency.Agency) store.After { return store.After{ID: string(a.ID)} },
		func(a *agency.Agency) error { return x.line("agency", a) })
	if err != nil {
		return err
	}
	err = exportList(x, store.Scope{Kind: store.ListRecruiters}, recruiterRows, afterRecruiter,
		func(row *store.RecruiterRow) error { return x.line("recruiter", &row.Recruiter) })
	if err != nil {
		return err
	}
	return exportList(x, store.Scope{Kind: store.ListOpenings}, openingRows, afterOpening, func(row *store.OpeningRow) error {
		if err := x.line("opening", &row.Opening); err != nil {
			return err
		}
		shares := store.Scope{Kind: store.ListShares, Opening: row.Opening.ID}
		return exportList(x, shares, func(r *store.Rows) []agency.Share { return r.Shares },
			func(sh *agency.Share) store.After { return store.After{ID: sh.Grantee.String()} },
			func(sh *agency.Share) error { return x.line("share", sh) })
	})
}

func (x *exporting) outreach() error {
	err := exportList(x, store.Scope{Kind: store.ListLists}, func(r *store.Rows) []agency.List { return r.Lists },
		func(l *agency.List) store.After { return store.After{ID: string(l.ID)} },
		func(l *agency.List) error { return x.line("list", l) })
	if err != nil {
		return err
	}
	return exportList(x, store.Scope{Kind: store.ListInvitations}, func(r *store.Rows) []invite.Invitation { return r.Invitations },
		func(i *invite.Invitation) store.After { return store.After{At: i.Created, ID: string(i.ID)} },
		func(i *invite.Invitation) error {
			return x.line("invitation", struct {
				*invite.Invitation
				Digest hidden `json:",omitzero"`
			}{Invitation: i})
		})
}

func (x *exporting) submissions() error {
	return exportList(x, store.Scope{Kind: store.ListSubmissions}, submissionRows, afterSubmission, func(row *store.SubmissionRow) error {
		id := row.Submission.ID
		if err := x.line("submission", &row.Submission); err != nil {
			return err
		}
		f, err := x.ask(store.Query{Submission: id})
		if err != nil {
			return err
		}
		if f.Entry != nil {
			if err := x.line("entry", f.Entry); err != nil {
				return err
			}
		}
		if f.Ruling != nil {
			if err := x.line("ruling", f.Ruling); err != nil {
				return err
			}
		}
		remarks := store.Scope{
			Kind: store.ListRemarks, Submission: id, Remarks: 1<<candidate.Note | 1<<candidate.Feedback | 1<<candidate.PersonMessage,
		}
		return exportList(x, remarks, func(r *store.Rows) []candidate.Remark { return r.Remarks },
			func(r *candidate.Remark) store.After { return store.After{At: r.At, ID: r.ID} },
			func(r *candidate.Remark) error {
				return x.line("remark", struct {
					*candidate.Remark
					Kind string
				}{r, r.Kind.String()})
			})
	})
}

func (x *exporting) people() error {
	err := exportList(x, store.Scope{Kind: store.ListCandidates}, func(r *store.Rows) []candidate.Candidate { return r.Candidates },
		func(c *candidate.Candidate) store.After { return store.After{ID: string(c.ID)} },
		func(c *candidate.Candidate) error {
			return x.line("candidate", struct {
				*candidate.Candidate
				Sketch, Typed, Held, Key hidden `json:",omitzero"`
			}{Candidate: c})
		})
	if err != nil {
		return err
	}
	return exportList(x, store.Scope{Kind: store.ListClaims}, func(r *store.Rows) []store.ClaimRow { return r.Claims }, afterClaim,
		func(row *store.ClaimRow) error { return x.line("claim", &row.Claim) })
}

func (x *exporting) journal() error {
	return exportList(x, store.Scope{Kind: store.ListJournal}, func(r *store.Rows) []store.JournalRow { return r.Journal },
		func(row *store.JournalRow) store.After { return store.After{Seq: row.Seq} },
		func(row *store.JournalRow) error {
			return x.line("journal", struct {
				*store.JournalRow
				Actor exportedActor
			}{row, exportedActor{row.Actor.Kind.String(), row.Actor.ID}})
		})
}

// exportedActor is a store.Actor with its kind in words.
type exportedActor struct{ Kind, ID string }

// hidden stands before a field that is not written.
type hidden struct{}
