package policy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access/policy"
)

// codeCase is a world in which a code is among the reasons, and what is told of
// that world.
type codeCase struct {
	code   string
	action string // by a recruiter, or "staff: " and the action
	change func(w *world)
	args   string // name=value, separated by semicolons
	told   string // codes and their arguments, likewise
}

var codeCases = []codeCase{
	{"staff_inactive", "staff: advance", func(w *world) { w.staff = "deactivated" }, "", "not_found"},
	{"role_insufficient", "staff: share", func(w *world) { w.user = "recruiter" }, "area=agencies; needed=assign; held=view", "not_found"},
	{"role_insufficient", "staff: erase", nil, "area=host; needed=yes; held=no", "not_found"},
	{"role_insufficient", "staff: submit", nil, "area=recruiter; needed=yes; held=no", "not_found"},
	{"role_insufficient", "staff: configure", func(w *world) { w.user = "journal only" }, "area=settings; needed=yes; held=no", "not_found"},
	{"not_on_team", "staff: advance", func(w *world) { w.user = "recruiter" }, "opening=dev; title=Developer", "not_found"},
	{"recruiter_not_active", "submit", func(w *world) { w.recruiter = "invited" }, "recruiter=ann", "recruiter_not_active recruiter=ann"},
	{"recruiter_deactivated", "submit", func(w *world) { w.recruiter = "deactivated" }, "recruiter=ann", "recruiter_deactivated recruiter=ann"},
	{"agency_suspended", "submit", func(w *world) { w.agency = "suspended" }, "agency=North Recruiting", "agency_suspended agency=North Recruiting"},
	{"agency_terminated", "submit", func(w *world) { w.agency = "terminated" }, "agency=North Recruiting", "agency_terminated agency=North Recruiting"},
	{"agency_terminated", "submit", func(w *world) { w.agency = "another" }, "", "agency_terminated"},
	{"agency_terminated", "submit", func(w *world) { w.agency = "closed" }, "agency=North Recruiting", "agency_terminated agency=North Recruiting"},
	{"agency_terminated", "staff: move-recruiter", func(w *world) { w.agency = "closed" }, "agency=North Recruiting", "not_found"},
	{"agency_suspended", "staff: group-agencies", func(w *world) { w.agency = "suspended" }, "agency=North Recruiting", "not_found"},
	{"not_found", "submit", func(w *world) { w.opening = "missing" }, "kind=opening", "not_found kind=opening"},
	{"not_found", "message", func(w *world) { w.submission = "missing" }, "kind=submission", "not_found kind=submission"},
	{"not_found", "list-openings", func(w *world) { w.account = "unknown" }, "kind=account", "not_found kind=account"},
	{"not_found", "staff: promote-recruiter", func(w *world) { w.recruiter = "missing" }, "kind=recruiter", "not_found"},
	{"not_found", "staff: suspend-agency", func(w *world) { w.agency = "missing" }, "kind=agency", "not_found"},
	{"not_found", "manage-colleague", func(w *world) { w.admin, w.colleague = true, "missing" }, "kind=recruiter", "not_found kind=recruiter"},
	{"not_found", "manage-colleague", func(w *world) { w.colleague, w.lastAdmin = "other agency", true }, "kind=recruiter", "not_found kind=recruiter"},
	{"not_found", "staff: convert-staff", nil, "kind=staff", "not_found"},
	{"not_shared", "submit", func(w *world) { w.own = "never" }, "opening=dev; title=Developer; sharing=per-recruiter", "not_found kind=opening"},
	{"share_not_started", "submit", func(w *world) { w.own = "not started" }, "from=2026-03-01T12:00:00.000001Z", "not_found kind=opening"},
	{"share_revoked", "submit", func(w *world) { w.own = "revoked seen" }, "at=2026-02-19T12:00:00.000001Z", "share_revoked at=2026-02-19T12:00:00.000001Z"},
	{"share_revoked", "submit", func(w *world) { w.own = "revoked unseen" }, "at=2026-02-19T12:00:00Z", "not_found kind=opening"},
	{"share_ended", "submit", func(w *world) { w.own = "ended seen" }, "until=2026-03-01T12:00:00Z", "share_ended until=2026-03-01T12:00:00Z"},
	{"share_ended", "submit", func(w *world) { w.own = "ended unseen" }, "until=2026-02-19T12:00:00Z", "not_found kind=opening"},
	{"share_paused", "submit", func(w *world) { w.own = "paused seen" }, "at=2026-02-19T12:00:00.000001Z", "share_paused at=2026-02-19T12:00:00.000001Z"},
	{"share_paused", "submit", func(w *world) { w.own = "paused unseen" }, "at=2026-02-19T12:00:00Z", "not_found kind=opening"},
	{"opening_archived", "submit", func(w *world) { w.opening = "archived" }, "opening=dev; title=Developer", "opening_archived opening=dev; title=Developer"},
	{"opening_archived", "submit", func(w *world) { w.opening, w.own = "archived", "never" }, "opening=dev; title=Developer", "not_found kind=opening"},
	{"opening_archived", "submit", func(w *world) { w.opening, w.own = "archived", "ended seen" }, "opening=dev; title=Developer", "share_ended until=2026-03-01T12:00:00Z"},
	{"not_own_submission", "withdraw", func(w *world) { w.submission = "colleague" }, "", "not_found kind=submission"},
	{"other_agency", "message", func(w *world) { w.submission = "direct" }, "", "not_found kind=submission"},
	{"already_submitted", "submit", func(w *world) { w.already = true }, "", "already_submitted"},
	{"quota_exhausted", "submit", func(w *world) { w.quota = "spent" }, "limit=2", "quota_exhausted limit=2"},
	{"terms_not_accepted", "submit", func(w *world) { w.terms = "open" }, "terms=2026-03", "terms_not_accepted terms=2026-03"},
	{"consent_missing", "submit", func(w *world) { w.consentNeeded = true }, "", "consent_missing"},
	{"probe_limit", "submit", func(w *world) { w.probes = true }, "", "probe_limit"},
	{"duplicate_alert", "submit", func(w *world) { w.ruling = "alerted" }, "", "duplicate_alert"},
	{"duplicate_alert", "submit", func(w *world) { w.ruling, w.claim = "alerted", "in-force" }, "", "duplicate_alert"},
	{"duplicate_alert", "submit", func(w *world) { w.ruling, w.tell = "alerted", "class" }, "class=known; claim=none", "duplicate_alert class=known; claim=none"},
	{"duplicate_alert", "submit", func(w *world) { w.ruling, w.tell, w.claim = "alerted", "class", "over" }, "class=known; claim=over", "duplicate_alert class=known; claim=over"},
	{"duplicate_alert", "submit", func(w *world) { w.ruling, w.tell, w.claim = "alerted", "class", "disputed" }, "class=known; claim=disputed", "duplicate_alert class=known; claim=disputed"},
	{"duplicate_alert", "submit", func(w *world) { w.ruling, w.tell, w.claim = "alerted", "class", "in-force" }, "class=known; claim=in-force", "duplicate_alert class=known; claim=in-force"},
	{"duplicate_alert", "submit", func(w *world) { w.ruling, w.tell, w.claim = "alerted", "class", "unknown" }, "class=known; claim=none", "duplicate_alert class=known; claim=none"},
	{"duplicate_alert", "submit", func(w *world) { w.ruling, w.tell, w.claim, w.probes = "alerted", "class", "over", true }, "class=known; claim=over", "probe_limit"},
	{"duplicate_blocked", "submit", func(w *world) { w.ruling = "blocked" }, "", "duplicate_blocked"},
	{"duplicate_blocked", "submit", func(w *world) { w.ruling, w.tell, w.claim = "blocked", "class", "in-force" }, "class=known; claim=in-force", "duplicate_blocked class=known; claim=in-force"},
	{"duplicate_blocked", "submit", func(w *world) { w.ruling, w.tell = "blocked", "silent" }, "", "not_found kind=opening"},
	{"owned_by_other", "submit", func(w *world) { w.ruling, w.owned = "blocked", true }, "", "duplicate_blocked"},
	{"owned_by_other", "submit", func(w *world) { w.ruling, w.tell, w.claim, w.owned = "blocked", "class", "disputed", true }, "", "duplicate_blocked class=known; claim=disputed"},
	{"not_agency_admin", "invite-colleague", nil, "", "not_agency_admin"},
	{"not_agency_admin", "manage-colleague", nil, "", "not_agency_admin"},
	{"last_admin", "manage-colleague", func(w *world) { w.admin, w.colleague, w.lastAdmin = true, "self", true }, "", "last_admin"},
	{"last_admin", "manage-colleague", func(w *world) { w.lastAdmin = true }, "", "not_agency_admin, last_admin"},
	{"per_recruiter_sharing", "staff: share", func(w *world) { w.toAgency = true }, "agency=North Recruiting", "not_found"},
	{"per_agency_sharing", "staff: share", func(w *world) { w.mode = "per agency" }, "agency=North Recruiting", "not_found"},
	{"email_is_staff", "staff: invite-recruiter", func(w *world) { w.emailIsStaff = true }, "", "not_found"},
	{"email_is_staff", "staff: promote-recruiter", func(w *world) { w.emailIsStaff, w.emailTaken = true, true }, "", "not_found"},
	{"email_taken", "staff: edit-recruiter", func(w *world) { w.emailTaken = true }, "", "not_found"},
	{"known_domain", "staff: invite-recruiter", func(w *world) { w.known = true }, "", "not_found"},
}

func (c codeCase) decide() policy.Decision {
	w := first()
	w.side, w.action, w.own = "recruiter", c.action, "effective"
	if action, ok := strings.CutPrefix(c.action, "staff: "); ok {
		w.side, w.action = "staff", action
	}
	if c.change != nil {
		c.change(&w)
	}
	return policy.Decide(requestOf(&w), newScene().facts(&w))
}

func argText(args []policy.Arg) string {
	var parts []string
	for _, a := range args {
		parts = append(parts, a.Name+"="+a.Value)
	}
	return strings.Join(parts, "; ")
}

func reasonFor(t *testing.T, reasons []policy.Reason, code string) policy.Reason {
	t.Helper()
	for _, r := range reasons {
		if r.Code.String() == code {
			return r
		}
	}
	t.Fatalf("no %s among %v", code, reasons)
	return policy.Reason{}
}

func TestEveryCodeIsReasonedAndDisclosedAsThePolicySays(t *testing.T) {
	covered := map[string]bool{}
	for _, c := range codeCases {
		covered[c.code] = true
		t.Run(c.code+" on "+c.action+" "+c.args, func(t *testing.T) {
			d := c.decide()
			require.False(t, d.Allowed())
			r := reasonFor(t, d.Reasons(), c.code)
			require.Equal(t, c.args, argText(r.Args))

			told := d.Disclose()
			require.False(t, told.Allowed())
			require.Equal(t, c.told, shapeOf(told))
			for _, r := range append(d.Reasons(), told.Reasons()...) {
				require.NotEmpty(t, r.Sentence)
				require.NotEmpty(t, r.Remedy)
				require.NotContains(t, r.Sentence+r.Remedy, "{")
				require.NotContains(t, r.Sentence+r.Remedy, "}")
			}
		})
	}
	for _, code := range policy.AllCodes() {
		require.True(t, covered[code.String()], "no case for %v", code)
	}
}

func TestRemediesNameWhomToAskAndWhatToShare(t *testing.T) {
	base := codeCase{action: "submit", change: func(w *world) { w.own = "never" }}
	perRecruiter := base.decide()
	require.Equal(t, "Developer is not shared with the recruiter.", perRecruiter.Reasons()[0].Sentence)
	require.Contains(t, perRecruiter.Reasons()[0].Remedy, "what colleagues hold gives them nothing")
	require.Contains(t, perRecruiter.Disclose().Reasons()[0].Remedy, "your contact at ACME ")

	base.change = func(w *world) { w.mode, w.own = "per agency", "effective" }
	require.Contains(t, base.decide().Reasons()[0].Remedy, "the recruiter's agency")
	base.change = func(w *world) { w.mode, w.own = "either", "never" }
	require.Contains(t, base.decide().Reasons()[0].Remedy, "the recruiter or their agency")
	base.change = func(w *world) { w.account = "unknown" }
	require.Contains(t, base.decide().Disclose().Reasons()[0].Remedy, "your contact at the account ")
}

func TestNamesRoundTrip(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range policy.AllCodes() {
		text, err := c.MarshalText()
		require.NoError(t, err)
		require.Regexp(t, `^[a-z]+(_[a-z]+)+$`, string(text))
		var back policy.Code
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, c, back)
		require.False(t, seen[string(text)])
		seen[string(text)] = true
	}
	for _, a := range policy.AllActions() {
		text, err := a.MarshalText()
		require.NoError(t, err)
		require.Regexp(t, `^[a-z]+(-[a-z]+)*$`, string(text))
		var back policy.Action
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, a, back)
		require.False(t, seen[string(text)])
		seen[string(text)] = true
	}
	for _, bad := range []string{"", "NOT_SHARED", "not_shared ", "unknown(1)"} {
		c, a := policy.NotShared, policy.Share
		require.Error(t, c.UnmarshalText([]byte(bad)))
		require.Error(t, a.UnmarshalText([]byte(bad)))
		require.Equal(t, policy.NotShared, c, "a text that is refused changes nothing")
		require.Equal(t, policy.Share, a)
	}
	sides := []string{policy.Side(0).String(), policy.RecruiterSide.String(), policy.StaffSide.String(), policy.HostSide.String(), policy.Side(9).String()}
	require.Empty(t, cmp.Diff([]string{"", "recruiter", "staff", "host", "unknown(9)"}, sides))
	require.Equal(t, "unknown(200)", policy.Action(200).String())
	require.Equal(t, "unknown(200)", policy.Code(200).String())
}
