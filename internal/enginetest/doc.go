// Package enginetest holds what must be true of the engine on every store: worlds
// of accounts, agencies and recruiters, random things done in them, and
// properties as functions that take a way to make an empty store.
//
// What the engine decides is compared with a model that keeps what was done in
// plain maps and decides from the text of the policy, without package policy.
//
// The number of worlds tried follows rapid's flags: -rapid.checks=10000 makes a
// soak of any of them.
package enginetest
