package pgstore_test

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
)

func TestSchemaOfAnotherVersion(t *testing.T) {
	ctx := context.Background()
	newest := len(migrations(t))
	for name, tt := range map[string]struct {
		sql     string
		opens   bool // Open mends it
		without bool // there are no tables
	}{
		"none":   {"drop schema agencyaccess cascade", true, true},
		"empty":  {"drop schema agencyaccess cascade; create schema agencyaccess", true, true},
		"future": {fmt.Sprintf("update agencyaccess.schema set version = %d", newest+1), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			dsn := servers.Database(t)
			reopenedAt(t, dsn)
			run(t, connected(t, dsn), tt.sql)
			pool := pooled(t, dsn)
			st, err := pgstore.New(pool)
			require.NoError(t, err)
			require.ErrorIs(t, put(st, "acme", "north"), store.ErrSchema)
			_, err = st.Read(ctx, "acme", store.Query{})
			require.ErrorIs(t, err, store.ErrSchema)
			require.ErrorIs(t, st.View(ctx, "acme", func(store.Reader) error { return nil }), store.ErrSchema)
			_, err = st.Outbox().Pending(ctx, "", 1)
			require.ErrorIs(t, err, store.ErrSchema)
			if !tt.opens {
				require.ErrorIs(t, pgstore.Migrate(ctx, pool), store.ErrSchema)
				_, err = pgstore.Open(ctx, dsn)
				require.ErrorIs(t, err, store.ErrSchema)
				return
			}
			require.NoError(t, pgstore.Migrate(ctx, pool))
			require.NoError(t, put(st, "acme", "north"), "once the tables are there")
		})
	}
}

func TestMigrateTogether(t *testing.T) {
	dsn := servers.Database(t)
	errs := make(chan error)
	for range 2 { // of processes
		pool := pooled(t, dsn)
		for range 8 {
			go func() { errs <- pgstore.Migrate(context.Background(), pool) }()
		}
	}
	for range 16 {
		require.NoError(t, soon(t, errs))
	}
	c := connected(t, dsn)
	require.Equal(t, 1, ask[int](t, c, "select count(*) from agencyaccess.schema"))
	require.Equal(t, len(migrations(t)), ask[int](t, c, "select version from agencyaccess.schema"))
}

func TestFailedMigrationLeavesNothing(t *testing.T) {
	dsn := servers.Database(t)
	c := connected(t, dsn)
	// What a migration makes last fails, in a schema that Migrate would make.
	run(t, c, `create function refuse() returns event_trigger language plpgsql as $$ begin
			if exists (select from pg_class where relname = 'queue_waiting') then raise exception 'refused' using errcode = '53100'; end if;
		end $$;
		create event trigger refuse on ddl_command_end execute function refuse()`)
	_, err := pgstore.Open(context.Background(), dsn)
	require.ErrorContains(t, err, "disk is full")
	require.Zero(t, ask[int](t, c, "select count(*) from pg_namespace where nspname = 'agencyaccess'"))
	run(t, c, "drop event trigger refuse")
	require.NoError(t, put(reopenedAt(t, dsn), "acme", "north"))
}

func TestRoleThatMayNotCreate(t *testing.T) {
	dsn := servers.Database(t)
	c := connected(t, dsn)
	run(t, c, "drop role if exists modest; create role modest login")
	t.Cleanup(func() {
		c := connected(t, dsn)
		run(t, c, "drop owned by modest; drop role modest")
	})
	_, err := pgstore.Open(context.Background(), dsn+" user=modest")
	require.ErrorContains(t, err, "lacks a privilege")
	reopenedAt(t, dsn)
	run(t, c, `grant usage on schema agencyaccess to modest;
		grant select, insert, update, delete on all tables in schema agencyaccess to modest`)
	require.NoError(t, put(reopenedAt(t, dsn+" user=modest"), "acme", "north"))
}

// A role without privileges is told so, and not that there are no tables.
func TestRoleThatMayDoNothing(t *testing.T) {
	ctx := context.Background()
	dsn := servers.Database(t)
	reopenedAt(t, dsn)
	c := connected(t, dsn)
	run(t, c, "drop role if exists nobody; create role nobody login")
	t.Cleanup(func() { run(t, connected(t, dsn), "drop owned by nobody; drop role nobody") })
	pool := pooled(t, dsn+" user=nobody")
	for _, grant := range []string{"", "grant usage on schema agencyaccess to nobody"} {
		run(t, c, grant+";")
		st, err := pgstore.New(pool)
		require.NoError(t, err)
		_, err = st.Read(ctx, "acme", store.Query{})
		require.ErrorContains(t, err, "lacks a privilege")
		require.NotErrorIs(t, err, store.ErrSchema)
		require.ErrorContains(t, pgstore.Migrate(ctx, pool), "lacks a privilege")
	}
}

// migrations are the texts that Migrations has, up and down.
func migrations(t testing.TB) (all [][2]string) {
	t.Helper()
	names, err := fs.Glob(pgstore.Migrations(), "*.sql")
	require.NoError(t, err)
	for _, name := range names {
		text, err := fs.ReadFile(pgstore.Migrations(), name)
		require.NoError(t, err)
		up, down, found := strings.Cut(string(text), "-- +goose Down\n")
		require.True(t, found)
		all = append(all, [2]string{up, down})
	}
	return all
}

// catalog describes all that there is in a schema.
func catalog(t testing.TB, c *pgx.Conn, schema string) string {
	return ask[string](t, c, `select coalesce(string_agg(line, E'\n' order by line), '') from (
		select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(collation_name, '')
			|| ' ' || coalesce(column_default, '') as line
		from information_schema.columns where table_schema = $1
		union all select replace(indexdef, quote_ident($1::text) || '.', '') from pg_indexes where schemaname = $1
		union all select table_name || ' ' || constraint_type || ' ' || constraint_name from information_schema.table_constraints
		where table_schema = $1 and constraint_type <> 'CHECK'
		) lines`, schema)
}

func TestMigrationsByHand(t *testing.T) {
	dsn := servers.Database(t)
	reopenedAt(t, dsn)
	c := connected(t, dsn)
	run(t, c, "create schema by_hand")
	run(t, c, "set search_path to by_hand")
	all := migrations(t)
	for _, m := range all {
		run(t, c, m[0])
	}
	want := catalog(t, c, "agencyaccess")
	require.Contains(t, want, "submission")
	require.Equal(t, want, catalog(t, c, "by_hand"))
	st := reopenedAt(t, dsn, pgstore.WithSchema("by_hand"))
	require.NoError(t, put(st, "acme", "north"))
	for i := len(all); i > 0; i-- {
		run(t, c, all[i-1][1])
	}
	require.Empty(t, catalog(t, c, "by_hand"))
	require.Equal(t, want, catalog(t, c, "agencyaccess"))
}

func TestKeysAreByAccountAndByteByByte(t *testing.T) {
	shared := opened(t)
	require.NotNil(t, shared)
	c := connected(t, servers.Cluster(t).DSN("shared"))
	odd := ask[string](t, c, `select coalesce(string_agg(table_name || '.' || column_name, ', '), '') from information_schema.columns
		where table_schema = 'agencyaccess' and data_type = 'text' and column_name not in ('doc', 'vals', 'settings', 'indexed')
		and collation_name is distinct from 'C'`)
	require.Empty(t, odd, "texts that are compared, but not byte by byte")
	const leading = `from pg_index i join pg_class r on r.oid = i.indrelid join pg_namespace n on n.oid = r.relnamespace
		join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] where n.nspname = 'agencyaccess'`
	require.Empty(t, ask[string](t, c, `select coalesce(string_agg(i.indexrelid::regclass::text, ', '), '') `+leading+` and a.attname <> 'account'`),
		"indexes that do not begin with the account")
	require.Greater(t, ask[int](t, c, `select count(*) `+leading), 20)
	require.Empty(t, ask[string](t, c, `select coalesce(string_agg(r.relname, ', '), '') from pg_class r join pg_namespace n on n.oid = r.relnamespace
		where n.nspname = 'agencyaccess' and r.relkind = 'r' and r.relname <> 'schema'
		and not exists (select from pg_index i where i.indrelid = r.oid and i.indisprimary)`), "tables without a primary key")
}
