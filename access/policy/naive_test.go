package policy_test

import "strings"

// This is the policy once more, written from its text and not from the code:
// a list of rules over a world in words, and what is told of each.

// The matrix of causes and rights: view opening, submit, view progress,
// message, withdraw, invite colleagues.
var standardMatrix = map[string]string{
	"never granted": "NNYYYY",
	"grant over":    "NNYYYY",
	"archived":      "NNYYYY",
	"invited":       "NNNNNN",
	"deactivated":   "NNNNNN",
	"suspended":     "NNYYYN",
	"terminated":    "NNNNNN",
}

func column(action string) int {
	switch action {
	case "view-opening":
		return 0
	case "submit":
		return 1
	case "view-submission":
		return 2
	case "message":
		return 3
	case "withdraw":
		return 4
	case "invite-colleague", "accept-terms", "manage-colleague":
		return 5
	}
	return -1
}

func (w *world) lists() bool {
	switch w.action {
	case "list-openings", "list-submissions", "list-claims", "list-colleagues":
		return true
	}
	return false
}

func (w *world) aboutOpening() bool { return w.action == "view-opening" || w.action == "submit" }

func (w *world) aboutSubmission() bool {
	return w.action == "view-submission" || w.action == "message" || w.action == "withdraw"
}

// asked reports whether it is a recruiter, asking what recruiters ask.
func (w *world) asked() bool { return w.side == "recruiter" && (w.lists() || column(w.action) >= 0) }

func (w *world) takenBy(cause string) bool {
	matrix := w.matrix
	if matrix == nil || w.account == "unknown" {
		matrix = standardMatrix
	}
	if w.lists() {
		return !strings.Contains(matrix[cause], "Y")
	}
	return matrix[cause][column(w.action)] == 'N'
}

// setting returns the value in force: without an account, the default.
func (w *world) setting(value, otherwise string) string {
	if w.account == "unknown" {
		return otherwise
	}
	return value
}

func (w *world) hasAgency() bool {
	return w.recruiter != "missing" && w.agency != "missing" && w.agency != "another"
}

// gone reports whether the agency takes no part any more.
func (w *world) gone() bool { return w.agency == "terminated" || w.agency == "closed" }

// ownColleague reports whether the recruiter asks about somebody of their agency.
func (w *world) ownColleague() bool {
	return w.recruiter != "missing" && (w.colleague == "mate" || w.colleague == "self")
}

// grant says how the grant stands of the opening that is asked about.
func (w *world) grant() string {
	if w.opening == "missing" || w.aboutSubmission() && (w.submission == "missing" || w.of != "opening") {
		return "never"
	}
	mode := w.setting(w.mode, "per recruiter")
	own, company := "never", "never"
	if mode != "per agency" && w.recruiter != "missing" && w.own != "foreign" {
		own = w.own
	}
	if mode != "per recruiter" && w.hasAgency() && w.company != "foreign" {
		company = w.company
	}
	switch {
	case own == "effective" || company == "effective":
		return "effective"
	case own == "never":
		return company
	case company == "never" || w.later != "company":
		return own
	}
	return company
}

func (w *world) onGrant(cause string, standing ...string) bool {
	if !w.asked() || !(w.aboutSubmission() || w.aboutOpening() && w.opening != "missing") || !w.takenBy(cause) {
		return false
	}
	is := w.grant()
	for _, s := range standing {
		if is == s {
			return true
		}
	}
	return false
}

func (w *world) submits() bool { return w.asked() && w.action == "submit" && w.opening != "missing" }

func (w *world) duplicate() string {
	switch {
	case !w.submits():
	case w.ruling == "blocked":
		return "blocked"
	case w.ruling == "alerted" && w.setting(w.tell, "alert") != "silent":
		return "alerted"
	}
	return ""
}

// duplicateArgs are the arguments of a duplicate that is told.
func (w *world) duplicateArgs() string {
	if w.tell != "class" {
		return ""
	}
	if w.claim == "unknown" {
		return "class=known; claim=none"
	}
	return "class=known; claim=" + w.claim
}

func (w *world) inVisibleAgency() bool {
	return w.submission != "missing" && w.recruiter != "missing" && (w.submission == "own" || w.submission == "colleague")
}

type naiveRule struct {
	code string
	when func(w *world) bool
}

var naiveRules = []naiveRule{
	{"staff_inactive", func(w *world) bool { return w.side == "staff" && w.action != "unknown" && w.staff != "active" }},
	{"role_insufficient", naiveRole},
	{"not_on_team", naiveTeam},
	{"recruiter_not_active", func(w *world) bool {
		return w.asked() && (w.recruiter == "missing" || w.recruiter == "invited" && w.takenBy("invited"))
	}},
	{"recruiter_deactivated", func(w *world) bool {
		return w.asked() && w.recruiter == "deactivated" && w.takenBy("deactivated") ||
			w.acts("share") && !w.toAgency && w.recruiter == "deactivated"
	}},
	{"agency_suspended", func(w *world) bool {
		return w.asked() && w.hasAgency() && w.agency == "suspended" && w.takenBy("suspended") ||
			w.acts("group-agencies") && w.agency == "suspended"
	}},
	{"agency_terminated", func(w *world) bool {
		return w.asked() && (!w.hasAgency() || w.gone() && w.takenBy("terminated")) || naiveTerminated(w)
	}},
	{"not_found", func(w *world) bool { return w.missed() != "" }},
	{"not_shared", func(w *world) bool { return w.onGrant("never granted", "never") }},
	{"share_not_started", func(w *world) bool { return w.onGrant("never granted", "not started") }},
	{"share_revoked", func(w *world) bool {
		return w.onGrant("grant over", "revoked seen") || w.onGrant("never granted", "revoked unseen")
	}},
	{"share_ended", func(w *world) bool {
		return w.onGrant("grant over", "ended seen") || w.onGrant("never granted", "ended unseen")
	}},
	{"share_paused", func(w *world) bool {
		return w.onGrant("grant over", "paused seen") || w.onGrant("never granted", "paused unseen")
	}},
	{"opening_archived", func(w *world) bool {
		known := w.aboutOpening() || w.aboutSubmission() && w.submission != "missing" && w.of == "opening"
		return w.asked() && known && w.opening == "archived" && w.takenBy("archived")
	}},
	{"not_own_submission", func(w *world) bool {
		return w.asked() && w.aboutSubmission() && w.inVisibleAgency() && w.submission == "colleague" &&
			(w.setting(w.visibility, "agency") == "own" || w.action == "withdraw" && !w.admin)
	}},
	{"other_agency", func(w *world) bool {
		return w.asked() && w.aboutSubmission() && w.submission != "missing" && !w.inVisibleAgency()
	}},
	{"already_submitted", func(w *world) bool { return w.submits() && w.already }},
	{"quota_exhausted", func(w *world) bool { return w.submits() && w.setting(w.quota, "none") == "spent" }},
	{"terms_not_accepted", func(w *world) bool {
		return w.submits() && (w.setting(w.terms, "none") == "open" || w.setting(w.terms, "none") == "accepted" && !w.hasAgency())
	}},
	{"consent_missing", func(w *world) bool {
		return w.submits() && w.account != "unknown" && w.consentNeeded && !w.consent
	}},
	{"probe_limit", func(w *world) bool { return w.submits() && w.probes }},
	{"duplicate_alert", func(w *world) bool { return w.duplicate() == "alerted" }},
	{"duplicate_blocked", func(w *world) bool { return w.duplicate() == "blocked" }},
	{"owned_by_other", func(w *world) bool { return w.owned && w.duplicate() != "" }},
	{"not_agency_admin", func(w *world) bool {
		return w.asked() && column(w.action) == 5 && (w.recruiter == "missing" || !w.admin)
	}},
	{"last_admin", func(w *world) bool {
		return w.asked() && w.action == "manage-colleague" && w.ownColleague() && w.lastAdmin
	}},
	{"per_recruiter_sharing", func(w *world) bool {
		return w.acts("share") && w.toAgency && w.setting(w.mode, "per recruiter") == "per recruiter"
	}},
	{"per_agency_sharing", func(w *world) bool {
		return w.acts("share") && !w.toAgency && w.setting(w.mode, "per recruiter") == "per agency"
	}},
	{"email_is_staff", func(w *world) bool {
		return w.acts("invite-recruiter", "edit-recruiter", "promote-recruiter") && w.emailIsStaff
	}},
	{"email_taken", func(w *world) bool { return w.acts("invite-recruiter", "edit-recruiter") && w.emailTaken }},
	{"known_domain", func(w *world) bool { return w.acts("invite-recruiter") && w.known }},
}

// naive returns the codes of the reasons that hold, in order.
func naive(w *world, buffer []string) []string {
	buffer = buffer[:0]
	for i := range naiveRules {
		if naiveRules[i].when(w) {
			buffer = append(buffer, naiveRules[i].code)
		}
	}
	return buffer
}

// naiveTold returns what the recruiter is told of the reasons that hold.
func naiveTold(w *world, codes, buffer []string) []string {
	told := buffer[:0]
	if len(codes) == 0 {
		return told
	}
	if !w.asked() {
		return append(told, "not_found")
	}
	for _, c := range codes {
		if strings.HasPrefix(c, "recruiter_") || strings.HasPrefix(c, "agency_") {
			told = append(told, c)
		}
	}
	if len(told) > 0 {
		return told
	}
	for _, c := range codes {
		switch c {
		case "not_found", "not_shared", "share_not_started", "not_own_submission", "other_agency":
			return append(told[:0], "not_found")
		case "share_revoked", "share_ended", "share_paused":
			if strings.HasSuffix(w.grant(), "unseen") {
				return append(told[:0], "not_found")
			}
			told = append(told, c)
		case "opening_archived":
			if w.grant() == "effective" {
				told = append(told, c)
			}
		case "duplicate_alert", "duplicate_blocked":
			if w.setting(w.tell, "alert") != "silent" && len(told) == 0 {
				told = append(told, c)
			}
		case "owned_by_other":
		default:
			told = append(told, c)
		}
	}
	if len(told) == 0 {
		told = append(told, "not_found")
	}
	return told
}
