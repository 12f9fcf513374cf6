package event_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
)

// Hosts store names and versions and switch on them: a change here is a change
// of the interface.
func TestNamesAndVersionsStay(t *testing.T) {
	var got []string
	for _, e := range event.Catalogue() {
		name, version := e.Kind()
		got = append(got, fmt.Sprintf("%s v%d", name, version))
	}
	require.Equal(t, []string{
		"account.configured v1",
		"staff.changed v1",
		"agency.changed v1",
		"terms.accepted v1",
		"recruiter.changed v1",
		"opening.changed v1",
		"opening.shared v1",
		"opening.unshared v1",
		"submission.received v1",
		"submission.changed v1",
		"submission.advanced v1",
		"submission.withdrawn v1",
		"submission.erased v1",
		"remark.added v1",
		"duplicate.found v1",
		"claim.opened v1",
		"claim.changed v1",
		"candidates.merged v1",
		"candidates.unmerged v1",
		"candidates.distinct v1",
		"entry.corrected v1",
		"invitation.sent v1",
		"invitation.held v1",
		"invitation.accepted v1",
		"invitation.revoked v1",
		"agencies.grouped v1",
		"agencies.ungrouped v1",
		"submissions.handed-over v1",
		"recruiter.erased v1",
		"opening.paused v1",
		"opening.resumed v1",
		"list.changed v1",
	}, got)
	slices.Sort(got)
	require.Equal(t, slices.Compact(slices.Clone(got)), got, "a name and version stands for one event")
}

// fill returns an event of e's type with arbitrary values.
func fill(t *rapid.T, e event.Event) event.Event {
	v := reflect.New(reflect.TypeOf(e).Elem())
	id := rapid.StringMatching(`[\pL:/ "<]{1,20}`)
	for i := range v.Elem().NumField() {
		f := v.Elem().Field(i)
		name := v.Elem().Type().Field(i).Name
		if v.Elem().Type().Field(i).Tag.Get("json") == "-" {
			continue // it is not in the payload
		}
		switch p := f.Addr().Interface().(type) {
		case *time.Time:
			*p = time.UnixMicro(rapid.Int64Range(0, 1<<50).Draw(t, name)).UTC()
		case *int64:
			*p = rapid.Int64().Draw(t, name)
		case *int:
			*p = rapid.Int().Draw(t, name)
		case *bool:
			*p = rapid.Bool().Draw(t, name)
		case interface{ UnmarshalText([]byte) error }:
			f.SetUint(rapid.Uint64Range(0, 1).Draw(t, name)) // every enumeration has two values
		default:
			if f.Kind() == reflect.Slice { // of texts
				least := 0
				if tag := v.Elem().Type().Field(i).Tag.Get("json"); strings.HasSuffix(tag, ",omitempty") {
					least = 1 // an empty one comes back as none
				}
				f.Set(reflect.MakeSlice(f.Type(), rapid.IntRange(least, 5).Draw(t, name+" length"), 5))
				for j := range f.Len() {
					f.Index(j).SetString(id.Draw(t, name))
				}
				continue
			}
			f.SetString(id.Draw(t, name))
		}
	}
	return v.Interface().(event.Event)
}

func TestDecodeReadsWhatWasWritten(t *testing.T) {
	for _, e := range event.Catalogue() {
		name, version := e.Kind()
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				e := fill(t, e)
				payload, err := json.Marshal(e)
				require.NoError(t, err)
				got, err := event.Decode(name, version, payload)
				require.NoError(t, err)
				require.Equal(t, e, got)
				require.Equal(t, e.Recipients(), got.Recipients())
			})
		})
	}
}

func TestDecodeIgnoresFieldsItDoesNotKnow(t *testing.T) {
	got, err := event.Decode("submission.erased", 1, []byte(`{"submission":"s1","new":{"in":"a later release"}}`))
	require.NoError(t, err)
	require.Equal(t, &event.SubmissionErased{Submission: "s1"}, got)
}

func TestDecodeRefuses(t *testing.T) {
	for _, tt := range []struct {
		what, name string
		version    int
		payload    string
	}{
		{"an unknown name", "agency.renamed", 1, `{}`},
		{"no name", "", 1, `{}`},
		{"a name in capitals", "Agency.Changed", 1, `{}`},
		{"a later version", "agency.changed", 2, `{}`},
		{"version 0", "agency.changed", 0, `{}`},
		{"no payload", "agency.changed", 1, ``},
		{"half a payload", "agency.changed", 1, `{"agency":"north"`},
		{"more after the payload", "agency.changed", 1, `{"agency":"north"} {}`},
		{"null", "agency.changed", 1, ` null`},
		{"a list", "agency.changed", 1, `[]`},
		{"a text", "agency.changed", 1, `"north"`},
		{"a number as an ID", "agency.changed", 1, `{"agency":1}`},
		{"an unknown state", "agency.changed", 1, `{"agency":"north","state":"asleep"}`},
		{"a malformed time", "opening.shared", 1, `{"opening":"dev","from":"yesterday"}`},
	} {
		t.Run(tt.what, func(t *testing.T) {
			e, err := event.Decode(tt.name, tt.version, []byte(tt.payload))
			require.Error(t, err)
			require.Nil(t, e)
		})
	}
}

func TestCatalogueIsFresh(t *testing.T) {
	event.Catalogue()[1].(*event.StaffChanged).Staff = "root"
	require.Equal(t, &event.StaffChanged{}, event.Catalogue()[1])
}

func TestRecipientsSurviveTheOutbox(t *testing.T) {
	for _, r := range []event.Recipient{
		{Kind: event.Host},
		{Kind: event.ToTeam, ID: "dev"},
		{Kind: event.ToAgency, ID: ":"},
		{Kind: event.ToAgency, ID: "a:b:c"},
		{Kind: event.ToRecruiter, ID: "recruiter:ann"},
		{Kind: event.ToRecruiter, ID: " "},
		{Kind: event.ToHolders, ID: `a,b "c" é ` + "\u2028"},
	} {
		t.Run(r.String(), func(t *testing.T) { require.Equal(t, r, event.ParseRecipient(r.String())) })
	}
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.String().Filter(func(s string) bool { return agency.CheckID("id", s) == nil }).Draw(t, "id")
		r := event.Recipient{Kind: rapid.SampledFrom([]event.RecipientKind{
			event.ToTeam, event.ToHolders, event.ToAgency, event.ToRecruiter,
		}).Draw(t, "kind"), ID: id}
		list := agency.Freeze(event.Recipient{Kind: event.Host}.String(), r.String())
		require.Equal(t, r, event.ParseRecipient(list.Slice()[1]))
	})
}

func TestRecipientsThatDependOnThePayload(t *testing.T) {
	for _, tt := range []struct {
		what string
		event.Event
		want string
	}{
		{"shared with a recruiter", event.OpeningShared{Opening: "dev", Recruiter: "ann", Told: true}, "recruiter:ann"},
		{"shared with an agency", event.OpeningShared{Opening: "dev", Agency: "north", Told: true}, "agency:north"},
		{"shared from later on", event.OpeningShared{Opening: "dev", Recruiter: "ann"}, "host"},
		{"taken from a recruiter", event.OpeningUnshared{Opening: "dev", Recruiter: "ann", Told: true}, "recruiter:ann"},
		{"taken from an agency", event.OpeningUnshared{Opening: "dev", Agency: "north", Told: true}, "agency:north"},
		{"taken before it started", event.OpeningUnshared{Opening: "dev", Agency: "north"}, "host"},
		{"received for an opening", event.SubmissionReceived{Opening: "dev", Agency: "north"}, "team:dev"},
		{"received for no opening", event.SubmissionReceived{}, "host"},
		{"advanced, colleagues see it", event.SubmissionAdvanced{Agency: "north", Recruiter: "ann", Told: event.ToAgency}, "agency:north"},
		{
			"advanced, colleagues do not see it",
			event.SubmissionAdvanced{Agency: "north", Recruiter: "ann", Told: event.ToRecruiter},
			"recruiter:ann",
		},
		{"advanced, applied directly", event.SubmissionAdvanced{Opening: "dev"}, "host"},
		{"advanced, nobody may know", event.SubmissionAdvanced{Agency: "north", Recruiter: "ann", Told: event.Host}, "host"},
		{"only the team changed", event.OpeningChanged{Opening: "dev", Fields: []string{"team"}}, "team:dev"},
		{"archived", event.OpeningChanged{Opening: "dev", Fields: []string{"state"}}, "team:dev holders:dev"},
		{"remarked, with no opening", event.RemarkAdded{}, "host"},
		{"a duplicate for an opening", event.DuplicateFound{Submission: "s1", Opening: "dev"}, "team:dev"},
		{"a duplicate for no opening", event.DuplicateFound{Submission: "s1"}, "host"},
		{"corrected", event.EntryCorrected{Submission: "s1", Opening: "dev"}, "team:dev"},
		{"paused for a recruiter", event.OpeningPaused{Opening: "dev", Recruiter: "ann", Told: true}, "recruiter:ann"},
		{"paused for an agency", event.OpeningPaused{Opening: "dev", Agency: "north", Told: true}, "agency:north"},
		{"paused before it started", event.OpeningPaused{Opening: "dev", Agency: "north"}, "host"},
		{"resumed for a recruiter", event.OpeningResumed{Opening: "dev", Recruiter: "ann", Told: true}, "recruiter:ann"},
		{"resumed for an agency", event.OpeningResumed{Opening: "dev", Agency: "north", Told: true}, "agency:north"},
		{"resumed before it starts", event.OpeningResumed{Opening: "dev", Agency: "north"}, "host"},
		{"a list of agencies", event.ListChanged{List: "tier-1"}, "host"},
		{"accepted", event.InvitationAccepted{Recruiter: "ann", Agency: "north", Colleague: "bob"}, "host agency:north"},
		{"sent", event.InvitationSent{Recruiter: "ann", Agency: "north", Colleague: "bob"}, "host"},
		{"held back", event.InvitationHeld{Recruiter: "ann", Agency: "north", Colleague: "bob"}, "host"},
		{"grouped", event.AgenciesGrouped{Agency: "north", Closed: []agency.AgencyID{"kims"}}, "host agency:north"},
		{"ungrouped", event.AgenciesUngrouped{Agency: "kims", From: "north"}, "host agency:kims agency:north"},
		{"handed over", event.SubmissionsHandedOver{Agency: "north", From: "ann", To: "bob"}, "host recruiter:bob"},
		{"corrected, with no opening", event.EntryCorrected{Submission: "s1"}, "host"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			var got []string
			for _, r := range tt.Recipients() {
				got = append(got, r.String())
			}
			require.Equal(t, tt.want, strings.Join(got, " "))
		})
	}
}

// harmless are the fields that a payload may have. An identifier, a code, a time
// or the title of an opening is no personal data, and that of an agency may be
// there though it be one person's; whoever adds a field here answers for it. Fields are told by their JSON names, with the types
// that they may have.
var harmless = map[string]string{
	"agency": "agency.AgencyID", "author": "agency.StaffID", "fields": "[]string", "from": "time.Time or agency.Stage or agency.AgencyID",
	"kind": "string", "opening": "agency.OpeningID", "private": "bool", "recruiter": "agency.RecruiterID",
	"remark": "string", "source": "string", "staff": "agency.StaffID",
	"state": "agency.StaffState or agency.State or agency.RecruiterState or agency.OpeningState", "submission": "candidate.SubmissionID",
	"terms": "string", "title": "string", "to": "agency.Stage", "until": "time.Time", "version": "int64",
	"told": "bool or event.RecipientKind", "by": "agency.RecruiterID",
	"claim": "candidate.ClaimID", "candidate": "candidate.ID", "other": "candidate.ID",
	"verdict": "candidate.Verdict", "outcome": "candidate.Outcome", "owned": "bool", "distinct": "bool",
	"invitation": "string", "agency_title": "string", "account": "string", "admin": "bool", "openings": "[]string", "all_openings": "bool",
	"colleague": "agency.RecruiterID", "expires": "time.Time", "again": "bool", "by_staff": "bool",
	"closed": "[]agency.AgencyID", "recruiters": "[]agency.RecruiterID", "submissions": "int",
	"from_recruiter": "agency.RecruiterID", "to_recruiter": "agency.RecruiterID",
	"list": "agency.ListID", "members": "int", "dropped": "bool",
}

func TestPayloadsHaveNoPersonalData(t *testing.T) {
	for _, e := range event.Catalogue() {
		typ := reflect.TypeOf(e).Elem()
		for i := range typ.NumField() {
			f := typ.Field(i)
			if _, marked := f.Tag.Lookup("personal"); marked {
				require.Equal(t, reflect.TypeFor[event.InvitationSent](), typ, "%s: a mail alone needs personal data", f.Name)
				continue
			}
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "-" { // in no payload
				continue
			}
			require.Contains(t, harmless, name, "%s.%s: is this personal data?", typ, f.Name)
			require.Contains(t, strings.Split(harmless[name], " or "), f.Type.String(), "%s.%s", typ, f.Name)
		}
	}
}

func TestKindsOfRemarks(t *testing.T) {
	f, _ := reflect.TypeFor[event.RemarkAdded]().FieldByName("Remarked")
	var want []string
	for k := candidate.Note; k.String() != "unknown"; k++ {
		want = append(want, k.String())
	}
	require.Equal(t, want, strings.Split(f.Tag.Get("enum"), ","))
}

func TestSchemaOfEachEvent(t *testing.T) {
	for _, e := range event.Catalogue() {
		name, version := e.Kind()
		text, ok := event.Schema(name, version)
		require.True(t, ok, name)
		require.True(t, json.Valid(text), name)
		text[0] = 'x'
		again, _ := event.Schema(name, version)
		require.NotEqual(t, text, again, "callers may change what they get")
	}
	for _, unknown := range []string{"", "agency.renamed", "../schema/agency.changed", "agency.changed.v1"} {
		_, ok := event.Schema(unknown, 1)
		require.False(t, ok, unknown)
	}
	_, ok := event.Schema("agency.changed", 2)
	require.False(t, ok)
}
