package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/access/policy"
)

// form is the form of an expectation.
type form uint8

const (
	succeeds form = iota
	denied
	fault
	allow
	deny
	alert
	compares
	lists
)

// expectation is what stands behind the arrow.
type expectation struct {
	form    form
	text    string
	codes   []string // of denied, fault, deny
	keys    []string // of compares, with wants
	wants   []string
	items   []string // of lists
	ordered bool
}

// String is the expectation as it was written.
func (e *expectation) String() string {
	if e.text == "" {
		return "the empty list"
	}
	return e.text
}

// faults are what may follow error.
var faults = []string{
	"invalid", "request_mismatch", "invalid_cursor", "conflict", "exists", "not_found", "unknown", "unsupported",
	"invalid_invitation", "invalid_ack", "rate_limited",
}

// parseExpectation reads what the verb's answer is to be.
func parseExpectation(s *spec, tokens []token) (*expectation, error) {
	e := &expectation{}
	var words []string
	for _, t := range tokens {
		words = append(words, t.text)
	}
	e.text = source(tokens)
	list := s.answers == identities || s.answers == texts
	first := token{}
	if len(tokens) > 0 {
		first = tokens[0]
	}
	rest := words[min(1, len(words)):]
	bare := func(f form) (*expectation, error) {
		e.form = f
		if len(rest) > 0 {
			return nil, fmt.Errorf("nothing can follow %s", words[0])
		}
		return e, nil
	}
	switch {
	case first.is("denied"):
		e.form, e.codes = denied, rest
		if len(rest) != 1 {
			return nil, errors.New("denied takes one code")
		}
		return e, knownCodes(rest)
	case first.is("error"):
		e.form, e.codes = fault, rest
		if len(rest) != 1 || !slices.Contains(faults, rest[0]) {
			return nil, fmt.Errorf("error takes one of %s", strings.Join(faults, ", "))
		}
		return e, nil
	case first.is("none") && (s.answers == anAct || s.answers == aDecision):
		return bare(succeeds)
	case first.is("none"):
		return nil, errors.New("none is no answer here: an empty list is written as nothing after the arrow")
	case first.is("allow") && s.answers == aDecision:
		return bare(allow)
	case first.is("deny") && s.answers == aDecision:
		e.form, e.codes = deny, rest
		if len(rest) == 0 {
			return nil, errors.New("deny takes at least one code")
		}
		return e, knownCodes(rest)
	case first.is("alert") && s.verb == "submit":
		return bare(alert)
	case list:
		e.form = lists
		if e.ordered = first.is("ordered"); e.ordered {
			words = rest
		}
		e.items = words
		return e, nil
	case s.values != "" && len(tokens) > 0:
		return e, e.compare(s, tokens)
	}
	return nil, fmt.Errorf("%s cannot be expected of %s", quoteEmpty(e.text), s.verb)
}

// source is a list of tokens as it could have been written.
func source(tokens []token) string {
	var out []string
	for _, t := range tokens {
		if key, v, ok := t.pair(); ok {
			out = append(out, key+"="+quoted(v.text))
		} else {
			out = append(out, quoted(t.text))
		}
	}
	return strings.Join(out, " ")
}

func quoteEmpty(s string) string {
	if s == "" {
		return "the empty list"
	}
	return fmt.Sprintf("%q", s)
}

func knownCodes(codes []string) error {
	for _, c := range codes {
		if _, err := named[policy.Code](c); err != nil {
			return fmt.Errorf("unknown code %q", c)
		}
	}
	return nil
}

// compare reads k=v pairs. In the list of the verb's keys "x?" is yes or no and
// "x@" an instant.
func (e *expectation) compare(s *spec, tokens []token) error {
	e.form = compares
	known := strings.Fields(s.values)
	for _, t := range tokens {
		key, value, ok := t.pair()
		if !ok {
			return fmt.Errorf("%q is not key=value", t.text)
		}
		want := value.text
		switch {
		case slices.Contains(known, key):
		case slices.Contains(known, key+"?"):
			if _, err := yes(want); err != nil {
				return err
			}
		case slices.Contains(known, key+"@"):
			if want != "" {
				at, err := instant(want)
				if err != nil {
					return err
				}
				want = timeText(at)
			}
		default:
			return fmt.Errorf("%s does not answer with %q", s.verb, key)
		}
		if slices.Contains(e.keys, key) {
			return fmt.Errorf("the key %s is there twice", key)
		}
		e.keys, e.wants = append(e.keys, key), append(e.wants, want)
	}
	return nil
}
