-- +goose Up
CREATE TABLE agencyaccess_schema (version INTEGER NOT NULL);
INSERT INTO agencyaccess_schema (version) VALUES (1);

CREATE TABLE agencyaccess_account (
	account TEXT NOT NULL PRIMARY KEY,
	rev INTEGER NOT NULL, -- grows with every transaction that writes
	journal INTEGER NOT NULL, -- number of the last journal entry
	events INTEGER NOT NULL, -- number of the last event
	settings TEXT
) WITHOUT ROWID;

CREATE TABLE agencyaccess_staff (
	account TEXT NOT NULL, id TEXT NOT NULL,
	email TEXT NOT NULL, -- in lower case
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
) WITHOUT ROWID;
CREATE INDEX agencyaccess_staff_email ON agencyaccess_staff (account, email, id);

CREATE TABLE agencyaccess_agency (
	account TEXT NOT NULL, id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
) WITHOUT ROWID;

CREATE TABLE agencyaccess_recruiter (
	account TEXT NOT NULL, id TEXT NOT NULL,
	agency TEXT NOT NULL,
	email TEXT NOT NULL, -- in lower case; empty once deactivated
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
) WITHOUT ROWID;
CREATE INDEX agencyaccess_recruiter_agency ON agencyaccess_recruiter (account, agency, id);
CREATE INDEX agencyaccess_recruiter_email ON agencyaccess_recruiter (account, email, id);

CREATE TABLE agencyaccess_opening (
	account TEXT NOT NULL, id TEXT NOT NULL,
	newest INTEGER NOT NULL, -- minus when it was made
	open INTEGER NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX agencyaccess_opening_newest ON agencyaccess_opening (account, newest, id);

CREATE TABLE agencyaccess_team (
	account TEXT NOT NULL, opening TEXT NOT NULL, staff TEXT NOT NULL,
	newest INTEGER NOT NULL, -- the opening's
	PRIMARY KEY (account, opening, staff)
) WITHOUT ROWID;
CREATE INDEX agencyaccess_team_staff ON agencyaccess_team (account, staff, newest, opening);

CREATE TABLE agencyaccess_share (
	account TEXT NOT NULL, opening TEXT NOT NULL,
	grantee TEXT NOT NULL, -- "agency:" or "recruiter:" and the identifier
	opened INTEGER, -- the opening's newest; null while there is no opening
	starts INTEGER NOT NULL, -- it is effective from here
	ends INTEGER NOT NULL, -- until here, which is long ago once it is revoked
	doc TEXT NOT NULL,
	PRIMARY KEY (account, opening, grantee)
) WITHOUT ROWID;
CREATE INDEX agencyaccess_share_grantee ON agencyaccess_share (account, grantee, opening);
CREATE INDEX agencyaccess_share_opened ON agencyaccess_share (account, grantee, opened, opening);

CREATE TABLE agencyaccess_entry (
	account TEXT NOT NULL, id TEXT NOT NULL,
	name TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);

CREATE TABLE agencyaccess_candidate (
	account TEXT NOT NULL, id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
) WITHOUT ROWID;

CREATE TABLE agencyaccess_submission (
	account TEXT NOT NULL, id TEXT NOT NULL,
	opening TEXT NOT NULL, agency TEXT NOT NULL, recruiter TEXT NOT NULL, entry TEXT NOT NULL,
	newest INTEGER NOT NULL, -- minus when it was submitted
	standing INTEGER NOT NULL, -- 0 once withdrawn
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX agencyaccess_submission_newest ON agencyaccess_submission (account, newest, id);
CREATE INDEX agencyaccess_submission_opening ON agencyaccess_submission (account, opening, newest, id);
CREATE INDEX agencyaccess_submission_agency ON agencyaccess_submission (account, agency, newest, id);
CREATE INDEX agencyaccess_submission_recruiter ON agencyaccess_submission (account, recruiter, newest, id);
CREATE INDEX agencyaccess_submission_pair ON agencyaccess_submission (account, opening, agency, newest, id);

CREATE TABLE agencyaccess_receipt (
	account TEXT NOT NULL, agency TEXT NOT NULL, recruiter TEXT NOT NULL, request TEXT NOT NULL,
	at INTEGER NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, agency, recruiter, request)
) WITHOUT ROWID;
CREATE INDEX agencyaccess_receipt_at ON agencyaccess_receipt (account, agency, recruiter, at);

CREATE TABLE agencyaccess_remark (
	account TEXT NOT NULL, id TEXT NOT NULL,
	submission TEXT NOT NULL, at INTEGER NOT NULL,
	kind INTEGER NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX agencyaccess_remark_submission ON agencyaccess_remark (account, submission, at, id);

CREATE TABLE agencyaccess_journal (
	account TEXT NOT NULL, seq INTEGER NOT NULL,
	opening TEXT NOT NULL, agency TEXT NOT NULL, recruiter TEXT NOT NULL, staff TEXT NOT NULL, submission TEXT NOT NULL,
	doc TEXT NOT NULL,
	vals TEXT, -- of fields, before and after; may be personal data
	PRIMARY KEY (account, seq)
);
CREATE INDEX agencyaccess_journal_opening ON agencyaccess_journal (account, opening, seq) WHERE opening <> '';
CREATE INDEX agencyaccess_journal_agency ON agencyaccess_journal (account, agency, seq) WHERE agency <> '';
CREATE INDEX agencyaccess_journal_recruiter ON agencyaccess_journal (account, recruiter, seq) WHERE recruiter <> '';
CREATE INDEX agencyaccess_journal_staff ON agencyaccess_journal (account, staff, seq) WHERE staff <> '';
CREATE INDEX agencyaccess_journal_submission ON agencyaccess_journal (account, submission, seq) WHERE submission <> '';

CREATE TABLE agencyaccess_event (
	account TEXT NOT NULL, seq INTEGER NOT NULL,
	doc TEXT NOT NULL,
	payload BLOB,
	attempt INTEGER NOT NULL,
	PRIMARY KEY (account, seq)
);

CREATE TABLE agencyaccess_queue (
	account TEXT NOT NULL PRIMARY KEY,
	waiting INTEGER NOT NULL, -- 1 while there are events
	token TEXT NOT NULL, -- of the present claim
	until INTEGER NOT NULL, -- when it can be taken over
	first INTEGER NOT NULL, last INTEGER NOT NULL, -- its events
	retry INTEGER NOT NULL -- before then nothing is handed out
) WITHOUT ROWID;
CREATE INDEX agencyaccess_queue_waiting ON agencyaccess_queue (account) WHERE waiting = 1;

-- +goose Down
DROP TABLE agencyaccess_queue;
DROP TABLE agencyaccess_event;
DROP TABLE agencyaccess_journal;
DROP TABLE agencyaccess_remark;
DROP TABLE agencyaccess_receipt;
DROP TABLE agencyaccess_submission;
DROP TABLE agencyaccess_candidate;
DROP TABLE agencyaccess_entry;
DROP TABLE agencyaccess_share;
DROP TABLE agencyaccess_team;
DROP TABLE agencyaccess_opening;
DROP TABLE agencyaccess_recruiter;
DROP TABLE agencyaccess_agency;
DROP TABLE agencyaccess_staff;
DROP TABLE agencyaccess_account;
DROP TABLE agencyaccess_schema;
