-- +goose Up
CREATE TABLE schema (version INTEGER NOT NULL);
INSERT INTO schema (version) VALUES (1);

CREATE TABLE account (
	account TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	rev BIGINT NOT NULL, -- grows with every transaction that writes
	journal BIGINT NOT NULL, -- number of the last journal entry
	events BIGINT NOT NULL, -- number of the last event
	settings TEXT
);

CREATE TABLE staff (
	account TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL,
	email TEXT COLLATE "C" NOT NULL, -- in lower case
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX staff_email ON staff (account, email, id);

CREATE TABLE agency (
	account TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);

CREATE TABLE recruiter (
	account TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL,
	agency TEXT COLLATE "C" NOT NULL,
	email TEXT COLLATE "C" NOT NULL, -- in lower case; empty once deactivated
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX recruiter_agency ON recruiter (account, agency, id);
CREATE INDEX recruiter_email ON recruiter (account, email, id);

CREATE TABLE opening (
	account TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL,
	newest BIGINT NOT NULL, -- minus when it was made
	open INTEGER NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX opening_newest ON opening (account, newest, id);

CREATE TABLE team (
	account TEXT COLLATE "C" NOT NULL, opening TEXT COLLATE "C" NOT NULL, staff TEXT COLLATE "C" NOT NULL,
	newest BIGINT NOT NULL, -- the opening's
	PRIMARY KEY (account, opening, staff)
);
CREATE INDEX team_staff ON team (account, staff, newest, opening);

CREATE TABLE share (
	account TEXT COLLATE "C" NOT NULL, opening TEXT COLLATE "C" NOT NULL,
	grantee TEXT COLLATE "C" NOT NULL, -- "agency:" or "recruiter:" and the identifier
	opened BIGINT, -- the opening's newest; null while there is no opening
	starts BIGINT NOT NULL, -- it is effective from here
	ends BIGINT NOT NULL, -- until here, which is long ago once it is revoked
	doc TEXT NOT NULL,
	PRIMARY KEY (account, opening, grantee)
);
CREATE INDEX share_grantee ON share (account, grantee, opening);
CREATE INDEX share_opened ON share (account, grantee, opened, opening);

CREATE TABLE entry (
	account TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL,
	name TEXT COLLATE "C" NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);

CREATE TABLE candidate (
	account TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);

CREATE TABLE submission (
	account TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL,
	opening TEXT COLLATE "C" NOT NULL, agency TEXT COLLATE "C" NOT NULL, recruiter TEXT COLLATE "C" NOT NULL, entry TEXT COLLATE "C" NOT NULL,
	newest BIGINT NOT NULL, -- minus when it was submitted
	standing INTEGER NOT NULL, -- 0 once withdrawn
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX submission_newest ON submission (account, newest, id);
CREATE INDEX submission_opening ON submission (account, opening, newest, id);
CREATE INDEX submission_agency ON submission (account, agency, newest, id);
CREATE INDEX submission_recruiter ON submission (account, recruiter, newest, id);
CREATE INDEX submission_pair ON submission (account, opening, agency, newest, id);

CREATE TABLE receipt (
	account TEXT COLLATE "C" NOT NULL, agency TEXT COLLATE "C" NOT NULL, recruiter TEXT COLLATE "C" NOT NULL, request TEXT COLLATE "C" NOT NULL,
	at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, agency, recruiter, request)
);
CREATE INDEX receipt_at ON receipt (account, agency, recruiter, at);

CREATE TABLE remark (
	account TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL,
	submission TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL,
	kind INTEGER NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX remark_submission ON remark (account, submission, at, id);

CREATE TABLE journal (
	account TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL,
	opening TEXT COLLATE "C" NOT NULL, agency TEXT COLLATE "C" NOT NULL, recruiter TEXT COLLATE "C" NOT NULL, staff TEXT COLLATE "C" NOT NULL, submission TEXT COLLATE "C" NOT NULL,
	doc TEXT NOT NULL,
	vals TEXT, -- of fields, before and after; may be personal data
	PRIMARY KEY (account, seq)
);
CREATE INDEX journal_opening ON journal (account, opening, seq) WHERE opening <> '';
CREATE INDEX journal_agency ON journal (account, agency, seq) WHERE agency <> '';
CREATE INDEX journal_recruiter ON journal (account, recruiter, seq) WHERE recruiter <> '';
CREATE INDEX journal_staff ON journal (account, staff, seq) WHERE staff <> '';
CREATE INDEX journal_submission ON journal (account, submission, seq) WHERE submission <> '';

CREATE TABLE event (
	account TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL,
	doc TEXT NOT NULL,
	payload BYTEA,
	attempt INTEGER NOT NULL,
	PRIMARY KEY (account, seq)
);

CREATE TABLE queue (
	account TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	waiting INTEGER NOT NULL, -- 1 while there are events
	token TEXT COLLATE "C" NOT NULL, -- of the present claim
	until BIGINT NOT NULL, -- when it can be taken over
	first BIGINT NOT NULL, last BIGINT NOT NULL, -- its events
	retry BIGINT NOT NULL -- before then nothing is handed out
);
CREATE INDEX queue_waiting ON queue (account) WHERE waiting = 1;

-- +goose Down
DROP TABLE queue;
DROP TABLE event;
DROP TABLE journal;
DROP TABLE remark;
DROP TABLE receipt;
DROP TABLE submission;
DROP TABLE candidate;
DROP TABLE entry;
DROP TABLE share;
DROP TABLE team;
DROP TABLE opening;
DROP TABLE recruiter;
DROP TABLE agency;
DROP TABLE staff;
DROP TABLE account;
DROP TABLE schema;
