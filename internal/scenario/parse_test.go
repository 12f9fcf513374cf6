package scenario

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSplit(t *testing.T) {
	for _, tc := range []struct {
		name, line string
		want       []string
	}{
		{"nothing", "  \t ", nil},
		{"words", "a  b\tc", []string{"a", "b", "c"}},
		{"quotes around a token", `note "a b"`, []string{"note", "a b"}},
		{"quotes in a token", `a="x y" new:"X Y"z`, []string{"a=x y", "new:X Yz"}},
		{"the empty token", `a "" b`, []string{"a", "", "b"}},
		{"escapes", `"a \"b\" \\" c\"d`, []string{`a "b" \`, `c"d`}},
		{"a comment", "a # b", []string{"a"}},
		{"a comment alone", "# b", nil},
		{"a comment after a tab", "a\t#b", []string{"a"}},
		{"no comment inside a token", "a#b", []string{"a#b"}},
		{"no comment inside quotes", `"a # b"`, []string{"a # b"}},
		{"no comment after quotes", `"a"# b`, []string{"a#", "b"}},
		{"other letters", "größe 名前", []string{"größe", "名前"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tokens, err := split(tc.line)
			require.NoError(t, err)
			var got []string
			for _, tok := range tokens {
				got = append(got, tok.text)
			}
			require.Empty(t, cmp.Diff(tc.want, got))
		})
	}
}

func TestSplitReadsWhatWasQuoted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom([]rune(`ab "\#=,é>-`)), 0, 6, -1), 1, 4).Draw(t, "texts")
		var parts []string
		for _, s := range want {
			parts = append(parts, quoted(s))
		}
		line := strings.Join(parts, " ")
		tokens, err := split(line)
		require.NoError(t, err, line)
		var got []string
		for _, tok := range tokens {
			got = append(got, tok.text)
		}
		require.Equal(t, want, got, line)
	})
}

func TestParseRefuses(t *testing.T) {
	const account = "account acme\nstaff root super-admin\nagency north\nrecruiter ann north\nopening dev\n"
	for _, tc := range []struct{ name, script, want string }{
		{"an empty file", "", "f:1: there is no account"},
		{"nothing but comments", "# a\n\n", "f:2: there is no account"},
		{"a first line that is no account", "\n# a\nat 2026-03-01\n", "f:3: the first line must be the account"},
		{"a second account", "account a\naccount b\n", "f:2: the first line must be the account, and no other"},
		{"an unknown verb", account + "dance dev", `f:6: unknown verb "dance"`},
		{"a quoted verb", account + `"share" dev ann`, "f:6: there is no verb"},
		{"no verb", account + "as root", "f:6: as takes an ID and a verb"},
		{"nothing but an expectation", account + "-> allow", "f:6: there is no verb"},
		{"an unknown key", account + "share dev ann form=2026-03-01", `f:6: share has no key "form"`},
		{"an unknown setting", "account acme colour=red", `f:1: account has no key "colour"`},
		{"a key twice", "account acme sharing=either sharing=either", "f:1: the key sharing is there twice"},
		{"a name twice", account + "as ann submit dev s1 name=A name=B", "f:6: the key name is there twice"},
		{"a word twice", account + "opening ops archived archived", "f:6: archived is there twice"},
		{"too few arguments", account + "share dev", "f:6: share takes OPENINGS TARGETS: TARGETS is missing"},
		{"a key in place of an argument", account + "as ann submit dev name=A", "f:6: submit takes OPENING SUB: SUB is missing"},
		{"too many arguments", account + "archive dev ops", `f:6: archive has no place for "ops"`},
		{"a positional argument after a key", account + `agency south domains=a.example "South"`, `f:6: agency has no place for "South"`},
		{"admin and member", account + "recruiter bob north admin member", "f:6: admin or member, not both"},
		{"a bad value", "account acme sharing=per-team", `f:1: sharing: "per-team"`},
		{"a bad cause", "account acme offboarding.monday=none", `f:1: offboarding.monday: "monday"`},
		{"a bad right", "account acme offboarding.grant-over=fly", `f:1: offboarding.grant-over: "fly"`},
		{"no rights", "account acme offboarding.grant-over=", "f:1: offboarding.grant-over: there are no rights; write none"},
		{"a bad role", account + "staff sam boss", `f:6: "boss"`},
		{"a bad state", account + "recruiter bob north state=asleep", `f:6: "asleep"`},
		{"a bad time", account + "at tomorrow", `f:6: "tomorrow" is not a time`},
		{"a time that no record can carry", account + "at 1800-01-01", "f:6: \"1800-01-01\" is not between 1900 and 9999"},
		{"a time of nanoseconds", account + "at 2026-03-01T00:00:00.000000001Z", "whole microseconds"},
		{"a bad time in a key", account + "share dev ann until=31.12.", `f:6: "31.12." is not a time`},
		{"a bad length", account + "wait soon", `f:6: "soon" is not a length`},
		{"a length without a unit", account + "wait 3", `f:6: "3" does not end in mo, d, h, m or s`},
		{"a length that is too long", account + "wait 99999d", `f:6: "99999d" is not a length`},
		{"a period of hours", "account acme lookback=2h", `f:1: lookback: "2h" is not a number of days or months`},
		{"an empty element", account + "share dev,,ops ann", "f:6: a list must not have an empty element"},
		{"an element missing at the end", account + "share dev ann,", "f:6: a list must not have an empty element"},
		{"an open quote", account + `note s1 "a`, "f:6: a quote that is not closed"},
		{"a strange escape", account + `note s1 "a\n"`, `f:6: a backslash that is neither`},
		{"a backslash at the end", account + `note s1 a\`, `f:6: a backslash that is neither`},
		{"a control character", account + "note s1 a\x00", "f:6: a control character"},
		{"what is not UTF-8", account + "note s1 \xff", "f:6: not valid UTF-8"},
		{"an unknown action", account + "as ann can fly dev", `f:6: "fly" is not an action`},
		{"an action without its target", account + "as ann can submit", "f:6: submit takes a target"},
		{"a target too many", account + "as ann can invite dev", "f:6: invite takes no target"},
		{"something else to count", account + "as ann count sheep", "f:6: count takes openings or submissions"},
		{"a bad number of entries", account + "audit last=0", "f:6: last takes a number from 1 to 1000"},
		{"the host submitting", account + "submit dev s1 name=A", "f:6: the host cannot say submit"},
		{"a regular user submitting", account + "as root submit dev s1 name=A", "f:6: root, being a regular user, cannot say submit"},
		{"a recruiter sharing", account + "as ann share dev ann", "f:6: ann, being a recruiter, cannot say share"},
		{"a regular user making openings", account + "as root opening ops", "f:6: root, being a regular user, cannot say opening"},
		{"an ID of two kinds", account + "opening ann", `f:6: "ann" cannot be an opening: it is a recruiter`},
		{"denied without a code", account + "share dev ann -> denied", "f:6: denied takes one code"},
		{"denied with two codes", account + "share dev ann -> denied not_found not_shared", "f:6: denied takes one code"},
		{"an unknown code", account + "share dev ann -> denied bad_luck", `f:6: unknown code "bad_luck"`},
		{"an unknown code of several", account + "as ann can view dev -> deny not_found bad_luck", `f:6: unknown code "bad_luck"`},
		{"an unknown fault", account + "share dev ann -> error bad_luck", "f:6: error takes one of invalid"},
		{"deny without a code", account + "as ann can view dev -> deny", "f:6: deny takes at least one code"},
		{"more after allow", account + "as ann can view dev -> allow now", "f:6: nothing can follow allow"},
		{"allow of a change", account + "share dev ann -> allow", `f:6: "allow" cannot be expected of share`},
		{"a list of a change", account + "share dev ann ->", "f:6: the empty list cannot be expected of share"},
		{"a list of a decision", account + "as ann can view dev -> dev", `f:6: "dev" cannot be expected of can`},
		{"none of a list", account + "as ann openings -> none", "f:6: none is no answer here"},
		{"an unknown key of an answer", account + "as ann view dev -> salary=1", `f:6: view does not answer with "salary"`},
		{"a key of an answer twice", account + "as ann view dev -> title=a title=a", "f:6: the key title is there twice"},
		{"no pair", account + "as ann view dev -> title", `f:6: "title" is not key=value`},
		{"a bad flag of an answer", account + "as ann view dev -> private=maybe", `f:6: "maybe" is not yes or no`},
		{"a bad time of an answer", account + "as ann view dev -> until=maybe", `f:6: "maybe" is not a time`},
		{"a long line", account + "note s1 " + strings.Repeat("a", MaxLine), "f:6: the line is longer than 16384 bytes"},
		{"a long file", account + strings.Repeat("# "+strings.Repeat("a", 1021)+"\n", 1024), "the file is longer than 1048576 bytes"},
		{"a regular user viewing an opening", account + "as root view dev", "f:6: regular users and the host view submissions, agencies, lists and people"},
		{"a group of nobody", account + "group north", "f:6: group takes AGENCY RECRUITERS...: RECRUITERS... is missing"},
		{"a new group of nobody", account + `group all "All of them"`, "f:6: group takes AGENCY RECRUITERS: RECRUITERS is missing"},
		{"a group by the name of somebody", account + "group ann bob", `f:6: "ann" cannot be an agency: it is a recruiter`},
		{"an invited user", account + "invite root north email=root@north.example", `f:6: "root" cannot be a recruiter: it is a regular user`},
		{"a new agency by another's ID", account + "opening kim-agency\ninvite kim new:Kim email=kim@kim.example", `f:7: "kim-agency" cannot be an agency: it is an opening`},
		{"a new agency without a name", account + "invite kim new: email=kim@kim.example", "f:6: new: takes the name of the agency"},
		{"a list of nothing", account + "list tier1", "f:6: list takes ID MEMBERS...: MEMBERS... is missing"},
		{"a list by the name of an agency", account + "list north ann", `f:6: "north" cannot be a list: it is an agency`},
		{"a wave that is no time later", account + "share dev list:tier1+soon", `f:6: "soon" is not a length`},
		{"a wave of months", account + "share dev list:tier1+1mo", `f:6: "1mo" is not a number of days, hours, minutes or seconds`},
		{"a role that nobody has", account + "promote ann boss", `f:6: "boss"`},
		{"handing a user's things over", account + "deactivate root to=ann", "f:6: to is for recruiters"},
		{"a recruiter grouping", account + "as ann group north bob", "f:6: ann, being a recruiter, cannot say group"},
		{"a bad number of days", "account acme invitation-days=soon", `f:1: invitation-days: "soon" is not a number of days`},
		{"a domain that is neither", "account acme colleague-domains=maybe", `f:1: colleague-domains: "maybe" is not yes or no`},
		{"a malformed line of a later verb", account + "message s1", "f:6: message takes SUB TEXT: TEXT is missing"},
		{"a malformed line after a later verb", account + "thread s1\nat noon", `f:7: "noon" is not a time`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Parse("f", strings.NewReader(tc.script))
			require.ErrorContains(t, err, tc.want)
			require.Regexp(t, `\Af:\d+: `, err.Error())
		})
	}
}

func TestParseAccepts(t *testing.T) {
	for name, script := range map[string]string{
		"a mark, carriage returns and blank lines": "\ufeff# a\r\n\r\naccount acme # b\r\n",
		"no line end at the end":                   "account acme",
		"an ID that looks like a word":             "account acme\nopening archived archived\nopening dev \"archived\"",
		"none of a change":                         "account acme\nopening dev -> none",
		"keys and words in any order":              "account acme\nrecruiter ann north email=a@b.example admin state=invited",
		"a quoted equals sign":                     "account acme\nopening dev \"a=b\"",
		"a quoted arrow":                           "account acme\nopening dev \"->\"",
		"the longest line":                         "account acme\n#" + strings.Repeat("a", MaxLine-1) + "\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Parse("f", strings.NewReader(script))
			require.NoError(t, err)
			require.NoError(t, s.Supported())
		})
	}
}

func TestLaterVerbs(t *testing.T) {
	for _, line := range []string{
		`message s1 "hello"`, `as ann message s1 "hello"`, "thread s1", "as ann thread s1",
	} {
		t.Run(line, func(t *testing.T) {
			// What a later verb makes of an ID is not known, so sam may go on as a recruiter.
			s, err := Parse("f", strings.NewReader(
				"account acme\nstaff sam recruiter\nrecruiter ann north\n"+line+"\nas sam submit dev s1 name=A\nmessage s1 again\n"))
			require.NoError(t, err)
			require.ErrorIs(t, s.Supported(), ErrNotSupported)
			require.Regexp(t, regexp.MustCompile(`\Af:4: [a-z]+ is not supported yet\z`), s.Supported().Error())
			require.Equal(t, s.Supported(), Run(t.Context(), s, nil))
		})
	}
}

// What is behind the bound must never be taken for not being there.
func TestParseNeverCutsFiles(t *testing.T) {
	for _, end := range []string{"\n", "\r\n"} {
		long := "account acme" + end + strings.Repeat("#"+strings.Repeat("a", 1000)+end, 1100)
		for _, last := range []string{end, "a", end + "nonsense"} {
			for over := -2; over <= 2; over++ {
				script := long[:MaxFile+over-len(last)] + last
				_, err := Parse("f", strings.NewReader(script))
				switch {
				case over > 0:
					require.ErrorContains(t, err, "the file is longer than 1048576 bytes")
				case strings.HasSuffix(last, "nonsense"):
					require.ErrorContains(t, err, "nonsense")
				default:
					require.NoError(t, err)
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"account acme\nopening dev archived\nas ann submit dev s1 name=\"A B\" -> denied not_found\n",
		"account acme sharing=either offboarding.grant-over=none\nwait 3mo\naudit of=x last=2 -> denied=yes\n",
		"account acme\nas x can view y -> deny not_found not_shared\nas x openings -> ordered a b\n", "as as as", "-> ->", "\"", "=",
	} {
		f.Add(s)
	}
	where := regexp.MustCompile(`\Af:[1-9]\d*: .`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse("f", strings.NewReader(text))
		if err != nil {
			require.Regexp(t, where, err.Error())
			return
		}
		require.Positive(t, s.Len())
		if err := s.Supported(); err != nil {
			require.True(t, errors.Is(err, ErrNotSupported))
		}
	})
}
