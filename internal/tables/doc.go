// Package tables is what the adapters for SQL databases have in common: how an
// account's records become rows, the statements that read and write them, and
// the transaction that an adapter hands to the engine. An adapter adds the
// driver, the migrations, beginning and committing, and what its errors mean.
//
// # Rows
//
// The account is the first column of every key and stands in every statement, so
// that no statement can reach another tenant's rows and the tables can be spread
// over servers by account. A record is kept whole, as JSON, in the column doc;
// the other columns repeat what keys, indexes and conditions need. Instants are
// microseconds since 1970 in UTC, and lists that are newest first have a column
// newest, minus that, so that one ascending index holds their order. Identifiers
// are compared byte by byte, which is for the migrations to say.
//
// The keys of candidates are the exception: a holding is a row without a record,
// and its digest, a number without a sign, is kept as the signed one of the same
// bits.
//
// # Numbers
//
// The account's row counts the entries of its journal and the events of its
// outbox. A transaction takes the row's lock first, and adds to the counts last:
// numbers are dense and in the order of the commits, and a transaction that does
// not commit uses none.
package tables
