package memstore

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agencyaccess/agencyaccess/candidate"
)

// A row is a holder of keys: one is made for each turn of a call of Hold, and
// never changed, so that all the keys held in that call can share it.
type row struct {
	candidate.Holder
	more *block // if set, the row is nobody, and stands for several
}

func (r *row) compare(q *row) int {
	if c := cmp.Compare(r.Turn, q.Turn); c != 0 {
		return c
	}
	return strings.Compare(string(r.Candidate), string(q.Candidate))
}

// A block is a persistent ordered set of rows, a B-tree whose leaves have the
// rows. It is kept in bulk since most of what is indexed stands in large blocks,
// which are those of frequent names.
type block struct {
	owner *edit
	rows  []*row   // ascending; above a leaf, what kids[i] has is rows[i] or greater
	kids  []*block // nil in a leaf
}

const blockWidth = 64 // rows in a node

func (b *block) own(by *edit) *block {
	if b.owner == by {
		return b
	}
	c := &block{owner: by, rows: append(make([]*row, 0, len(b.rows)+1), b.rows...)}
	if b.kids != nil {
		c.kids = append(make([]*block, 0, len(b.kids)+1), b.kids...)
	}
	return c
}

// seek returns where r is in a leaf, or would be, or in which kid.
func (b *block) seek(r *row) (i int, found bool) {
	i, found = slices.BinarySearchFunc(b.rows, r, (*row).compare)
	if b.kids != nil && !found {
		i = max(i-1, 0)
	}
	return i, found
}

// insert returns the block with r, in place of one that compares equal.
func (b *block) insert(by *edit, r *row) *block {
	b, right := b.add(by, r)
	if right == nil {
		return b
	}
	return &block{owner: by, rows: []*row{b.rows[0], right.rows[0]}, kids: []*block{b, right}}
}

// add is insert into a node; what has no room comes back as a node to the right.
func (b *block) add(by *edit, r *row) (left, right *block) {
	b = b.own(by)
	i, found := b.seek(r)
	switch {
	case b.kids != nil:
		if r.compare(b.rows[0]) < 0 {
			b.rows[0] = r
		}
		kid, next := b.kids[i].add(by, r)
		if b.kids[i] = kid; next != nil {
			b.kids = slices.Insert(b.kids, i+1, next)
			b.rows = slices.Insert(b.rows, i+1, next.rows[0])
		}
	case found:
		b.rows[i] = r
	default:
		b.rows = slices.Insert(b.rows, i, r)
	}
	if len(b.rows) <= blockWidth {
		return b, nil
	}
	const middle = blockWidth / 2
	right = &block{owner: by, rows: slices.Clone(b.rows[middle:])}
	b.rows = slices.Clone(b.rows[:middle])
	if b.kids != nil {
		right.kids = slices.Clone(b.kids[middle:])
		b.kids = slices.Clone(b.kids[:middle])
	}
	return b, right
}

// remove returns the block without what compares equal to r, nil if nothing is
// left. Nodes are not filled up again: few things are ever removed.
func (b *block) remove(by *edit, r *row) *block {
	i, found := b.seek(r)
	if b.kids == nil {
		if !found {
			return b
		}
		if len(b.rows) == 1 {
			return nil
		}
		b = b.own(by)
		b.rows = slices.Delete(b.rows, i, i+1)
		return b
	}
	kid := b.kids[i].remove(by, r)
	switch {
	case kid == b.kids[i]: // as it was, or changed in place
		return b
	case kid == nil && len(b.kids) == 1:
		return nil
	}
	b = b.own(by)
	if b.kids[i] = kid; kid == nil {
		b.kids = slices.Delete(b.kids, i, i+1)
		b.rows = slices.Delete(b.rows, i, i+1)
	}
	return b
}

// read appends the block's holders, in order, until there are limit of them.
func (b *block) read(to []candidate.Holder, limit int) []candidate.Holder {
	for _, kid := range b.kids {
		if len(to) == limit {
			return to
		}
		to = kid.read(to, limit)
	}
	if b.kids == nil {
		for _, r := range b.rows[:min(len(b.rows), limit-len(to))] {
			to = append(to, r.Holder)
		}
	}
	return to
}
