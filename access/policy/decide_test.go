package policy_test

import (
	"maps"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
)

// matrixRow is a row of the policy's matrix: view opening, submit, view
// progress, message, withdraw, invite colleagues.
type matrixRow struct {
	name   string
	change func(w *world)
	want   string
}

var matrixRows = []matrixRow{
	{"effective grant, opening open and public", func(*world) {}, "YYYYYY"},
	{"effective grant, opening open and private", func(w *world) { w.private = true }, "YYYYYY"},
	{"never granted", func(w *world) { w.own = "never" }, "NNYYYY"},
	{"grant not started", func(w *world) { w.own = "not started" }, "NNYYYY"},
	{"grant revoked", func(w *world) { w.own = "revoked seen" }, "NNYYYY"},
	{"grant ended", func(w *world) { w.own = "ended seen" }, "NNYYYY"},
	{"grant revoked before this recruiter's time", func(w *world) { w.own = "revoked unseen" }, "NNYYYY"},
	{"grant paused", func(w *world) { w.own = "paused seen" }, "NNYYYY"},
	{"grant paused before this recruiter's time", func(w *world) { w.own = "paused unseen" }, "NNYYYY"},
	{"opening archived", func(w *world) { w.opening = "archived" }, "NNYYYY"},
	{"recruiter invited, not yet active", func(w *world) { w.recruiter = "invited" }, "NNNNNN"},
	{"recruiter deactivated", func(w *world) { w.recruiter = "deactivated" }, "NNNNNN"},
	{"agency suspended", func(w *world) { w.agency = "suspended" }, "NNYYYN"},
	{"agency terminated", func(w *world) { w.agency = "terminated" }, "NNNNNN"},
	{"agency closed", func(w *world) { w.agency = "closed" }, "NNNNNN"},
}

var rightActions = []string{"view-opening", "submit", "view-submission", "message", "withdraw", "invite-colleague"}

func (r matrixRow) decide(action string) policy.Decision {
	w := first()
	w.side, w.action, w.own, w.admin = "recruiter", action, "effective", true
	r.change(&w)
	return policy.Decide(requestOf(&w), newScene().facts(&w))
}

func TestMatrix(t *testing.T) {
	for _, row := range matrixRows {
		t.Run(row.name, func(t *testing.T) {
			got := ""
			for _, action := range rightActions {
				if row.decide(action).Allowed() {
					got += "Y"
				} else {
					got += "N"
				}
			}
			require.Equal(t, row.want, got)
		})
	}
}

func TestDecide(t *testing.T) {
	for _, tc := range []struct {
		name, side, action string
		change             func(w *world)
		want, told         string
	}{
		{"a colleague's share gives nothing", "recruiter", "view-opening", func(w *world) { w.own = "foreign" }, "deny not_shared", "deny not_found"},
		{"a dormant share to the agency gives nothing", "recruiter", "submit", func(w *world) { w.own, w.company = "never", "effective" }, "deny not_shared", "deny not_found"},
		{"it counts when the mode returns", "recruiter", "submit", func(w *world) { w.mode, w.own, w.company = "either", "never", "effective" }, "allow", "allow"},
		{"one effective share suffices", "recruiter", "submit", func(w *world) { w.mode, w.own, w.company, w.later = "either", "effective", "revoked seen", "company" }, "allow", "allow"},
		{"the latest share names the reason", "recruiter", "submit", func(w *world) { w.mode, w.own, w.company, w.later = "either", "ended seen", "revoked seen", "company" }, "deny share_revoked", "deny share_revoked"},
		{"of two made at once the recruiter's", "recruiter", "submit", func(w *world) { w.mode, w.own, w.company, w.later = "either", "ended seen", "revoked seen", "same" }, "deny share_ended", "deny share_ended"},
		{"all reasons are collected", "recruiter", "submit", func(w *world) {
			w.recruiter, w.agency, w.own, w.opening, w.probes = "invited", "suspended", "never", "archived", true
		}, "deny recruiter_not_active agency_suspended not_shared opening_archived probe_limit", "deny recruiter_not_active agency_suspended"},
		{"a missing opening has no limits", "recruiter", "submit", func(w *world) { w.opening, w.already, w.ruling = "missing", true, "blocked" }, "deny not_found", "deny not_found"},
		{"a hidden opening tells no limits", "recruiter", "submit", func(w *world) { w.own, w.already, w.ruling = "never", true, "blocked" }, "deny not_shared already_submitted duplicate_blocked", "deny not_found"},
		{"a silent alert is accepted", "recruiter", "submit", func(w *world) { w.ruling, w.tell, w.owned = "alerted", "silent", true }, "allow", "allow"},
		{"a flagged entry is accepted", "recruiter", "submit", func(w *world) { w.ruling, w.owned = "flagged", true }, "allow", "allow"},
		{"a suspended agency sees its lists", "recruiter", "list-submissions", func(w *world) { w.agency = "suspended" }, "allow", "allow"},
		{"a terminated agency sees none", "recruiter", "list-submissions", func(w *world) { w.agency = "terminated" }, "deny agency_terminated", "deny agency_terminated"},
		{"an admin withdraws a colleague's", "recruiter", "withdraw", func(w *world) { w.submission, w.admin = "colleague", true }, "allow", "allow"},
		{"not one that an admin cannot see", "recruiter", "withdraw", func(w *world) { w.submission, w.admin, w.visibility = "colleague", true, "own" }, "deny not_own_submission", "deny not_found"},
		{"progress without a share", "recruiter", "view-submission", func(w *world) { w.own = "never" }, "allow", "allow"},
		{"what was submitted for a former agency stays there", "recruiter", "view-submission", func(w *world) { w.submission = "former" }, "deny other_agency", "deny not_found"},
		{"a paused share beside an effective one", "recruiter", "submit", func(w *world) { w.mode, w.own, w.company, w.later = "either", "paused seen", "effective", "own" }, "allow", "allow"},
		{"of two that are over the one made last names it", "recruiter", "submit", func(w *world) { w.mode, w.own, w.company, w.later = "either", "ended seen", "paused seen", "company" }, "deny share_paused", "deny share_paused"},
		{"an archived opening is not told beside a pause", "recruiter", "submit", func(w *world) { w.own, w.opening = "paused seen", "archived" }, "deny share_paused opening_archived", "deny share_paused"},
		{"a pause that the matrix minds", "recruiter", "view-submission", func(w *world) { w.own, w.matrix = "paused seen", matrixWith("grant over", "NNNNNN") }, "deny share_paused", "deny share_paused"},
		{"a pause before this recruiter's time is like no share", "recruiter", "view-submission", func(w *world) { w.own, w.matrix = "paused unseen", matrixWith("grant over", "NNNNNN") }, "allow", "allow"},
		{"a pause before this recruiter's time where the matrix minds none", "recruiter", "view-submission", func(w *world) { w.own, w.matrix = "paused unseen", matrixWith("never granted", "NNNNNN") }, "deny share_paused", "deny not_found"},
		{"an admin manages a colleague", "recruiter", "manage-colleague", func(w *world) { w.admin = true }, "allow", "allow"},
		{"an admin steps down, others stay", "recruiter", "manage-colleague", func(w *world) { w.admin, w.colleague = true, "self" }, "allow", "allow"},
		{"a member manages nobody, not even themselves", "recruiter", "manage-colleague", func(w *world) { w.colleague = "self" }, "deny not_agency_admin", "deny not_agency_admin"},
		{"a member asks about another agency's", "recruiter", "manage-colleague", func(w *world) { w.colleague = "other agency" }, "deny not_found not_agency_admin", "deny not_found"},
		{"the last admin of another agency", "recruiter", "manage-colleague", func(w *world) { w.admin, w.colleague, w.lastAdmin = true, "other agency", true }, "deny not_found", "deny not_found"},
		{"an admin of a suspended agency manages nobody", "recruiter", "manage-colleague", func(w *world) { w.admin, w.agency, w.colleague = true, "suspended", "other agency" }, "deny agency_suspended not_found", "deny agency_suspended"},
		{"the host manages no colleagues", "host", "manage-colleague", func(*world) {}, "deny role_insufficient", "deny not_found"},
		{"a recruiter asks as staff", "recruiter", "read-journal", func(*world) {}, "deny not_found", "deny not_found"},
		{"staff ask as a recruiter", "staff", "submit", func(*world) {}, "deny role_insufficient", "deny not_found"},
		{"staff ask nothing known", "staff", "unknown", func(*world) {}, "deny not_found", "deny not_found"},
		{"nobody asks", "unknown", "share", func(*world) {}, "deny not_found", "deny not_found"},
		{"a manager shares on the own team", "staff", "share", func(w *world) { w.user, w.team = "recruitment manager", true }, "allow", "allow"},
		{"a manager shares elsewhere", "staff", "share", func(w *world) { w.user = "recruitment manager" }, "deny not_on_team", "deny not_found"},
		{"an unknown user", "staff", "share", func(w *world) { w.staff = "missing" }, "deny staff_inactive role_insufficient not_on_team", "deny not_found"},
		{"a missing opening has no team", "staff", "share", func(w *world) { w.user, w.opening = "recruitment manager", "missing" }, "deny not_found", "deny not_found"},
		{"sharing with an invited recruiter", "staff", "share", func(w *world) { w.recruiter = "invited" }, "allow", "allow"},
		{"sharing with somebody deactivated, terminated", "staff", "share", func(w *world) { w.recruiter, w.agency = "deactivated", "terminated" }, "deny recruiter_deactivated agency_terminated", "deny not_found"},
		{"un-sharing minds neither state nor mode", "staff", "unshare", func(w *world) { w.recruiter, w.agency, w.mode = "deactivated", "terminated", "per agency" }, "allow", "allow"},
		{"inviting for an own opening", "staff", "invite-recruiter", func(w *world) { w.user, w.team, w.onOpening = "recruitment manager", true, true }, "allow", "allow"},
		{"inviting for no opening", "staff", "invite-recruiter", func(w *world) { w.user, w.team = "recruitment manager", true }, "deny role_insufficient", "deny not_found"},
		{"inviting into no agency", "staff", "invite-recruiter", func(w *world) { w.agency, w.toAgency = "missing", true }, "deny not_found", "deny not_found"},
		{"inviting into a new agency", "staff", "invite-recruiter", func(w *world) { w.agency = "missing" }, "allow", "allow"},
		{"feedback by the hiring team", "staff", "write-feedback", func(w *world) { w.user, w.team = "hiring team member", true }, "allow", "allow"},
		{"a note by the hiring team", "staff", "write-note", func(w *world) { w.user, w.team = "hiring team member", true }, "deny role_insufficient", "deny not_found"},
		{"a submission without an opening", "staff", "read-submission", func(w *world) { w.user, w.team, w.of = "recruiter", true, "nothing" }, "deny not_on_team", "deny not_found"},
		{"sharing with a closed agency", "staff", "share", func(w *world) { w.mode, w.toAgency, w.agency = "per agency", true, "closed" }, "deny agency_terminated", "deny not_found"},
		{"inviting into a suspended agency", "staff", "invite-recruiter", func(w *world) { w.agency = "suspended" }, "allow", "allow"},
		{"inviting into a closed agency", "staff", "invite-recruiter", func(w *world) { w.agency = "closed" }, "deny agency_terminated", "deny not_found"},
		{"reinstating a closed agency", "staff", "suspend-agency", func(w *world) { w.agency = "closed" }, "deny agency_terminated", "deny not_found"},
		{"editing a recruiter of a closed agency", "staff", "edit-recruiter", func(w *world) { w.agency = "closed" }, "deny agency_terminated", "deny not_found"},
		{"renaming a closed agency", "staff", "edit-agency", func(w *world) { w.agency = "closed" }, "allow", "allow"},
		{"grouping a missing agency", "host", "group-agencies", func(w *world) { w.agency = "missing" }, "deny not_found", "deny not_found"},
		{"grouping a suspended agency", "host", "group-agencies", func(w *world) { w.agency = "suspended" }, "deny agency_suspended", "deny not_found"},
		{"grouping a closed agency", "host", "group-agencies", func(w *world) { w.agency = "closed" }, "deny agency_terminated", "deny not_found"},
		{"moving into a suspended agency", "staff", "move-recruiter", func(w *world) { w.agency, w.emailTaken, w.emailIsStaff = "suspended", true, true }, "allow", "allow"},
		{"moving nobody nowhere", "staff", "move-recruiter", func(w *world) { w.agency, w.recruiter = "missing", "missing" }, "deny not_found", "deny not_found"},
		{"converting into a new agency", "staff", "convert-staff", func(w *world) { w.target, w.agency = true, "missing" }, "allow", "allow"},
		{"converting into a terminated agency", "staff", "convert-staff", func(w *world) { w.target, w.agency = true, "terminated" }, "deny agency_terminated", "deny not_found"},
		{"promoting who has the address as a recruiter", "staff", "promote-recruiter", func(w *world) { w.emailTaken = true }, "allow", "allow"},
		{"erasing nobody", "host", "erase-recruiter", func(w *world) { w.recruiter = "missing" }, "deny not_found", "deny not_found"},
		{"staff delete no account", "staff", "delete-account", func(*world) {}, "deny role_insufficient", "deny not_found"},
		{"the host mirrors", "host", "mirror-records", func(*world) {}, "allow", "allow"},
		{"the host needs a target too", "host", "suspend-agency", func(w *world) { w.agency = "missing" }, "deny not_found", "deny not_found"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := first()
			w.side, w.action, w.own = tc.side, tc.action, "effective"
			tc.change(&w)
			d := policy.Decide(requestOf(&w), newScene().facts(&w))
			require.Equal(t, tc.want, d.String())
			require.Equal(t, tc.told, d.Disclose().String())
			if codes := d.Codes(); len(codes) > 0 {
				require.Equal(t, codes[0], d.First())
			}
		})
	}
}

// matrixWith is the standard matrix with another row for one cause.
func matrixWith(cause, row string) map[string]string {
	m := maps.Clone(standardMatrix)
	m[cause] = row
	return m
}

func TestZeroDenies(t *testing.T) {
	var d policy.Decision
	require.False(t, d.Allowed())
	require.Zero(t, d.First())
	require.Empty(t, d.Codes())
	require.Equal(t, "deny", d.String())
	require.Equal(t, "deny not_found", d.Disclose().String())
	require.False(t, policy.Disclosed{}.Allowed())
	for _, side := range []policy.Side{0, policy.RecruiterSide, policy.StaffSide} {
		for _, action := range append(policy.AllActions(), 0) {
			require.False(t, policy.Decide(policy.Request{Side: side, Action: action}, policy.Facts{}).Allowed(), "%v %v", side, action)
		}
	}
	for _, action := range policy.AllActions() {
		d := policy.Decide(policy.Request{Side: policy.HostSide, Action: action}, policy.Facts{})
		require.True(t, d.Has(policy.NotFound), "%v", action)
	}
}

func TestRecordsWithoutAnIDAreMissing(t *testing.T) {
	f := policy.Facts{
		Now: today, Settings: &agency.Settings{}, Staff: new(agency.Staff), Recruiter: new(agency.Recruiter),
		Agency: new(agency.Agency), Colleague: new(agency.Recruiter), Opening: new(agency.Opening), ToRecruiter: new(agency.Share), ToAgency: new(agency.Share),
	}
	for _, action := range policy.AllActions() {
		for _, side := range []policy.Side{policy.RecruiterSide, policy.StaffSide, policy.HostSide} {
			q := policy.Request{Side: side, Action: action, OnOpening: true}
			require.Equal(t, policy.Decide(q, policy.Facts{Now: today}), policy.Decide(q, f), "%v %v", side, action)
		}
	}
}

// Two who are both of no agency are not of one agency.
func TestNoAgencyIsNobodysOwn(t *testing.T) {
	d := policy.Decide(policy.Request{Side: policy.RecruiterSide, Action: policy.ManageColleague}, policy.Facts{
		Now: today, Settings: &agency.Settings{Version: 1}, Agency: &agency.Agency{ID: "north"},
		Recruiter: &agency.Recruiter{ID: "ann", State: agency.RecruiterActive, Admin: true},
		Colleague: &agency.Recruiter{ID: "bob"},
	})
	require.Equal(t, "deny agency_terminated not_found", d.String())
}

func TestDecisionsAreSmall(t *testing.T) {
	require.LessOrEqual(t, unsafe.Sizeof(policy.Decision{}), uintptr(200))
	require.LessOrEqual(t, unsafe.Sizeof(policy.Disclosed{}), uintptr(200))
}

func TestDecideAndDiscloseDoNotAllocate(t *testing.T) {
	for _, c := range codeCases {
		var w world
		var told policy.Disclosed
		w = first()
		w.side, w.action, w.own = "recruiter", "submit", "effective"
		if c.change != nil {
			c.change(&w)
		}
		q, sc := requestOf(&w), newScene()
		f := sc.facts(&w)
		require.Zero(t, testing.AllocsPerRun(100, func() {
			told = policy.Decide(q, f).Disclose()
		}), "%s", c.code)
		_ = told
	}
	// The records may live on the caller's stack.
	require.Zero(t, testing.AllocsPerRun(100, func() {
		s := agency.Settings{Version: 1, Title: "ACME"}
		r := agency.Recruiter{ID: "ann", Agency: "north", State: agency.RecruiterActive}
		a := agency.Agency{ID: "north", State: agency.Suspended}
		o := agency.Opening{ID: "dev", State: agency.Archived}
		share := agency.Share{Opening: "dev", Grantee: agency.ToRecruiter("ann"), Revoked: today}
		user := agency.Staff{ID: "root", Role: agency.SuperAdmin}
		colleague := agency.Recruiter{ID: "bob", Agency: "north", Admin: true}
		f := policy.Facts{Now: today, Settings: &s, Staff: &user, Recruiter: &r, Agency: &a, Opening: &o, ToRecruiter: &share, Colleague: &colleague}
		policy.Decide(policy.Request{Side: policy.RecruiterSide, Action: policy.Submit}, f).Disclose()
		policy.Decide(policy.Request{Side: policy.RecruiterSide, Action: policy.ManageColleague}, f).Disclose()
		policy.Decide(policy.Request{Side: policy.StaffSide, Action: policy.Share}, f).Disclose()
		policy.Decide(policy.Request{Side: policy.StaffSide, Action: policy.GroupAgencies}, f).Disclose()
	}))
}

func BenchmarkDecide(b *testing.B) {
	for _, own := range []string{"effective", "never"} {
		b.Run("submit "+own, func(b *testing.B) {
			w := first()
			w.side, w.action, w.own = "recruiter", "submit", own
			q, f := requestOf(&w), newScene().facts(&w)
			f.Now = time.Now()
			b.ReportAllocs()
			for b.Loop() {
				policy.Decide(q, f).Disclose()
			}
		})
	}
}
