package access_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/internal/enginetest"
	"github.com/agencyaccess/agencyaccess/invite"
)

// forRecruiters are the error types that recruiter handles answer with, besides
// sentinels.
var forRecruiters = []reflect.Type{
	reflect.TypeFor[access.Denied](), reflect.TypeFor[access.Fault](), reflect.TypeFor[agency.Invalid](),
	reflect.TypeFor[access.Limited](),
}

// notForRecruiters are types that carry what no agency may see.
var notForRecruiters = []reflect.Type{
	reflect.TypeFor[candidate.Remark](), reflect.TypeFor[candidate.Candidate](), reflect.TypeFor[candidate.Entry](),
	reflect.TypeFor[candidate.Submission](), reflect.TypeFor[candidate.Receipt](), reflect.TypeFor[candidate.ID](),
	reflect.TypeFor[candidate.EntryID](), reflect.TypeFor[candidate.Outcome](), reflect.TypeFor[candidate.RemarkKind](),
	reflect.TypeFor[candidate.Claim](), reflect.TypeFor[candidate.ClaimID](), reflect.TypeFor[candidate.Step](),
	reflect.TypeFor[candidate.Probe](), reflect.TypeFor[candidate.Ruling](), reflect.TypeFor[candidate.Finding](),
	reflect.TypeFor[candidate.Verdict](), reflect.TypeFor[candidate.HostID](), reflect.TypeFor[candidate.Introduction](),
	reflect.TypeFor[candidate.Choice](), reflect.TypeFor[candidate.Sketch](), reflect.TypeFor[candidate.Digest](),
	reflect.TypeFor[agency.Staff](), reflect.TypeFor[agency.StaffID](), reflect.TypeFor[agency.Agency](),
	reflect.TypeFor[agency.AgencyID](), reflect.TypeFor[agency.Recruiter](), reflect.TypeFor[agency.Opening](),
	reflect.TypeFor[agency.Settings](), reflect.TypeFor[agency.Share](), reflect.TypeFor[agency.Grantee](),
	reflect.TypeFor[policy.Decision](), reflect.TypeFor[policy.Facts](), reflect.TypeFor[access.Refused](),
	reflect.TypeFor[access.SubmissionRecord](), reflect.TypeFor[access.Explanation](), reflect.TypeFor[access.Holder](),
	reflect.TypeFor[access.Duplicate](), reflect.TypeFor[access.Credit](), reflect.TypeFor[access.Person](),
	reflect.TypeFor[access.Correction](), reflect.TypeFor[access.ClaimRecord](), reflect.TypeFor[access.Introduction](),
	reflect.TypeFor[access.Engine](), reflect.TypeFor[access.Staff](), reflect.TypeFor[access.System](),
	reflect.TypeFor[invite.Invitation](), reflect.TypeFor[invite.ID](), reflect.TypeFor[invite.Secret](), reflect.TypeFor[invite.Digest](),
	reflect.TypeFor[access.Invited](), reflect.TypeFor[access.Acceptance](), reflect.TypeFor[access.Grouped](),
	reflect.TypeFor[agency.UserID](), reflect.TypeFor[agency.List](), reflect.TypeFor[access.AdditionRow](), reflect.TypeFor[access.ShareRow](),
}

// notNamed are words that no field or method of what recruiters get may contain.
var notNamed = []string{
	"note", "feedback", "remark", "candidate", "ruling", "claim", "staff", "operator", "journal", "team", "settings",
	"probe", "verdict", "evidence", "score", "owner", "host", "person", "secret", "digest", "conflict",
}

// reachable returns every type that can be reached from t by fields, exported or
// not, elements, and results of methods, each with the way to it.
func reachable(t reflect.Type, way string, found map[reflect.Type]string) {
	if _, ok := found[t]; ok || t.PkgPath() == "log/slog" { // what it logs is tried elsewhere
		return
	}
	found[t] = way
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
		reachable(t.Elem(), way, found)
	case reflect.Map:
		reachable(t.Key(), way, found)
		reachable(t.Elem(), way, found)
	case reflect.Struct:
		for i := range t.NumField() {
			reachable(t.Field(i).Type, way+"."+t.Field(i).Name, found)
		}
	case reflect.Func:
		for i := range t.NumOut() {
			reachable(t.Out(i), way+"()", found)
		}
	}
	if t.PkgPath() == "time" || t.PkgPath() == "reflect" {
		return
	}
	for _, m := range methodsOf(t) {
		for i := range m.Type.NumOut() {
			reachable(m.Type.Out(i), way+"."+m.Name+"()", found)
		}
	}
}

// methodsOf returns the methods of the type and of pointers to it.
func methodsOf(t reflect.Type) []reflect.Method {
	if t.Kind() != reflect.Interface && t.Kind() != reflect.Pointer {
		t = reflect.PointerTo(t)
	}
	var out []reflect.Method
	for i := range t.NumMethod() {
		out = append(out, t.Method(i))
	}
	return out
}

// recruiterTypes are what the methods of access.Recruiter return.
func recruiterTypes() map[reflect.Type]string {
	found := make(map[reflect.Type]string)
	for _, m := range methodsOf(reflect.TypeFor[access.Recruiter]()) {
		for i := range m.Type.NumOut() {
			reachable(m.Type.Out(i), m.Name, found)
		}
	}
	for _, t := range forRecruiters {
		reachable(t, t.Name(), found)
	}
	return found
}

func TestNothingReachableFromARecruiterIsForStaff(t *testing.T) {
	found := recruiterTypes()
	require.Contains(t, found, reflect.TypeFor[access.SubmissionView](), "the walk does not get anywhere")
	for typ, way := range found {
		require.NotContains(t, notForRecruiters, typ, way)
		require.NotContains(t, typ.PkgPath(), "agencyaccess/store", way)
		require.False(t, typ.Kind() == reflect.Interface && typ != reflect.TypeFor[error](), "%s is an interface, which may hold anything: %s", typ, way)
		require.NotEqual(t, reflect.Map, typ.Kind(), way)
		require.NotEqual(t, reflect.Func, typ.Kind(), way)
	}
}

func TestNothingReachableFromARecruiterIsNamedForStaff(t *testing.T) {
	for typ, way := range recruiterTypes() {
		if !strings.HasPrefix(typ.PkgPath(), "github.com/agencyaccess/") || typ.Kind() != reflect.Struct {
			continue
		}
		for i := range typ.NumField() {
			for _, word := range notNamed {
				require.NotContains(t, strings.ToLower(typ.Field(i).Name), word, "%s: %s", way, typ)
			}
		}
		for _, m := range methodsOf(typ) {
			for _, word := range notNamed {
				require.NotContains(t, strings.ToLower(m.Name), word, "%s: %s", way, typ)
			}
		}
	}
}

func TestTheWalkFindsWhatIsHidden(t *testing.T) {
	type inner struct{ Remarks []candidate.Remark }
	type outer struct{ Page map[string]*inner }
	found := make(map[reflect.Type]string)
	reachable(reflect.TypeFor[outer](), "outer", found)
	require.Contains(t, found, reflect.TypeFor[candidate.Remark]())
	require.Contains(t, found, reflect.TypeFor[agency.StaffID]())
}

// TestEveryMethodOfARecruiterIsProbed keeps a new method from being forgotten by
// TestNoLeak.
func TestEveryMethodOfARecruiterIsProbed(t *testing.T) {
	probed := enginetest.RecruiterMethods()
	for _, m := range methodsOf(reflect.TypeFor[access.Recruiter]()) {
		require.True(t, probed[m.Name], "enginetest does not probe Recruiter.%s", m.Name)
	}
}
