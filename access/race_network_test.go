package access_test

import (
	"testing"

	"github.com/agencyaccess/agencyaccess/internal/enginetest"
)

func TestOneAcceptance(t *testing.T) { enginetest.OneAcceptance(t, inMemory) }

func TestAddressesAreUnique(t *testing.T) { enginetest.AddressesAreUnique(t, inMemory) }

func TestRecruitersNeverWiden(t *testing.T) { enginetest.NoWiden(t, inMemory) }

func TestTraces(t *testing.T) { enginetest.Traces(t, inMemory) }

func TestNetworksDoNotLeak(t *testing.T) { enginetest.NetworksDoNotLeak(t, inMemory) }
