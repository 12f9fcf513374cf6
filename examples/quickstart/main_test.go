package main

func Example_run() {
	if err := run(); err != nil {
		panic(err)
	}
	// Output:
	// 2026-02-28: go-developer is not-started
	// 2026-03-01: go-developer is effective
	// 2026-04-01: go-developer is ended
	// after revoking: revoked
}
