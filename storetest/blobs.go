package storetest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"testing/iotest"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

var blobChecks = []check{
	{"BLOB-01", "Put stores what r yields, up to its end; Open and Stat return it.", keepsBlobs, nil},
	{"BLOB-02", "A key that is there already is ErrExists.", refusesExisting, nil},
	{"BLOB-03", "When Put fails, or the context ends, nothing remains.", leavesNothing, nil},
	{"BLOB-04", "Open and Stat of a blob that is not there are ErrNotFound; Delete is no error.", missesBlobs, nil},
	{"BLOB-05", "Keys are 1 to 64 letters and digits; anything else is ErrInvalid.", refusesKeys, nil},
	{"BLOB-06", "Keys are unique within an account, byte by byte; accounts share nothing.", separatesBlobs, nil},
	{"BLOB-07", "Of several Puts of one key at the same time, one succeeds.", putsOnce, nil},
}

func (p *probe) content(account agency.AccountID, key string) string {
	r, err := p.blobs.Open(p.ctx, account, key)
	p.ok(err)
	content, err := io.ReadAll(r)
	p.ok(err)
	p.ok(r.Close())
	return string(content)
}

func keepsBlobs(p *probe) {
	b := p.blobs
	large := string(bytes.Repeat([]byte("0123456789abcdef"), 1<<16))
	for key, content := range map[string]string{"empty": "", "small": "a\x00\xff\r\n", "large": large} {
		p.ok(b.Put(p.ctx, acme, key, iotest.HalfReader(strings.NewReader(content))))
		if p.content(acme, key) != content {
			p.fail("the content of "+key, "what was put", "something else")
		}
		n, err := b.Stat(p.ctx, acme, key)
		p.ok(err)
		p.equal("the length of "+key, int64(len(content)), n)
	}
}

func refusesExisting(p *probe) {
	b := p.blobs
	p.ok(b.Put(p.ctx, acme, "k", strings.NewReader("first")))
	p.is(b.Put(p.ctx, acme, "k", strings.NewReader("second")), store.ErrExists)
	p.equal("the content", "first", p.content(acme, "k"))
	p.ok(b.Delete(p.ctx, acme, "k"))
	p.ok(b.Put(p.ctx, acme, "k", strings.NewReader("third")))
	p.equal("the content", "third", p.content(acme, "k"))
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

func leavesNothing(p *probe) {
	b := p.blobs
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

func missesBlobs(p *probe) {
	b := p.blobs
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

func refusesKeys(p *probe) {
	b := p.blobs
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
	p.equal("the content", "x", p.content(acme, longest))
}

func separatesBlobs(p *probe) {
	b := p.blobs
	accounts := []agency.AccountID{"acme", "Acme", "acme ", "..", "a/b", "é", "e\u0301", agency.AccountID(strings.Repeat("x", agency.MaxID))}
	for _, a := range accounts {
		for _, key := range []string{"k", "K", "con"} {
			p.ok(b.Put(p.ctx, a, key, strings.NewReader(string(a)+key)))
		}
	}
	p.ok(b.Delete(p.ctx, accounts[0], "k"))
	for _, a := range accounts[1:] {
		for _, key := range []string{"k", "K", "con"} {
			p.equal("the content", string(a)+key, p.content(a, key))
		}
	}
}

func putsOnce(p *probe) {
	b := p.blobs
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
	p.equal("the content", "content", p.content(acme, "k"))
}
