// Package tools pins the versions of the programs that check this repository;
// go.mod names them. From the root of the checkout,
//
//	go tool -modfile=internal/tools/go.mod gofumpt -l .
//
// runs one. The module is nested so that the programs' dependencies never reach
// who imports the library.
package tools
