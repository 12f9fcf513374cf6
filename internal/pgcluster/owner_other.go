//go:build !unix

package pgcluster

import (
	"fmt"
	"syscall"
)

type owner struct{}

func serverOwner() (*owner, error) {
	return nil, fmt.Errorf("%w: not on this operating system", ErrNoServer)
}

func attributes(*owner) *syscall.SysProcAttr { return nil }

func (o *owner) own(string) error { return nil }

func (o *owner) reaches(string) bool { return true }
