package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/access/event"
)

const catalogueDir = "../../../access/event"

func TestGeneratedFilesAreFresh(t *testing.T) {
	want, err := generate(catalogueDir)
	require.NoError(t, err)
	dir := filepath.Join(catalogueDir, "schema")
	there, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, f := range there {
		require.Contains(t, want, f.Name(), "left over: run go generate ./access/event")
	}
	for name, content := range want {
		got, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, string(content), string(got), "stale: run go generate ./access/event")
	}
}

func TestRunReplacesWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	source, err := filepath.Glob(filepath.Join(catalogueDir, "*.go"))
	require.NoError(t, err)
	for _, path := range source {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, filepath.Base(path)), text, 0o644))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "schema"), 0o755))
	for _, name := range []string{"gone.v1.json", "agency.changed.v1.json"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "schema", name), []byte("old"), 0o644))
	}
	require.NoError(t, run(dir))
	require.NoFileExists(t, filepath.Join(dir, "schema", "gone.v1.json"))
	got, err := os.ReadFile(filepath.Join(dir, "schema", "agency.changed.v1.json"))
	require.NoError(t, err)
	want, ok := event.Schema("agency.changed", 1)
	require.True(t, ok)
	require.Equal(t, string(want), string(got))
}

func TestEventsWithoutCommentsAreRefused(t *testing.T) {
	_, err := generate(t.TempDir())
	require.ErrorContains(t, err, "has no comment")
}

// schema resolves the schema that the library hands out.
func schema(t *testing.T, name string, version int) *jsonschema.Resolved {
	t.Helper()
	text, ok := event.Schema(name, version)
	require.True(t, ok, name)
	var s jsonschema.Schema
	require.NoError(t, json.Unmarshal(text, &s))
	r, err := s.Resolve(nil)
	require.NoError(t, err)
	return r
}

func valid(t *testing.T, name string, version int, payload []byte) error {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal(payload, &v))
	return schema(t, name, version).Validate(v)
}

func TestPayloadsAreValid(t *testing.T) {
	for _, e := range event.Catalogue() {
		name, version := e.Kind()
		t.Run(name, func(t *testing.T) {
			all := variants(reflect.TypeOf(e).Elem())
			for _, v := range all {
				complete(v)
				payload, err := json.Marshal(v.Interface())
				require.NoError(t, err)
				require.NoError(t, valid(t, name, version, payload), string(payload))
			}
		})
	}
}

// complete sets what variants left out.
func complete(v reflect.Value) {
	for i := range v.NumField() {
		switch p := v.Field(i).Addr().Interface().(type) {
		case *time.Time:
			*p = time.Date(2026, 3, 1, 0, 0, 0, 1000, time.UTC)
		case *[]string:
			*p = []string{"title"}
		case *string:
			if *p == "" {
				*p = "x"
			}
		default:
			if f := v.Field(i); f.Kind() == reflect.Slice { // the engine writes an empty list, never null
				f.Set(reflect.MakeSlice(f.Type(), 0, 0))
			}
		}
	}
}

func TestPayloadsThatTheSchemaRefuses(t *testing.T) {
	const good = `{"agency":"north","title":"North","state":"active","fields":["title"]}`
	require.NoError(t, valid(t, "agency.changed", 1, []byte(good)))
	for _, tt := range []struct{ what, name, payload string }{
		{"null", "agency.changed", `null`},
		{"a required field missing", "agency.changed", `{"agency":"north","title":"North","state":"active"}`},
		{"an empty ID", "agency.changed", `{"agency":"","title":"North","state":"active","fields":[]}`},
		{"an unknown state", "agency.changed", `{"agency":"north","title":"North","state":"asleep","fields":[]}`},
		{"a state as a number", "agency.changed", `{"agency":"north","title":"North","state":0,"fields":[]}`},
		{"no list of fields", "agency.changed", `{"agency":"north","title":"North","state":"active","fields":null}`},
		{"an unknown kind of step", "claim.changed", `{"submission":"s","told":"host","kind":"reached"}`},
		{"an unknown verdict", "duplicate.found", `{"submission":"s","verdict":"likely","outcome":"flagged","owned":false}`},
		{"an unknown kind of remark", "remark.added", `{"remark":"r","kind":"whisper","submission":"s"}`},
		{"a time as a number", "opening.shared", `{"opening":"dev","title":"","from":1,"told":true}`},
	} {
		t.Run(tt.what, func(t *testing.T) { require.Error(t, valid(t, tt.name, 1, []byte(tt.payload))) })
	}
	require.NoError(t, valid(t, "submission.erased", 1, []byte(`{"submission":"s1","new":1}`)), "readers ignore what they do not know")
	require.NoError(t, valid(t, "opening.unshared", 1, []byte(`{"opening":"dev","title":"","told":false}`)), "what may be absent")
}

func TestSchemasSayWhatTheyAreOf(t *testing.T) {
	for _, e := range event.Catalogue() {
		name, version := e.Kind()
		s := schema(t, name, version).Schema()
		require.Equal(t, name, s.Title)
		require.Equal(t, fmt.Sprintf("urn:agencyaccess:event:%s:v%d", name, version), s.ID)
		require.NotEmpty(t, s.Description)
	}
	from := schema(t, "opening.shared", 1).Schema().Properties["from"]
	require.Equal(t, "date-time", from.Format)
	state := schema(t, "recruiter.changed", 1).Schema().Properties["state"]
	require.Equal(t, []any{"invited", "active", "deactivated"}, state.Enum)
}

// What the engine publishes is in the golden file of its log.
func TestPublishedPayloadsAreValid(t *testing.T) {
	text, err := os.ReadFile("../../../access/testdata/log.golden")
	require.NoError(t, err)
	found := 0
	for line := range strings.Lines(string(text)) {
		var seq, version int
		var name string
		if n, _ := fmt.Sscanf(line, "event %d %s v%d to ", &seq, &name, &version); n != 3 {
			continue
		}
		found++
		payload := line[strings.Index(line, "{"):]
		require.NoError(t, valid(t, name, version, []byte(payload)), line)
	}
	require.Greater(t, found, len(event.Catalogue()))
}
