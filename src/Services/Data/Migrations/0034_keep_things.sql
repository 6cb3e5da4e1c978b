-- A voice that no browser plays has a copy that every one plays; 0 = none can be made of it.
ALTER TABLE files ADD COLUMN heard_as BIGINT NULL;
CREATE INDEX files_unheard ON files (media_type, heard_as);
-- Where somebody scanned the code of a grid or a building last: the place of what they report without naming one.
ALTER TABLE residents ADD COLUMN scanned_grid VARCHAR(20) NULL;
ALTER TABLE residents ADD COLUMN scanned_place VARCHAR(120) NULL;
-- The codes of grids and buildings; estate and building are empty for a grid. url is what the picture says, once WeChat has given it.
CREATE TABLE place_codes (
  scene VARCHAR(64) NOT NULL PRIMARY KEY, grid_code VARCHAR(20) NOT NULL, estate VARCHAR(64) NOT NULL, building VARCHAR(16) NOT NULL,
  url VARCHAR(255) NULL, created_at BIGINT NOT NULL);
CREATE UNIQUE INDEX place_codes_place ON place_codes (grid_code, estate, building);
-- A link that opens one thing for a while, for whoever holds it; only the hash of its token is kept.
CREATE TABLE open_links (
  token_hash CHAR(64) NOT NULL PRIMARY KEY, kind VARCHAR(16) NOT NULL, subject VARCHAR(64) NOT NULL, made_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, revoked_at BIGINT NULL, opened INTEGER NOT NULL);
CREATE INDEX open_links_subject ON open_links (kind, subject);
CREATE INDEX open_links_expires ON open_links (expires_at);
-- What residents wrote or took, before others than their worker may see it. state: waiting, asked (WeChat answers later), pass,
-- review (only a person can say), risky, approved, hidden.
CREATE TABLE content_checks (
  id BIGINT NOT NULL PRIMARY KEY, dedup_key VARCHAR(120) NOT NULL, kind VARCHAR(8) NOT NULL, case_id BIGINT NOT NULL, file_id BIGINT NULL, resident_id BIGINT NULL,
  words TEXT NULL, state VARCHAR(16) NOT NULL, why VARCHAR(64) NULL, label INTEGER NULL, trace_id VARCHAR(64) NULL, attempts INTEGER NOT NULL,
  next_attempt_at BIGINT NULL, created_at BIGINT NOT NULL, decided_at BIGINT NULL, decided_by VARCHAR(64) NULL);
CREATE UNIQUE INDEX content_checks_dedup ON content_checks (dedup_key);
CREATE INDEX content_checks_case ON content_checks (case_id);
CREATE INDEX content_checks_due ON content_checks (state, next_attempt_at);
CREATE INDEX content_checks_trace ON content_checks (trace_id);
-- The ledger of what people took back at WeChat and what was deleted for it.
CREATE TABLE privacy_revocations (
  id BIGINT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, event VARCHAR(48) NOT NULL, codes VARCHAR(64) NOT NULL, resident_id BIGINT NULL, deleted TEXT NOT NULL);
