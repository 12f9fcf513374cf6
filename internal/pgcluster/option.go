package pgcluster

// Option is a choice for [Run] and [Start].
type Option func(*options)

type options struct {
	settings [][2]string
	initdb   []string
}

// Set sets a parameter of the server, such as max_connections. Standbys have it
// too.
func Set(name, value string) Option {
	return func(o *options) { o.settings = append(o.settings, [2]string{name, value}) }
}

// Fast gives up durability, though not through [Cluster.Kill], after which the
// operating system still has what was written.
func Fast() Option {
	return func(o *options) {
		o.settings = append(o.settings, [2]string{"fsync", "off"}, [2]string{"full_page_writes", "off"})
	}
}

// Initdb adds arguments for initdb, such as --locale-provider=icu. Without them
// the databases are UTF-8 in the C locale.
func Initdb(args ...string) Option {
	return func(o *options) { o.initdb = append(o.initdb, args...) }
}
