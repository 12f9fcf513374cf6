-- +goose Up
UPDATE schema SET version = 2;

-- How the account's candidates are indexed.
ALTER TABLE account ADD COLUMN indexed TEXT;

ALTER TABLE candidate
	ADD COLUMN person TEXT COLLATE "C" NOT NULL DEFAULT '', -- the candidate who it is
	ADD COLUMN host TEXT COLLATE "C" NOT NULL DEFAULT ''; -- the host's identifier of the person; may be empty
UPDATE candidate SET person = id, doc = '{"Person":' || to_json(id)::text || ',' || substr(doc, 2);
ALTER TABLE candidate ALTER COLUMN person DROP DEFAULT, ALTER COLUMN host DROP DEFAULT;
CREATE INDEX candidate_person ON candidate (account, person, id);
CREATE INDEX candidate_host ON candidate (account, host) WHERE host <> '';

ALTER TABLE submission ADD COLUMN candidate TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE submission SET candidate = coalesce(doc::json ->> 'Candidate', '');
ALTER TABLE submission ALTER COLUMN candidate DROP DEFAULT;

CREATE TABLE holder (
	account TEXT COLLATE "C" NOT NULL,
	digest BIGINT NOT NULL, -- of the key
	turn SMALLINT NOT NULL, -- how many holders of the agency's were before
	candidate TEXT COLLATE "C" NOT NULL, agency TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (account, digest, turn, candidate)
);

CREATE TABLE claim (
	account TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL,
	candidate TEXT COLLATE "C" NOT NULL, agency TEXT COLLATE "C" NOT NULL, recruiter TEXT COLLATE "C" NOT NULL, submission TEXT COLLATE "C" NOT NULL, opening TEXT COLLATE "C" NOT NULL,
	begins BIGINT NOT NULL, ends BIGINT NOT NULL, -- the first instant that is not covered
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX claim_candidate ON claim (account, candidate);
CREATE INDEX claim_ends ON claim (account, ends, id);
CREATE INDEX claim_opening ON claim (account, opening, ends, id);
CREATE INDEX claim_agency ON claim (account, agency, ends, id);
CREATE INDEX claim_recruiter ON claim (account, recruiter, ends, id);
CREATE INDEX claim_pair ON claim (account, opening, agency, ends, id);

CREATE TABLE ruling (
	account TEXT COLLATE "C" NOT NULL, submission TEXT COLLATE "C" NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, submission)
);

CREATE TABLE probe (
	account TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL,
	agency TEXT COLLATE "C" NOT NULL, recruiter TEXT COLLATE "C" NOT NULL,
	at BIGINT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX probe_at ON probe (account, agency, at, recruiter);

-- +goose Down
DROP TABLE probe;
DROP TABLE ruling;
DROP TABLE claim;
DROP TABLE holder;
ALTER TABLE submission DROP COLUMN candidate;
DROP INDEX candidate_host;
DROP INDEX candidate_person;
ALTER TABLE candidate DROP COLUMN person, DROP COLUMN host;
ALTER TABLE account DROP COLUMN indexed;
UPDATE schema SET version = 1;
