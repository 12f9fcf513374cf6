package match

// kind of value that an account counts the holders of.
const (
	nameValue byte = iota + 1
	emailValue
	phoneValue
	profileValue
	nationalValue
	resumeValue
)

// digest is FNV-1a of a value and its kind. It never leaves the process: what
// is stored is made by a [Keyring].
func digest(kind byte, parts ...string) uint64 {
	h := (uint64(14695981039346656037) ^ uint64(kind)) * 1099511628211
	for _, s := range parts {
		for i := range len(s) {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
	}
	return h
}
