package enginetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agencyaccess/agencyaccess/access"
	"github.com/agencyaccess/agencyaccess/access/policy"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
	"github.com/agencyaccess/agencyaccess/store/memstore"
)

// A denial is an attempt that is denied in the world of the north: by a staff
// user who may do nothing, by bob, with whom nothing is shared, or by the host
// because of its target.
type denial struct {
	method string // of the handle
	by     string
	try    func(*World) error
}

// Nobody is the staff user who may do least.
const nobody = agency.StaffID("nobody")

// staffDenials are all mutations of access.Staff, tried with a handle on targets
// that a hiring team member who is on no team may not touch, and that are unknown.
func staffDenials(by string, who func(*World) access.Staff, target string) []denial {
	o, a, r, u := agency.OpeningID("dev"+target), agency.AgencyID("north"+target), agency.RecruiterID("bob"+target), agency.StaffID("root"+target)
	s, c := candidate.SubmissionID("applicant"+target), candidate.ClaimID(idOf("applicant", 4)+target)
	g := access.Grants{Openings: []agency.OpeningID{o}, To: []agency.Grantee{agency.ToRecruiter(r)}}
	try := func(method string, do func(access.Staff) error) denial {
		return denial{method, by, func(w *World) error { return do(who(w)) }}
	}
	return []denial{
		try("Share", func(h access.Staff) error { _, err := h.Share(background, g); return err }),
		try("Unshare", func(h access.Staff) error { _, err := h.Unshare(background, g); return err }),
		try("Pause", func(h access.Staff) error { _, err := h.Pause(background, g); return err }),
		try("Unpause", func(h access.Staff) error { _, err := h.Unpause(background, g); return err }),
		try("AddAgencies", func(h access.Staff) error {
			row := access.Addition{Invite: &access.Invitee{Email: "new@new.example", NewAgency: "New"}}
			_, err := h.AddAgencies(background, o, []access.Addition{row}, agency.Window{})
			return err
		}),
		try("PutRecruiter", func(h access.Staff) error {
			return h.PutRecruiter(background, agency.Recruiter{ID: "new", Agency: a, State: agency.RecruiterActive})
		}),
		try("Deactivate", func(h access.Staff) error { return h.Deactivate(background, r) }),
		try("Reactivate", func(h access.Staff) error { return h.Reactivate(background, r) }),
		try("Suspend", func(h access.Staff) error { return h.Suspend(background, a) }),
		try("Reinstate", func(h access.Staff) error { return h.Reinstate(background, a) }),
		try("Terminate", func(h access.Staff) error { return h.Terminate(background, a) }),
		try("DeactivateUser", func(h access.Staff) error { return h.DeactivateUser(background, u) }),
		try("ReactivateUser", func(h access.Staff) error { return h.ReactivateUser(background, u) }),
		try("Archive", func(h access.Staff) error { return h.Archive(background, o) }),
		try("Reopen", func(h access.Staff) error { return h.Reopen(background, o) }),
		try("MakePrivate", func(h access.Staff) error { return h.MakePrivate(background, o) }),
		try("MakePublic", func(h access.Staff) error { return h.MakePublic(background, o) }),
		try("Advance", func(h access.Staff) error { return h.Advance(background, s, agency.Offer) }),
		try("Note", func(h access.Staff) error { return h.Note(background, s, "text") }),
		try("Feedback", func(h access.Staff) error { return h.Feedback(background, s, "text") }),
		try("Merge", func(h access.Staff) error { return h.Merge(background, s, "other", candidate.Choice{}) }),
		try("Unmerge", func(h access.Staff) error { return h.Unmerge(background, s) }),
		try("MarkDistinct", func(h access.Staff) error { return h.MarkDistinct(background, s, "other", true) }),
		try("CorrectEntry", func(h access.Staff) error {
			_, err := h.CorrectEntry(background, s, candidate.Entry{Name: "Ada"})
			return err
		}),
		try("OpenClaim", func(h access.Staff) error {
			_, err := h.OpenClaim(background, s, access.Introduction{Agency: "north", Reason: "reason"})
			return err
		}),
		try("ExtendClaim", func(h access.Staff) error { return h.ExtendClaim(background, c, time.Time{}, "reason") }),
		try("ReleaseClaim", func(h access.Staff) error { return h.ReleaseClaim(background, c, "reason") }),
		try("DisputeClaim", func(h access.Staff) error { return h.DisputeClaim(background, c, "reason") }),
		try("ResolveClaim", func(h access.Staff) error { return h.ResolveClaim(background, c, true, "reason") }),
		try("RecordMessage", func(h access.Staff) error { return h.RecordMessage(background, s, "text") }),
	}
}

func denials() []denial {
	all := staffDenials("staff", func(w *World) access.Staff { return w.Staff(nobody) }, "")
	all = append(all, staffDenials("host", func(w *World) access.Staff { return w.Sys.Staff }, "-none")...)
	all = append(all, networkDenials("staff", func(w *World) access.Staff { return w.Staff(nobody) }, "")...)
	all = append(all, networkDenials("host", func(w *World) access.Staff { return w.Sys.Staff }, "-none")...)
	all = append(all, networkDenialsOfOne()...)
	all = append(all,
		denial{"PutAgency", "staff", func(w *World) error {
			return w.Staff(nobody).PutAgency(background, agency.Agency{ID: "new", Title: "New"})
		}},
		denial{"PutList", "staff", func(w *World) error {
			return w.Staff(nobody).PutList(background, agency.List{ID: "new", Title: "New"})
		}},
		denial{"DropList", "staff", func(w *World) error { return w.Staff(nobody).DropList(background, "new") }},
		denial{"Configure", "staff", func(w *World) error {
			return w.Staff(nobody).Configure(background, agency.Settings{Version: 1, Title: "New"})
		}},
		denial{"Erase", "host", func(w *World) error { return w.Sys.Erase(background, "applicant-none") }},
		denial{"EraseRecruiter", "host", func(w *World) error { return w.Sys.EraseRecruiter(background, "bob-none") }},
		denial{"LinkCandidate", "host", func(w *World) error { return w.Sys.LinkCandidate(background, "applicant-none", "host") }},
		denial{"Submit", "recruiter", func(w *World) error {
			_, err := w.Recruiter("bob").Submit(background, "dev", "denied", candidate.Entry{Name: "Jane Doe"})
			return err
		}},
		denial{"Submit", "recruiter", func(w *World) error {
			_, err := w.Recruiter("bob").Submit(background, "dev", "denied", candidate.Entry{Name: "Jane Doe"},
				access.WithResume("cv.txt", "text/plain", strings.NewReader("text")))
			return err
		}},
		denial{"Withdraw", "recruiter", func(w *World) error { return w.Recruiter("bob").Withdraw(background, "applicant") }},
		denial{"AcceptTerms", "recruiter", func(w *World) error { return w.Recruiter("bob").AcceptTerms(background, "2026") }},
	)
	return all
}

// mirrors are the host's calls that only an account which is unknown denies.
var mirrors = map[string]func(access.System) error{
	"PutStaff": func(s access.System) error {
		return s.PutStaff(background, agency.Staff{ID: "u", Role: agency.SuperAdmin})
	},
	"PutOpenings": func(s access.System) error { return s.PutOpenings(background, agency.Opening{ID: "o", Title: "O"}) },
	"PutAgency":   func(s access.System) error { return s.PutAgency(background, agency.Agency{ID: "a", Title: "A"}) },
	"Import": func(s access.System) error {
		_, err := s.Import(background, func(yield func(access.ImportRow, error) bool) {
			yield(access.ImportRow{Candidate: "c", Entry: candidate.Entry{Name: "Ada"}}, nil)
		}, access.ImportOptions{})
		return err
	},
	"ImportNetwork": func(s access.System) error {
		_, err := s.ImportNetwork(background, func(yield func(access.NetworkRow, error) bool) {
			yield(access.NetworkRow{Agency: &agency.Agency{ID: "a", Title: "A"}}, nil)
		}, access.ImportOptions{})
		return err
	},
	"DeleteAccount":  func(s access.System) error { return s.DeleteAccount(background) },
	"Reindex":        func(s access.System) error { return s.Reindex(background, nil) },
	"EraseCandidate": func(s access.System) error { return s.EraseCandidate(background, "c") },
	"PutApplicant": func(s access.System) error {
		return s.PutApplicant(background, access.Applicant{ID: "p", Entry: candidate.Entry{Name: "Ada"}})
	},
}

// DeniedMethods names the methods that DeniedLeavesOneEntry tries.
func DeniedMethods() map[string]bool {
	tried := map[string]bool{"Accept": true}
	for _, d := range denials() {
		tried[d.method] = true
	}
	for name := range mirrors {
		tried[name] = true
	}
	return tried
}

// DeniedLeavesOneEntry checks that a denied attempt leaves one entry in the
// journal, which says so, and nothing else.
func DeniedLeavesOneEntry(t *testing.T, newStore NewStore) {
	st := newStore(t)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	seen := &spy{blobs: memstore.NewBlobs()}
	w := Open(t, st, accountNumber(0), spyBlobs{seen})
	w.North(t, agency.Settings{})
	require.NoError(t, w.Sys.PutStaff(background,
		agency.Staff{ID: nobody, Role: agency.HiringTeamMember}, agency.Staff{ID: viewer, Role: agency.StaffRecruiter},
		agency.Staff{ID: "root", Role: agency.SuperAdmin}))
	w.IDs.Reset("applicant")
	require.NoError(t, w.Sys.PutApplicant(background, access.Applicant{ID: "applicant", Opening: "dev", Entry: candidate.Entry{Name: "Ada"}}))
	for _, d := range denials() {
		t.Run(d.by+"/"+d.method, func(t *testing.T) {
			before := w.Dump(t, "denied")
			err := d.try(w)
			require.NotEmpty(t, deniedWith(err), "not denied: %v", err)
			added := before.Unchanged(t, w.Dump(t, "denied"))
			require.Len(t, added, 1)
			entry := added[0]
			require.True(t, entry.Denied)
			if d.method == "PutList" || d.method == "DropList" { // which no subject has
				require.Equal(t, []store.Value{{Field: "list", After: "new"}}, entry.Values)
			} else {
				require.Empty(t, entry.Values)
				require.Zero(t, entry.Fields.Len())
			}
			require.NotZero(t, entry.Reasons.Len())
			if d.by != "recruiter" { // who is told less than the journal says
				require.Equal(t, deniedWith(err)[0].String(), entry.Reasons.Slice()[0])
			}
			require.Equal(t, d.by, entry.Actor.Kind.String())
			require.Empty(t, seen.take(), "a document was touched")
		})
	}
	t.Run("a secret of none", func(t *testing.T) {
		before := w.Dump(t)
		_, err := w.Sys.Accept(background, secretOfNone, "login")
		require.ErrorIs(t, err, access.ErrInvalidInvitation)
		added := before.Unchanged(t, w.Dump(t))
		require.Len(t, added, 1)
		require.True(t, added[0].Denied)
		require.Equal(t, []string{"invitation_unknown"}, added[0].Reasons.Slice())
		require.Zero(t, added[0].Subject)
	})
	t.Run("a row each of Share and Unshare", func(t *testing.T) {
		g := access.Grants{
			Openings: []agency.OpeningID{"dev", "nowhere"},
			To:       []agency.Grantee{agency.ToRecruiter("none"), agency.ToAgency("none")}, MembersOf: []agency.AgencyID{"nothing"},
		}
		for _, call := range []func(access.Staff) ([]access.ShareRow, error){
			func(h access.Staff) ([]access.ShareRow, error) { return h.Share(background, g) },
			func(h access.Staff) ([]access.ShareRow, error) { return h.Unshare(background, g) },
			func(h access.Staff) ([]access.ShareRow, error) { return h.Pause(background, g) },
			func(h access.Staff) ([]access.ShareRow, error) { return h.Unpause(background, g) },
		} {
			before := w.Dump(t)
			rows, err := call(w.Sys.Staff)
			require.NotEmpty(t, deniedWith(err))
			require.Len(t, rows, 6)
			added := before.Unchanged(t, w.Dump(t))
			require.Len(t, added, len(rows))
			for i, row := range rows { // the journal is newest first
				entry := added[len(added)-1-i]
				require.True(t, entry.Denied)
				require.Equal(t, row.Opening, entry.Opening)
				require.Equal(t, row.Grantee.Recruiter, entry.Recruiter)
			}
		}
	})
	t.Run("all openings of a user who may not share", func(t *testing.T) {
		before := w.Dump(t)
		rows, err := w.Staff(nobody).Share(background, access.Grants{AllOpenings: true, MembersOf: []agency.AgencyID{"north"}})
		require.NotEmpty(t, deniedWith(err))
		require.Empty(t, rows)
		require.Len(t, before.Unchanged(t, w.Dump(t)), 1)
	})
	t.Run("an account that is unknown", func(t *testing.T) {
		for name, try := range mirrors {
			unknown := Open(t, st, accountNumber(1), nil)
			before := unknown.Dump(t)
			require.NotEmpty(t, deniedWith(try(unknown.Sys)), name)
			require.Empty(t, before.Unchanged(t, unknown.Dump(t)), "%s: there is no journal", name)
		}
	})
}

// DeniedInAnyWorld checks the same of whatever is denied in random worlds, a
// row each of Share and Unshare, and that what is refused as bad input leaves
// nothing at all.
func DeniedInAnyWorld(t *testing.T, newStore NewStore) {
	st := newStore(t)
	defer func() { require.NoError(t, st.Close()) }()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		w, m := Open(t, st, accountNumber(n), nil), newModel()
		for _, op := range setup(t) {
			m.do(op)
			if a := w.Do(op); len(a.Rows) == 0 { // shares of the other kind are refused
				require.NoError(t, a.Err)
			}
		}
		before := w.Dump(t, "q0", "q1")
		for k := range 12 {
			op := draw(t, m, k)
			m.do(op)
			a := w.Do(op)
			after := w.Dump(t, "q0", "q1")
			refused := 0
			for _, row := range a.Rows {
				if row.Refused != nil {
					refused++
				}
			}
			switch {
			case len(a.Rows) > refused: // some of it was done
			case len(a.Rows) > 0:
				require.Len(t, before.Unchanged(t, after), refused, "%v", op)
			case deniedWith(a.Err) != nil:
				added := before.Unchanged(t, after)
				require.Len(t, added, 1, "%v", op)
				if !before.At.Equal(after.At) {
					before.Probes = 0
				}
				if told := deniedWith(a.Err); told.has(policy.DuplicateAlert) || told.has(policy.DuplicateBlocked) {
					require.Equal(t, before.Probes+1, after.Probes, "%v", op)
					require.Len(t, added[0].Values, 1, "%v", op) // the digest of what was asked
				} else {
					require.Equal(t, before.Probes, after.Probes, "%v", op)
				}
			case errors.Is(a.Err, access.ErrInvalidInvitation):
				added := before.Unchanged(t, after)
				require.Len(t, added, 1, "%v", op)
				require.True(t, added[0].Denied, "%v", op)
			case a.Err != nil:
				require.Empty(t, before.Unchanged(t, after), "%v", op)
			case op.ByRecruiter != "" && op.Do != "submit": // who may have been sent a letter
				w.learn(t, op)
				after = w.Dump(t, "q0", "q1")
			}
			before = after
		}
	})
}
