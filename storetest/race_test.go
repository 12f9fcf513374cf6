//go:build race

package storetest

// slowdown is how many times longer things take under the race detector.
const slowdown = 5
