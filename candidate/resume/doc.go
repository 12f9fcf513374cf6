// Package resume reads of resumes what tells whether two people are one.
//
// [Read] returns the text of a file: plain text, DOCX or PDF. [Find] returns
// the addresses, telephone numbers and URLs in a text, and a [Found.Digest]
// that two files have in common that say the same in another layout.
//
// Files come from strangers. Nothing in them is run, fetched or decrypted, and
// work, memory and nesting are bounded by construction, not by trust in what a
// file says of itself: a file that asks for more is [ErrUnreadable].
//
// The package is pure: no I/O, no global state, no goroutine, and everything is
// safe for concurrent use.
package resume
