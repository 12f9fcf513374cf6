package access_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/invite"
)

// logTypes are values of the exported types of access and invite that somebody may
// log, beside the events.
var logTypes = []any{
	access.Acceptance{},
	access.Addition{},
	access.AdditionRow{},
	access.Applicant{},
	access.Attempt{},
	access.ClaimRecord{},
	access.ClaimView{},
	access.ClaimsOf{},
	access.Colleague{},
	access.ColleagueView{},
	access.Conversion{},
	access.Correction{},
	access.Credit{},
	access.DeliverOptions{},
	access.Delivery{},
	&access.Denied{},
	access.Duplicate{},
	&access.Engine{},
	access.EntryView{},
	access.Explanation{},
	&access.Fault{},
	access.Grants{},
	access.Grouped{},
	access.Grouping{},
	access.Holder{},
	access.ImportOptions{},
	access.ImportRow{},
	access.Imported{},
	access.IndexKey{},
	access.Introduction{},
	access.InvitationView{},
	access.Invited{},
	access.Invitee{},
	&access.Limited{},
	access.ListOptions{},
	access.Listed{},
	access.ListedSoFar{},
	access.NetworkRow{},
	access.NewColleague{},
	access.Observation{},
	access.OpeningView{},
	access.Options{},
	access.Page[access.ColleagueView]{},
	access.PastSubmission{},
	access.Person{},
	access.Receipt{},
	access.Recruiter{},
	&access.Refused{},
	access.ShareRow{},
	access.Staff{},
	access.SubmissionFilter{},
	access.SubmissionRecord{},
	access.SubmissionSummary{},
	access.SubmissionView{},
	access.SubmissionsOf{},
	access.System{},
	access.Target{},
	access.Wave{},
	event.Recipient{},
	invite.Address{},
	invite.Invitation{},
	invite.ListOptions{},
	invite.Row{},
	&invite.RowError{},
}

// loggable are texts that may be in logs, by type and field. Whoever adds one
// answers for it.
var loggable = map[string]bool{
	"access.Attempt.Call": true, "access.Observation.Call": true, "access.OpeningView.Title": true, "access.OpeningView.Text": true,
	"access.Duplicate.Evidence": true, "access.Correction.Fields": true, "access.IndexKey.ID": true, "store.Actor.ID": true,
	"event.Recipient.ID": true, // of an agency and the like
	// Codes, and the titles of openings.
	"event.AccountConfigured.Fields": true, "event.StaffChanged.Fields": true, "event.RecruiterChanged.Fields": true,
	"event.OpeningChanged.Fields": true, "event.SubmissionChanged.Fields": true, "event.EntryCorrected.Fields": true,
	"event.ListChanged.Fields": true, "event.ListChanged.Title": true, "event.TermsAccepted.Terms": true, "event.OpeningChanged.Title": true,
	"event.OpeningShared.Title": true, "event.OpeningUnshared.Title": true, "event.OpeningPaused.Title": true,
	"event.OpeningResumed.Title": true, "event.ClaimChanged.Step": true, "event.RemarkAdded.Remark": true,
	"event.RemarkAdded.Remarked": true, "event.InvitationSent.Invitation": true, "event.InvitationHeld.Invitation": true,
	"event.InvitationAccepted.Invitation": true, "event.InvitationRevoked.Invitation": true,
}

// marker is in every text of a filled value, with its type and field.
var marker = regexp.MustCompile(`MARK[\w.]+MARK`)

func mark(what string) string { return "MARK" + what + "MARK" }

// fillTexts puts texts into all that can hold one.
func fillTexts(v reflect.Value, what string) {
	text := func(s string) { v.Set(reflect.ValueOf(s).Convert(v.Type())) }
	switch t := v.Type(); {
	case t == reflect.TypeFor[agency.Frozen[string]]():
		v.Set(reflect.ValueOf(agency.Freeze(mark(what))))
	case t == reflect.TypeFor[event.Event]():
		e := &event.InvitationSent{}
		fillTexts(reflect.ValueOf(e).Elem(), "")
		v.Set(reflect.ValueOf(e))
	case t == reflect.TypeFor[error]():
		v.Set(reflect.ValueOf(errors.New("it failed")))
	case t == reflect.TypeFor[[]byte]():
		v.SetBytes([]byte(mark(what)))
	case t.Kind() == reflect.String && (t.PkgPath() == "" || strings.HasSuffix(t.Name(), "Secret") || strings.HasSuffix(t.Name(), "Digest")):
		text(mark(what))
	case t.Kind() == reflect.String:
		text("id")
	case t.Kind() == reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		fillTexts(v.Elem(), what)
	case t.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(t, 1, 1))
		fillTexts(v.Index(0), what)
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			if t.Field(i).IsExported() {
				name, _, _ := strings.Cut(t.String(), "[")
				fillTexts(v.Field(i), name+"."+t.Field(i).Name)
			}
		}
	}
}

// TestWhatIsLoggedHoldsNothingPersonal: whatever comes out of the package can be
// handed to a logger as it is, also to one that looks at fields.
func TestWhatIsLoggedHoldsNothingPersonal(t *testing.T) {
	values := slices.Clone(logTypes)
	for _, e := range event.Catalogue() {
		values = append(values, e, reflect.ValueOf(e).Elem().Interface())
	}
	seen := make(map[string]bool)
	for _, empty := range values {
		p := reflect.New(reflect.TypeOf(empty))
		fillTexts(p.Elem(), "")
		var out bytes.Buffer
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(h).Info("it", "value", p.Elem().Interface(), slog.Group("in", "value", p.Elem().Interface()))
		}
		for _, found := range marker.FindAllString(out.String(), -1) {
			field := strings.TrimSuffix(strings.TrimPrefix(found, "MARK"), "MARK")
			require.True(t, loggable[field], "%T: %s is logged", empty, field)
			seen[field] = true
		}
		for _, form := range []string{fmt.Sprint([]byte("MARK"))[1:11], base64.StdEncoding.EncodeToString([]byte("MARK"))[:5]} {
			require.NotContains(t, out.String(), form, "%T has bytes", empty)
		}
		require.NotContains(t, out.String(), "panicked", "%T", empty)
	}
	require.Equal(t, loggable, seen, "what may be logged is, or this test would see nothing")
}

// TestEveryTypeIsTriedInLogs fails for an exported struct that is not among logTypes.
func TestEveryTypeIsTriedInLogs(t *testing.T) {
	tried := make(map[string]bool)
	for _, v := range logTypes {
		typ := reflect.TypeOf(v)
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		name, _, _ := strings.Cut(typ.String(), "[")
		tried[name] = true
	}
	for _, e := range event.Catalogue() {
		tried[reflect.TypeOf(e).Elem().String()] = true
	}
	for pkg, dir := range map[string]string{"access": ".", "event": "event", "invite": "../invite"} {
		paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
		require.NoError(t, err)
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			require.NoError(t, err)
			ast.Inspect(f, func(n ast.Node) bool {
				if s, ok := n.(*ast.TypeSpec); ok && s.Name.IsExported() {
					if _, ok := s.Type.(*ast.StructType); ok {
						require.True(t, tried[pkg+"."+s.Name.Name], "%s.%s is not tried", pkg, s.Name)
					}
				}
				return true
			})
		}
	}
}

// TestSecretsAreInNoJSON: of a value that is marshalled by mistake, and of one that
// an event is part of.
func TestSecretsAreInNoJSON(t *testing.T) {
	for _, v := range []any{
		invite.Secret(mark("x")),
		access.Invited{Secret: invite.Secret(mark("x"))},
		event.Secret(mark("x")),
		event.InvitationSent{Secret: event.Secret(mark("x"))},
	} {
		text, err := json.Marshal(v)
		require.NoError(t, err)
		require.NotContains(t, string(text), "MARK")
	}
	var s invite.Secret
	require.NoError(t, json.Unmarshal([]byte(`"inv.abc"`), &s))
	require.Equal(t, "inv.abc", string(s), "what a page hands back is read as it is")
}
