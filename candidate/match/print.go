package match

import "log/slog"

// Neither printing nor logging shows a secret or personal data, of values as
// little as of pointers.

// String keeps the secret out of messages.
func (k Keyring) String() string { return "keyring " + k.id }

// GoString does the same.
func (k Keyring) GoString() string { return k.String() }

// LogValue keeps the secret out of logs.
func (k Keyring) LogValue() slog.Value { return slog.StringValue(k.String()) }

// String keeps personal data out of messages.
func (Record) String() string { return "record" }

// GoString does the same.
func (r Record) GoString() string { return r.String() }

// LogValue keeps personal data out of logs.
func (r Record) LogValue() slog.Value { return slog.StringValue(r.String()) }

// String keeps the pseudonyms out of messages.
func (Lookup) String() string { return "lookup" }

// GoString does the same.
func (l Lookup) GoString() string { return l.String() }

// LogValue keeps the pseudonyms out of logs.
func (l Lookup) LogValue() slog.Value { return slog.StringValue(l.String()) }

// String keeps the pseudonyms, and whom they found, out of messages.
func (Search) String() string { return "search" }

// GoString does the same.
func (s Search) GoString() string { return s.String() }

// LogValue keeps the pseudonyms, and whom they found, out of logs.
func (s Search) LogValue() slog.Value { return slog.StringValue(s.String()) }
