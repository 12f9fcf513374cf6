//go:build !race

package storetest

// slowdown is how many times longer things take without the race detector.
const slowdown = 1
