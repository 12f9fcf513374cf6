package access

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	crdb "github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/candidate/match"
	"github.com/agencyaccess/agencyaccess/store"
)

// IndexKey is a named secret from which the keys are made by which candidates
// are found. Each account has its own keys of it.
type IndexKey struct {
	ID     string // 1 to 128 bytes, kept beside what was made with it
	Secret []byte // at least 32 random bytes
}

// indexKeys returns the keys that an engine uses: those of the host's, or else
// one derived from its secret.
func indexKeys(opt *Options) ([]IndexKey, error) {
	out := slices.Clone(opt.IndexKeys)
	if len(out) == 0 {
		secret, err := hkdf.Key(sha256.New, opt.Secret, nil, "agencyaccess candidate index", match.MinSecret)
		if err != nil {
			return nil, err
		}
		name, err := hkdf.Key(sha256.New, opt.Secret, nil, "agencyaccess candidate index name", 8)
		if err != nil {
			return nil, err
		}
		out = []IndexKey{{ID: "derived-" + hex.EncodeToString(name), Secret: secret}}
	}
	for i, k := range out {
		if err := agency.CheckID("id", k.ID); err != nil {
			return nil, agency.InRow("index-keys", i, err)
		}
		if _, err := match.NewKeyring(k.ID, k.Secret, "an account"); err != nil {
			return nil, agency.InRow("index-keys", i, err)
		}
		if slices.ContainsFunc(out[:i], func(o IndexKey) bool { return o.ID == k.ID }) {
			return nil, agency.InRow("index-keys", i, &agency.Invalid{Field: "id", Rule: "must not be another key's too"})
		}
		out[i].Secret = slices.Clone(k.Secret)
	}
	return out, nil
}

// rings returns the account's keyrings: the first makes keys, all of them find.
func (a *actor) rings() ([]*match.Keyring, error) {
	out := make([]*match.Keyring, len(a.eng.index))
	for i, k := range a.eng.index {
		ring, err := match.NewKeyring(k.ID, k.Secret, a.account)
		if err != nil {
			return nil, err
		}
		out[i] = ring
	}
	return out, nil
}

// usable answers whether everybody in the index can be found. The error is for
// the host, and its log: it is no recruiter's doing, and nobody may be accepted
// unseen.
func (a *actor) usable(x candidate.Index) error {
	if x.Key == "" || slices.ContainsFunc(a.eng.index, func(k IndexKey) bool { return k.ID == x.Key }) {
		return nil
	}
	return crdb.New("access: the account's candidates were indexed with a secret that Options.IndexKeys lacks")
}

// enter adds a candidate to the index, who holds what the person was looked up
// by from now on. The caller puts the index, which has one more then.
func (o *op) enter(c candidate.Candidate, p *person, x *candidate.Index) {
	c.Sketch, c.Key = p.record.Sketch(), o.eng.index[0].ID
	c.Held = p.held(c.Agency)
	if c.Person == "" {
		c.Person = c.ID
	}
	if x.Key == "" {
		x.Key = c.Key
	}
	x.Size++
	o.tx.PutCandidates(c)
	o.tx.Hold(c.ID, c.Agency, c.Held)
}

// reenter replaces what a candidate is found by; there may be further keys.
func (o *op) reenter(c candidate.Candidate, p *person, also ...candidate.Held) candidate.Candidate {
	o.tx.LetGo(c.ID, c.Held)
	c.Sketch, c.Key = p.record.Sketch(), o.eng.index[0].ID
	c.Held = union(append([]candidate.Held{p.held(c.Agency)}, also...)...)
	o.tx.PutCandidates(c)
	o.tx.Hold(c.ID, c.Agency, c.Held)
	return c
}

// heldBy is what a candidate who is there already is to hold by a sketch.
func (o *op) heldBy(s candidate.Sketch, c *candidate.Candidate) (candidate.Held, error) {
	p, err := o.personAgain(s)
	if err != nil {
		return "", err
	}
	f, err := o.tx.Facts(store.Query{Keys: p.asked})
	if err != nil {
		return "", err
	}
	p.hear(without(f.Holders, c.ID))
	return p.held(c.Agency), nil
}

// union is all that is held, each key once.
func union(of ...candidate.Held) candidate.Held {
	var all []candidate.Holding
	for _, held := range of {
		for h := range held.All() {
			if !slices.ContainsFunc(all, func(x candidate.Holding) bool { return x.Digest == h.Digest }) {
				all = append(all, h)
			}
		}
	}
	return candidate.Hold(all...)
}
