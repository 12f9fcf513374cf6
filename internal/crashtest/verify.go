package crashtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// Verify holds a store to the ledger, and everything in it to everything else,
// while nobody writes. It takes the events out of the outbox and remembers them,
// so that it can be asked again after the next crash. The error tells up to 20
// of the things that are wrong.
func (l *Ledger) Verify(ctx context.Context, st store.Store) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := &findings{list: l.bad}
	for _, id := range accounts {
		k := l.account(id)
		if err := k.takeEvents(ctx, st, id); err != nil {
			return err
		}
		var here *findings
		err := st.View(ctx, id, func(r store.Reader) error {
			here = &findings{prefix: string(id) + ": "}
			c, err := load(r)
			if err != nil {
				return err
			}
			numbers(here, k, c)
			if err := whole(here, k, c); err != nil {
				return err
			}
			granted(here, k, c)
			if err := people(here, c); err != nil {
				return err
			}
			return agree(here, c)
		})
		if err != nil {
			return fmt.Errorf("crashtest: reading %s: %w", id, err)
		}
		found.list = append(found.list, here.list...)
	}
	return found.err()
}

// takeEvents claims and acknowledges all there are.
func (k *known) takeEvents(ctx context.Context, st store.Store, id agency.AccountID) error {
	for {
		claim, err := st.Outbox().Claim(ctx, id, time.Hour, page)
		if err != nil {
			return fmt.Errorf("crashtest: claiming events of %s: %w", id, err)
		}
		if len(claim.Events) == 0 {
			return nil
		}
		seqs := make([]int64, len(claim.Events))
		for i, e := range claim.Events {
			seqs[i] = e.Seq
		}
		k.events = append(k.events, claim.Events...)
		if err := st.Outbox().Ack(ctx, id, claim.Token, seqs...); err != nil {
			return fmt.Errorf("crashtest: acknowledging events of %s: %w", id, err)
		}
	}
}

// findings are what is wrong.
type findings struct {
	prefix string
	list   []string
}

func (f *findings) add(format string, args ...any) {
	f.list = append(f.list, f.prefix+fmt.Sprintf(format, args...))
}

func (f *findings) err() error {
	const most = 20
	if len(f.list) == 0 {
		return nil
	}
	list := f.list
	if len(list) > most {
		list = append(list[:most:most], fmt.Sprintf("and %d more", len(list)-most))
	}
	return errors.New("crashtest: the store is wrong:\n" + strings.Join(list, "\n"))
}
