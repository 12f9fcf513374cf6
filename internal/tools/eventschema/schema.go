package main

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
)

// schemaOf is the schema of an event's payload. Properties that it does not
// know are allowed, because readers ignore them.
func schemaOf(e event.Event, about comments) (*jsonschema.Schema, error) {
	t := reflect.TypeOf(e).Elem()
	known := map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[time.Time](): {Type: "string", Format: "date-time"},
	}
	for _, f := range reflect.VisibleFields(t) {
		switch names := enumeration(f.Type); {
		case names != nil:
			known[f.Type] = &jsonschema.Schema{Type: "string", Enum: names}
		case isID(f.Type):
			known[f.Type] = &jsonschema.Schema{
				Type: "string", MinLength: jsonschema.Ptr(1), MaxLength: jsonschema.Ptr(agency.MaxID),
			}
		}
	}
	s, err := jsonschema.ForType(t, &jsonschema.ForOptions{TypeSchemas: known})
	if err != nil {
		return nil, err
	}
	name, version := e.Kind()
	s.Schema = "https://json-schema.org/draft/2020-12/schema"
	s.ID = fmt.Sprintf("urn:agencyaccess:event:%s:v%d", name, version)
	s.Title = name
	s.Description = about[t.Name()]
	s.AdditionalProperties = nil
	if s.Description == "" {
		return nil, fmt.Errorf("%s has no comment", t)
	}
	for _, f := range reflect.VisibleFields(t) {
		if jsonName(f) == "-" { // not in the payload
			continue
		}
		p := s.Properties[jsonName(f)]
		if p == nil {
			return nil, fmt.Errorf("%s.%s has no JSON name", t, f.Name)
		}
		p.Description = about[t.Name()+"."+f.Name]
		if names, ok := f.Tag.Lookup("enum"); ok {
			for _, n := range strings.Split(names, ",") {
				p.Enum = append(p.Enum, n)
			}
		}
		if f.Type.Kind() == reflect.Slice { // the engine writes an empty list, never null
			p.Type, p.Types = "array", nil
		}
	}
	return s, nil
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// isID reports whether t is a type of identifiers or of stages, which
// agency.CheckID bounds. A length in bytes is never less than one in characters.
func isID(t reflect.Type) bool {
	return t.Kind() == reflect.String && t.PkgPath() != ""
}

// enumeration returns the names of the values of t, in their order, if t is a
// small integer that is written as text; otherwise nil.
func enumeration(t reflect.Type) (names []any) {
	if t.Kind() != reflect.Uint8 {
		return nil
	}
	for i := range 256 {
		v := reflect.New(t)
		v.Elem().SetUint(uint64(i))
		to, ok := v.Interface().(encoding.TextMarshaler)
		from, back := reflect.New(t).Interface().(encoding.TextUnmarshaler)
		if !ok || !back {
			return nil
		}
		text, err := to.MarshalText()
		if err != nil || from.UnmarshalText(text) != nil {
			continue
		}
		names = append(names, string(text))
	}
	return names
}

// render is the text of a schema, for people to read as well.
func render(s *jsonschema.Schema) ([]byte, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
