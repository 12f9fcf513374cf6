// Package scenario reads and runs scenarios: policy as text, which a product
// manager can read and which runs unchanged on every store. [Parse] checks the
// whole of a script, [Run] runs it on an engine.
//
//	account acme sharing=per-recruiter
//	agency north "North Recruiting"
//	recruiter ann north admin
//	recruiter bob north
//	opening dev
//	share dev ann
//	as ann submit dev s1 name="Jane Doe"
//	as bob submit dev s2 name="Joe Roe"  -> denied not_found
//	explain bob submit dev               -> deny not_shared
//	as bob submissions                   -> s1
//	as ann view s1                       -> stage=new source="North Recruiting"
//
// # Lines
//
// A line is [ "as" ID ] VERB ARGUMENTS [ "->" EXPECTATION ], in UTF-8. Tokens are
// separated by spaces and tabs; quotes may enclose a token or a part of one, and
// make spaces, commas, equals signs and # ordinary; \" and \\ stand for a quote
// and a backslash. A # at the start of a line or after a space begins a comment.
// Positional arguments come first; keys and words such as admin follow in any
// order. Lists are a,b,c. Times are 2026-03-01, which is 00:00 UTC, or RFC 3339;
// lengths of time are 6mo, 30d, 2h, 5m or 10s.
//
// The first line is the account. Without "as" the host speaks. "as ID" is a
// regular user or a recruiter, whatever the ID was declared as; somebody who was
// never declared speaks as a regular user if regular users have the verb at all,
// except for view, which is a recruiter's first. There is one namespace for the
// IDs of all kinds. Only a submission that was accepted is remembered under its
// name, and only a colleague who was invited; the engine gives both IDs of its
// own. IDs that are unknown go to the engine as they are, a target of view or can
// as an opening, and one of view by the hiring side as a submission.
//
// A regular user who is converted becomes a recruiter of the same name, and a
// recruiter who is promoted a regular user. From then on the name is either: who
// speaks is the one who has the verb, and otherwise, as in deactivate and
// reactivate, it is what it became last.
//
// The clock starts at 2026-01-01 and belongs to the script: "at" sets it, "wait"
// advances it, and every line that may change something, whether it does or not,
// takes one microsecond. Questions take no time.
//
// # Verbs
//
// The host alone:
//
//	account ID [KEY=...]                 at TIME    wait N
//	staff ID super-admin|recruitment-manager|recruiter|hiring-team-member [email=]
//	opening ID [TITLE] [archived] [private] [team=LIST] [text=]
//	applicant ID [OPENING] PERSON [candidate=ID]     erase SUB
//	link SUB ID                          the host's own record of the person; "" is none
//	accept RECRUITER [stale]
//	import ID PERSON [since=TIME]        somebody whom the host knows as ID
//	import SUB submission PERSON since=TIME [opening=] [agency=] [recruiter=] [stage=] [candidate=]
//
// The host and regular users, as far as these have the permission:
//
//	set KEY=...
//	agency ID [TITLE] [domains=LIST]
//	recruiter ID AGENCY [admin|member] [state=active|invited|deactivated] [email=]
//	share|unshare OPENINGS|all TARGETS   share also: [from=TIME] [until=TIME]
//	pause|unpause OPENINGS|all TARGETS
//	list ID [TITLE] MEMBERS...           drop LIST
//	archive|reopen|private|public OPENING
//	suspend|reinstate|terminate AGENCY   deactivate|reactivate RECRUITER|STAFF
//	deactivate RECRUITER to=COLLEAGUE    who takes over what was submitted
//	invite ID AGENCY|new:NAME email= [admin|member] [share=OPENINGS|all] [anyway]
//	resend|revoke ID
//	group AGENCY [NAME] RECRUITERS... [admin=LIST]   ungroup AGENCY
//	move RECRUITER AGENCY                promote RECRUITER ROLE
//	convert STAFF AGENCY|new:NAME email=OLDLOGIN [admin|member] [share=] [anyway]
//	advance SUB STAGE                    note|feedback SUB TEXT
//	merge SUB SUB [name=keep|take] [emails=] ...   unmerge SUB   distinct|alike SUB SUB
//	correct SUB PERSON
//	claim ID SUB AGENCY [from=TIME] [until=TIME]   extend CLAIM [until=TIME]
//	release|dispute|uphold|overrule CLAIM          all of them also: [reason=]
//	view SUB       -> stage source name opening agency recruiter notes (their number)
//	view AGENCY    -> title state domains known into
//	view RECRUITER -> agency state admin email user conflict
//	view STAFF     -> role state email
//	view LIST      -> title members
//	agencies       -> AGENCY...          recruiters [AGENCY] -> RECRUITER...
//	lists          -> LIST...
//	person SUB     -> name email phone url born place submissions candidates
//	duplicates SUB -> SUB...             compare SUB SUB -> verdict evidence
//	ruling SUB [at=TIME]                 -> outcome verdict owner owned-by-other
//	                  acknowledged settings; with a time, replayed for it
//	credit SUB     -> agency claim disputed at
//	claims [agency=] [opening=] [after=TIME]       -> CLAIM...
//	standing CLAIM -> standing from until agency
//	remarks SUB    -> ordered TEXT...
//	who OPENING    -> RECRUITER...
//	explain RECRUITER ACTION [TARGET]
//	               -> allow, deny CODE..., or told with without remedy
//	audit [of=ID] [last=N]
//	               -> action actor denied reasons opening agency recruiter staff
//	                  submission fields values (their number)
//
// A CLAIM goes by the name of the submission that it came from, or by the name
// that the line gave it. A reason that is not given is "agreed".
//
// An agency that is made for who is invited has the ID ID-agency. RECRUITERS are
// a,b,c or several of these. What stands in quotes before them is the NAME of a new
// agency; one that was not declared is new, too, and without a NAME it is called by
// its ID. Accept hands back the secret that the recruiter was sent last,
// with stale the one before; who was sent none has a secret of nobody. The
// recruiter's name in the script is their login at the host.
//
// TARGETS are recruiters, agencies, members:AGENCY and list:LIST, when sharing also
// list:LIST+3d for a start three days later. MEMBERS are recruiters and agencies, in
// order, and a TITLE before them stands in quotes.
//
// In explain, told is the first code that the recruiter is told, with and without
// are the colleagues who may view the opening and who may not, and remedy is that
// of the first reason.
//
// The host acts for the operator named [Operator], and audit looks at the last N
// entries about the ID, N being 1 unless given: it holds when one of them has all
// the values.
//
// Declaring a recruiter again with state=active, which is what stands for no
// state, activates one who was invited. Declaring an opening or a regular user
// again replaces what was declared.
//
// Recruiters:
//
//	submit OPENING SUB PERSON [request=KEY] [ack]    -> alert, or as anything
//	withdraw SUB                         accept-terms LABEL
//	invite ID email= [admin]             resend|revoke|deactivate|admin|member ID
//	openings    submissions [opening=]    colleagues    claims [after=TIME]    -> ID...
//	standing SUB   -> standing from until
//	count openings|submissions           -> n
//	view OPENING   -> title state private text until
//	view SUB       -> title stage source name opening recruiter mine
//	can ACTION [TARGET]                  -> allow, deny CODE...
//
// PERSON is name= or given= and surname=, email=, phone= and url= (each as often
// as needed), born=, place=, street=, city=, postcode=, region=, national-id=,
// consent=TIME and resume=, which is the text of the document. With ack a
// submission has the acknowledgement of the recruiter's last alert for SUB. ACTION is view, submit,
// withdraw, message or invite.
//
// Settings, of account and set, are sharing, visibility, duplicates,
// duplicates.exact, duplicates.possible, scope, lookback, ownership, direct,
// counting=STAGES, resubmission, tell, probes=N,N (for a recruiter, an agency) and
// region; title, quota=N (0 is none), terms=LABEL
// ("" is none), consent=yes|no, journal-reads=yes|no, stages=LIST,
// invitation-days=N (0 is the default), colleague-domains=yes|no, and
// offboarding.CAUSE=RIGHTS or none, such as offboarding.grant-over=message.
//
// # Expectations
//
// Without one a verb must succeed, and so must one that expects none. "denied
// CODE" is a refusal whose first reason is the code; "error CODE" is a fault:
// invalid, request_mismatch, invalid_invitation, conflict, exists and so on. "deny" with one code is
// about the first reason, with several about all of them in order. Pairs k=v
// compare the keys that are named. Lists are sets unless "ordered" stands first;
// nothing after the arrow is the empty list. Lists are read over all pages, of
// two rows each.
//
// Verbs of later releases are known and checked, but a script that has one fails
// with [ErrNotSupported] before anything runs.
package scenario
