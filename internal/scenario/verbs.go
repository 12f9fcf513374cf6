package scenario

// side is who speaks on a line; a verb's sides are those who may say it.
type side uint8

const (
	host side = 1 << iota
	staff
	recruiter
)

// answers is what kind of answer a verb gives, and so which expectations it can
// have.
type answers uint8

const (
	anAct      answers = iota // it is done or refused
	aDecision                 // allow or deny
	values                    // k=v
	identities                // a list of IDs
	texts                     // a list of texts
)

// spec is what a verb takes. In args "[X]" is optional and "X..." one or more; in
// keys "x*" may repeat and "x.*" stands for every key that begins so. A verb
// without a compile function is one of a later release.
type spec struct {
	verb    string
	by      side
	args    string
	keys    string
	flags   string
	answers answers
	values  string // the keys of its answer; see keyed
	makes   kind   // what it declares its first argument to be
	still   bool   // the clock does not move on after it
	compile func(*args) do
}

// do runs a line.
type do func(*world) answer

const (
	settingKeys = "sharing visibility duplicates duplicates.exact duplicates.possible scope lookback ownership direct" +
		" counting resubmission tell probes quota terms consent journal-reads stages region title invitation-days" +
		" colleague-domains offboarding.*"
	personKeys = "name given surname email* phone* url* born place street city postcode region national-id resume consent"
	pickKeys   = "name emails phones urls born place address national-id"
)

// specs are all the verbs. Where two sides say a verb differently it is there
// twice; somebody unknown says the first one.
var specs = []spec{
	{verb: "account", by: host, args: "ID", keys: settingKeys, compile: account},
	{verb: "set", by: host | staff, keys: settingKeys, compile: set},
	{verb: "at", by: host, args: "TIME", still: true, compile: at},
	{verb: "wait", by: host, args: "N", still: true, compile: wait},
	{verb: "staff", by: host, args: "ID ROLE", keys: "email", makes: isStaff, compile: putStaff},
	{verb: "agency", by: host | staff, args: "ID [TITLE]", keys: "domains", makes: isAgency, compile: putAgency},
	{verb: "recruiter", by: host | staff, args: "ID AGENCY", keys: "state email", flags: "admin member", makes: isRecruiter, compile: putRecruiter},
	{verb: "opening", by: host, args: "ID [TITLE]", keys: "team text", flags: "archived private", makes: isOpening, compile: putOpening},
	{verb: "applicant", by: host, args: "ID [OPENING]", keys: personKeys + " candidate", makes: isSubmission, compile: putApplicant},
	{verb: "import", by: host, args: "ID", keys: personKeys + " candidate since opening agency recruiter stage", flags: "submission", compile: imported},
	{verb: "link", by: host, args: "SUB ID", compile: link},
	{verb: "accept", by: host, args: "RECRUITER", flags: "stale", compile: accept},
	{verb: "erase", by: host, args: "SUB", compile: erase},

	{verb: "share", by: host | staff, args: "OPENINGS TARGETS", keys: "from until", compile: share},
	{verb: "unshare", by: host | staff, args: "OPENINGS TARGETS", compile: unshare},
	{verb: "pause", by: host | staff, args: "OPENINGS TARGETS", compile: pause},
	{verb: "unpause", by: host | staff, args: "OPENINGS TARGETS", compile: unpause},
	{verb: "list", by: host | staff, args: "ID MEMBERS...", makes: isList, compile: putList},
	{verb: "drop", by: host | staff, args: "LIST", compile: dropList},
	{verb: "lists", by: host | staff, answers: identities, compile: allLists},
	{verb: "archive", by: host | staff, args: "OPENING", compile: archive},
	{verb: "reopen", by: host | staff, args: "OPENING", compile: reopen},
	{verb: "private", by: host | staff, args: "OPENING", compile: private},
	{verb: "public", by: host | staff, args: "OPENING", compile: public},
	{verb: "suspend", by: host | staff, args: "AGENCY", compile: suspend},
	{verb: "reinstate", by: host | staff, args: "AGENCY", compile: reinstate},
	{verb: "terminate", by: host | staff, args: "AGENCY", compile: terminate},
	{verb: "deactivate", by: host | staff, args: "ID", keys: "to", compile: deactivate},
	{verb: "reactivate", by: host | staff, args: "ID", compile: reactivate},
	{verb: "advance", by: host | staff, args: "SUB STAGE", compile: advance},
	{verb: "note", by: host | staff, args: "SUB TEXT", compile: note},
	{verb: "feedback", by: host | staff, args: "SUB TEXT", compile: feedback},
	{verb: "message", by: host | staff | recruiter, args: "SUB TEXT"},
	{verb: "thread", by: host | staff | recruiter, args: "SUB", answers: texts},
	{verb: "remarks", by: host | staff, args: "SUB", answers: texts, compile: remarks},
	{verb: "merge", by: host | staff, args: "SUB SUB", keys: pickKeys, compile: merge},
	{verb: "unmerge", by: host | staff, args: "SUB", compile: unmerge},
	{verb: "distinct", by: host | staff, args: "SUB SUB", compile: distinct},
	{verb: "alike", by: host | staff, args: "SUB SUB", compile: alike},
	{verb: "correct", by: host | staff, args: "SUB", keys: personKeys, compile: correct},
	{verb: "person", by: host | staff, args: "SUB", answers: values, values: "name email phone url born place submissions candidates", compile: person},
	{verb: "duplicates", by: host | staff, args: "SUB", answers: identities, compile: duplicates},
	{verb: "compare", by: host | staff, args: "SUB SUB", answers: values, values: "verdict evidence", compile: compare},
	{verb: "ruling", by: host | staff, args: "SUB", keys: "at", answers: values, values: "outcome verdict owner owned-by-other? acknowledged? settings", compile: ruling},
	{verb: "credit", by: host | staff, args: "SUB", answers: values, values: "agency claim disputed? at@", compile: credit},
	{verb: "claim", by: host | staff, args: "ID SUB AGENCY", keys: "from until reason", compile: openClaim},
	{verb: "extend", by: host | staff, args: "CLAIM", keys: "until reason", compile: extend},
	{verb: "release", by: host | staff, args: "CLAIM", keys: "reason", compile: release},
	{verb: "dispute", by: host | staff, args: "CLAIM", keys: "reason", compile: dispute},
	{verb: "uphold", by: host | staff, args: "CLAIM", keys: "reason", compile: uphold},
	{verb: "overrule", by: host | staff, args: "CLAIM", keys: "reason", compile: overrule},
	{verb: "claims", by: host | staff, keys: "agency opening after", answers: identities, compile: allClaims},
	{verb: "standing", by: host | staff | recruiter, args: "CLAIM", answers: values, values: "standing from@ until@ agency", compile: standing},
	{verb: "explain", by: host | staff, args: "RECRUITER ACTION [TARGET]", answers: aDecision, values: "told with without remedy", compile: explain},
	{verb: "who", by: host | staff, args: "OPENING", answers: identities, compile: who},
	{verb: "audit", by: host | staff, keys: "of last", answers: values, values: "action actor denied? reasons opening agency recruiter staff submission fields values", compile: audit},
	{verb: "invite", by: host | staff, args: "ID AGENCY", keys: "email share", flags: "admin member anyway", makes: isRecruiter, compile: inviteRecruiter},
	{verb: "resend", by: host | staff | recruiter, args: "ID", compile: resend},
	{verb: "revoke", by: host | staff | recruiter, args: "ID", compile: revoke},
	{verb: "group", by: host | staff, args: "AGENCY RECRUITERS...", keys: "admin", makes: isAgency, compile: group},
	{verb: "ungroup", by: host | staff, args: "AGENCY", compile: ungroup},
	{verb: "move", by: host | staff, args: "RECRUITER AGENCY", compile: move},
	{verb: "convert", by: host | staff, args: "STAFF AGENCY", keys: "email share", flags: "admin member anyway", makes: isRecruiter, compile: convert},
	{verb: "promote", by: host | staff, args: "RECRUITER ROLE", makes: isStaff, compile: promote},
	{verb: "agencies", by: host | staff, answers: identities, compile: agencies},
	{verb: "recruiters", by: host | staff, args: "[AGENCY]", answers: identities, compile: recruiters},

	{verb: "openings", by: recruiter, answers: identities, compile: openings},
	{verb: "claims", by: recruiter, keys: "after", answers: identities, compile: ownClaims},
	{verb: "submissions", by: recruiter, keys: "opening", answers: identities, compile: submissions},
	{verb: "colleagues", by: recruiter, answers: identities, compile: colleagues},
	{verb: "count", by: recruiter, args: "WHAT", answers: values, values: "n", compile: count},
	{verb: "view", by: recruiter, args: "ID", answers: values, values: "title state private? text until@ stage source name opening recruiter mine?", compile: view},
	{verb: "view", by: host | staff, args: "ID", answers: values, values: "stage source name opening agency recruiter notes title state domains known into admin? email user conflict? role members", compile: viewRecord},
	{verb: "can", by: recruiter, args: "ACTION [TARGET]", answers: aDecision, compile: can},
	{verb: "submit", by: recruiter, args: "OPENING SUB", keys: personKeys + " request", flags: "ack", compile: submit},
	{verb: "withdraw", by: recruiter, args: "SUB", compile: withdraw},
	{verb: "accept-terms", by: recruiter, args: "LABEL", compile: acceptTerms},
	{verb: "invite", by: recruiter, args: "ID", keys: "email", flags: "admin", makes: isRecruiter, compile: inviteColleague},
	{verb: "deactivate", by: recruiter, args: "ID", compile: deactivateColleague},
	{verb: "admin", by: recruiter, args: "ID", compile: makeAdmin},
	{verb: "member", by: recruiter, args: "ID", compile: makeMember},
}

// verb returns what the verb takes when somebody of this kind says it, and on
// which side that puts them. A nil spec is an unknown verb; side 0 is somebody
// who has no such verb.
func verb(name string, as bool, who kind) (*spec, side) {
	var says side
	switch {
	case !as:
		says = host
	case who == isStaff:
		says = staff
	case who == isRecruiter:
		says = recruiter
	default:
		says = staff | recruiter
	}
	var found *spec
	for i := range specs {
		s := &specs[i]
		if s.verb != name {
			continue
		}
		found = s
		switch by := s.by & says; {
		case by&host != 0:
			return s, host
		case by&staff != 0:
			return s, staff
		case by&recruiter != 0:
			return s, recruiter
		}
	}
	return found, 0
}

// asked reports whether the verb only asks.
func (s *spec) asked() bool { return s.answers != anAct }

// targets says which kinds of target the action of can and explain takes.
func targets(action string) (takes []kind, ok bool) {
	switch action {
	case "view":
		return []kind{isOpening, isSubmission}, true
	case "submit":
		return []kind{isOpening}, true
	case "withdraw", "message":
		return []kind{isSubmission}, true
	case "invite":
		return nil, true
	}
	return nil, false
}
