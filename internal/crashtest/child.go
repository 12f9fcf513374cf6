package crashtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"

	"github.com/agencyaccess/agencyaccess/store"
)

// childWriter is the variable that makes a process a child: the writer it is to
// be, in JSON.
const childWriter = "AGENCYACCESS_CRASHTEST_WRITER"

// Main does the work of a child, in a process that [Start] has made, and ends it;
// in any other it does nothing. It comes first in TestMain. Open opens the store
// by what the child's environment says.
func Main(open func(context.Context) (store.Store, error)) {
	text := os.Getenv(childWriter)
	if text == "" {
		return
	}
	if err := write(context.Background(), text, open); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func write(ctx context.Context, text string, open func(context.Context) (store.Store, error)) error {
	var w Writer
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		return fmt.Errorf("crashtest: %s: %w", childWriter, err)
	}
	st, err := open(ctx)
	if err != nil {
		return fmt.Errorf("crashtest: opening the store in the child: %w", err)
	}
	if err := w.Write(ctx, st, os.Stdout); err != nil { // each line on its own, in one call
		return err
	}
	return st.Close()
}

// Child is a writer in a process of its own.
type Child struct {
	cmd  *exec.Cmd
	errs bytes.Buffer
	done chan struct{}
	err  error
}

// Start starts the test's binary as a child, with env added to the environment,
// whose lines go to out. The child ends when its work is done, when it is killed,
// when the context ends, or when this process does, with its next line.
func Start(ctx context.Context, w Writer, out io.Writer, env ...string) (*Child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(w)
	if err != nil {
		return nil, err
	}
	c := &Child{cmd: exec.CommandContext(ctx, self), done: make(chan struct{})}
	c.cmd.Env = append(append(os.Environ(), env...), childWriter+"="+string(text))
	c.cmd.Stdout, c.cmd.Stderr = out, &c.errs
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(c.done)
		c.err = c.cmd.Wait()
	}()
	return c, nil
}

// Done is closed when the child has ended and all its lines were written.
func (c *Child) Done() <-chan struct{} { return c.done }

// Kill ends the child at once, whatever it is doing, and waits until it is gone.
// The error says that it had ended by itself before, and what it said.
func (c *Child) Kill() error {
	select {
	case <-c.done:
		return fmt.Errorf("crashtest: the child ended by itself: %v: %s", c.err, c.errs.Bytes())
	default:
	}
	_ = c.cmd.Process.Kill() // which fails when it has just ended
	<-c.done
	return nil
}
