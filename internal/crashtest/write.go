package crashtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// patience is how long a writer goes on asking a store that fails.
const patience = time.Minute

// Workers is the number of goroutines of a writer: one for each recruiter.
const Workers = 8

// Writer is a run of work on a store that was set up.
type Writer struct {
	Run         string // begins the run's request IDs; no two runs on a store have the same one
	Seed        uint64
	Submissions int // by each worker; 0 is until the context ends
}

// Write works until it is done or the context ends, and writes a line to out for
// each thing that the store has acknowledged, in one call each. Where the store
// fails it asks again, for a minute, with the same request: the engine makes that
// safe. The error is nil when the context has ended.
func (w Writer) Write(ctx context.Context, st store.Store, out io.Writer) error {
	eng, err := engine(st)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var lines sync.Mutex
	var done sync.WaitGroup
	failed := make([]error, Workers)
	for i := range Workers {
		at := accounts[i%len(accounts)]
		who := recruiters[i/len(accounts)]
		k := &worker{
			Writer: w, account: at, who: who, name: fmt.Sprintf("%s-%d", w.Run, i),
			sys: eng.System(at, "crashtest"), rec: eng.Recruiter(at, who.ID),
			rand: rand.New(rand.NewPCG(w.Seed, uint64(i))),
			tell: func(format string, args ...any) error {
				lines.Lock()
				defer lines.Unlock()
				_, err := io.WriteString(out, fmt.Sprintf(format, args...)+"\n")
				return err
			},
		}
		done.Go(func() {
			if failed[i] = k.work(ctx); failed[i] != nil {
				cancel()
			}
		})
	}
	done.Wait()
	return errors.Join(failed...)
}

// worker is one recruiter, and somebody on the hiring side.
type worker struct {
	Writer
	name    string
	account agency.AccountID
	who     agency.Recruiter
	sys     access.System
	rec     access.Recruiter
	rand    *rand.Rand
	tell    func(format string, args ...any) error

	shared map[string]bool // what this worker last asked for
}

func (k *worker) work(ctx context.Context) error {
	k.shared = map[string]bool{}
	for n := 1; k.Submissions == 0 || n <= k.Submissions; n++ {
		id, err := k.submit(ctx, k.one(always), fmt.Sprintf("%s-%d", k.name, n))
		if err == nil && k.rand.IntN(10) == 0 {
			err = k.withdraw(ctx, id)
		}
		if err == nil && k.rand.IntN(4) == 0 {
			err = k.share(ctx)
		}
		if err == nil && k.rand.IntN(8) == 0 { // which may be denied
			_, err = k.submit(ctx, k.one(atTimes), fmt.Sprintf("%s-maybe%d", k.name, n))
			if denied := new(access.Denied); errors.As(err, &denied) {
				err = nil
			}
		}
		if err == nil && k.rand.IntN(3) == 0 {
			err = k.both(ctx, n)
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return fmt.Errorf("crashtest: worker %s: %w", k.name, err)
		}
	}
	return nil
}

func (k *worker) one(of []agency.OpeningID) agency.OpeningID { return of[k.rand.IntN(len(of))] }

func (k *worker) submit(ctx context.Context, opening agency.OpeningID, name string, opts ...access.SubmitOption) (candidate.SubmissionID, error) {
	request := candidate.RequestID(name)
	var receipt access.Receipt
	err := k.insist(ctx, func() (err error) {
		receipt, err = k.rec.Submit(ctx, opening, request, entryOf(request), opts...)
		return err
	})
	if err != nil {
		return "", err
	}
	return receipt.Submission, k.tell("ok %s %s %s %s", k.account, k.who.ID, request, receipt.Submission)
}

func (k *worker) withdraw(ctx context.Context, id candidate.SubmissionID) error {
	if err := k.insist(ctx, func() error { return k.rec.Withdraw(ctx, id) }); err != nil {
		return err
	}
	return k.tell("withdrawn %s %s", k.account, id)
}

// share shares an opening, or takes it back.
func (k *worker) share(ctx context.Context) error {
	g := access.Grants{Openings: []agency.OpeningID{k.one(atTimes)}, To: []agency.Grantee{agency.ToRecruiter(k.who.ID)}}
	if k.rand.IntN(2) == 0 {
		g.To = []agency.Grantee{agency.ToAgency(k.who.Agency)}
	}
	key := string(g.Openings[0]) + " " + g.To[0].String()
	verb, do := "share", k.sys.Share
	if k.shared[key] {
		verb, do = "unshare", k.sys.Unshare
	}
	var rows []access.ShareRow
	err := k.insist(ctx, func() (err error) { rows, err = do(ctx, g); return err })
	if err != nil {
		return err
	}
	k.shared[key] = verb == "share"
	if !rows[0].Changed { // a colleague was first, or it happened before the store failed
		return nil
	}
	return k.tell("%s %s %s", verb, k.account, key)
}

// insist asks again while the store fails.
func (k *worker) insist(ctx context.Context, fn func() error) error {
	for deadline := time.Now().Add(patience); ; {
		err := fn()
		if err == nil || answered(err) || ctx.Err() != nil || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Millisecond + time.Duration(k.rand.IntN(int(20*time.Millisecond)))):
		}
	}
}

// answered reports whether the error is an answer, which asking again would not
// change.
func answered(err error) bool {
	var denied *access.Denied
	var refused *access.Refused
	var invalid *agency.Invalid
	return errors.As(err, &denied) || errors.As(err, &refused) || errors.As(err, &invalid) ||
		errors.Is(err, access.ErrRequestMismatch) || errors.Is(err, access.ErrInvalidAck)
}
