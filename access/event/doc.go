// Package event is the catalogue of what the outbox delivers to the host: one
// Go type for each event, with its name, its version and the JSON form of its
// payload. The JSON schema of each is in the schema directory, generated from
// these types, with a table of all of them; see [Schema].
//
// Events carry identifiers, codes and times, and titles of openings and
// agencies; the host looks up what a recipient needs with that recipient's own
// permissions. Personal data is in two places. [InvitationSent] has all that the
// mail needs. And the title of an agency may be a person's name, where it is one
// person's agency: see [AgencyChanged], [AgenciesGrouped], and the source in
// [SubmissionReceived]. These do not show in logs. Identifiers of claims and
// candidates are in no payload that an agency or a recruiter receives.
//
// A payload's form never changes within a version, except that fields may be
// added; a reader ignores those it does not know.
package event

//go:generate go run github.com/agencyaccess/agencyaccess/internal/tools/eventschema
