-- A field has a heading, and a version of its own; what is edited here outlasts the shipped file.
ALTER TABLE fields ADD COLUMN page_group VARCHAR(32) NOT NULL DEFAULT '';
ALTER TABLE fields ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE fields ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE fields ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
-- What other instances must read again when its number has grown.
CREATE TABLE versions (name VARCHAR(32) NOT NULL PRIMARY KEY, number BIGINT NOT NULL);
INSERT INTO versions (name, number) VALUES ('dictionary', 0);
-- All that one import wrote, so that it can be taken back.
ALTER TABLE entries ADD COLUMN batch_id BIGINT NULL;
CREATE INDEX entries_batch ON entries (batch_id);
-- Two sources say two things of one field. The registry keeps the old value until a person chooses. open_key is unique
-- while it is open: the same source saying something else again changes the row.
CREATE TABLE conflicts (
  id BIGINT NOT NULL PRIMARY KEY, open_key VARCHAR(160) NULL, kind VARCHAR(16) NOT NULL, subject_id BIGINT NOT NULL, field VARCHAR(64) NOT NULL,
  old_value TEXT NULL, old_source VARCHAR(64) NOT NULL, old_at BIGINT NOT NULL,
  new_value TEXT NULL, new_source VARCHAR(64) NOT NULL, new_actor VARCHAR(64) NOT NULL, new_at BIGINT NOT NULL, suggested VARCHAR(3) NOT NULL,
  batch_id BIGINT NULL, settled VARCHAR(8) NULL, settled_at BIGINT NULL, settled_by VARCHAR(64) NULL);
CREATE UNIQUE INDEX conflicts_open ON conflicts (open_key);
CREATE INDEX conflicts_subject ON conflicts (kind, subject_id);
CREATE INDEX conflicts_batch ON conflicts (batch_id);
