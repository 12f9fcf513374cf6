package scenario

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits of a script, in bytes.
const (
	MaxLine = 16 << 10
	MaxFile = 1 << 20
)

// ErrNotSupported is found by errors.Is in the error of a script that needs a
// verb of a later release. Such a script does not run at all.
var ErrNotSupported = errors.New("is not supported yet")

// Script is a scenario that has been checked and can run, any number of times.
type Script struct {
	name  string
	steps []step
	later error // the first thing in it that is not supported yet
}

// step is a line that does something.
type step struct {
	line   int
	text   string // as written
	spec   *spec
	do     do
	expect *expectation // nil: none
}

// Name is the name that was given to Parse.
func (s *Script) Name() string { return s.name }

// Len is the number of lines that do something.
func (s *Script) Len() int { return len(s.steps) }

// Supported returns nil, or an [ErrNotSupported] with the line and the verb.
func (s *Script) Supported() error { return s.later }

// parser is a script being read.
type parser struct {
	*Script
	known map[string]kind
	both  map[string]bool // regular users who became recruiters, and the other way round
}

// Parse reads a script and checks all of it; nothing runs. The error begins
// with the name and the line. Lines are at most [MaxLine] bytes long, and files
// [MaxFile].
func Parse(name string, r io.Reader) (*Script, error) {
	p := parser{&Script{name: name}, make(map[string]kind), make(map[string]bool)}
	line := 0
	at := func(err error) error { return fmt.Errorf("%s:%d: %w", name, line, err) }
	file, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil || len(file) > MaxFile {
		line = 1 + bytes.Count(file[:min(len(file), MaxFile)], []byte("\n"))
		if err == nil {
			err = fmt.Errorf("the file is longer than %d bytes", MaxFile)
		}
		return nil, at(err)
	}
	in := bufio.NewScanner(bytes.NewReader(file))
	in.Buffer(make([]byte, 0, 4<<10), MaxLine+2)
	for in.Scan() {
		line++
		text := bytes.TrimSuffix(in.Bytes(), []byte("\r"))
		if len(text) > MaxLine {
			return nil, at(fmt.Errorf("the line is longer than %d bytes", MaxLine))
		}
		if line == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		if err := p.line(line, string(text)); err != nil {
			return nil, at(err)
		}
	}
	if err := in.Err(); err != nil {
		line++
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("the line is longer than %d bytes", MaxLine)
		}
		return nil, at(err)
	}
	if len(p.steps) == 0 {
		line = max(line, 1)
		return nil, at(errors.New("there is no account"))
	}
	return p.Script, nil
}

// line reads one line, which may be blank.
func (p *parser) line(number int, text string) error {
	tokens, err := split(text)
	if err != nil || len(tokens) == 0 {
		return err
	}
	s := step{line: number, text: strings.TrimSpace(text)}
	said := tokens
	var expected []token
	arrow := false
	for i, t := range tokens {
		if t.is("->") {
			said, expected, arrow = tokens[:i], tokens[i+1:], true
			break
		}
	}
	a, err := p.said(&s, said)
	if err != nil {
		return err
	}
	a.line = number
	if arrow {
		if s.expect, err = parseExpectation(s.spec, expected); err != nil {
			return err
		}
	}
	p.note(&s)
	if s.spec.compile != nil {
		if s.do = s.spec.compile(a); a.err != nil {
			return a.err
		}
	}
	p.steps = append(p.steps, s)
	return p.declare(&s, a)
}

// said finds the verb and sorts what follows it.
func (p *parser) said(s *step, tokens []token) (*args, error) {
	who, as := "", false
	if len(tokens) > 0 && tokens[0].is("as") {
		if len(tokens) < 3 {
			return nil, errors.New("as takes an ID and a verb")
		}
		who, as, tokens = tokens[1].text, true, tokens[2:]
	}
	if len(tokens) == 0 || tokens[0].whole {
		return nil, errors.New("there is no verb")
	}
	name := tokens[0].text
	first := len(p.steps) == 0
	spec, says := verb(name, as, p.known[who])
	if p.both[who] && says == 0 {
		spec, says = verb(name, as, isStaff+isRecruiter-p.known[who])
	}
	switch {
	case spec == nil:
		return nil, fmt.Errorf("unknown verb %q", name)
	case first != (name == "account"):
		return nil, errors.New("the first line must be the account, and no other")
	case says == 0 && p.later == nil && !as:
		return nil, fmt.Errorf("the host cannot say %s: who does?", name)
	case says == 0 && p.later == nil:
		return nil, fmt.Errorf("%s, being %s, cannot say %s", who, p.known[who], name)
	}
	s.spec = spec
	a, err := sorted(spec, tokens[1:])
	if err != nil {
		return nil, err
	}
	a.side, a.as, a.known, a.both = says, who, p.known, p.both
	return a, nil
}

// note remembers the first thing that is not supported yet.
func (p *parser) note(s *step) {
	if p.later == nil && s.spec.compile == nil {
		p.later = fmt.Errorf("%s:%d: %s %w", p.name, s.line, s.spec.verb, ErrNotSupported)
	}
}

// declare remembers what the IDs of a line are; there is one namespace for all
// kinds.
func (p *parser) declare(s *step, a *args) error {
	if p.later != nil { // what a later verb makes of an ID is not known
		return nil
	}
	id, is := a.word(0), s.spec.makes
	done := s.expect == nil || s.expect.form == succeeds
	switch s.spec.verb {
	case "submit":
		return p.is(a.word(1), isSubmission)
	case "convert", "promote", "group": // a line may be there that is refused, and then one that is not
		if !done {
			return nil
		}
	}
	if done && (s.spec.verb == "invite" || s.spec.verb == "convert") && strings.HasPrefix(a.word(1), newAgency) {
		if err := p.is(id+agencySuffix, isAgency); err != nil {
			return err
		}
	}
	if s.spec.verb == "convert" || s.spec.verb == "promote" {
		p.both[id], p.known[id] = true, is // a regular user is a recruiter now, or the other way round
		return nil
	}
	return p.is(id, is)
}

// is declares an ID as one kind.
func (p *parser) is(id string, is kind) error {
	if is == unknown || p.both[id] && (is == isStaff || is == isRecruiter) {
		return nil
	}
	if was := p.known[id]; was != unknown && was != is {
		return fmt.Errorf("%q cannot be %s: it is %s", id, is, was)
	}
	p.known[id] = is
	return nil
}
