//go:build tools

// Package tools names the program of another module that the test stack builds, so that `go mod tidy` keeps it.
package tools

import _ "github.com/docker/compose/v2/cmd"
