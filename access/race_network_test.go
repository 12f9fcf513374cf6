package access_test

import (
	"testing"

	"github.com/agencyaccess/agencyaccess/internal/enginetest"
)

func TestOneAcceptance(t *testing.T) { enginetest.OneAcceptance(t, inMemory) }

func TestAddressesAreUnique(t *testing.T) { enginetest.AddressesAreUnique(t, inMemory) }
