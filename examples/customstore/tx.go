package customstore

import (
	"context"
	"encoding/json"

	bolt "go.etcd.io/bbolt"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/store"
)

// A tx reads and writes one account. bbolt shows it its own writes.
type tx struct {
	reader
	file    *bolt.Tx
	account agency.AccountID
	wrote   bool
}

var _ store.Tx = (*tx)(nil)

func newTx(ctx context.Context, file *bolt.Tx, account agency.AccountID) *tx {
	t := &tx{file: file, account: account}
	t.ctx, t.bucket = ctx, file.Bucket(accountsBucket).Bucket([]byte(account))
	return t
}

// writes reports whether a write has any effect, and makes the account's bucket
// for the first one. The error is that of checking what is to be written.
func (t *tx) writes(err error) bool {
	if t.ended || t.err != nil {
		return false
	}
	if err == nil && t.bucket == nil {
		t.bucket, err = t.file.Bucket(accountsBucket).CreateBucket([]byte(t.account))
	}
	if err != nil {
		t.fail(fault("write", err))
		return false
	}
	t.wrote = true
	return true
}

// put writes a record.
func (t *tx) put(k key, record any) {
	text, err := json.Marshal(record)
	if err != nil {
		t.fail(fault("write", errDamaged))
		return
	}
	t.set(k, text)
}

func (t *tx) set(k key, text []byte) {
	if err := t.bucket.Put(k, text); err != nil {
		t.fail(fault("write", err))
	}
}

func (t *tx) remove(k key) {
	if err := t.bucket.Delete(k); err != nil {
		t.fail(fault("write", err))
	}
}

// index makes entries of an index lead to id, in place of those that there were.
func (t *tx) index(id string, were, are []key) {
	for _, k := range were {
		t.remove(k)
	}
	for _, k := range are {
		t.set(k, []byte(id))
	}
}
