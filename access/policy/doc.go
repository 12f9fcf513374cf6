// Package policy decides who may do what: [Decide] is a pure function of a
// [Request] and the [Facts]. It reads no clock, does no I/O, cannot fail and
// does not allocate.
//
// The zero [Decision] denies, and so does every missing fact, with a reason of
// its own. All reasons that hold are collected, not only the first; [Code]
// lists them in their order. A decision on what a recruiter asks is made for
// staff to read; [Decision.Disclose] turns it, one way, into what the recruiter
// may be told. testdata/matrix.golden.md shows what the standard settings come
// to.
//
// # What is missing
//
// A record that is nil or has an empty ID is missing. So is an Agency that is
// not the one the recruiter is in, and on a recruiter's request an Opening that
// is not the submission's. A missing account, or settings of version 0, is
// [NotFound] whoever asks; the rest is then judged by the zero settings. A
// missing recruiter is [RecruiterNotActive] and a missing agency
// [AgencyTerminated], whatever the matrix says. An action or a side that is
// unknown, and a recruiter who asks what only staff can ask, is NotFound and
// nothing else.
//
// Settings are taken as they are: [agency.Settings.Validate] keeps out a matrix
// that leaves too much.
//
// # Recruiters
//
// A cause (see [agency.Cause]) that holds denies when its row of
// Settings.Offboarding lacks the action's right: [ViewSubmission] takes
// [agency.ViewProgress]; [InviteColleague], [ManageColleague] and [AcceptTerms]
// take [agency.InviteColleagues] and an admin; the others the right of their name.
// Lists are denied only when the row leaves nothing at all.
//
// A share counts when it is of this opening, to this recruiter or to the agency
// they are in, and of a kind that the sharing mode uses. One that is effective
// suffices. Without one, that with the latest Granted names the reason; of two
// granted at once the recruiter's own does. While Facts.Now is zero no share has
// started. A share that is paused counts as one that was revoked then, except that
// a revocation or an end names the reason before it. A closed agency is judged as a
// terminated one.
//
// For a missing opening there is NotFound, and neither the grant nor limits nor
// a ruling are looked at. For actions on a submission the opening is the
// submission's, and its grant and state matter as far as the matrix says; where
// it has none that is known, nothing is granted. A colleague is somebody of the own
// agency, who asks included; of anybody else nothing is looked at. Withdrawing is for the one who
// submitted, or for an admin who can see the submission. An alert that is not to
// be told is accepted silently.
//
// # Regular users and the host
//
// A user needs a level in the action's area (see [agency.Levels]) and for most
// actions on an opening or a submission to be on the opening's hiring team, or
// to have AllOpenings. A submission to no opening has no team. [InviteRecruiter]
// takes [agency.ManageAgencies], or [agency.AssignAgencies] on an opening of
// one's own team. [ManageClaims] is a matter of agencies: the level of submissions
// does not count for it. The host needs no level; [MirrorRecords], [Erase],
// [Import], [LinkCandidate], [Reindex], [EraseRecruiter], [ImportNetwork],
// [ExportAccount] and [DeleteAccount] are for it alone, and recruiters' actions are
// for neither ([RoleInsufficient]).
//
// [Share] needs an agency that is known and not terminated, also when the
// grantee is a recruiter, and a recruiter who is not deactivated; an invited
// recruiter and a suspended agency are fine. [Unshare] minds neither states nor
// the sharing mode. Nobody is invited, moved, converted or edited into a terminated
// agency, and what is terminated is not suspended, reinstated or terminated again;
// nor is any of this done with a closed one, whose reason is [AgencyTerminated] too.
// [GroupAgencies] is decided for each agency and refuses suspended ones besides.
// [ConvertStaff] and [InviteRecruiter] mind the agency only where one is there
// already.
//
// An address of a regular user keeps [InviteRecruiter], [EditRecruiter] and
// [PromoteRecruiter] from going on, one of another recruiter the first two, and a
// known domain the first alone. Staff may leave an agency without an admin;
// its own people may not ([LastAdmin]).
//
// # What a recruiter is told
//
// When the recruiter or the agency is not in good standing, that and nothing
// about the target. Otherwise, when the target is missing or not theirs to know
// of, NotFound and nothing else, equal by == for hidden and for missing targets.
// A share that is over or paused is told when it was effective at some instant
// since the recruiter last became active, and otherwise is like none, in the matrix
// too; time in which the agency was suspended or the share lay dormant counts. An
// archived opening is told to who holds an effective share; limits, and that an
// agency would have no admin, as they are; another agency's claim, never. A denial of which nothing
// may be told is told as NotFound.
//
// A duplicate is told only when nothing else holds the recruiter back, alone,
// and as [agency.Tell] says: under [agency.TellNothing] not at all, under
// [agency.TellKnown] without arguments, under [agency.TellClass] always with both
// of class=known and claim=none, over, disputed or in-force, which is how the
// asker's own earlier claim stands. There are no other shapes: whose candidate the
// person is, and whether anybody else's claim to them is in force, shows in none.
package policy
