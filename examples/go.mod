module github.com/agencyaccess/agencyaccess/examples

go 1.25.0

require github.com/agencyaccess/agencyaccess v0.0.0

require go.yaml.in/yaml/v3 v3.0.6 // indirect

replace github.com/agencyaccess/agencyaccess => ../
