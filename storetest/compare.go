package storetest

import (
	"reflect"
	"time"

	"github.com/google/go-cmp/cmp"
)

// strictly compares records in all their fields, and times by ==: as records
// carry them, in UTC and without a monotonic reading, that is what makes them
// the same instant.
var strictly = cmp.Options{
	cmp.Exporter(func(reflect.Type) bool { return true }),
	cmp.Comparer(func(a, b time.Time) bool { return a == b }),
}
