package policy_test

import (
	"flag"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/agencyaccess/agencyaccess/access/policy"
)

// dimension is something in which worlds differ.
type dimension struct {
	name string
	n    int
	set  func(w *world, i int)
}

func word(name string, field func(w *world) *string, values ...string) dimension {
	return dimension{name, len(values), func(w *world, i int) { *field(w) = values[i] }}
}

func yesNo(name string, field func(w *world) *bool) dimension {
	return dimension{name, 2, func(w *world, i int) { *field(w) = i == 1 }}
}

var dimensions = []dimension{
	word("account", func(w *world) *string { return &w.account }, "known", "unknown"),
	word("mode", func(w *world) *string { return &w.mode }, modes...),
	word("visibility", func(w *world) *string { return &w.visibility }, visibilities...),
	word("recruiter", func(w *world) *string { return &w.recruiter }, "active", "invited", "deactivated", "missing"),
	yesNo("admin", func(w *world) *bool { return &w.admin }),
	word("agency", func(w *world) *string { return &w.agency }, "active", "suspended", "terminated", "closed", "missing", "another"),
	word("opening", func(w *world) *string { return &w.opening }, "open", "archived", "missing"),
	yesNo("private", func(w *world) *bool { return &w.private }),
	word("own", func(w *world) *string { return &w.own }, shareStates...),
	word("company", func(w *world) *string { return &w.company }, shareStates...),
	word("later", func(w *world) *string { return &w.later }, "own", "company", "same"),
	word("submission", func(w *world) *string { return &w.submission },
		"own", "colleague", "other agency", "direct", "former", "missing"),
	word("of", func(w *world) *string { return &w.of }, "opening", "nothing", "another"),
	yesNo("already", func(w *world) *bool { return &w.already }),
	word("quota", func(w *world) *string { return &w.quota }, "none", "left", "spent"),
	word("terms", func(w *world) *string { return &w.terms }, "none", "accepted", "open"),
	yesNo("consent needed", func(w *world) *bool { return &w.consentNeeded }),
	yesNo("consent", func(w *world) *bool { return &w.consent }),
	yesNo("probes", func(w *world) *bool { return &w.probes }),
	word("ruling", func(w *world) *string { return &w.ruling }, rulings...),
	word("tell", func(w *world) *string { return &w.tell }, tells...),
	word("claim", func(w *world) *string { return &w.claim }, claims[:4]...),
	yesNo("owned", func(w *world) *bool { return &w.owned }),
	word("staff", func(w *world) *string { return &w.staff }, "active", "deactivated", "missing"),
	word("user", func(w *world) *string { return &w.user },
		"super admin", "recruitment manager", "recruiter", "hiring team member",
		"hiring team that assigns", "manager by name", "settings only", "journal only"),
	yesNo("team", func(w *world) *bool { return &w.team }),
	yesNo("target", func(w *world) *bool { return &w.target }),
	yesNo("to agency", func(w *world) *bool { return &w.toAgency }),
	yesNo("on opening", func(w *world) *bool { return &w.onOpening }),
	yesNo("email is staff", func(w *world) *bool { return &w.emailIsStaff }),
	yesNo("email taken", func(w *world) *bool { return &w.emailTaken }),
	yesNo("known domain", func(w *world) *bool { return &w.known }),
	word("colleague", func(w *world) *string { return &w.colleague },
		"mate", "self", "other agency", "no agency", "no id", "missing"),
	yesNo("last admin", func(w *world) *bool { return &w.lastAdmin }),
}

func pick(t testing.TB, names ...string) []dimension {
	var out []dimension
	for _, name := range names {
		i := slices.IndexFunc(dimensions, func(d dimension) bool { return d.name == name })
		if i < 0 {
			t.Fatalf("no dimension %q", name)
		}
		out = append(out, dimensions[i])
	}
	return out
}

// first is the world in which each dimension has its first value.
func first() world {
	var w world
	for _, d := range dimensions {
		d.set(&w, 0)
	}
	return w
}

// each calls fn with every stride-th world that dims span, and returns how many
// those were.
func each(start world, dims []dimension, stride int, fn func(w *world)) int {
	w, digits := start, make([]int, len(dims))
	for i, d := range dims {
		d.set(&w, digits[i])
	}
	for count := 1; ; count++ {
		fn(&w)
		carry := stride
		for i := 0; i < len(dims) && carry > 0; i++ {
			sum := digits[i] + carry
			digits[i], carry = sum%dims[i].n, sum/dims[i].n
			dims[i].set(&w, digits[i])
		}
		if carry > 0 {
			return count
		}
	}
}

var codeByName = func() map[string]policy.Code {
	m := map[string]policy.Code{}
	for _, c := range policy.AllCodes() {
		m[c.String()] = c
	}
	return m
}()

// judge compares Decide with the naive implementation and holds what Disclose
// promises.
type judge struct {
	scene       *scene
	codes, told []string
	all         []policy.Code
	shapes      map[policy.Disclosed]string // what was told of duplicates, in words
}

func newJudge() *judge {
	return &judge{scene: newScene(), all: policy.AllCodes(), shapes: map[policy.Disclosed]string{}}
}

type answer interface {
	policy.Decision | policy.Disclosed
	Has(policy.Code) bool
	Allowed() bool
}

func same[A answer](j *judge, a A, names []string) bool {
	n := 0
	for _, c := range j.all {
		if a.Has(c) {
			n++
		}
	}
	for _, name := range names {
		if !a.Has(codeByName[name]) {
			return false
		}
	}
	return n == len(names) && a.Allowed() == (n == 0)
}

func (j *judge) check(t testing.TB, w *world) {
	q, f := requestOf(w), j.scene.facts(w)
	d := policy.Decide(q, f)
	j.codes = naive(w, j.codes)
	if !same(j, d, j.codes) {
		t.Fatalf("%+v:\nDecide: %v\nnaive:  %v", *w, d, j.codes)
	}
	told := d.Disclose()
	j.told = naiveTold(w, j.codes, j.told)
	if !same(j, told, j.told) {
		t.Fatalf("%+v:\ndecision: %v\nDisclose: %v\nnaive:    %v", *w, d, told, j.told)
	}
	if w.owned {
		unowned := f
		unowned.OwnedByOther = false
		if policy.Decide(q, unowned).Disclose() != told {
			t.Fatalf("%+v: another agency's claim shows in what is told: %v", *w, told)
		}
	}
	j.checkDuplicate(t, w, q, f, told)
	if w.side == "recruiter" && w.action == "manage-colleague" && !w.ownColleague() {
		unknown := f
		unknown.Colleague, unknown.LastAdmin = nil, !f.LastAdmin
		if got := policy.Decide(q, unknown).Disclose(); got != told {
			t.Fatalf("%+v: somebody of no concern is told apart from nobody: %+v, %+v", *w, told, got)
		}
	}
	if w.side == "recruiter" && told.Has(policy.NotFound) {
		without := f
		without.Opening, without.ToRecruiter, without.ToAgency, without.Submission = nil, nil, nil, nil
		if got := policy.Decide(q, without).Disclose(); got != told && (w.aboutOpening() || w.aboutSubmission()) {
			t.Fatalf("%+v: a hidden target is told apart from an unknown one: %+v, %+v", *w, told, got)
		}
	}
}

var exhaustive = flag.Bool("exhaustive", false, "compare every world of submitting, four billion, which takes up to two hours")

// TestDecideAgreesWithTheNaiveOverTheWholeSpace takes each action through every
// world that differs in what the action depends on. Only submitting has too many:
// there everything about access comes with every ruling, every limit with every
// kind of access, every claim with every ruling and with every limit where the
// rest is in order, and of the whole product every 1597th world, or each one
// with -exhaustive.
func TestDecideAgreesWithTheNaiveOverTheWholeSpace(t *testing.T) {
	recruiter := []string{"account", "recruiter", "agency", "mode"}
	grants := append([]string{"opening", "private", "own", "company", "later"}, recruiter...)
	limits := []string{"already", "quota", "terms", "consent needed", "consent", "probes", "ruling", "tell", "owned"}
	submissions := append([]string{"submission", "of", "visibility", "admin", "opening", "own", "company", "later"}, recruiter...)
	staff := []string{"account", "staff", "user", "team", "opening"}
	work := append([]string{"submission", "of"}, staff...)
	network := append([]string{"agency", "recruiter"}, staff...)
	invitation := append([]string{"email is staff", "email taken", "known domain", "on opening", "to agency"}, network...)
	sharing := append([]string{"mode", "to agency"}, network...)

	public := slices.DeleteFunc(slices.Clone(grants), func(name string) bool { return name == "private" })
	claimed := slices.DeleteFunc(slices.Clone(public), func(name string) bool { return name == "later" })
	shared := slices.DeleteFunc(slices.Clone(submissions), func(name string) bool { return name == "later" })

	spaces := map[string][]string{
		"view-opening": grants, "submit": append([]string{"ruling", "tell", "owned"}, public...),
		"view-submission": shared, "message": shared, "withdraw": submissions,
		"share": sharing, "unshare": sharing,
		"invite-recruiter": invitation, "edit-recruiter": invitation,
		"explain":           append([]string{"on opening"}, staff...),
		"manage-colleague":  append([]string{"admin", "colleague", "last admin"}, recruiter...),
		"promote-recruiter": invitation, "move-recruiter": invitation, "group-agencies": invitation,
		"convert-staff": append([]string{"target"}, invitation...), "edit-staff": append([]string{"target"}, network...),
		"deactivate-staff": append([]string{"target"}, network...), "erase": work, "link-candidate": work,
	}
	for _, a := range []string{
		"read-submission", "read-submissions", "advance", "write-note", "write-feedback", "read-remarks", "read-messages", "write-message",
		"read-duplicates", "correct-entry", "merge-candidates", "read-claims", "read-credit", "manage-claims",
	} {
		spaces[a] = work
	}
	actions := []string{"unknown"}
	for _, a := range policy.AllActions() {
		actions = append(actions, a.String())
	}
	access := append(pick(t, "opening"),
		word("own", func(w *world) *string { return &w.own }, "effective", "never", "revoked seen", "revoked unseen"))
	limits, claimed = slices.Clip(limits), slices.Clip(claimed)
	var total atomic.Int64
	t.Run("actions", func(t *testing.T) {
		for _, action := range actions {
			t.Run(action, func(t *testing.T) {
				t.Parallel()
				stride := 1
				if testing.Short() || underRace {
					stride = 211
				}
				j, n := newJudge(), 0
				for side := range sideByName {
					w := first()
					w.side, w.action = side, action
					space := spaces[action]
					if space == nil {
						space = append([]string{"admin", "mode"}, network...)
					}
					byRecruiters := w.side == "recruiter" && (w.lists() || column(action) >= 0)
					if (w.lists() || column(action) >= 0) && !byRecruiters || w.side == "unknown" || w.side == "recruiter" && !byRecruiters {
						space = append([]string{"recruiter", "agency"}, staff...) // the wrong side
					}
					check := func(w *world) { j.check(t, w) }
					n += each(w, pick(t, space...), stride, check)
					if action == "submit" && byRecruiters {
						n += each(w, append(pick(t, append(limits, recruiter...)...), access...), stride, check)
						n += each(w, append(pick(t, append(limits, "claim", "account")...), access...), stride, check)
						n += each(w, pick(t, append(claimed, "ruling", "tell", "owned", "claim")...), stride, check)
						sparse := 1597 * stride
						if *exhaustive {
							sparse = 1
						}
						n += each(w, pick(t, append(append(limits, "claim"), grants...)...), sparse, check)
					}
				}
				t.Logf("%d worlds compared", n)
				total.Add(int64(n))
			})
		}
	})
	t.Logf("%d worlds compared in all", total.Load())
}
