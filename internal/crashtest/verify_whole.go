package crashtest

import (
	"regexp"
	"strconv"

	"github.com/agencyaccess/agencyaccess/access/event"
	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// numbers checks that journal and outbox are numbered 1, 2, 3 and so on.
func numbers(f *findings, k *known, c *contents) {
	for i, row := range c.journal {
		if row.Seq != int64(i+1) {
			f.add("journal entry %d has number %d", i+1, row.Seq)
			break
		}
	}
	for i, e := range k.events {
		if e.Seq != int64(i+1) {
			f.add("event %d has number %d", i+1, e.Seq)
			break
		}
	}
}

// whole checks that what was acknowledged is there, and that whatever is there is
// so with all that belongs to it.
func whole(f *findings, k *known, c *contents) error {
	submitted, withdrawn := c.journalled("submit"), c.journalled("withdraw")
	received, left := told(f, k, event.SubmissionReceived{}), told(f, k, event.SubmissionWithdrawn{})
	byRequest := map[request]candidate.SubmissionID{}
	there := map[candidate.SubmissionID]candidate.Submission{}
	for _, s := range c.submissions {
		if _, twice := there[s.ID]; twice {
			f.add("submission %s is listed twice", s.ID)
			continue
		}
		there[s.ID] = s
		r := request{s.Recruiter, s.Request}
		if other, twice := byRequest[r]; twice {
			f.add("request %s of %s made submissions %s and %s", r.id, r.recruiter, other, s.ID)
		}
		byRequest[r] = s.ID
		facts, err := c.reader.Facts(store.Query{Submission: s.ID, Recruiter: s.Recruiter, Request: s.Request, Person: true})
		if err != nil {
			return err
		}
		switch {
		case facts.Submission != s:
			f.add("submission %s is listed as %v and found as %v", s.ID, s, facts.Submission)
		case facts.Entry == nil:
			f.add("submission %s has no entry", s.ID)
		case facts.Entry.Name != entryOf(s.Request).Name:
			f.add("submission %s by request %s has the entry of %q", s.ID, s.Request, facts.Entry.Name)
		}
		switch {
		case facts.Receipt == nil:
			f.add("submission %s has no receipt", s.ID)
		case facts.Receipt.Submission != s.ID || facts.Receipt.Agency != s.Agency || !facts.Receipt.At.Equal(s.At):
			f.add("the receipt of submission %s is %v", s.ID, *facts.Receipt)
		}
		f.person(&s, &facts)
		gone := 0
		if !s.Standing() {
			gone = 1
		}
		f.once(s.ID, "journal entries that it was submitted", submitted[s.ID], 1)
		f.once(s.ID, "events that it was received", received[s.ID], 1)
		f.once(s.ID, "journal entries that it was withdrawn", withdrawn[s.ID], gone)
		f.once(s.ID, "events that it was withdrawn", left[s.ID], gone)
	}
	for r, id := range k.submitted {
		if byRequest[r] != id {
			f.add("submission %s was acknowledged to %s for request %s, and is not there", id, r.recruiter, r.id)
		}
	}
	for id := range k.withdrawn {
		if there[id].Standing() {
			f.add("submission %s was withdrawn, which is forgotten", id)
		}
	}
	for _, of := range []struct {
		what string
		ids  map[candidate.SubmissionID]int
	}{
		{"the journal says that it was submitted", submitted},
		{"the journal says that it was withdrawn", withdrawn},
		{"an event says that it was received", received},
		{"an event says that it was withdrawn", left},
	} {
		for id := range of.ids {
			if there[id].ID == "" {
				f.add("submission %s is not there, but %s", id, of.what)
			}
		}
	}
	consecutive(f, byRequest)
	return nil
}

func (f *findings) once(id candidate.SubmissionID, what string, n, want int) {
	if n != want {
		f.add("submission %s has %d %s, not %d", id, n, what, want)
	}
}

// journalled counts an action's entries by submission.
func (c *contents) journalled(action string) map[candidate.SubmissionID]int {
	n := map[candidate.SubmissionID]int{}
	for _, row := range c.journal {
		if row.Action == action && !row.Denied {
			n[row.Submission]++
		}
	}
	return n
}

// told counts a kind's events by submission.
func told(f *findings, k *known, kind event.Event) map[candidate.SubmissionID]int {
	n := map[candidate.SubmissionID]int{}
	name, _ := kind.Kind()
	for _, e := range k.events {
		if e.Name != name {
			continue
		}
		switch d, err := event.Decode(e.Name, e.Version, e.Payload); d := d.(type) {
		case *event.SubmissionReceived:
			n[d.Submission]++
		case *event.SubmissionWithdrawn:
			n[d.Submission]++
		default:
			f.add("event %d cannot be read: %v", e.Seq, err)
		}
	}
	return n
}

// numbered are the requests of which a worker sends the next only when it has
// the answer to the last.
var numbered = regexp.MustCompile(`^(.*)-(\d+)$`)

// consecutive checks that none is missing before the last.
func consecutive(f *findings, by map[request]candidate.SubmissionID) {
	count, last := map[string]int{}, map[string]int{}
	for r := range by {
		if m := numbered.FindStringSubmatch(string(r.id)); m != nil {
			n, _ := strconv.Atoi(m[2]) // only digits
			count[m[1]]++
			last[m[1]] = max(last[m[1]], n)
		}
	}
	for worker, n := range count {
		if last[worker] != n {
			f.add("of the %d requests of worker %s only %d are there", last[worker], worker, n)
		}
	}
}

// granted checks that the shares are what the journal says was done, and that
// the journal says what was acknowledged.
func granted(f *findings, k *known, c *contents) {
	now := map[agency.Share]bool{} // by opening and grantee: effective
	for _, s := range c.shares {
		now[agency.Share{Opening: s.Opening, Grantee: s.Grantee}] = s.Revoked.IsZero()
	}
	done := map[sharing]int{}
	then := map[agency.Share]bool{}
	for _, row := range c.journal {
		if row.Denied || row.Action != "share" && row.Action != "unshare" {
			continue
		}
		to := agency.Grantee{Recruiter: row.Recruiter}
		if row.Recruiter == "" {
			to.Agency = row.Agency
		}
		done[sharing{row.Action, string(row.Opening), to.String()}]++
		then[agency.Share{Opening: row.Opening, Grantee: to}] = row.Action == "share"
	}
	for s, effective := range then {
		if is, there := now[s]; !there || is != effective {
			f.add("%s is shared with %s: %t by its share, %t by the journal", s.Opening, s.Grantee, is, effective)
		}
	}
	for s := range now {
		if _, there := then[s]; !there {
			f.add("%s is shared with %s, and the journal knows nothing of it", s.Opening, s.Grantee)
		}
	}
	for s, n := range k.shared {
		if done[s] < n {
			f.add("%s %s with %s was acknowledged %d times and is journalled %d times", s.verb, s.opening, s.grantee, n, done[s])
		}
	}
	names := map[string]int{}
	for _, e := range k.events {
		names[e.Name]++
	}
	for _, of := range []struct {
		action string
		event.Event
	}{{"share", event.OpeningShared{}}, {"unshare", event.OpeningUnshared{}}} {
		name, _ := of.Kind()
		total := 0
		for s, n := range done {
			if s.verb == of.action {
				total += n
			}
		}
		if names[name] != total {
			f.add("there are %d events %s for %d journal entries", names[name], name, total)
		}
	}
}
