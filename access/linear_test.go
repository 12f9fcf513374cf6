package access_test

import (
	"testing"

	"github.com/agencyaccess/agencyaccess/internal/enginetest"
)

func TestLinearizable(t *testing.T) { enginetest.Linearizable(t, inMemory) }
