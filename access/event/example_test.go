package event_test

import (
	"encoding/json"
	"fmt"

	"github.com/agencyaccess/agencyaccess/access/event"
)

func ExampleDecode() {
	e, err := event.Decode("opening.shared", 1,
		[]byte(`{"opening":"dev","title":"Developer","agency":"north","from":"2026-03-01T00:00:00Z","told":true}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	if shared, ok := e.(*event.OpeningShared); ok {
		fmt.Println(shared.Title, shared.Until.IsZero())
	}
	fmt.Println(e.Recipients())
	// Output:
	// Developer true
	// [agency:north]
}

func ExampleSchema() {
	text, ok := event.Schema("submission.erased", 1)
	var schema struct {
		Required []string
	}
	fmt.Println(ok, json.Unmarshal(text, &schema), schema.Required)
	// Output: true <nil> [submission]
}
