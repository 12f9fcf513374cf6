package tables

import (
	"context"

	"github.com/cockroachdb/errors"

	"github.com/agencyaccess/agencyaccess/agency"
)

// accounted are the tables that have rows of accounts. The queue comes before its
// events, since a claim locks them in that order, and the account's own row,
// which is locked from the first, comes last.
var accounted = []string{
	"queue", "event", "journal",
	"probe", "ruling", "claim", "holder",
	"remark", "receipt", "submission", "candidate", "entry",
	"list", "invitation",
	"share", "team", "opening", "recruiter", "domain", "agency", "staff",
	"account",
}

func deleteStatements() []Statement {
	all := make([]Statement, len(accounted))
	for i, table := range accounted {
		all[i] = Statement{"delete_" + table, `delete from {` + table + `} where account = $1`}
	}
	return all
}

// Delete removes all rows of an account in a place, as the account's only
// writer. Who waits for the account's row meanwhile makes it anew.
func (t *Tables) Delete(ctx context.Context, in Place, account agency.AccountID) error {
	const op = "delete"
	if err := in.Enter(ctx, op); err != nil {
		return err
	}
	defer in.Leave()
	if agency.CheckID("account", account) != nil {
		return nil // which no account is called
	}
	return in.Change(ctx, op, func(r Runner) error {
		lock := t.call("lock", string(account))
		lock.Read = func(Rows) error { return nil }
		calls := []Call{lock}
		for _, table := range accounted {
			calls = append(calls, t.call("delete_"+table, string(account)))
		}
		if err := r.Run(ctx, calls); err != nil {
			return err
		}
		return errors.Wrap(ctx.Err(), "tables: "+op)
	})
}
