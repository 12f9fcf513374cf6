module github.com/agencyaccess/agencyaccess/examples

go 1.25.0

require github.com/agencyaccess/agencyaccess v0.0.0

replace github.com/agencyaccess/agencyaccess => ../
