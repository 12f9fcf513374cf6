package main

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/agencyaccess/agencyaccess/access/event"
)

// A row of the catalogue is an event.
type row struct {
	event  event.Event
	schema *jsonschema.Schema
}

func catalogue(rows []row) []byte {
	var b bytes.Buffer
	b.WriteString(`# Events

Generated from the types of package event; do not edit. The schema of each is in
NAME.vVERSION.json beside this file. Recipients separated by "or" depend on the
payload. A field in parentheses may be absent.

| name | version | recipients | fields | personal data |
|---|---|---|---|---|
`)
	for _, r := range rows {
		name, version := r.event.Kind()
		var fields []string
		personal := "none"
		for _, f := range reflect.VisibleFields(reflect.TypeOf(r.event).Elem()) {
			if what := f.Tag.Get("personal"); what != "" {
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				personal = strings.TrimPrefix(personal+", "+name, "none, ")
			}
		}
		for _, f := range r.schema.PropertyOrder {
			if !slices.Contains(r.schema.Required, f) {
				f = "(" + f + ")"
			}
			fields = append(fields, f)
		}
		fmt.Fprintf(&b, "| [%s](%s.v%d.json) | %d | %s | %s | %s |\n",
			name, name, version, version, strings.Join(recipients(r.event), " or "), strings.Join(fields, ", "), personal)
	}
	return b.Bytes()
}

// recipients says whom an event may concern, one text for each answer that
// Recipients can give.
func recipients(e event.Event) (answers []string) {
	t := reflect.TypeOf(e).Elem()
	for _, v := range variants(t) {
		var kinds []string
		for _, to := range v.Interface().(event.Event).Recipients() {
			kinds = append(kinds, string(to.Kind))
		}
		if a := strings.Join(slices.Compact(kinds), ", "); !slices.Contains(answers, a) {
			answers = append(answers, a)
		}
	}
	return answers
}

// variants returns values of t that hold, between them, every combination of
// named texts being there or, where they may, not, of enumerated values, and of
// yes and no.
func variants(t reflect.Type) []reflect.Value {
	all := []reflect.Value{reflect.New(t).Elem()}
	for i, f := range reflect.VisibleFields(t) {
		var choices []func(reflect.Value)
		names, enumerated := f.Tag.Lookup("enum")
		switch {
		case enumerated:
			for name := range strings.SplitSeq(names, ",") {
				choices = append(choices, func(v reflect.Value) { v.SetString(name) })
			}
		case f.Type.Kind() == reflect.Bool:
			choices = append(choices, func(reflect.Value) {}, func(v reflect.Value) { v.SetBool(true) })
		case isID(f.Type):
			choices = append(choices, func(v reflect.Value) { v.SetString("x") })
			if strings.Contains(f.Tag.Get("json"), ",omitempty") {
				choices = append(choices, func(reflect.Value) {})
			}
		}
		for n := range enumeration(f.Type) {
			choices = append(choices, func(v reflect.Value) { v.SetUint(uint64(n)) })
		}
		if choices == nil {
			continue
		}
		var next []reflect.Value
		for _, v := range all {
			for _, set := range choices {
				c := reflect.New(t).Elem()
				c.Set(v)
				set(c.Field(i))
				next = append(next, c)
			}
		}
		all = next
	}
	return all
}
