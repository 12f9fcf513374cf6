package gate_test

import (
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/internal/gate"
)

func TestCloseWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gate.New()
		require.True(t, g.Enter())
		closed := make(chan struct{})
		go func() {
			defer close(closed)
			g.Close()
		}()
		synctest.Wait()
		require.False(t, g.Open())
		require.False(t, g.Enter(), "nobody enters while it closes")
		select {
		case <-closed:
			t.Fatal("closed while somebody was inside")
		default:
		}
		g.Leave()
		<-closed
		g.Close()
		require.False(t, g.Enter())
	})
}

func TestManyCloseAtOnce(t *testing.T) {
	g := gate.New()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if g.Enter() {
				g.Leave()
			}
			g.Close()
		})
	}
	all.Wait()
	require.False(t, g.Open())
}
