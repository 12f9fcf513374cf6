package pgcluster

import "syscall"

// attributes make a child that is the owner's, that a terminal's interrupt does
// not reach and that ends with this process, however this process ends. SIGQUIT
// is how postgres ends at once, together with its own children.
func attributes(o *owner) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: o.credential(), Setpgid: true, Pdeathsig: syscall.SIGQUIT}
}
