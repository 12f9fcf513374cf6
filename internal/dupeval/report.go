package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

func (e *evaluation) report(to io.Writer) error {
	for _, t := range e.told {
		if _, err := fmt.Fprintln(to, t); err != nil {
			return err
		}
	}
	scored, took := slices.Sorted(slices.Values(e.scored)), slices.Sorted(slices.Values(e.took))
	sum := 0
	for _, n := range scored {
		sum += n
	}
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "records indexed\t%d\n", e.records)
	fmt.Fprintf(w, "lookups\t%d\n", len(took))
	fmt.Fprintf(w, "true pairs\t%d\n", e.pairs)
	fmt.Fprintf(w, "pair completeness\t%.4f\n", ratio(e.found, e.pairs))
	fmt.Fprintf(w, "candidates scored per lookup\tmean %.1f\tp99 %d\n", float64(sum)/float64(max(1, len(scored))), percentile(scored, 99))
	for _, q := range []struct {
		name string
		quality
	}{{"pairs, possible or better", e.possible}, {"pairs, probable or better", e.probable}, {"lookups, best hit", e.lookups}} {
		fmt.Fprintf(w, "%s\tprecision %.4f\trecall %.4f\tF1 %.4f\n", q.name, q.precision(), q.recall(), q.f1())
	}
	fmt.Fprintf(w, "lookup time\tp50 %s\tp99 %s\n", percentile(took, 50), percentile(took, 99))
	return w.Flush()
}

// percentile returns the smallest value that p percent of the sorted ones do not
// exceed, zero of none.
func percentile[T cmp.Ordered](sorted []T, p int) T {
	if len(sorted) == 0 {
		var none T
		return none
	}
	return sorted[(len(sorted)*p+99)/100-1]
}

func (p person) String() string {
	e := p.entry
	parts := []string{
		p.entity, e.FullName(), e.Born, e.Address.Street, e.Address.City, e.Address.Postcode, e.Address.Region,
		strings.Join(e.Emails.Slice(), " "), strings.Join(e.Phones.Slice(), " "), strings.Join(e.URLs.Slice(), " "), e.NationalID,
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " | ")
}
