package tables

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/agencyaccess/agencyaccess/agency"
	"github.com/agencyaccess/agencyaccess/candidate"
	"github.com/agencyaccess/agencyaccess/store"
)

// What stands between the fields of a line, between lines, and between groups of
// them that a statement puts together. Identifiers have no control characters,
// and JSON has none either.
const (
	fieldEnd = "\x1f"
	lineEnd  = "\x1e"
	groupEnd = "\x1d"
)

// The holders of any number of keys are one statement: for each key the part of
// the primary key that its block begins with, and no more of it than MaxHolders
// rows, however large the block.
var holderStatements = []Statement{
	{"holders", `select k.item, (select {join}(b.line, '` + lineEnd + `') from (
			select h.turn || '` + fieldEnd + `' || h.candidate || '` + fieldEnd + `' || h.agency as line from {holder} h
			where h.account = $1 and h.digest = cast(k.item as bigint) order by h.turn, h.candidate limit ` + strconv.Itoa(store.MaxHolders) + `
		) b) from {each $2} k`},
	{"hold", `insert into {holder} (account, digest, turn, candidate, agency)
		select $1, cast(substr(k.item, 4) as bigint), cast(substr(k.item, 1, 3) as smallint), $2, $3 from {each $4} k where 1 = 1
		on conflict (account, digest, turn, candidate) do update set agency = excluded.agency`},
	{"let_go", `delete from {holder} where account = $1 and candidate = $2 and (digest, turn) in (
		select cast(substr(k.item, 4) as bigint), cast(substr(k.item, 1, 3) as smallint) from {each $3} k)`},
	{"put_index", `update {account} set indexed = $2 where account = $1`},
	{"count_indexed", `update {account} set journal = $2, events = $3, indexed = $4 where account = $1`},
}

// item is a digest as a list has it: databases have no unsigned numbers.
func item(d candidate.Digest) string { return strconv.FormatInt(int64(d), 10) }

// holders is the call that fills in f.Holders.
func (t *Tables) holders(account string, q *store.Query, f *store.Facts) Call {
	at := make(map[string][]int, len(q.Keys))
	items := make([]string, 0, len(q.Keys))
	for i, key := range q.Keys {
		it := item(key)
		if at[it] == nil {
			items = append(items, it)
		}
		at[it] = append(at[it], i)
	}
	c := t.question("holders", account, items)
	c.Read = func(rows Rows) error {
		f.Holders = make([][]candidate.Holder, len(q.Keys))
		var it string
		var lines []byte
		for rows.Next() {
			if err := rows.Scan(&it, &lines); err != nil {
				return err
			}
			for _, i := range at[it] {
				held, err := readLines(string(lines))
				if err != nil {
					return err
				}
				f.Holders[i] = held
			}
		}
		return nil
	}
	return c
}

// readLines reads a block. Databases put the lines together in the order in
// which they found them, though not all promise it.
func readLines(lines string) ([]candidate.Holder, error) {
	if lines == "" {
		return nil, nil
	}
	held := make([]candidate.Holder, 0, strings.Count(lines, lineEnd)+1)
	for line := range strings.SplitSeq(lines, lineEnd) {
		turn, rest, _ := strings.Cut(line, fieldEnd)
		id, by, whole := strings.Cut(rest, fieldEnd)
		n, err := strconv.ParseUint(turn, 10, 8)
		if err != nil || !whole {
			return nil, Corrupt("the holders of a key are not what was kept")
		}
		held = append(held, candidate.Holder{Candidate: candidate.ID(id), Agency: agency.AgencyID(by), Turn: uint8(n)})
	}
	slices.SortFunc(held, func(a, b candidate.Holder) int {
		return cmp.Or(cmp.Compare(a.Turn, b.Turn), cmp.Compare(a.Candidate, b.Candidate))
	})
	return held, nil
}

// holdings are what is held, once each: the turn in three digits, and the
// digest.
func holdings(held candidate.Held) []string {
	items := make([]string, 0, held.Len())
	for h := range held.All() {
		items = append(items, fmt.Sprintf("%03d", h.Turn)+item(h.Digest))
	}
	slices.Sort(items)
	return slices.Compact(items)
}

// PutIndex is part of store.Tx, as are the methods below.
func (s *Session) PutIndex(r candidate.Index) {
	if !s.writing() {
		return
	}
	if doc, err := encode(r); !s.refuse(err) {
		s.indexed = doc
	}
}

// flushIndex buffers the write of the index record, which otherwise waits for
// the last statement: they change the same row.
func (s *Session) flushIndex() {
	if s.indexed != "" {
		s.add("put_index", s.indexed)
		s.indexed = ""
	}
}

func (s *Session) Hold(id candidate.ID, by agency.AgencyID, held candidate.Held) {
	if !s.able() || s.refuse(first(agency.CheckID("candidate", id), agency.CheckText("agency", string(by), agency.MaxID))) {
		return
	}
	if items := holdings(held); len(items) > 0 && s.writing() {
		s.add("hold", string(id), string(by), items)
	}
}

func (s *Session) LetGo(id candidate.ID, held candidate.Held) {
	if !s.able() || s.refuse(agency.CheckID("candidate", id)) {
		return
	}
	if items := holdings(held); len(items) > 0 && s.writing() {
		s.add("let_go", string(id), items)
	}
}
