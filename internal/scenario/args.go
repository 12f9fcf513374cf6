package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// kind is what an ID was declared as.
type kind uint8

const (
	unknown kind = iota
	isStaff
	isAgency
	isRecruiter
	isOpening
	isSubmission
	isList
)

var kindNames = [...]string{"unknown", "a regular user", "an agency", "a recruiter", "an opening", "a submission", "a list"}

func (k kind) String() string { return kindNames[k] }

// args are what follows the verb, sorted by the verb's entry in the table. The
// reading methods keep the first error.
type args struct {
	side  side
	as    string // who speaks; empty for the host
	line  int
	words []token
	keys  map[string][]token
	flags map[string]bool
	known map[string]kind // what was declared on the lines before
	both  map[string]bool // who is a regular user and a recruiter; known says what they are of late
	err   error
}

// sorted sorts a verb's tokens into its arguments, keys and flags.
func sorted(s *spec, tokens []token) (*args, error) {
	a := &args{keys: make(map[string][]token), flags: make(map[string]bool)}
	flags, keys := strings.Fields(s.flags), strings.Fields(s.keys)
	for _, name := range strings.Fields(s.args) {
		optional, many := strings.HasPrefix(name, "["), strings.HasSuffix(name, "...")
		taken := 0
		for len(tokens) > 0 && (taken == 0 || many) {
			t := tokens[0]
			_, _, pair := t.pair()
			if pair || (optional || taken > 0) && !t.whole && slices.Contains(flags, t.text) {
				break
			}
			a.words, tokens = append(a.words, t), tokens[1:]
			taken++
		}
		if taken == 0 && !optional {
			return nil, fmt.Errorf("%s takes %s: %s is missing", s.verb, s.args, name)
		}
	}
	for _, t := range tokens {
		key, value, pair := t.pair()
		switch {
		case pair:
			once, ok := allowed(keys, key)
			if !ok {
				return nil, fmt.Errorf("%s has no key %q", s.verb, key)
			}
			if once && len(a.keys[key]) > 0 {
				return nil, fmt.Errorf("the key %s is there twice", key)
			}
			a.keys[key] = append(a.keys[key], value)
		case !t.whole && slices.Contains(flags, t.text):
			if a.flags[t.text] {
				return nil, fmt.Errorf("%s is there twice", t.text)
			}
			a.flags[t.text] = true
		default:
			return nil, fmt.Errorf("%s has no place for %q", s.verb, t.text)
		}
	}
	if a.flags["admin"] && a.flags["member"] {
		return nil, fmt.Errorf("admin or member, not both")
	}
	return a, nil
}

// allowed looks a key up among those of a verb: "key" once, "key*" any number
// of times, "key.*" once for each ending.
func allowed(keys []string, key string) (once, ok bool) {
	for _, k := range keys {
		before, many := strings.CutSuffix(k, "*")
		switch {
		case strings.HasSuffix(before, ".") && strings.HasPrefix(key, before):
			return true, true
		case before == key:
			return !many, true
		}
	}
	return false, false
}

// word is argument i, empty when it is an optional one that is not there.
func (a *args) word(i int) string {
	if i < len(a.words) {
		return a.words[i].text
	}
	return ""
}

func (a *args) has(key string) bool { return len(a.keys[key]) > 0 }

// text is the value of a key, empty when it is not there.
func (a *args) text(key string) string {
	if a.has(key) {
		return a.keys[key][0].text
	}
	return ""
}

func (a *args) texts(key string) []string {
	var out []string
	for _, t := range a.keys[key] {
		out = append(out, t.text)
	}
	return out
}

func (a *args) list(key string) []string {
	if !a.has(key) {
		return nil
	}
	return read(a, a.keys[key][0].list)
}

func (a *args) time(key string) time.Time {
	if !a.has(key) {
		return time.Time{}
	}
	return read(a, func() (time.Time, error) { return instant(a.text(key)) })
}

// read keeps the first error of reading a value.
func read[T any](a *args, value func() (T, error)) T {
	v, err := value()
	if err != nil && a.err == nil {
		a.err = err
	}
	return v
}

// readAs reads the text with a reader of values.
func readAs[T any](a *args, text string, value func(string) (T, error)) T {
	return read(a, func() (T, error) { return value(text) })
}
