//go:build unix && !linux

package pgcluster

import "syscall"

// attributes make a child that is the owner's.
func attributes(o *owner) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: o.credential()}
}
