package access_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// janes is what was typed about Jane, in whatever field or remark.
var janes = []string{
	"Jane Quimby", "Janequim", "Quimbydoe", "jane.q@mail.example", "+44 20 7946 0958", "https://jane.example/cv",
	"1990-04-01", "Lower Wobbleton", "Trombone Lane", "Upper Wobbleton", "WB5 9ZZ", "Wobbleshire", "QQ 12 34 56 C", "fluent Ferengi", "jane-cv.txt", "seemed nervous", "played the trombone", "call on Tuesday",
	"Janet Quimsby", "met her aunt", "her uncle called", "her cousin wrote",
}

// personal is every string about a person that the mutations use.
var personal = slices.Concat(janes, []string{
	"Rita Rootham", "rita@acme.example", "Hank Hireman", "hank@acme.example", "Ann Annerley", "ann.annerley@north.example",
	"Max Moebius", "Max Mobius", "max@mail.example", "Una Untold", "Otto Oldfield", "otto@mail.example", "called about Max",
	"Kim Kimball", "kim@kimball.example", "Kai Kayser", "kai@north.example", "Kay Keyes", "kay@keyes.example", "Stu Stubbs", "stu@acme.example",
	"Lea Lorenz", "lea@lorenz.example", "stubbs@acme.example", "Cleo Clark", "cleo@north.example", "Wes Westwood", "wes@westwood.example",
})

// typed is every string that somebody typed who is not a program.
var typed = slices.Concat(personal, []string{
	"Acme Widgets", "North Recruiting", "north-domain.example", "Flux Engineer", "flux capacitor", "Kimball Search", "Keyes and Co", "Financ", "Lorenz Search", "West Talent",
})

// A mutation is a call that changes something. Done again it changes nothing,
// unless it says so.
type mutation struct {
	name  string // the method, and what is special after a colon
	do    func(*books) error
	again bool // it changes something every time
	final bool // it is denied from then on, and journalled so
	quiet bool // it leaves a journal entry and no event
	tacit bool // the same, though it is a change: the host need not be told what it does to its own index and links
	once  bool // the second time it is refused as bad input
	there bool // the second time what it makes is there already
}

// configure changes what is in force.
func (b *books) configure(change func(*agency.Settings)) error {
	s, err := b.sys.Settings(context.Background())
	if err != nil {
		return err
	}
	change(&s)
	return b.sys.Configure(context.Background(), s)
}

// max is who applied as max.
func max() candidate.Entry {
	return candidate.Entry{Name: "Max Mobius", Emails: agency.Freeze("max@mail.example")}
}

// denied is the error for a call that is not.
func denied(err error) error {
	var denied *access.Denied
	var refused *access.Refused
	if errors.As(err, &denied) || errors.As(err, &refused) || errors.Is(err, access.ErrInvalidInvitation) {
		return nil
	}
	return errors.Join(errors.New("not denied"), err)
}

// invited keeps the secret of whom was invited last.
func (b *books) invited(in access.Invited, err error) error {
	if err == nil {
		b.secret = in.Secret
	}
	return err
}

// colleague has ann invite somebody.
func (b *books) colleague(in access.NewColleague) error {
	c, err := b.rec.Invite(context.Background(), in)
	if err == nil {
		b.last = c.ID
	}
	return err
}

func toAnn() access.Grants {
	return access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToRecruiter("ann")}}
}

// financeList is a list of ann and of north.
func financeList(title string) agency.List {
	return agency.List{ID: "finance", Title: title, Members: agency.SeriesOf(agency.ToRecruiter("ann"), agency.ToAgency("north"))}
}

func toNorth() access.Grants {
	return access.Grants{
		AllOpenings: true, To: []agency.Grantee{agency.ToAgency("north")},
		Window: agency.Window{Until: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
	}
}

// mutations is every mutation, each after those that it depends on.
var mutations = []mutation{
	{name: "Configure: make the account", do: func(b *books) error {
		return b.configure(func(s *agency.Settings) { s.Title, s.Sharing = "Acme Widgets", agency.ShareWithEither })
	}},
	{name: "PutStaff", do: func(b *books) error {
		return b.sys.PutStaff(context.Background(),
			agency.Staff{ID: "root", Name: "Rita Rootham", Email: "rita@acme.example", Role: agency.SuperAdmin},
			agency.Staff{ID: "hank", Name: "Hank Hireman", Email: "hank@acme.example", Role: agency.HiringTeamMember})
	}},
	{name: "PutAgency", do: func(b *books) error {
		return b.staff.PutAgency(context.Background(), agency.Agency{
			ID: "north", Title: "North Recruiting", Domains: agency.Freeze("north-domain.example"),
		})
	}},
	{name: "PutRecruiter", do: func(b *books) error {
		return b.staff.PutRecruiter(context.Background(), agency.Recruiter{
			ID: "ann", Agency: "north", Name: "Ann Annerley", Email: "ann.annerley@north.example", Admin: true, State: agency.RecruiterActive,
		})
	}},
	{name: "PutOpenings", do: func(b *books) error {
		return b.sys.PutOpenings(context.Background(), agency.Opening{
			ID: "dev", Title: "Flux Engineer", Text: "Build the flux capacitor", Team: agency.Freeze[agency.StaffID]("hank"),
		})
	}},
	{name: "Share", do: func(b *books) error { _, err := b.staff.Share(context.Background(), toAnn()); return err }},
	{name: "Share: with an agency, for a time", do: func(b *books) error {
		_, err := b.staff.Share(context.Background(), toNorth())
		return err
	}},
	{name: "Configure: change", do: func(b *books) error {
		return b.configure(func(s *agency.Settings) { s.Terms, s.JournalReads = "2026-03", true })
	}},
	{name: "Submit: denied", again: true, quiet: true, do: func(b *books) error {
		_, err := b.rec.Submit(context.Background(), "dev", "r0", candidate.Entry{Name: "Jane Quimby"})
		return denied(err)
	}},
	{name: "Openings: a recruiter's, where reading is journalled", again: true, quiet: true, do: func(b *books) error {
		_, err := b.rec.Openings(context.Background(), "", 0)
		return err
	}},
	{name: "AcceptTerms", do: func(b *books) error { return b.rec.AcceptTerms(context.Background(), "2026-03") }},
	{name: "Submit", do: func(b *books) error {
		receipt, err := b.rec.Submit(context.Background(), "dev", "r1", candidate.Entry{
			Name: "Jane Quimby", Given: "Janequim", Surname: "Quimbydoe", Emails: agency.Freeze("jane.q@mail.example"),
			Phones: agency.Freeze("+44 20 7946 0958"), URLs: agency.Freeze("https://jane.example/cv"), Born: "1990-04-01",
			Place: "Lower Wobbleton", NationalID: "QQ 12 34 56 C", Address: candidate.Address{
				Street: "221b Trombone Lane", City: "Upper Wobbleton", Postcode: "WB5 9ZZ", Region: "Wobbleshire",
			}, Comment: "Speaks fluent Ferengi",
		}, access.WithResume("jane-cv.txt", "text/plain", strings.NewReader("Jane Quimby")))
		b.sub = receipt.Submission
		return err
	}},
	{name: "Note", again: true, do: func(b *books) error {
		return b.staff.Note(context.Background(), b.sub, "She seemed nervous")
	}},
	{name: "Feedback", again: true, do: func(b *books) error {
		return b.staff.Feedback(context.Background(), b.sub, "She played the trombone")
	}},
	{name: "RecordMessage", again: true, do: func(b *books) error {
		return b.sys.RecordMessage(context.Background(), b.sub, "May we call on Tuesday?")
	}},
	{name: "Advance", do: func(b *books) error { return b.staff.Advance(context.Background(), b.sub, agency.Interview) }},
	{name: "Configure: own submissions only", do: func(b *books) error {
		return b.configure(func(s *agency.Settings) { s.Visibility = agency.SeeOwn })
	}},
	{name: "Advance: for the submitter alone", do: func(b *books) error {
		return b.staff.Advance(context.Background(), b.sub, agency.Offer)
	}},
	{name: "Withdraw", do: func(b *books) error { return b.rec.Withdraw(context.Background(), b.sub) }},
	{name: "PutApplicant", do: func(b *books) error {
		return b.sys.PutApplicant(context.Background(), access.Applicant{ID: "max", Opening: "dev", Entry: candidate.Entry{Name: "Max Moebius"}})
	}},
	{name: "PutApplicant: to no opening", do: func(b *books) error {
		return b.sys.PutApplicant(context.Background(), access.Applicant{ID: "maxine", Entry: candidate.Entry{Name: "Max Moebius"}})
	}},
	{name: "PutApplicant: change", do: func(b *books) error {
		return b.sys.PutApplicant(context.Background(), access.Applicant{ID: "max", Opening: "dev", Entry: candidate.Entry{
			Name: "Max Mobius", Emails: agency.Freeze("max@mail.example"),
		}})
	}},
	{name: "Advance: an applicant", do: func(b *books) error { return b.staff.Advance(context.Background(), "max", agency.InReview) }},
	{name: "PutApplicant: who is somebody else so far", do: func(b *books) error {
		return b.sys.PutApplicant(context.Background(), access.Applicant{ID: "una", Opening: "dev", Entry: candidate.Entry{Name: "Una Untold"}})
	}},
	{name: "PutApplicant: who proves to be known", do: func(b *books) error {
		return b.sys.PutApplicant(context.Background(), access.Applicant{ID: "una", Opening: "dev", Entry: max()})
	}},
	{name: "Submit: alerted", again: true, quiet: true, do: func(b *books) error {
		_, err := b.rec.Submit(context.Background(), "dev", "r2", max())
		var told *access.Denied
		if errors.As(err, &told) {
			b.token = told.Acknowledgement
		}
		return denied(err)
	}},
	{name: "Submit: acknowledged", do: func(b *books) error {
		receipt, err := b.rec.Submit(context.Background(), "dev", "r2", max(), access.WithAcknowledgement(b.token))
		b.max = receipt.Submission
		return err
	}},
	{name: "CorrectEntry", do: func(b *books) error {
		_, err := b.staff.CorrectEntry(context.Background(), b.sub, candidate.Entry{Name: "Janet Quimsby", Born: "1990-04-01"})
		return err
	}},
	{name: "CorrectEntry: to somebody who is known", do: func(b *books) error {
		_, err := b.staff.CorrectEntry(context.Background(), "maxine", max())
		return err
	}},
	{name: "MarkDistinct", do: func(b *books) error {
		return b.staff.MarkDistinct(context.Background(), "max", "una", true)
	}},
	{name: "MarkDistinct: taken back", do: func(b *books) error {
		return b.staff.MarkDistinct(context.Background(), "una", "max", false)
	}},
	{name: "Merge", do: func(b *books) error {
		return b.staff.Merge(context.Background(), "max", "una", candidate.Choice{Name: candidate.Take})
	}},
	{name: "Unmerge", once: true, do: func(b *books) error { return b.staff.Unmerge(context.Background(), "una") }},
	{name: "LinkCandidate", tacit: true, do: func(b *books) error { return b.sys.LinkCandidate(context.Background(), "max", "host-4711") }},
	{name: "LinkCandidate: to somebody who is linked", do: func(b *books) error {
		return b.sys.LinkCandidate(context.Background(), b.max, "host-4711")
	}},
	{name: "OpenClaim", again: true, do: func(b *books) error {
		c, err := b.staff.OpenClaim(context.Background(), b.sub, access.Introduction{
			Agency: "north", Until: time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC), Reason: "They met her aunt",
		})
		b.opened = c.ID
		return err
	}},
	{name: "ExtendClaim: that staff opened", again: true, do: func(b *books) error {
		return b.staff.ExtendClaim(context.Background(), b.opened, time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), "And her uncle called")
	}},
	{name: "ReleaseClaim", once: true, do: func(b *books) error {
		return b.staff.ReleaseClaim(context.Background(), b.opened, "But her cousin wrote")
	}},
	{name: "ExtendClaim", again: true, do: func(b *books) error {
		return b.staff.ExtendClaim(context.Background(), b.claim(b.max), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), "They called about Max")
	}},
	{name: "DisputeClaim", once: true, do: func(b *books) error {
		return b.staff.DisputeClaim(context.Background(), b.claim(b.max), "They called about Max")
	}},
	{name: "ResolveClaim", once: true, do: func(b *books) error {
		return b.sys.ResolveClaim(context.Background(), b.claim(b.max), true, "They called about Max")
	}},
	{name: "DisputeClaim: an applicant's", once: true, do: func(b *books) error {
		return b.staff.DisputeClaim(context.Background(), b.claim("maxine"), "They called about Max")
	}},
	{name: "ResolveClaim: against it", once: true, do: func(b *books) error {
		return b.staff.ResolveClaim(context.Background(), b.claim("maxine"), false, "They called about Max")
	}},
	{name: "Import", again: true, tacit: true, do: func(b *books) error {
		_, err := b.sys.Import(context.Background(), rowsOf(access.ImportRow{
			Candidate: "host-1", Entry: candidate.Entry{Name: "Otto Oldfield", Emails: agency.Freeze("otto@mail.example")},
			Submission: access.PastSubmission{ID: "old", Opening: "dev", Agency: "north", Recruiter: "ann", At: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)},
		}), access.ImportOptions{})
		return err
	}},
	{name: "Import: who was not submitted", again: true, tacit: true, do: func(b *books) error {
		_, err := b.sys.Import(context.Background(), rowsOf(access.ImportRow{
			Candidate: "host-2", Entry: candidate.Entry{Name: "Otto Oldfield"},
		}), access.ImportOptions{})
		return err
	}},
	{name: "ImportNetwork", tacit: true, do: func(b *books) error {
		from := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		_, err := b.sys.ImportNetwork(context.Background(), networkOf(
			agencyRow(agency.Agency{ID: "west", Title: "West Talent", State: agency.Suspended, Created: from}),
			recruiterRow(agency.Recruiter{ID: "wes", Agency: "west", Name: "Wes Westwood", Email: "wes@westwood.example", State: agency.RecruiterActive, Created: from}),
			shareRow(agency.Share{Opening: "dev", Grantee: agency.ToRecruiter("wes"), Granted: from, Revoked: from.AddDate(1, 0, 0)}),
		), access.ImportOptions{})
		return err
	}},
	{name: "Reindex", tacit: true, do: func(b *books) error {
		b.open("2", "1")
		return b.sys.Reindex(context.Background(), nil)
	}},
	{name: "Archive", do: func(b *books) error { return b.staff.Archive(context.Background(), "dev") }},
	{name: "Reopen", do: func(b *books) error { return b.staff.Reopen(context.Background(), "dev") }},
	{name: "MakePrivate", do: func(b *books) error { return b.staff.MakePrivate(context.Background(), "dev") }},
	{name: "MakePublic", do: func(b *books) error { return b.staff.MakePublic(context.Background(), "dev") }},
	{name: "Pause", do: func(b *books) error { _, err := b.staff.Pause(context.Background(), toAnn()); return err }},
	{name: "Unpause", do: func(b *books) error { _, err := b.staff.Unpause(context.Background(), toAnn()); return err }},
	{name: "PutList", do: func(b *books) error { return b.staff.PutList(context.Background(), financeList("Finance")) }},
	{name: "PutList: another title", do: func(b *books) error { return b.sys.PutList(context.Background(), financeList("Financiers")) }},
	{name: "Share: with a list, for longer", do: func(b *books) error {
		_, err := b.staff.Share(context.Background(), access.Grants{
			Openings: []agency.OpeningID{"dev"}, Lists: []access.Wave{{List: "finance", After: 72 * time.Hour}},
		})
		return err
	}},
	{name: "DropList", do: func(b *books) error { return b.staff.DropList(context.Background(), "finance") }},
	{name: "AddAgencies", final: true, do: func(b *books) error {
		_, err := b.staff.AddAgencies(context.Background(), "dev", []access.Addition{
			{Agency: "north"},
			{Invite: &access.Invitee{
				Email: "Lea Lorenz <lea@lorenz.example>", Agency: "lorenz", NewAgency: "Lorenz Search", Recruiter: "lea",
			}},
		}, agency.Window{})
		return err
	}},
	{name: "Unshare", do: func(b *books) error { _, err := b.staff.Unshare(context.Background(), toNorth()); return err }},
	{name: "Suspend", do: func(b *books) error { return b.staff.Suspend(context.Background(), "north") }},
	{name: "Reinstate", do: func(b *books) error { return b.staff.Reinstate(context.Background(), "north") }},
	{name: "Deactivate", do: func(b *books) error { return b.staff.Deactivate(context.Background(), "ann") }},
	{name: "Reactivate", do: func(b *books) error { return b.staff.Reactivate(context.Background(), "ann") }},
	{name: "DeactivateUser", do: func(b *books) error { return b.staff.DeactivateUser(context.Background(), "hank") }},
	{name: "ReactivateUser", do: func(b *books) error { return b.staff.ReactivateUser(context.Background(), "hank") }},
	{name: "Invite", final: true, do: func(b *books) error {
		in, err := b.staff.Invite(context.Background(), access.Invitee{
			Email: "Kim Kimball <kim@kimball.example>", Admin: true, Agency: "kims", NewAgency: "Kimball Search", Recruiter: "kim",
			Openings: []agency.OpeningID{"dev"},
		})
		return b.invited(in, err)
	}},
	{name: "InviteList", do: func(b *books) error {
		return listOf(b.staff.InviteList, "email,name,agency,role\nlou@listed.example,Lou Lister,Listed Search,admin\n")(context.Background())
	}},
	{name: "Resend", again: true, do: func(b *books) error { return b.invited(b.staff.Resend(context.Background(), "kim")) }},
	{name: "Accept", final: true, do: func(b *books) error {
		_, err := b.sys.Accept(context.Background(), b.secret, "login-kim")
		return err
	}},
	{name: "Invite: by the host, to an agency that is there", final: true, do: func(b *books) error {
		return b.invited(b.sys.Invite(context.Background(), access.Invitee{
			Email: "kai@north.example", Name: "Kai Kayser", Agency: "north", Recruiter: "kai", AllOpenings: true,
		}))
	}},
	{name: "PutStaff: with the address of somebody invited", do: func(b *books) error {
		return b.sys.PutStaff(context.Background(), agency.Staff{ID: "kai", Name: "Kai Kayser", Email: "KAI@north.example", Role: agency.StaffRecruiter})
	}},
	{name: "Revoke", once: true, do: func(b *books) error { return b.staff.Revoke(context.Background(), "kai") }},
	{name: "Invite: a colleague", once: true, do: func(b *books) error {
		return b.colleague(access.NewColleague{Email: "cleo@north.example", Name: "Cleo Clark"})
	}},
	{name: "Resend: to a colleague", again: true, do: func(b *books) error { return b.rec.Resend(context.Background(), b.last) }},
	{name: "SetAdmin", do: func(b *books) error { return b.rec.SetAdmin(context.Background(), b.last, true) }},
	{name: "SetAdmin: taken back", do: func(b *books) error { return b.rec.SetAdmin(context.Background(), b.last, false) }},
	{name: "SetAdmin: denied", again: true, quiet: true, do: func(b *books) error {
		return denied(b.rec.SetAdmin(context.Background(), "ann", false))
	}},
	{name: "Deactivate: a colleague", do: func(b *books) error { return b.rec.Deactivate(context.Background(), b.last) }},
	{name: "Invite: a colleague whose address somebody has", once: true, do: func(b *books) error {
		return b.colleague(access.NewColleague{Email: "rita@acme.example"})
	}},
	{name: "Revoke: a colleague", once: true, do: func(b *books) error { return b.rec.Revoke(context.Background(), b.last) }},
	{name: "Invite: who is to be grouped", final: true, do: func(b *books) error {
		return b.invited(b.staff.Invite(context.Background(), access.Invitee{
			Email: "kay@keyes.example", Name: "Kay Keyes", Agency: "keyes", NewAgency: "Keyes and Co", Recruiter: "kay",
		}))
	}},
	{name: "Import: of who is to be grouped", again: true, tacit: true, do: func(b *books) error {
		_, err := b.sys.Import(context.Background(), rowsOf(access.ImportRow{
			Candidate: "host-3", Entry: candidate.Entry{Name: "Otto Oldfield"},
			Submission: access.PastSubmission{ID: "older", Opening: "dev", Agency: "keyes", Recruiter: "kay", At: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)},
		}), access.ImportOptions{})
		return err
	}},
	{name: "Share: with who is to be grouped", do: func(b *books) error {
		_, err := b.staff.Share(context.Background(), access.Grants{Openings: []agency.OpeningID{"dev"}, To: []agency.Grantee{agency.ToAgency("keyes")}})
		return err
	}},
	{name: "Group", do: func(b *books) error {
		_, err := b.staff.Group(context.Background(), access.Grouping{
			Agency: "kims", Recruiters: []agency.RecruiterID{"kim", "kay"}, Admins: []agency.RecruiterID{"kay"},
		})
		return err
	}},
	{name: "Ungroup", once: true, do: func(b *books) error { _, err := b.staff.Ungroup(context.Background(), "keyes"); return err }},
	{name: "Group: into a new one", there: true, do: func(b *books) error {
		_, err := b.staff.Group(context.Background(), access.Grouping{
			Agency: "both", NewAgency: "Kimball Search", Recruiters: []agency.RecruiterID{"kim", "kay"},
		})
		return err
	}},
	{name: "Deactivate: handing over", do: func(b *books) error {
		return b.staff.Deactivate(context.Background(), "kay", access.HandOver("kim"))
	}},
	{name: "Move", do: func(b *books) error { return b.staff.Move(context.Background(), "kim", "north") }},
	{name: "Promote", there: true, do: func(b *books) error {
		return b.staff.Promote(context.Background(), "kim", agency.Staff{ID: "kimball", Role: agency.StaffRecruiter})
	}},
	{name: "PutStaff: who is to be converted", do: func(b *books) error {
		return b.sys.PutStaff(context.Background(), agency.Staff{ID: "stu", Name: "Stu Stubbs", Email: "stu@acme.example", Role: agency.StaffRecruiter})
	}},
	{name: "Convert", once: true, do: func(b *books) error {
		return b.invited(b.staff.Convert(context.Background(), access.Conversion{
			Staff: "stu", OldEmail: "stubbs@acme.example", As: access.Invitee{Agency: "north", Recruiter: "stu"},
		}))
	}},
	{name: "Suspend: refused", again: true, quiet: true, do: func(b *books) error {
		return denied(b.staff.Suspend(context.Background(), "south"))
	}},
	{name: "Terminate", final: true, do: func(b *books) error { return b.staff.Terminate(context.Background(), "north") }},
	{name: "Export", again: true, tacit: true, do: func(b *books) error { return b.sys.Export(context.Background(), io.Discard) }},
	{name: "EraseCandidate", tacit: true, do: func(b *books) error { return b.sys.EraseCandidate(context.Background(), "host-2") }},
	{name: "Erase", do: func(b *books) error { return b.sys.Erase(context.Background(), b.sub) }},
	{name: "EraseRecruiter", do: func(b *books) error { return b.sys.EraseRecruiter(context.Background(), "stu") }},
	{name: "DeleteAccount: whose documents cannot be removed", again: true, tacit: true, do: func(b *books) error {
		blobs := b.blobs
		b.blobs = &stubborn{blobs, 1}
		b.open("2", "1")
		err := b.sys.DeleteAccount(context.Background())
		b.blobs = blobs
		b.open("2", "1")
		if err == nil {
			return errors.New("deleted")
		}
		return nil
	}},
}
