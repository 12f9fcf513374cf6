package policy_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/access/policy"
)

// worldFrom makes a world of any bytes: side, action, one byte for each
// dimension, and then the matrix, if there are bytes for it.
func worldFrom(data []byte) world {
	next := func(n int) int {
		if len(data) == 0 {
			return 0
		}
		b := data[0]
		data = data[1:]
		return int(b) % n
	}
	w := first()
	w.side = []string{"recruiter", "staff", "host", "unknown"}[next(4)]
	actions := policy.AllActions()
	if i := next(len(actions) + 1); i < len(actions) {
		w.action = actions[i].String()
	} else {
		w.action = "unknown"
	}
	for _, d := range dimensions {
		d.set(&w, next(d.n))
	}
	if len(data) > 0 {
		w.matrix = map[string]string{}
		for _, cause := range []string{"never granted", "grant over", "archived", "invited", "deactivated", "suspended", "terminated"} {
			row, bits := []byte("NNNNNN"), next(64)
			for i := range row {
				if bits&(1<<i) != 0 {
					row[i] = 'Y'
				}
			}
			w.matrix[cause] = string(row)
		}
	}
	return w
}

func TestDecideAgreesWithTheNaiveUnderAnyMatrix(t *testing.T) {
	n := 2 + len(dimensions) + 7
	rapid.Check(t, func(rt *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), n, n).Draw(rt, "world")
		data[0] %= 2 // mostly the recruiters' side, which the matrix is about
		data[1] %= 14
		w := worldFrom(data)
		if data[0] == 0 {
			// Most worlds have neither account nor agency; these matter more.
			w.account, w.agency, w.recruiter = "known", "active", "active"
			newJudge().check(t, &w)
			w = worldFrom(data)
		}
		newJudge().check(t, &w)
	})
}

func FuzzDecide(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 1, 0, 2, 0, 0, 1, 0, 0, 0, 7, 3, 1})
	f.Add([]byte{1, 12, 0, 1, 0, 2, 0, 3, 1})
	f.Add([]byte{0, 2, 0, 0, 1, 0, 0, 0, 1, 0, 6, 6, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 60, 5, 6, 7})
	f.Fuzz(func(t *testing.T, data []byte) {
		w := worldFrom(data)
		newJudge().check(t, &w)
		d := policy.Decide(requestOf(&w), newScene().facts(&w))
		for _, reasons := range [][]policy.Reason{d.Reasons(), d.Disclose().Reasons()} {
			for _, r := range reasons {
				if r.Sentence == "" || r.Remedy == "" {
					t.Fatalf("%v has no words", r.Code)
				}
			}
		}
	})
}
