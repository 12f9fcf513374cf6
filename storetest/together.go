package storetest

import (
	"sync"
	"sync/atomic"
	"time"
)

// all runs fn n times at once and waits for all of them.
func (p *probe) all(n int, what string, fn func(i int) error) {
	start := make(chan struct{})
	var ends []<-chan error
	for i := range n {
		ends = append(ends, async(func() error {
			<-start
			return fn(i)
		}))
	}
	close(start)
	for _, end := range ends {
		p.ok(p.await(what, end))
	}
}

// meet returns a function that waits for a moment until all of n goroutines
// have called it, where the store lets them. Calling it again does not count.
func (p *probe) meet(n int) func(who *sync.Once) {
	var inside atomic.Int32
	all := make(chan struct{})
	return func(who *sync.Once) {
		who.Do(func() {
			if int(inside.Add(1)) == n {
				close(all)
			}
		})
		select {
		case <-all:
		case <-time.After(p.limits.moment):
		}
	}
}

// beside runs readers, each with a call of its own to watch, for as long as
// the writers write.
func (p *probe) beside(readers int, watch func() func() error, writers int, write func(i int) error) {
	stop := make(chan struct{})
	var watching []<-chan error
	var looked sync.WaitGroup // so that none of them comes too late
	for range readers {
		looked.Add(1)
		watching = append(watching, async(func() error {
			var once sync.Once
			defer once.Do(looked.Done)
			for look := watch(); ; {
				if err := look(); err != nil {
					return err
				}
				once.Do(looked.Done)
				select {
				case <-stop:
					return look()
				default:
				}
			}
		}))
	}
	looked.Wait()
	writing := async(func() error {
		p.all(writers, "a writer", write)
		return nil
	})
	err := p.await("the writers", writing)
	close(stop)
	for _, end := range watching {
		p.ok(p.await("a reader", end))
	}
	p.ok(err)
}
