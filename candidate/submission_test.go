package candidate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

func TestSubmissionAdvance(t *testing.T) {
	own := agency.Settings{Stages: agency.Freeze[agency.Stage]("sourced", "called")}
	tests := []struct {
		name     string
		settings agency.Settings
		from, to agency.Stage
		refused  bool
	}{
		{"to the next stage", agency.Settings{}, agency.New, agency.InReview, false},
		{"over stages", agency.Settings{}, agency.New, agency.Hired, false},
		{"back", agency.Settings{}, agency.Rejected, agency.Interview, false},
		{"to the account's own stage", own, "sourced", "called", false},
		{"from a stage that the account no longer has", own, agency.New, "called", false},
		{"to a stage that the account has not", own, "sourced", agency.Hired, true},
		{"to no stage", agency.Settings{}, agency.New, "", true},
		{"to withdrawn", agency.Settings{}, agency.New, agency.Withdrawn, false},
		{"to withdrawn, which every account has", own, "sourced", agency.Withdrawn, false},
		{"from withdrawn", agency.Settings{}, agency.Withdrawn, agency.New, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := candidate.Submission{ID: "s1", Opening: "dev", Agency: "north", Recruiter: "ann", Stage: tt.from, At: march, Changed: march}
			got, err := in.Advance(tt.settings, tt.to, march.Add(time.Hour))
			if tt.refused {
				require.Equal(t, "stage", field(t, err))
				require.Equal(t, in, got)
				return
			}
			require.NoError(t, err)
			want := in
			want.Stage, want.Changed = tt.to, march.Add(time.Hour)
			if tt.to == agency.Hired {
				want.Hired = want.Changed
			}
			require.Equal(t, want, got)
		})
	}
}

// Who was hired stays so from the first time on, whatever comes after it, and
// until the stage goes back to before it.
func TestSubmissionIsHiredFrom(t *testing.T) {
	own := agency.Settings{Stages: agency.Freeze[agency.Stage]("sourced", agency.Hired, "settled")}
	unlike := agency.Settings{Stages: agency.Freeze[agency.Stage]("sourced", "settled")}
	for _, tt := range []struct {
		name     string
		settings agency.Settings
		stages   []agency.Stage // one an hour
		hired    int            // in which hour; 0: not
	}{
		{"never", own, []agency.Stage{"settled"}, 0},
		{"since the stage", own, []agency.Stage{agency.Hired}, 1},
		{"since the stage before the present one", own, []agency.Stage{agency.Hired, "settled"}, 1},
		{"since the first time", own, []agency.Stage{agency.Hired, "settled", agency.Hired}, 1},
		{"though withdrawn since", own, []agency.Stage{agency.Hired, agency.Withdrawn}, 1},
		{"not who went back", own, []agency.Stage{agency.Hired, "sourced"}, 0},
		{"not who went back and was withdrawn", own, []agency.Stage{agency.Hired, "sourced", agency.Withdrawn}, 0},
		{"not who went back and on to a later stage", own, []agency.Stage{agency.Hired, "sourced", "settled"}, 0},
		{"since the second time, having gone back", own, []agency.Stage{agency.Hired, "sourced", agency.Hired}, 3},
		{"by the stages that every account has", agency.Settings{}, []agency.Stage{agency.Hired, agency.Offer}, 0},
		{"rejected after the hire, which the stages put after it", agency.Settings{}, []agency.Stage{agency.Hired, agency.Rejected}, 1},
		{"where there is no such stage", unlike, []agency.Stage{"settled", "sourced"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := candidate.Submission{ID: "s1", Stage: "start", At: march, Changed: march}
			for i, stage := range tt.stages {
				var err error
				s, err = s.Advance(tt.settings, stage, march.Add(time.Duration(i+1)*time.Hour))
				require.NoError(t, err)
			}
			var want time.Time
			if tt.hired > 0 {
				want = march.Add(time.Duration(tt.hired) * time.Hour)
			}
			require.Equal(t, want, s.Hired)
		})
	}
}

func TestSubmissionStaysHiredWhereTheStageIsGone(t *testing.T) {
	s := candidate.Submission{ID: "s1", Stage: agency.Hired, Hired: march}
	got, err := s.Advance(agency.Settings{Stages: agency.Freeze[agency.Stage]("sourced", "settled")}, "settled", march.Add(time.Hour))
	require.NoError(t, err)
	require.Equal(t, march, got.Hired)
}

func TestSubmissionAdvanceToItsOwnStageChangesNothing(t *testing.T) {
	for _, stage := range agency.DefaultStages().Slice() {
		in := candidate.Submission{ID: "s1", Stage: stage, Changed: march}
		got, err := in.Advance(agency.Settings{}, stage, march.Add(time.Hour))
		require.NoError(t, err)
		require.Equal(t, in, got)
	}
}

func TestSubmissionWithdraw(t *testing.T) {
	in := candidate.Submission{ID: "s1", Stage: agency.Offer, At: march, Changed: march}
	require.True(t, in.Standing())
	out := in.Withdraw(march.Add(time.Hour))
	require.Equal(t, candidate.Submission{ID: "s1", Stage: agency.Withdrawn, At: march, Changed: march.Add(time.Hour)}, out)
	require.False(t, out.Standing())
	require.Equal(t, out, out.Withdraw(march.Add(2*time.Hour)), "the first time stays")
}

func TestSubmissionDirect(t *testing.T) {
	require.True(t, candidate.Submission{Source: candidate.DirectSource}.Direct())
	require.False(t, candidate.Submission{Agency: "north", Recruiter: "ann"}.Direct())
}

func TestRemarkValidate(t *testing.T) {
	type remark = candidate.Remark
	tests := []struct {
		name   string
		want   string
		change func(*remark)
	}{
		{"as it is", "", func(*remark) {}},
		{"no submission", "submission", func(r *remark) { r.Submission = "" }},
		{"submission ID too long", "submission", func(r *remark) { r.Submission = candidate.SubmissionID(strings.Repeat("s", 129)) }},
		{"submission ID with a control character", "submission", func(r *remark) { r.Submission = "s\n" }},
		{"submission ID not UTF-8", "submission", func(r *remark) { r.Submission = "s\xff" }},
		{"last kind", "", func(r *remark) { r.Kind = candidate.PersonMessage }},
		{"unknown kind", "kind", func(r *remark) { r.Kind = candidate.PersonMessage + 1 }},
		{"no text", "text", func(r *remark) { r.Text = "" }},
		{"text of several lines", "", func(r *remark) { r.Text = "a\n\tb" }},
		{"text as long as can be", "", func(r *remark) { r.Text = strings.Repeat("a", agency.MaxProse) }},
		{"text too long", "text", func(r *remark) { r.Text = strings.Repeat("a", agency.MaxProse+1) }},
		{"text not UTF-8", "text", func(r *remark) { r.Text = "a\xff" }},
		{"text with a NUL", "text", func(r *remark) { r.Text = "a\x00" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := remark{ID: "r1", Submission: "s1", Text: "Good."}
			tt.change(&r)
			require.Equal(t, tt.want, field(t, r.Validate()))
		})
	}
}

func TestNames(t *testing.T) {
	for kind, want := range []string{"note", "feedback", "message", "unknown"} {
		require.Equal(t, want, candidate.RemarkKind(kind).String())
	}
	for ruling, want := range []string{"accepted", "flagged", "alerted", "blocked", "unknown(4)"} {
		require.Equal(t, want, candidate.Outcome(ruling).String())
	}
}

func ExampleSubmission_Advance() {
	s := candidate.Submission{ID: "s1", Stage: agency.New}
	s, err := s.Advance(agency.PerAgency(), agency.Interview, time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	fmt.Println(s.Stage, err)
	_, err = s.Advance(agency.PerAgency(), "sourced", time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
	fmt.Println(err)
	// Output:
	// interview <nil>
	// field stage: must be one of the account's stages
}
