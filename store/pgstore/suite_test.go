package pgstore_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/pgstore"
	"github.com/agencyaccess/agencyaccess/storetest"
)

// processes are stores with a proxy each, so that one can be lost as if its
// process had been killed: its connections are gone, and it gets no new ones.
type processes struct {
	mu sync.Mutex
	of map[store.Store]*proxy
}

func (p *processes) start(t testing.TB, clean bool, opts ...pgstore.Option) store.Store {
	between := through(t, shared(t))
	s := reopenedAt(t, between.DSN, opts...)
	if clean {
		empty(t, shared(t))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of == nil {
		p.of = map[store.Store]*proxy{}
	}
	p.of[s] = between
	return s
}

func (p *processes) kill(st store.Store) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.of[st].kill()
}

func TestConformance(t *testing.T) {
	var p processes
	storetest.Run(t, storetest.Harness{
		Open:   func(t testing.TB) store.Store { return p.start(t, true) },
		Reopen: func(t testing.TB, _ store.Store) store.Store { return p.start(t, false) },
		Crash: func(t testing.TB, lost store.Store) store.Store {
			p.kill(lost)
			return p.start(t, false)
		},
	})
}

func TestConformanceWithoutPrepared(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector watches TestConformance and TestConformanceWithin; this runs without it")
	}
	storetest.Run(t, storetest.Harness{
		Open: func(t testing.TB) store.Store { return opened(t, pgstore.WithoutPrepared()) },
	})
}

// oddSchema is a name that must be quoted everywhere.
const oddSchema = `Ats "x"; drop`

func TestConformanceOnTheHostsPool(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector watches TestConformance and TestConformanceWithin; this runs without it")
	}
	storetest.Run(t, storetest.Harness{Open: func(t testing.TB) store.Store {
		pool := pooled(t, shared(t)+" default_query_exec_mode=exec")
		require.NoError(t, pgstore.Migrate(context.Background(), pool, pgstore.WithSchema(oddSchema)))
		emptySchema(t, shared(t), oddSchema)
		s, err := pgstore.New(pool, pgstore.WithSchema(oddSchema))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		return s
	}})
}

func TestFuzz(t *testing.T) {
	storetest.Fuzz(t, storetest.Harness{Open: open}, storetest.FuzzWorlds(8))
}
