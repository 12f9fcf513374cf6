package tables

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/invite"
	"github.com/agencyaccess/agencyaccess/store"
)

var update = flag.Bool("update", false, "write testdata/records.golden.json anew")

// kept is everything that is kept as JSON, zero.
func kept() []any {
	return []any{
		new(agency.Settings), new(agency.Staff), new(agency.Agency), new(agency.Recruiter), new(agency.Opening), new(agency.Share),
		new(agency.List), new(invite.Invitation),
		new(candidate.Entry), new(candidate.Candidate), new(candidate.Submission), new(candidate.Receipt), new(candidate.Remark),
		new(candidate.Claim), new(candidate.Ruling), new(candidate.Probe), new(candidate.Index),
		new(store.Entry), new([]store.Value), new(store.Event),
	}
}

// A filler sets every field of a record.
type filler interface {
	text(field string) string
	number(field string, bits int) int64
	time(field string) time.Time
	bool(field string) bool
	length(field string) int
}

// fill sets v, which is of the field so named, and all in it.
func fill(v reflect.Value, field string, f filler) {
	switch into := v.Addr().Interface().(type) {
	case *time.Time:
		*into = f.time(field)
		return
	case *agency.Roles:
		var levels agency.Levels
		fill(reflect.ValueOf(&levels).Elem(), field, f)
		*into = into.With(agency.HiringTeamMember, levels)
		return
	case *agency.Offboarding:
		*into = into.With(agency.CauseGrantOver, agency.Rights(f.number(field, 5)))
		return
	case *candidate.Sketch: // any bytes
		*into = candidate.Sketch("\xff\x00" + f.text(field))
		return
	case *candidate.Held:
		*into = candidate.Hold(slices.Repeat([]candidate.Holding{
			{Digest: candidate.Digest(f.number(field, 31)), Turn: 255}, {Digest: math.MaxUint64},
		}, f.length(field))...)
		return
	case *agency.Series[agency.Grantee]:
		*into = series[agency.Grantee](field, f)
		return
	case *agency.Series[candidate.Step]:
		*into = series[candidate.Step](field, f)
		return
	case *agency.Series[candidate.Entry]:
		*into = series[candidate.Entry](field, f)
		return
	case *agency.Series[candidate.Finding]:
		*into = series[candidate.Finding](field, f)
		return
	}
	if frozen := v.Addr().MethodByName("UnmarshalJSON"); frozen.IsValid() {
		list := make([]string, 0)
		for i := range f.length(field) {
			list = append(list, f.text(fmt.Sprint(field, i)))
		}
		data, err := json.Marshal(list)
		if err == nil {
			err, _ = frozen.Call([]reflect.Value{reflect.ValueOf(data)})[0].Interface().(error)
		}
		if err != nil {
			panic(err)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), v.Type().Field(i).Name, f)
		}
	case reflect.Slice:
		n := f.length(field)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range v.Len() {
			fill(v.Index(i), field, f)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), field, f)
		}
	case reflect.String:
		v.SetString(f.text(field))
	case reflect.Bool:
		v.SetBool(f.bool(field))
	case reflect.Int32, reflect.Int64, reflect.Int:
		v.SetInt(f.number(field, 31))
	case reflect.Uint16:
		v.SetUint(uint64(f.number(field, 16)))
	case reflect.Uint32:
		v.SetUint(uint64(f.number(field, 31)))
	case reflect.Float64:
		v.SetFloat(float64(f.number(field, 31)) / 8)
	case reflect.Uint8:
		v.SetUint(uint64(f.number(field, 1)))
		if role, ok := v.Addr().Interface().(*agency.Role); ok && *role == 0 {
			*role = agency.SuperAdmin // no user is without
		}
		if step, ok := v.Addr().Interface().(*candidate.StepKind); ok && *step == 0 {
			*step = candidate.Extended // no step is without
		}
	default:
		panic("a field of an unknown kind: " + field)
	}
}

func series[T comparable](field string, f filler) agency.Series[T] {
	list := make([]T, f.length(field))
	for i := range list {
		fill(reflect.ValueOf(&list[i]).Elem(), field, f)
	}
	return agency.SeriesOf(list...)
}

// full fills a record with what cannot be mistaken for nothing.
type full struct{}

func (full) text(field string) string     { return "some " + strings.ToLower(field) }
func (full) number(_ string, _ int) int64 { return 1 }
func (full) time(string) time.Time        { return time.Date(2026, 3, 1, 9, 30, 0, 123456000, time.UTC) }
func (full) bool(string) bool             { return true }
func (full) length(string) int            { return 2 }

func nameOf(record any) string { return reflect.TypeOf(record).Elem().String() }

// What is kept must stay readable: a field that is renamed, or a code, makes
// records that were kept lose it.
func TestRecordsAreKeptAsTheyWere(t *testing.T) {
	const file = "testdata/records.golden.json"
	all := make(map[string]json.RawMessage)
	for _, record := range kept() {
		doc, err := encode(fullOf(record))
		require.NoError(t, err)
		all[nameOf(record)] = json.RawMessage(doc)
	}
	got, err := json.MarshalIndent(all, "", "\t")
	require.NoError(t, err)
	got = append(got, '\n')
	if *update {
		require.NoError(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))

	for _, record := range kept() {
		filled := fullOf(record)
		require.NoError(t, decode(all[nameOf(record)], pointerTo(reflect.ValueOf(record))))
		require.Equal(t, filled, record)
	}
}

// fullOf returns a record like the given one with all fields set.
func fullOf(like any) any {
	record := reflect.New(reflect.TypeOf(like).Elem())
	fill(record.Elem(), "", full{})
	if e, ok := record.Interface().(*store.Event); ok {
		e.Payload = nil // which has a column of its own
	}
	return record.Interface()
}

// pointerTo makes a value of any type decodable.
func pointerTo(v reflect.Value) *any {
	p := v.Interface()
	return &p
}

// random fills a record with anything that a record may hold.
type random struct{ t *rapid.T }

func (r random) text(field string) string {
	return rapid.StringOf(rapid.RuneFrom([]rune("a<&>\"\\/\u2028\u00e9\u0301\U0001f600 '%_-:\n"))).Filter(func(s string) bool { return s != "" }).Draw(r.t, field)
}

func (r random) number(field string, bits int) int64 {
	return rapid.Int64Range(0, 1<<bits-1).Draw(r.t, field)
}
func (r random) bool(field string) bool  { return rapid.Bool().Draw(r.t, field) }
func (r random) length(field string) int { return rapid.IntRange(1, 3).Draw(r.t, field) }
func (r random) time(field string) time.Time {
	if rapid.Bool().Draw(r.t, field+" is zero") {
		return time.Time{}
	}
	first, last := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
	return time.UnixMicro(rapid.Int64Range(first.UnixMicro(), last.UnixMicro()).Draw(r.t, field)).UTC()
}

func TestRecordsComeBack(t *testing.T) {
	back := func(t require.TestingT, record any) {
		doc, err := encode(record)
		require.NoError(t, err)
		again := reflect.New(reflect.TypeOf(record).Elem())
		require.NoError(t, decode([]byte(doc), pointerTo(again)))
		require.Equal(t, record, again.Interface())
	}
	for i, zero := range kept() {
		t.Run(nameOf(zero), func(t *testing.T) {
			if staff, ok := zero.(*agency.Staff); ok {
				staff.Role = agency.SuperAdmin
			}
			back(t, zero)
			rapid.Check(t, func(t *rapid.T) {
				record := kept()[i]
				fill(reflect.ValueOf(record).Elem(), "", random{t})
				back(t, record)
			})
		})
	}
}

func TestEveryStateAndCodeComesBack(t *testing.T) {
	for _, all := range [][]any{
		{agency.Active, agency.Suspended, agency.Terminated, agency.Closed},
		{agency.Open, agency.Archived},
		{agency.RecruiterInvited, agency.RecruiterActive, agency.RecruiterDeactivated},
		{agency.StaffActive, agency.StaffDeactivated},
		{agency.HiringTeamMember, agency.StaffRecruiter, agency.RecruitmentManager, agency.SuperAdmin},
		{agency.ShareWithRecruiters, agency.ShareWithAgencies, agency.ShareWithEither},
		{agency.SeeAgency, agency.SeeOwn},
		{agency.AlertDuplicate, agency.FlagDuplicate, agency.BlockDuplicate, agency.IgnoreDuplicate},
		{agency.AcrossAccount, agency.WithinOpening},
		{invite.Waiting, invite.Accepted, invite.Revoked, invite.Replaced, invite.Unsent},
		{agency.TellKnown, agency.TellNothing, agency.TellClass},
	} {
		for _, code := range all {
			doc, err := encode(code)
			require.NoError(t, err)
			again := reflect.New(reflect.TypeOf(code))
			require.NoError(t, decode([]byte(doc), pointerTo(again)))
			require.Equal(t, code, again.Elem().Interface())
		}
	}
}

func TestWhatCannotBeReadSaysNothingOfItself(t *testing.T) {
	const person = "jane@example.org"
	for _, doc := range []string{
		``, `{`, person, `"` + person + `"`, `{"Role": "` + person + `"}`, `{"ID": 1, "Email": "` + person + `"}`, `{} ` + person,
	} {
		var staff agency.Staff
		err := decode([]byte(doc), &staff)
		corrupt := Corrupt("")
		require.ErrorAs(t, err, &corrupt, doc)
		require.Equal(t, "tables: what is kept is not a record of type agency.Staff", err.Error())
	}
	_, err := encode(map[string]any{person: make(chan int)})
	require.ErrorContains(t, err, "cannot be kept")
	require.NotContains(t, err.Error(), person)
}

func TestWithoutARecordThereIsNone(t *testing.T) {
	staff := agency.Staff{ID: "before"}
	require.NoError(t, decode(nil, &staff))
	require.Equal(t, agency.StaffID("before"), staff.ID)
	entry, err := decodeNew[candidate.Entry](nil)
	require.NoError(t, err)
	require.Nil(t, entry)
}

// Neighbours of a page are decoded once, and never mixed up.
func TestNeighbours(t *testing.T) {
	doc := func(o agency.Opening) []byte {
		text, err := encode(o)
		require.NoError(t, err)
		return []byte(text)
	}
	a, b := agency.Opening{ID: "a", Title: "A", Private: true}, agency.Opening{ID: "b"}
	var seen repeated[agency.Opening]
	for _, want := range []agency.Opening{a, a, b, {}, b, a} {
		var kept []byte
		if want != (agency.Opening{}) {
			kept = doc(want)
		}
		var got agency.Opening
		require.NoError(t, seen.decode(kept, &got))
		require.Equal(t, want, got)
	}
	var got agency.Opening
	require.Error(t, seen.decode([]byte("{"), &got))
	require.Zero(t, got)
	require.NoError(t, seen.decode(doc(a), &got))
	require.Equal(t, a, got)
}

func TestNeverIsTheZeroTime(t *testing.T) {
	require.Equal(t, neverText, fmt.Sprint(micros(time.Time{})))
	require.Equal(t, never, micros(time.Time{}))
	require.True(t, bytes.Contains([]byte(New(testDialect).statements["list_granted"].SQL), []byte(neverText)))
}
