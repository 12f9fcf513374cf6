package policy

import (
	"strconv"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Reason is one reason of a denial, put in words. A host that speaks another
// language renders its own from the code and the arguments.
type Reason struct {
	Code     Code
	Args     []Arg  // in a fixed order for each code; one whose value is not known is left out
	Sentence string // what is the matter, in English
	Remedy   string // what the reader can do about it, in English
}

// Arg is an argument of a reason: a name such as "until", and its value.
// Instants are written as in RFC 3339, in UTC.
type Arg struct {
	Name, Value string
}

func (v *verdict) reasons(words []wording) []Reason {
	var out []Reason
	for _, c := range v.list() {
		args := v.args(c)
		out = append(out, Reason{
			Code:     c,
			Args:     args,
			Sentence: fill(words[c].sentence, args, v),
			Remedy:   fill(words[c].remedy, args, v),
		})
	}
	return out
}

// args returns the arguments of c.
func (v *verdict) args(c Code) []Arg {
	var out []Arg
	add := func(name, value string) {
		if value != "" {
			out = append(out, Arg{name, value})
		}
	}
	switch c {
	case RoleInsufficient:
		add("area", v.area.String())
		add("needed", levelName(v.area, v.need))
		add("held", levelName(v.area, v.held))
	case NotOnTeam, OpeningArchived:
		add("opening", string(v.opening))
		add("title", v.title)
	case NotShared:
		add("opening", string(v.opening))
		add("title", v.title)
		add("sharing", v.sharing.String())
	case RecruiterNotActive, RecruiterDeactivated:
		add("recruiter", string(v.recruiter))
	case AgencySuspended, AgencyTerminated, PerRecruiterSharing, PerAgencySharing:
		add("agency", v.agency)
	case NotFound:
		add("kind", v.kind.String())
	case ShareNotStarted:
		add("from", instantText(v.at))
	case ShareRevoked, SharePaused:
		add("at", instantText(v.at))
	case ShareEnded:
		add("until", instantText(v.at))
	case QuotaExhausted:
		add("limit", strconv.FormatUint(uint64(v.limit), 10))
	case TermsNotAccepted:
		add("terms", v.terms)
	case DuplicateAlert, DuplicateBlocked:
		if v.class {
			add("class", "known")
			add("claim", v.own.String())
		}
	}
	return out
}

func instantText(micros int64) string {
	return time.UnixMicro(micros).UTC().Format(time.RFC3339Nano)
}

func levelName(a area, l agency.Level) string {
	if names := levelNames[a]; int(l) < len(names) {
		return names[l]
	}
	return "unknown(" + strconv.Itoa(int(l)) + ")"
}

// grantee says whom to share an opening with.
func (v *verdict) grantee() string {
	switch v.sharing {
	case agency.ShareWithRecruiters:
		return "the recruiter; what colleagues hold gives them nothing"
	case agency.ShareWithAgencies:
		return "the recruiter's agency; shares to its recruiters lie dormant"
	}
	return "the recruiter or their agency"
}

// ownClaim says how the earlier claim of the one who asked stands, where that
// is told.
func (v *verdict) ownClaim(whose string) string {
	if !v.class {
		return ""
	}
	switch v.own {
	case candidate.ClaimInForce:
		return " An earlier introduction from " + whose + " side is in force."
	case candidate.ClaimDisputed:
		return " An earlier introduction from " + whose + " side is in force, but disputed."
	case candidate.ClaimOver:
		return " An earlier introduction from " + whose + " side is over."
	}
	return " No earlier introduction from " + whose + " side is on record."
}

// fill puts arguments into a text: {name|otherwise} stands for the argument of
// that name, and for what follows the bar where there is none. What an argument
// contains is not looked into. Of {own|whose} what follows the bar says whose
// side the claim is on.
func fill(text string, args []Arg, v *verdict) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		var slot string
		slot, text, _ = strings.Cut(rest, "}")
		name, value, _ := strings.Cut(slot, "|")
		switch {
		case name == "grantee":
			value = v.grantee()
		case name == "own":
			value = v.ownClaim(value)
		case name == "account" && v.account != "":
			value = v.account
		}
		for _, a := range args {
			if a.Name == name {
				value = a.Value
			}
		}
		b.WriteString(value)
	}
}
