package enginetest

import (
	"fmt"
	"strings"

	"github.com/anishathalye/porcupine"

	"github.com/agencyaccess/agencyaccess/candidate"
)

// linearState is an account as one caller after the other would have it.
type linearState struct {
	shared [len(linearRecruiters)][len(linearOpenings)]bool
	made   [len(linearRecruiters)][linearRequests]made
}

var linearModel = porcupine.Model{
	Init: func() any {
		var s linearState
		s.shared[0][0] = true // dev with ann
		return s
	},
	Step: func(state, input, output any) (bool, any) {
		s := state.(linearState)
		if output == nil { // not known
			s.step(input.(call), nil)
			return true, s
		}
		out := output.(reply)
		ok := s.step(input.(call), &out)
		return ok, s
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%v: %+v", input, output) },
	DescribeState:     func(state any) string { return state.(linearState).String() },
}

// step does what the call does, and reports whether that is what it answered. An
// answer that is not known is nil.
func (s *linearState) step(c call, out *reply) bool {
	want := reply{is: "ok"}
	switch c.do {
	case "share", "unshare":
		share := &s.shared[c.recruiter][c.opening]
		want.changed = *share != (c.do == "share")
		*share = c.do == "share"
	case "submit":
		return s.submit(c, out)
	case "withdraw":
		s.made[c.recruiter][c.request].withdrawn = true
	case "can":
		if !s.may(c) {
			want.is = "denied"
		}
	case "openings":
		want.openings = s.shared[c.recruiter]
	case "count":
		want.count = len(s.rows(c.recruiter))
	case "list":
		return s.list(c, out)
	}
	return out == nil || out.is == want.is && out.changed == want.changed && out.openings == want.openings && out.count == want.count
}

// may decides whether the recruiter may submit somebody new.
func (s *linearState) may(c call) bool {
	standing := 0
	for _, r := range s.rows(c.recruiter) {
		if r.opening == c.opening && !r.withdrawn {
			standing++
		}
	}
	return s.shared[c.recruiter][c.opening] && standing < linearQuota
}

func (s *linearState) submit(c call, out *reply) bool {
	m := &s.made[c.recruiter][c.request]
	switch {
	case !s.shared[c.recruiter][c.opening], !m.there && !s.may(c):
		return out == nil || out.is == "denied"
	case m.there && (m.opening != c.opening || m.person != c.person):
		return out == nil || out.is == "mismatch"
	case !m.there:
		*m = made{there: true, opening: c.opening, person: c.person}
	}
	if out == nil {
		return true
	}
	return out.is == "ok" && out.submission != "" && m.identify(out.submission)
}

// identify reports whether the submission has the identifier; from when it is
// first seen it has only one.
func (m *made) identify(id candidate.SubmissionID) bool {
	if m.id == "" {
		m.id = id
	}
	return m.id == id
}

// rows are what the recruiter and colleagues have submitted.
func (s *linearState) rows(recruiter int) []row {
	var rows []row
	for i, of := range linearAgencies {
		for q, m := range s.made[i] {
			if of == linearAgencies[recruiter] && m.there {
				rows = append(rows, row{recruiter: i, request: q, made: m})
			}
		}
	}
	return rows
}

func (s *linearState) list(c call, out *reply) bool {
	if out == nil {
		return true
	}
	want := s.rows(c.recruiter)
	if out.is != "ok" || len(out.rows) != len(want) {
		return false
	}
	for i, r := range out.rows {
		m := &s.made[want[i].recruiter][want[i].request]
		if !m.identify(r.id) || r.recruiter != want[i].recruiter || r.request != want[i].request || r.made != *m {
			return false
		}
	}
	return true
}

func (s linearState) String() string {
	var b strings.Builder
	for i, name := range linearRecruiters {
		fmt.Fprintf(&b, "%s:", name)
		for o, shared := range s.shared[i] {
			if shared {
				fmt.Fprintf(&b, " has %s", linearOpenings[o])
			}
		}
		for q, m := range s.made[i] {
			if m.there {
				fmt.Fprintf(&b, " q%d=%s/%d", q, linearOpenings[m.opening], m.person)
			}
			if m.withdrawn {
				b.WriteString("-")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}
