package tables

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/store"
)

func TestSteps(t *testing.T) {
	good := "-- +goose Up\nCREATE 1;\n-- +goose Down\nDROP 1;\n"
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  string // in the error's text; empty for no error
	}{
		{"one", map[string]string{"00001_tables.sql": good}, ""},
		{"two", map[string]string{"00001_tables.sql": good, "00002_more.sql": good}, ""},
		{"other files", map[string]string{"00001_tables.sql": good, "README": "text"}, ""},
		{"a name without a number", map[string]string{"tables.sql": good}, "tables.sql must begin with 00001_"},
		{"from nought", map[string]string{"00000_tables.sql": good}, "00000_tables.sql must begin with 00001_"},
		{"a gap", map[string]string{"00001_tables.sql": good, "00003_more.sql": good}, "00003_more.sql must begin with 00002_"},
		{"a number twice", map[string]string{"00001_a.sql": good, "00001_b.sql": good}, "00001_b.sql must begin with 00002_"},
		{"a number of another length", map[string]string{"1_tables.sql": good}, "1_tables.sql must begin with 00001_"},
		{"no way up", map[string]string{"00001_tables.sql": "CREATE 1;\n-- +goose Down\nDROP 1;\n"}, "must say how to go up and down"},
		{"no way down", map[string]string{"00001_tables.sql": "-- +goose Up\nCREATE 1;\n"}, "must say how to go up and down"},
		{"upside down", map[string]string{"00001_tables.sql": "-- +goose Down\nDROP 1;\n-- +goose Up\nCREATE 1;\n"}, "must say how to go up and down"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := make(fstest.MapFS)
			for name, text := range tt.files {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			steps, err := Steps(files)
			if tt.want != "" {
				require.ErrorContains(t, err, tt.want)
				return
			}
			require.NoError(t, err)
			for i, s := range steps {
				require.Equal(t, Step{Version: i + 1, Up: "CREATE 1;\n"}, s)
			}
		})
	}
}

func TestWrongSchema(t *testing.T) {
	for _, tt := range []struct {
		version, known int
		want           string
	}{
		{0, 2, "there are no tables; Migrate makes them: " + store.ErrSchema.Error()},
		{1, 2, "the tables have version 1; Migrate makes them 2: " + store.ErrSchema.Error()},
		{3, 2, "the tables have version 3; this package knows none after 2: " + store.ErrSchema.Error()},
	} {
		err := WrongSchema(tt.version, tt.known)
		require.ErrorIs(t, err, store.ErrSchema)
		require.EqualError(t, err, tt.want)
	}
}
