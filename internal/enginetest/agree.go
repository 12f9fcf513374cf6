package enginetest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Agree checks that in worlds where anything may have been done, what an
// operation answers, what is listed, counted, decided and explained agree with
// each other and with a model.
func Agree(t *testing.T, newStore NewStore) {
	st := newStore(t)
	defer func() { require.NoError(t, st.Close()) }()
	worlds := 0
	rapid.Check(t, func(t *rapid.T) {
		worlds++
		j := &judge{T: t, World: Open(t, st, accountNumber(worlds), nil), m: newModel()}
		for _, op := range setup(t) {
			j.do(op)
		}
		for n := range one(t, "operations", []int{5, 10, 20, 30}) {
			j.do(draw(t, j.m, n))
		}
		j.m.now = j.m.now.Add(one(t, "wait", waits))
		j.Clock.Set(j.m.now)
		j.limit = rapid.IntRange(1, 4).Draw(t, "page size")
		for _, id := range j.m.people() {
			j.recruiter(id)
		}
		for _, id := range openingIDs {
			j.who(id)
		}
		for _, id := range j.m.users() {
			j.user(id)
		}
	})
}

func accountNumber(n int) agency.AccountID {
	return agency.AccountID(idOf("account", n))
}

// judge compares a world with its model.
type judge struct {
	*rapid.T
	*World
	m     *model
	limit int // of a page
	log   []string
}

// do carries out an operation in both.
func (j *judge) do(op Op) {
	j.log = append(j.log, op.String())
	want := j.m.do(op)
	got := j.Do(op)
	j.learn(j, op)
	j.unique(j)
	if diff := want.differ(got, op.ByRecruiter != ""); diff != "" {
		j.Fatalf("%s\n%s", strings.Join(j.log, "\n"), diff)
	}
}

// fail reports a disagreement, with how the world came to be.
func (j *judge) equal(what string, want, got any) {
	if !equal(want, got) {
		j.Fatalf("%s\nat %v, %s:\nexpected %v\nactual   %v", strings.Join(j.log, "\n"), j.m.now, what, want, got)
	}
}

// deniedWith returns the codes of a denial on either side, nil if err is none.
func deniedWith(err error) codes {
	var denied *access.Denied
	var refused *access.Refused
	switch {
	case errors.As(err, &denied):
		return denied.Codes()
	case errors.As(err, &refused):
		return refused.Codes()
	}
	return nil
}

// recruiter checks everything that one recruiter can ask.
func (j *judge) recruiter(id agency.RecruiterID) {
	rec := j.Recruiter(id)
	var openings []agency.OpeningID
	for _, o := range openingIDs {
		may := j.can(id, question{action: policy.ViewOpening, opening: o})
		j.can(id, question{action: policy.Submit, opening: o})
		if may {
			openings = append(openings, o)
		}
		view, err := rec.Opening(background, o)
		j.equal("whether "+string(id)+" sees "+string(o), may, err == nil)
		if may {
			want := j.m.openings[o]
			j.equal("the view", access.OpeningView{
				ID: o, Title: want.Title, Text: want.Text, State: want.State, Private: want.Private, Until: j.m.end(j.m.recruiters[id], o),
			}, view)
		}
	}
	j.list(id, policy.ListOpenings, j.m.newestOpenings(openings), func() ([]string, error) {
		rows, err := collect(func(c access.Cursor) (access.Page[access.OpeningView], error) {
			return rec.Openings(background, c, j.limit)
		})
		return texts(rows, func(v access.OpeningView) string { return string(v.ID) }), err
	}, func() (int, error) { return rec.CountOpenings(background) })

	visible := map[agency.OpeningID][]candidate.SubmissionID{}
	for _, s := range append(sortedKeys(j.m.submissions), "s-none") {
		may := j.can(id, question{action: policy.ViewSubmission, submission: s})
		j.can(id, question{action: policy.Message, submission: s})
		j.can(id, question{action: policy.Withdraw, submission: s})
		view, entry, err := rec.Submission(background, s)
		j.equal("whether "+string(id)+" sees "+string(s), may, err == nil)
		if !may {
			continue
		}
		r := j.m.submissions[s]
		visible[""] = append(visible[""], s)
		if r.Opening != "" {
			visible[r.Opening] = append(visible[r.Opening], s)
		}
		e := j.m.entries[s]
		j.equal("the view", access.SubmissionView{
			ID: s, Opening: r.Opening, OpeningTitle: j.m.openings[r.Opening].Title, Name: e.FullName(),
			Recruiter: r.Recruiter, Mine: r.Recruiter == id, Source: r.Source, Stage: r.Stage, At: r.At, Changed: r.Changed,
		}, view)
		j.equal("the entry", access.EntryView{
			Name: e.Name, Given: e.Given, Surname: e.Surname, Emails: e.Emails.Slice(), Phones: e.Phones.Slice(), Born: e.Born, Address: e.Address,
			Consent: e.Consent, Erased: !e.Erased.IsZero(),
		}, entry)
	}
	for _, o := range append([]agency.OpeningID{""}, openingIDs...) {
		filter := access.SubmissionFilter{Opening: o}
		j.list(id, policy.ListSubmissions, j.m.newestSubmissions(visible[o]), func() ([]string, error) {
			rows, err := collect(func(c access.Cursor) (access.Page[access.SubmissionView], error) {
				return rec.Submissions(background, filter, c, j.limit)
			})
			return texts(rows, func(v access.SubmissionView) string { return string(v.ID) }), err
		}, func() (int, error) { return rec.CountSubmissions(background, filter) })
	}

	j.ownClaims(id)

	var colleagues []string
	for _, r := range sortedKeys(j.m.recruiters) {
		if j.m.recruiters[r].Agency == j.m.recruiters[id].Agency {
			colleagues = append(colleagues, string(r))
		}
	}
	j.list(id, policy.ListColleagues, colleagues, func() ([]string, error) {
		rows, err := collect(func(c access.Cursor) (access.Page[access.ColleagueView], error) {
			return rec.Colleagues(background, c, j.limit)
		})
		return texts(rows, func(v access.ColleagueView) string { return string(v.ID) }), err
	}, nil)
	j.can(id, question{action: policy.InviteColleague})
	j.can(id, question{action: policy.AcceptTerms})
}

// can checks what is decided, told and explained, and reports whether it is
// allowed.
func (j *judge) can(id agency.RecruiterID, q question) bool {
	what := string(id) + " " + q.action.String() + " " + string(q.opening) + string(q.submission)
	var target access.Target
	switch {
	case q.opening != "":
		target = access.OnOpening(q.opening)
	case q.submission != "":
		target = access.OnSubmission(q.submission)
	}
	q.probing = q.action == policy.Submit
	want := j.m.decide(id, q)
	may, err := j.Recruiter(id).Can(background, q.action, target)
	require.NoError(j, err)
	why, err := j.Sys.Explain(background, id, q.action, target)
	require.NoError(j, err)
	j.equal(what+": allowed", len(want) == 0, may.Allowed())
	j.equal(what+": explained", want, codes(why.Decision.Codes()))
	j.equal(what+": told", j.m.told(id, q, want), codes(may.Codes()))
	j.equal(what+": told as explained", why.Told, may)
	if q.action == policy.ViewOpening && j.m.agencies[j.m.recruiters[id].Agency].ID != "" {
		j.colleagues(id, q.opening, why)
	}
	return may.Allowed()
}

// colleagues checks what an explanation says of the others.
func (j *judge) colleagues(id agency.RecruiterID, o agency.OpeningID, why access.Explanation) {
	var with, without []agency.RecruiterID
	for _, r := range sortedKeys(j.m.recruiters) {
		if _, ok := j.m.openings[o]; !ok || r == id || j.m.recruiters[r].Agency != j.m.recruiters[id].Agency {
			continue
		}
		if len(j.m.decide(r, question{action: policy.ViewOpening, opening: o})) == 0 {
			with = append(with, r)
		} else {
			without = append(without, r)
		}
	}
	j.equal("colleagues with "+string(o), with, why.With())
	j.equal("colleagues without "+string(o), without, why.Without())
}

// list checks a list, all pages of it, and its count.
func (j *judge) list(id agency.RecruiterID, action policy.Action, want []string, rows func() ([]string, error), count func() (int, error)) {
	what := string(id) + " " + action.String()
	q := question{action: action}
	against := j.m.decide(id, q)
	j.can(id, q)
	got, err := rows()
	j.equal(what+": denied", j.m.told(id, q, against), deniedWith(err))
	if len(against) > 0 {
		want = nil
	} else {
		require.NoError(j, err)
	}
	j.equal(what, want, got)
	if count == nil {
		return
	}
	n, err := count()
	j.equal(what+": count denied", j.m.told(id, q, against), deniedWith(err))
	j.equal(what+": count", len(want), n)
}

// who checks that Who lists those whom Explain lets see the opening or submit.
func (j *judge) who(o agency.OpeningID) {
	rows, err := collect(func(c access.Cursor) (access.Page[access.Holder], error) { return j.Sys.Who(background, o, c, j.limit) })
	if _, ok := j.m.openings[o]; !ok {
		j.equal("who holds "+string(o), codes{policy.NotFound}, deniedWith(err))
		return
	}
	require.NoError(j, err)
	var want []string
	for _, r := range sortedKeys(j.m.recruiters) {
		view := j.m.decide(r, question{action: policy.ViewOpening, opening: o})
		submit := j.m.decide(r, question{action: policy.Submit, opening: o})
		if len(view) == 0 || len(submit) == 0 {
			want = append(want, string(r))
		}
	}
	j.equal("who holds "+string(o), want, texts(rows, func(h access.Holder) string { return string(h.Recruiter.ID) }))
	for _, h := range rows {
		view := j.m.decide(h.Recruiter.ID, question{action: policy.ViewOpening, opening: o})
		j.equal("why "+string(h.Recruiter.ID)+" holds "+string(o), view, codes(h.View.Codes()))
	}
}

// user checks that a regular user lists the submissions and openings that they
// may read.
func (j *judge) user(id agency.StaffID) {
	staff := j.Staff(id)
	op := Op{ByStaff: id}
	var want []candidate.SubmissionID
	for _, s := range sortedKeys(j.m.submissions) {
		against := j.m.staffMay(op, need{submissions: 1, submission: s})
		record, err := staff.Submission(background, s)
		j.equal(string(id)+" reads "+string(s), against, deniedWith(err))
		if len(against) == 0 {
			require.NoError(j, err)
			j.equal("the stage", j.m.submissions[s].Stage, record.Stage)
			want = append(want, s)
			j.remarks(staff, id, s)
		}
		j.person(staff, id, s, against)
	}
	j.claims(staff, id)
	against := j.m.staffMay(op, need{submissions: 1})
	rows, err := collect(func(c access.Cursor) (access.Page[access.SubmissionSummary], error) {
		return staff.Submissions(background, access.SubmissionsOf{}, c, j.limit)
	})
	j.equal(string(id)+" lists submissions: denied", against, deniedWith(err))
	if len(against) > 0 {
		want = nil
	}
	j.equal(string(id)+" lists submissions", j.m.newestSubmissions(want),
		texts(rows, func(r access.SubmissionSummary) string { return string(r.ID) }))
	n, _ := staff.CountSubmissions(background, access.SubmissionsOf{})
	j.equal(string(id)+" counts submissions", len(want), n)
}

// remarks checks that everything that was written about a submission is there.
func (j *judge) remarks(staff access.Staff, id agency.StaffID, s candidate.SubmissionID) {
	if len(j.m.staffMay(Op{ByStaff: id}, need{submissions: 1, messages: 1, submission: s})) > 0 {
		return
	}
	notes, err := collect(func(c access.Cursor) (access.Page[candidate.Remark], error) {
		return staff.Remarks(background, s, c, j.limit)
	})
	require.NoError(j, err)
	messages, err := collect(func(c access.Cursor) (access.Page[candidate.Remark], error) {
		return staff.RecordedMessages(background, s, c, j.limit)
	})
	require.NoError(j, err)
	j.equal("remarks on "+string(s), j.m.remarks[s], len(notes)+len(messages))
}

func texts[R any](rows []R, text func(R) string) []string {
	var out []string
	for _, r := range rows {
		out = append(out, text(r))
	}
	return out
}

// newestOpenings and newestSubmissions put identifiers into the order of the
// lists.
func (m *model) newestOpenings(of []agency.OpeningID) []string {
	slices.SortFunc(of, func(a, b agency.OpeningID) int {
		if c := m.openings[b].Created.Compare(m.openings[a].Created); c != 0 {
			return c
		}
		return strings.Compare(string(a), string(b))
	})
	return texts(of, func(id agency.OpeningID) string { return string(id) })
}

func (m *model) newestSubmissions(of []candidate.SubmissionID) []string {
	slices.SortFunc(of, func(a, b candidate.SubmissionID) int {
		if c := m.submissions[b].At.Compare(m.submissions[a].At); c != 0 {
			return c
		}
		return strings.Compare(string(a), string(b))
	})
	return texts(of, func(id candidate.SubmissionID) string { return string(id) })
}
