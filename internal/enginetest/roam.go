package enginetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// roamer leads a world somewhere without a model: who is there is read from the
// store.
type roamer struct {
	*rapid.T
	*World
	now  time.Time
	n    int
	log  []string
	last []candidate.SubmissionID
}

func roam(t *rapid.T, st store.Store, account agency.AccountID) *roamer {
	r := &roamer{T: t, World: Open(t, st, account, nil), now: Start}
	for _, op := range setup(t) {
		if op.Do == "configure" {
			op.Settings.ColleagueDomains = one(t, "colleague domains", []bool{false, false, true})
		}
		r.Do(op)
	}
	for _, u := range staffIDs[1:3] { // whose addresses are taken
		require.NoError(t, r.Sys.PutStaff(background, agency.Staff{ID: u, Role: agency.RecruitmentManager, Email: string(u) + "@acme.example"}))
	}
	return r
}

// next draws an operation of the verbs.
func (r *roamer) next(verbs []string) Op {
	r.now = r.now.Add(one(r.T, "wait", []time.Duration{time.Microsecond, time.Hour, 24 * time.Hour, 15 * 24 * time.Hour}))
	op := Op{Label: fmt.Sprintf("op%d", r.n), At: r.now, Do: one(r.T, "do", verbs)}
	r.n++
	n := r.network()
	if byRecruiter(op.Do) {
		op.ByRecruiter = one(r.T, "by", n.people)
	} else if op.Do != "accept" {
		op.ByStaff = one(r.T, "by", []agency.StaffID{"", "", "", "root", "custom", "manager"})
	}
	op.Opening.ID = one(r.T, "opening", openingIDs)
	op.Submission = one(r.T, "submission", append(slices.Clone(r.last), "s-none"))
	switch op.Do {
	case "share", "unshare":
		op.Grants = drawGrants(r.T, r.now)
	case "submit":
		op.Request, op.Entry = candidate.RequestID(op.Label), one(r.T, "entry", cast[one(r.T, "who", []int{0, 1, 2, 3})].as)
		op.Entry.Consent = Start
		r.last = append(r.last, submissionOf(op.Label))
	case "accept-terms":
		op.Text = "2026"
	case "suspend", "reinstate", "deactivate", "reactivate", "put-recruiter":
		op.Agency.ID = one(r.T, "agency", n.agencies)
		op.Recruiter = agency.Recruiter{ID: one(r.T, "person", n.people), Email: one(r.T, "address", mailAddresses)}
		op.Recruiter.Agency = n.home(op.Recruiter.ID)
	default:
		drawNetwork(r.T, n, &op)
	}
	return op
}

// carry carries an operation out, whatever it is answered.
func (r *roamer) carry(op Op) Answer {
	r.log = append(r.log, op.String())
	a := r.Do(op)
	if a.Err != nil {
		r.log = append(r.log, "    "+a.Err.Error())
	}
	return a
}

func (r *roamer) failed(format string, args ...any) {
	r.Fatalf("%s\n%s", strings.Join(r.log, "\n"), fmt.Sprintf(format, args...))
}

// network reads who is there.
func (r *roamer) network() network {
	var n network
	homes := map[agency.RecruiterID]agency.AgencyID{}
	members := map[agency.AgencyID][]agency.RecruiterID{}
	require.NoError(r, r.Store.View(background, r.Account, func(rd store.Reader) error {
		for _, kind := range []store.Kind{store.ListAgencies, store.ListRecruiters, store.ListStaffUsers} {
			if err := eachPage(rd, store.Scope{Kind: kind}, func(rows *store.Rows) {
				for _, a := range rows.Agencies {
					if a.State == agency.Closed {
						n.closed = append(n.closed, a.ID)
					}
					n.agencies = append(n.agencies, a.ID)
				}
				for _, row := range rows.Recruiters {
					one := row.Recruiter
					n.people = append(n.people, one.ID)
					homes[one.ID] = one.Agency
					if one.State != agency.RecruiterDeactivated {
						members[one.Agency] = append(members[one.Agency], one.ID)
					}
				}
				for _, u := range rows.Staff {
					n.users = append(n.users, u.ID)
				}
			}); err != nil {
				return err
			}
		}
		return nil
	}))
	n.home = func(id agency.RecruiterID) agency.AgencyID { return homes[id] }
	n.members = func(id agency.AgencyID) []agency.RecruiterID { return members[id] }
	for i := range r.n {
		if label := fmt.Sprintf("op%d", i); r.Secrets[label] != "" {
			n.letters = append(n.letters, label)
		}
	}
	return n
}

// staffVerbs are what changes the network and who may do what, from the hiring
// side.
var staffVerbs = slices.Concat(networkVerbs, []string{"share", "share", "unshare", "suspend", "reinstate", "deactivate", "reactivate", "put-recruiter"})
