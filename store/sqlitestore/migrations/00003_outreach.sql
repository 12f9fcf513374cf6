-- +goose Up
-- By which domains agencies are known that were there before is noted by
-- System.Reindex: run it once for each account.

UPDATE agencyaccess_schema SET version = 3;

-- Of those who have the address of somebody else, nobody holds it.
ALTER TABLE agencyaccess_recruiter ADD COLUMN conflict INTEGER NOT NULL DEFAULT 0;
DROP INDEX agencyaccess_recruiter_email;
CREATE INDEX agencyaccess_recruiter_email ON agencyaccess_recruiter (account, email, conflict, id);

CREATE TABLE agencyaccess_domain ( -- by which agencies are known
	account TEXT NOT NULL, domain TEXT NOT NULL, agency TEXT NOT NULL,
	PRIMARY KEY (account, domain, agency)
) WITHOUT ROWID;
CREATE INDEX agencyaccess_domain_agency ON agencyaccess_domain (account, agency);

CREATE TABLE agencyaccess_invitation (
	account TEXT NOT NULL, id TEXT NOT NULL,
	recruiter TEXT NOT NULL, agency TEXT NOT NULL,
	newest INTEGER NOT NULL, -- minus when it was made
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);
CREATE INDEX agencyaccess_invitation_newest ON agencyaccess_invitation (account, newest, id);
CREATE INDEX agencyaccess_invitation_agency ON agencyaccess_invitation (account, agency, newest, id);
CREATE INDEX agencyaccess_invitation_recruiter ON agencyaccess_invitation (account, recruiter, newest, id);

CREATE TABLE agencyaccess_list (
	account TEXT NOT NULL, id TEXT NOT NULL,
	doc TEXT NOT NULL,
	PRIMARY KEY (account, id)
);

-- +goose Down
DROP TABLE agencyaccess_list;
DROP TABLE agencyaccess_invitation;
DROP TABLE agencyaccess_domain;
DROP INDEX agencyaccess_recruiter_email;
ALTER TABLE agencyaccess_recruiter DROP COLUMN conflict;
CREATE INDEX agencyaccess_recruiter_email ON agencyaccess_recruiter (account, email, id);
UPDATE agencyaccess_schema SET version = 2;
