//go:build tools

// Package stack names the programs that the test stack builds, so that `go mod tidy` keeps what they need in go.mod and go.sum.
package stack

import (
	_ "github.com/buildpacks/lifecycle/cmd/launcher"
	_ "github.com/buildpacks/lifecycle/cmd/lifecycle"
	_ "github.com/buildpacks/pack"
)
