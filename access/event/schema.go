package event

import (
	"embed"
	"fmt"
)

//go:embed schema/*.json
var schemas embed.FS

// Schema returns the JSON schema (draft 2020-12) of the payload of an event of
// this name and version, and whether there is such an event.
func Schema(name string, version int) ([]byte, bool) {
	for _, make := range catalogue {
		if n, v := make().Kind(); n == name && v == version {
			text, err := schemas.ReadFile(fmt.Sprintf("schema/%s.v%d.json", name, version))
			return text, err == nil
		}
	}
	return nil, false
}
