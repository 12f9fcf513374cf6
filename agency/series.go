package agency

import (
	"encoding/json"
	"iter"
)

// Series is an immutable ordered list of records, such as the history of a
// claim. The zero value is the empty list. Like [Frozen] it is comparable and can
// be copied and shared freely; reading it decodes it, so it is for what is read
// seldom. T is a plain struct that encoding/json can write and read back.
type Series[T comparable] struct {
	encoded string // the JSON array, empty when there are no elements
}

// SeriesOf makes the list of records.
func SeriesOf[T comparable](records ...T) Series[T] {
	if len(records) == 0 {
		return Series[T]{}
	}
	b, err := json.Marshal(records)
	if err != nil {
		return Series[T]{} // not what T is for
	}
	return Series[T]{string(b)}
}

// Slice returns the records in a new slice, nil when there are none.
func (s Series[T]) Slice() []T {
	var out []T
	if s.encoded == "" || json.Unmarshal([]byte(s.encoded), &out) != nil {
		return nil
	}
	return out
}

// All yields the records in order.
func (s Series[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, r := range s.Slice() {
			if !yield(r) {
				return
			}
		}
	}
}

// Len returns the number of records.
func (s Series[T]) Len() int { return len(s.Slice()) }

// Add returns the list with further records at its end.
func (s Series[T]) Add(records ...T) Series[T] { return SeriesOf(append(s.Slice(), records...)...) }

// MarshalJSON writes an array.
func (s Series[T]) MarshalJSON() ([]byte, error) {
	if s.encoded == "" {
		return []byte("[]"), nil
	}
	return []byte(s.encoded), nil
}

// UnmarshalJSON takes an array, or null for the empty list.
func (s *Series[T]) UnmarshalJSON(b []byte) error {
	var records []T
	if err := json.Unmarshal(b, &records); err != nil {
		return err
	}
	*s = SeriesOf(records...)
	return nil
}
