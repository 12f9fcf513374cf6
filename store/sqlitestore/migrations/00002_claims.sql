-- +goose Up
UPDATE agencyaccess_schema SET version = 2;

-- How the account's candidates are indexed.
ALTER TABLE agencyaccess_account ADD COLUMN indexed TEXT;

-- Made anew, with a rowid, as their records have become long.
ALTER TABLE agencyaccess_candidate RENAME TO agencyaccess_candidate_1;
CREATE TABLE agencyaccess_candidate (
	account TEXT NOT NULL, id TEXT NOT NULL,
	person TEXT NOT NULL, -- the candidate who it is
	host TEXT NOT NULL, -- the host's identifier of the person; may be empty
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
INSERT INTO agencyaccess_candidate (account, id, person, host, doc)
	SELECT account, id, id, '', '{"Person":' || json_quote(id) || ',' || substr(doc, 2) FROM agencyaccess_candidate_1;
DROP TABLE agencyaccess_candidate_1;
CREATE INDEX agencyaccess_candidate_person ON agencyaccess_candidate (account, person, id);
CREATE INDEX agencyaccess_candidate_host ON agencyaccess_candidate (account, host) WHERE host <> '';

ALTER TABLE agencyaccess_submission ADD COLUMN candidate TEXT NOT NULL DEFAULT '';
UPDATE agencyaccess_submission SET candidate = coalesce(json_extract(doc, '$.Candidate'), '');

CREATE TABLE agencyaccess_holder (
	account TEXT NOT NULL,
	digest INTEGER NOT NULL, -- of the key
	turn INTEGER NOT NULL, -- how many holders of the agency's were before
	candidate TEXT NOT NULL, agency TEXT NOT NULL,
	PRIMARY KEY (account, digest, turn, candidate)
) WITHOUT ROWID;

CREATE TABLE agencyaccess_claim (
	account TEXT NOT NULL, id TEXT NOT NULL,
	candidate TEXT NOT NULL, agency TEXT NOT NULL, recruiter TEXT NOT NULL, submission TEXT NOT NULL, opening TEXT NOT NULL,
	begins INTEGER NOT NULL, ends INTEGER NOT NULL, -- the first instant that is not covered
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX agencyaccess_claim_candidate ON agencyaccess_claim (account, candidate);
CREATE INDEX agencyaccess_claim_ends ON agencyaccess_claim (account, ends, id);
CREATE INDEX agencyaccess_claim_opening ON agencyaccess_claim (account, opening, ends, id);
CREATE INDEX agencyaccess_claim_agency ON agencyaccess_claim (account, agency, ends, id);
CREATE INDEX agencyaccess_claim_recruiter ON agencyaccess_claim (account, recruiter, ends, id);
CREATE INDEX agencyaccess_claim_pair ON agencyaccess_claim (account, opening, agency, ends, id);

CREATE TABLE agencyaccess_ruling (
	account TEXT NOT NULL, submission TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, submission)
);

CREATE TABLE agencyaccess_probe (
	account TEXT NOT NULL, id TEXT NOT NULL,
	agency TEXT NOT NULL, recruiter TEXT NOT NULL,
	at INTEGER NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
) WITHOUT ROWID;
CREATE INDEX agencyaccess_probe_at ON agencyaccess_probe (account, agency, at, recruiter);

-- +goose Down
DROP TABLE agencyaccess_probe;
DROP TABLE agencyaccess_ruling;
DROP TABLE agencyaccess_claim;
DROP TABLE agencyaccess_holder;
ALTER TABLE agencyaccess_submission DROP COLUMN candidate;
ALTER TABLE agencyaccess_candidate RENAME TO agencyaccess_candidate_2;
CREATE TABLE agencyaccess_candidate (
	account TEXT NOT NULL, id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
) WITHOUT ROWID;
INSERT INTO agencyaccess_candidate (account, id, doc) SELECT account, id, doc FROM agencyaccess_candidate_2;
DROP TABLE agencyaccess_candidate_2;
ALTER TABLE agencyaccess_account DROP COLUMN indexed;
UPDATE agencyaccess_schema SET version = 1;
