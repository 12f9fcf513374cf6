package agency

import (
	"encoding/json"
	"iter"
	"strings"
)

// Frozen is an immutable ordered list of non-empty strings without NUL bytes,
// such as the [StaffID]s of a hiring team. The zero value is the empty list.
// Frozen values are comparable: == holds when both have the same elements in
// the same order. Because nothing can change one, a record that holds one can
// be copied and shared freely.
type Frozen[T ~string] struct {
	joined string // every element followed by a NUL
}

// Freeze makes the list of values. It drops what a list cannot hold: empty
// values and anything from a NUL byte on.
func Freeze[T ~string](values ...T) Frozen[T] {
	var b strings.Builder
	for _, v := range values {
		s, _, _ := strings.Cut(string(v), "\x00")
		if s != "" {
			b.WriteString(s)
			b.WriteByte(0)
		}
	}
	return Frozen[T]{b.String()}
}

// All yields the elements in order.
func (f Frozen[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for rest := f.joined; rest != ""; {
			var v string
			v, rest, _ = strings.Cut(rest, "\x00")
			if !yield(T(v)) {
				return
			}
		}
	}
}

// Slice returns the elements in a new slice, nil when there are none.
func (f Frozen[T]) Slice() []T {
	var out []T
	for v := range f.All() {
		out = append(out, v)
	}
	return out
}

// Len returns the number of elements.
func (f Frozen[T]) Len() int { return strings.Count(f.joined, "\x00") }

// Has reports whether v is an element. It does not allocate.
func (f Frozen[T]) Has(v T) bool {
	for rest := f.joined; rest != ""; {
		var e string
		e, rest, _ = strings.Cut(rest, "\x00")
		if e == string(v) {
			return true
		}
	}
	return false
}

// String returns the elements separated by commas.
func (f Frozen[T]) String() string {
	return strings.ReplaceAll(strings.TrimSuffix(f.joined, "\x00"), "\x00", ",")
}

// MarshalJSON returns the elements as an array of strings.
func (f Frozen[T]) MarshalJSON() ([]byte, error) {
	s := f.Slice()
	if s == nil {
		s = []T{}
	}
	return json.Marshal(s)
}

// UnmarshalJSON reads an array of strings.
func (f *Frozen[T]) UnmarshalJSON(data []byte) error {
	var s []T
	if err := json.Unmarshal(data, &s); err != nil {
		return err
	}
	*f = Freeze(s...)
	return nil
}

// checkList answers whether each element passes check and none is there twice.
func checkList[T ~string](field string, f Frozen[T], limit int, check func(field string, v T) error) error {
	seen := make(map[T]bool)
	for v := range f.All() {
		if err := check(field, v); err != nil {
			return err
		}
		if seen[v] {
			return &Invalid{Field: field, Rule: "must not name anything twice"}
		}
		if seen[v] = true; len(seen) > limit {
			return tooMany(field, limit)
		}
	}
	return nil
}
