-- +goose Up
-- By which domains agencies are known that were there before is noted by
-- System.Reindex: run it once for each account.

UPDATE schema SET version = 3;

-- Of those who have the address of somebody else, nobody holds it.
ALTER TABLE recruiter ADD COLUMN conflict INTEGER NOT NULL DEFAULT 0;
ALTER TABLE recruiter ALTER COLUMN conflict DROP DEFAULT;
DROP INDEX recruiter_email;
CREATE INDEX recruiter_email ON recruiter (account, email, conflict, id);

CREATE TABLE domain ( -- by which agencies are known
	account TEXT COLLATE "C" NOT NULL, domain TEXT COLLATE "C" NOT NULL, agency TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (account, domain, agency)
);
CREATE INDEX domain_agency ON domain (account, agency);

CREATE TABLE invitation (
	account TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL,
	recruiter TEXT COLLATE "C" NOT NULL, agency TEXT COLLATE "C" NOT NULL,
	newest BIGINT NOT NULL, -- minus when it was made
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX invitation_newest ON invitation (account, newest, id);
CREATE INDEX invitation_agency ON invitation (account, agency, newest, id);
CREATE INDEX invitation_recruiter ON invitation (account, recruiter, newest, id);

CREATE TABLE list (
	account TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);

-- +goose Down
DROP TABLE list;
DROP TABLE invitation;
DROP TABLE domain;
DROP INDEX recruiter_email;
ALTER TABLE recruiter DROP COLUMN conflict;
CREATE INDEX recruiter_email ON recruiter (account, email, id);
UPDATE schema SET version = 2;
