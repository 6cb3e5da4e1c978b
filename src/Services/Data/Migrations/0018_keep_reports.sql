-- A table of one division and period, and where it stands in its life. version: of two who act at once one is told.
CREATE TABLE reports (
  id BIGINT NOT NULL PRIMARY KEY, kind VARCHAR(12) NOT NULL, table_id VARCHAR(64) NOT NULL, table_name VARCHAR(200) NOT NULL, line VARCHAR(32) NOT NULL,
  division_code VARCHAR(20) NOT NULL, period VARCHAR(16) NOT NULL, cut_off CHAR(10) NOT NULL, due_day CHAR(10) NULL, state VARCHAR(12) NOT NULL,
  zero INTEGER NOT NULL, version INTEGER NOT NULL, rows_kept BIGINT NULL, created_at BIGINT NOT NULL, submitted_at BIGINT NULL);
CREATE UNIQUE INDEX reports_one ON reports (table_id, division_code, period);
CREATE INDEX reports_division ON reports (division_code, state, created_at);
-- Every step with who took it. sent_by of a report is the actor of its last step "send".
CREATE TABLE report_steps (
  id BIGINT NOT NULL PRIMARY KEY, report_id BIGINT NOT NULL, at BIGINT NOT NULL, step VARCHAR(12) NOT NULL, staff_id BIGINT NOT NULL,
  actor VARCHAR(64) NOT NULL, post VARCHAR(8) NOT NULL, reason VARCHAR(200) NULL);
CREATE INDEX report_steps_of ON report_steps (report_id, at);
-- What was sent to be checked; once submitted_at stands it is what was handed in, and stays as it is.
CREATE TABLE report_copies (
  id BIGINT NOT NULL PRIMARY KEY, report_id BIGINT NOT NULL, number INTEGER NOT NULL, made_at BIGINT NOT NULL, made_by VARCHAR(64) NOT NULL,
  rows_kept BIGINT NOT NULL, sha256 CHAR(64) NOT NULL, submitted_at BIGINT NULL);
CREATE UNIQUE INDEX report_copies_of ON report_copies (report_id, number);
-- Its parts, packed and sealed: head, rows, changes, cells, file.
CREATE TABLE report_parts (
  copy_id BIGINT NOT NULL, part VARCHAR(8) NOT NULL, number INTEGER NOT NULL, body_sealed MEDIUMTEXT NOT NULL, PRIMARY KEY (copy_id, part, number));
-- Why somebody came or went, where a person says it better than the ledger.
CREATE TABLE report_reasons (
  report_id BIGINT NOT NULL, subject_id BIGINT NOT NULL, reason_sealed VARCHAR(1000) NOT NULL, actor VARCHAR(64) NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (report_id, subject_id));
