package candidate_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agencyaccess/agencyaccess/candidate"
)

func TestKindsOfKeysAreNamed(t *testing.T) {
	for kind, want := range map[candidate.KeyKind]string{
		0: "unknown", candidate.KeyNationalID: "national-id", candidate.KeyProfile: "profile", candidate.KeyEmail: "email",
		candidate.KeyPhone: "phone", candidate.KeyBirth: "birth", candidate.KeyName: "name", candidate.KeyPlace: "place",
		candidate.KeyWord: "word", candidate.KeyResume: "resume", candidate.KeyResume + 1: "unknown",
	} {
		require.Equal(t, want, kind.String())
	}
}
