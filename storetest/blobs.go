package storetest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

type blobCheck struct {
	check
	run func(*probe, store.Blobs)
}

var blobChecks = []blobCheck{
	{check{id: "BLOB-01", rule: "Put stores what r yields, up to its end; Open and Stat return it."}, keepsBlobs},
	{check{id: "BLOB-02", rule: "A key that is there already is ErrExists."}, refusesExisting},
	{check{id: "BLOB-03", rule: "When Put fails, or the context ends, nothing remains."}, leavesNothing},
	{check{id: "BLOB-04", rule: "Open and Stat of a blob that is not there are ErrNotFound; Delete is no error."}, missesBlobs},
	{check{id: "BLOB-05", rule: "Keys are 1 to 64 letters and digits; anything else is ErrInvalid."}, refusesKeys},
	{check{id: "BLOB-06", rule: "Keys are unique within an account, byte by byte; accounts share nothing."}, separatesBlobs},
	{check{id: "BLOB-07", rule: "Of several Puts of one key at the same time, one succeeds."}, putsOnce},
}

// RunBlobs runs every check of store.Blobs as a subtest named by its ID, each
// on what open returns, which must be empty.
func RunBlobs(t *testing.T, open func(t testing.TB) store.Blobs) {
	for _, c := range blobChecks {
		t.Run(c.id, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
			defer cancel()
			c.run(&probe{T: t, check: c.check, ctx: ctx}, open(t))
		})
	}
}

func (p *probe) content(b store.Blobs, account agency.AccountID, key string) string {
	p.Helper()
	r, err := b.Open(p.ctx, account, key)
	p.ok(err)
	content, err := io.ReadAll(r)
	p.ok(err)
	p.ok(r.Close())
	return string(content)
}

func keepsBlobs(p *probe, b store.Blobs) {
	large := string(bytes.Repeat([]byte("0123456789abcdef"), 1<<16))
	for key, content := range map[string]string{"empty": "", "small": "a\x00\xff\r\n", "large": large} {
		p.ok(b.Put(p.ctx, acme, key, iotest.HalfReader(strings.NewReader(content))))
		if p.content(b, acme, key) != content {
			p.fail("the content of "+key, "what was put", "something else")
		}
		n, err := b.Stat(p.ctx, acme, key)
		p.ok(err)
		p.equal("the length of "+key, int64(len(content)), n)
	}
}

func refusesExisting(p *probe, b store.Blobs) {
	p.ok(b.Put(p.ctx, acme, "k", strings.NewReader("first")))
	p.is(b.Put(p.ctx, acme, "k", strings.NewReader("second")), store.ErrExists)
	p.equal("the content", "first", p.content(b, acme, "k"))
	p.ok(b.Delete(p.ctx, acme, "k"))
	p.ok(b.Put(p.ctx, acme, "k", strings.NewReader("third")))
	p.equal("the content", "third", p.content(b, acme, "k"))
}

// onRead runs fn before each read.
type onRead struct {
	io.Reader
	fn func()
}

func (r onRead) Read(p []byte) (int, error) {
	r.fn()
	return r.Reader.Read(p)
}

func leavesNothing(p *probe, b store.Blobs) {
	broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errRefused))
	p.is(b.Put(p.ctx, acme, "k", broken), errRefused)
	_, err := b.Stat(p.ctx, acme, "k")
	p.is(err, store.ErrNotFound)

	ctx, cancel := context.WithCancel(p.ctx)
	p.is(b.Put(ctx, acme, "k", onRead{strings.NewReader("whole"), cancel}), context.Canceled)
	_, err = b.Stat(p.ctx, acme, "k")
	p.is(err, store.ErrNotFound)
	p.is(b.Put(ctx, acme, "k", strings.NewReader("whole")), context.Canceled)
	_, err = b.Open(ctx, acme, "k")
	p.is(err, context.Canceled)
	p.ok(b.Put(p.ctx, acme, "k", strings.NewReader("whole")))
}

func missesBlobs(p *probe, b store.Blobs) {
	_, err := b.Open(p.ctx, acme, "k")
	p.is(err, store.ErrNotFound)
	_, err = b.Stat(p.ctx, acme, "k")
	p.is(err, store.ErrNotFound)
	p.ok(b.Delete(p.ctx, acme, "k"))
	p.ok(b.Put(p.ctx, acme, "k", strings.NewReader("x")))
	p.ok(b.Delete(p.ctx, acme, "k"))
	p.ok(b.Delete(p.ctx, acme, "k"))
	_, err = b.Open(p.ctx, acme, "k")
	p.is(err, store.ErrNotFound)
}

func refusesKeys(p *probe, b store.Blobs) {
	for _, key := range []string{"", ".", "..", "a/b", "../a", `a\b`, "a.b", "a b", "a_b", "a-b", "é", "a\x00", strings.Repeat("x", 65)} {
		p.is(b.Put(p.ctx, acme, key, strings.NewReader("x")), store.ErrInvalid)
		_, err := b.Open(p.ctx, acme, key)
		p.is(err, store.ErrInvalid)
		_, err = b.Stat(p.ctx, acme, key)
		p.is(err, store.ErrInvalid)
		p.is(b.Delete(p.ctx, acme, key), store.ErrInvalid)
	}
	longest := strings.Repeat("x", 64)
	p.ok(b.Put(p.ctx, acme, longest, strings.NewReader("x")))
	p.equal("the content", "x", p.content(b, acme, longest))
}

func separatesBlobs(p *probe, b store.Blobs) {
	accounts := []agency.AccountID{"acme", "Acme", "acme ", "..", "a/b", "é", "e\u0301", agency.AccountID(strings.Repeat("x", agency.MaxID))}
	for _, a := range accounts {
		for _, key := range []string{"k", "K", "con"} {
			p.ok(b.Put(p.ctx, a, key, strings.NewReader(string(a)+key)))
		}
	}
	p.ok(b.Delete(p.ctx, accounts[0], "k"))
	for _, a := range accounts[1:] {
		for _, key := range []string{"k", "K", "con"} {
			p.equal("the content", string(a)+key, p.content(b, a, key))
		}
	}
}

func putsOnce(p *probe, b store.Blobs) {
	const puts = 8
	results := make(chan error, puts)
	var all sync.WaitGroup
	for range puts {
		all.Go(func() { results <- b.Put(p.ctx, acme, "k", iotest.OneByteReader(strings.NewReader("content"))) })
	}
	all.Wait()
	stored := 0
	for range puts {
		if err := <-results; err == nil {
			stored++
		} else {
			p.is(err, store.ErrExists)
		}
	}
	p.equal("the number of Puts that succeeded", 1, stored)
	p.equal("the content", "content", p.content(b, acme, "k"))
}
