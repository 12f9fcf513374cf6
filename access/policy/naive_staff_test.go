package policy_test

import "strings"

// The table of staff permissions, and the users that the worlds know: levels of
// agencies, submissions, messages; then what else they may.
var naiveUsers = map[string]string{
	"super admin":              "admin work write everywhere settings journal",
	"recruitment manager":      "assign work write",
	"recruiter":                "view work write",
	"hiring team member":       "none read none",
	"hiring team that assigns": "assign none none everywhere",
	"manager by name":          "manage read view",
	"settings only":            "none none none settings",
	"journal only":             "none none none journal",
}

// Each action's area and level; "team" where the opening's team is needed.
var naiveNeeds = map[string]string{
	"view-agencies":        "agencies view",
	"explain":              "agencies view team-on-opening",
	"share":                "agencies assign team opening grantee",
	"unshare":              "agencies assign team opening grantee",
	"change-opening":       "agencies assign team opening",
	"edit-agency":          "agencies manage",
	"edit-recruiter":       "agencies manage agency",
	"deactivate-recruiter": "agencies manage recruiter",
	"invite-recruiter":     "agencies manage",
	"group-agencies":       "agencies manage agency",
	"move-recruiter":       "agencies manage recruiter agency",
	"suspend-agency":       "agencies admin agency",
	"terminate-agency":     "agencies admin agency",
	"convert-staff":        "agencies admin staff",
	"promote-recruiter":    "agencies admin recruiter",
	"read-opening":         "submissions read team opening",
	"read-submission":      "submissions read team submission",
	"read-submissions":     "submissions read",
	"advance":              "submissions work team submission",
	"write-note":           "submissions work team submission",
	"write-feedback":       "submissions read team submission",
	"read-remarks":         "submissions read team submission",
	"read-messages":        "messages view team submission",
	"write-message":        "messages write team submission",
	"manage-claims":        "agencies manage team submission",
	"manage-lists":         "agencies manage",
	"read-invitations":     "agencies view",
	"read-duplicates":      "submissions read team submission",
	"correct-entry":        "submissions work team submission",
	"merge-candidates":     "submissions work team submission",
	"read-claims":          "submissions read",
	"read-credit":          "submissions read team submission",
	"read-settings":        "settings yes",
	"configure":            "settings yes",
	"configure-sharing":    "agencies admin",
	"edit-staff":           "settings yes",
	"deactivate-staff":     "settings yes staff",
	"read-journal":         "journal yes",
	"mirror-records":       "host yes",
	"erase":                "host yes submission",
	"import":               "host yes",
	"link-candidate":       "host yes submission",
	"reindex":              "host yes",
	"erase-recruiter":      "host yes recruiter",
	"import-network":       "host yes",
	"export-account":       "host yes",
	"delete-account":       "host yes",
}

var naiveLadders = map[string][]string{
	"agencies":    {"none", "view", "assign", "manage", "admin"},
	"submissions": {"none", "read", "work"},
	"messages":    {"none", "view", "write"},
}

var naiveWords = func() map[string][]string {
	m := map[string][]string{}
	for _, table := range []map[string]string{naiveUsers, naiveNeeds} {
		for _, v := range table {
			m[v] = strings.Fields(v)
		}
	}
	return m
}()

// acts reports whether staff or the host asks for one of the actions.
func (w *world) acts(actions ...string) bool {
	if w.side != "staff" && w.side != "host" {
		return false
	}
	for _, a := range actions {
		if w.action == a {
			return true
		}
	}
	return false
}

func (w *world) needs(word string) bool {
	for _, n := range naiveWords[naiveNeeds[w.action]] {
		if n == word {
			return true
		}
	}
	return false
}

func (w *world) profile() string {
	switch {
	case w.staff == "missing":
		return ""
	case w.account == "unknown" && w.user == "hiring team that assigns":
		return naiveUsers["hiring team member"]
	}
	return naiveUsers[w.user]
}

func (w *world) userHas(word string) bool {
	for i, x := range naiveWords[w.profile()] {
		if i >= 3 && x == word {
			return true
		}
	}
	return false
}

func (w *world) reaches(area, level string) bool {
	words := naiveWords[w.profile()]
	if area == "settings" || area == "journal" {
		return w.userHas(area)
	}
	ladder, held := naiveLadders[area], "none"
	for i, a := range []string{"agencies", "submissions", "messages"} {
		if a == area && words != nil {
			held = words[i]
		}
	}
	for i := len(ladder) - 1; i >= 0; i-- { // from the top: what is met first is the higher
		if ladder[i] == held {
			return true
		}
		if ladder[i] == level {
			return false
		}
	}
	return false
}

func naiveRole(w *world) bool {
	if w.action == "unknown" || w.side != "staff" && w.side != "host" {
		return false
	}
	words := naiveWords[naiveNeeds[w.action]]
	switch {
	case words == nil: // what recruiters ask
		return true
	case w.side == "host":
		return false
	case w.action == "invite-recruiter" && w.onOpening:
		return !w.reaches("agencies", "assign")
	}
	return !w.reaches(words[0], words[1])
}

func naiveTeam(w *world) bool {
	needed := w.needs("team") || w.action == "explain" && w.onOpening ||
		w.action == "invite-recruiter" && w.onOpening && !w.reaches("agencies", "manage")
	if w.side != "staff" || !needed || w.userHas("everywhere") {
		return false
	}
	onTeam := w.staff != "missing" && w.team
	if w.needs("submission") {
		return w.submission != "missing" && (w.of == "nothing" || w.of == "opening" && w.opening != "missing" && !onTeam)
	}
	return w.opening != "missing" && !onTeam
}

func naiveTerminated(w *world) bool {
	if w.agency == "another" && w.acts("share") && !w.toAgency {
		return false // not the recruiter's, so says nothing
	}
	if w.acts("share") && !w.toAgency && w.recruiter == "missing" {
		return false
	}
	return w.gone() && w.acts("share", "edit-recruiter", "invite-recruiter", "move-recruiter", "convert-staff", "group-agencies",
		"suspend-agency", "terminate-agency")
}

// missed returns the kind of the first record that is missed, "nothing" for a
// question that cannot be asked, and "" if all is there.
func (w *world) missed() string {
	staffs := naiveNeeds[w.action] != ""
	grantee := w.acts("share", "unshare")
	switch {
	case w.action == "unknown" || w.side == "unknown" || w.side == "recruiter" && staffs:
		return "nothing"
	case w.account == "unknown":
		return "account"
	case w.asked() && w.aboutOpening() && w.opening == "missing":
		return "opening"
	case w.asked() && w.aboutSubmission() && w.submission == "missing":
		return "submission"
	case w.asked() && w.action == "manage-colleague" && !w.ownColleague():
		return "recruiter"
	case w.asked() || !staffs:
		return ""
	case w.opening == "missing" && (w.needs("opening") || w.onOpening && w.acts("explain", "invite-recruiter")):
		return "opening"
	case w.needs("submission") && w.submission == "missing":
		return "submission"
	case w.needs("submission") && w.needs("team") && w.side == "staff" && !w.userHas("everywhere") &&
		(w.of == "another" || w.of == "opening" && w.opening == "missing"):
		return "opening"
	case w.recruiter == "missing" && (w.needs("recruiter") || grantee && !w.toAgency):
		return "recruiter"
	case w.agency == "missing" && (w.needs("agency") || w.toAgency && (grantee || w.acts("invite-recruiter", "convert-staff"))):
		return "agency"
	case w.acts("share") && !w.toAgency && (w.agency == "missing" || w.agency == "another"):
		return "agency"
	case w.needs("staff") && !w.target:
		return "staff"
	}
	return ""
}
