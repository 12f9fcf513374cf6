package memstore

import (
	"cmp"
	"math"
	"math/rand/v2"
	"strings"
	"time"
)

// A position is where a row stands in a list: ascending by rank, then by ID
// byte by byte.
type position struct {
	rank int64
	id   string
}

// start is before every row: no row has an empty ID.
var start = position{rank: math.MinInt64}

func byID[T ~string](id T) position { return position{id: string(id)} }

func oldestFirst[T ~string](at time.Time, id T) position {
	return position{at.UnixMicro(), string(id)}
}

func newestFirst[T ~string](at time.Time, id T) position {
	return position{-at.UnixMicro(), string(id)}
}

func (p position) compare(q position) int {
	if c := cmp.Compare(p.rank, q.rank); c != 0 {
		return c
	}
	return strings.Compare(p.id, q.id)
}

// An order is a persistent set of positions, a treap (R. Seidel and
// C. Aragon, "Randomized Search Trees", 1996). Copying the value makes a
// snapshot.
type order struct{ root *knot }

type knot struct {
	owner       *edit
	at          position
	weight      uint64 // none below weighs more
	left, right *knot
}

func (o *order) insert(by *edit, p position) { o.root = o.root.insert(by, p) }
func (o *order) remove(by *edit, p position) { o.root = o.root.remove(by, p) }

func (k *knot) own(by *edit) *knot {
	if k.owner == by {
		return k
	}
	c := *k
	c.owner = by
	return &c
}

func (k *knot) insert(by *edit, p position) *knot {
	if k == nil {
		return &knot{owner: by, at: p, weight: rand.Uint64()}
	}
	c := p.compare(k.at)
	if c == 0 {
		return k
	}
	k = k.own(by)
	if c < 0 {
		l := k.left.insert(by, p)
		if k.left = l; l.weight > k.weight { // then l is new here, so by owns it
			k.left, l.right = l.right, k
			return l
		}
		return k
	}
	r := k.right.insert(by, p)
	if k.right = r; r.weight > k.weight {
		k.right, r.left = r.left, k
		return r
	}
	return k
}

func (k *knot) remove(by *edit, p position) *knot {
	if k == nil {
		return nil
	}
	c := p.compare(k.at)
	if c == 0 {
		return join(by, k.left, k.right)
	}
	k = k.own(by)
	if c < 0 {
		k.left = k.left.remove(by, p)
	} else {
		k.right = k.right.remove(by, p)
	}
	return k
}

// behind returns how many positions are greater than p, and takes no longer than
// to go through those.
func (o order) behind(p position) int { return o.root.behind(p) }

func (k *knot) behind(p position) (n int) {
	for k != nil {
		if p.compare(k.at) >= 0 {
			k = k.right
			continue
		}
		n += 1 + k.right.behind(p)
		k = k.left
	}
	return n
}

// join makes one tree of two, of which l is all before r.
func join(by *edit, l, r *knot) *knot {
	switch {
	case l == nil:
		return r
	case r == nil:
		return l
	case l.weight > r.weight:
		l = l.own(by)
		l.right = join(by, l.right, r)
		return l
	}
	r = r.own(by)
	r.left = join(by, l, r.left)
	return r
}

// A walk goes through one order, or through the union of two, in ascending
// order. Each path ends with the knot that comes next.
type walk struct{ paths [2][]*knot }

// after walks through the positions of a and b that are greater than p.
func after(p position, a, b order) walk {
	return walk{[2][]*knot{descend(a.root, p), descend(b.root, p)}}
}

func descend(k *knot, p position) (path []*knot) {
	for k != nil {
		if p.compare(k.at) < 0 {
			path = append(path, k)
			k = k.left
		} else {
			k = k.right
		}
	}
	return path
}

func (w *walk) next() (id string, ok bool) {
	a, b := w.ahead(0), w.ahead(1)
	switch {
	case a == nil && b == nil:
		return "", false
	case b == nil:
		w.step(0)
		return a.at.id, true
	case a == nil:
		w.step(1)
		return b.at.id, true
	}
	c := a.at.compare(b.at)
	if c <= 0 {
		w.step(0)
	}
	if c >= 0 {
		w.step(1)
		return b.at.id, true
	}
	return a.at.id, true
}

func (w *walk) ahead(i int) *knot {
	if n := len(w.paths[i]); n > 0 {
		return w.paths[i][n-1]
	}
	return nil
}

func (w *walk) step(i int) {
	path := w.paths[i]
	k := path[len(path)-1].right
	path = path[:len(path)-1]
	for ; k != nil; k = k.left {
		path = append(path, k)
	}
	w.paths[i] = path
}
