CREATE TABLE case_numbers (day CHAR(6) NOT NULL, kind CHAR(2) NOT NULL, last_number INTEGER NOT NULL, PRIMARY KEY (day, kind));
CREATE TABLE cases (
  id BIGINT NOT NULL PRIMARY KEY, number CHAR(12) NOT NULL, kind CHAR(2) NOT NULL, state VARCHAR(16) NOT NULL, source CHAR(2) NOT NULL, client_key VARCHAR(80) NULL,
  title VARCHAR(120) NOT NULL, content TEXT NOT NULL, category VARCHAR(32) NULL, service_id VARCHAR(16) NULL, urgent INTEGER NOT NULL,
  resident_id BIGINT NULL, person_id BIGINT NULL, reporter_name VARCHAR(64) NULL, reporter_phone_sealed VARCHAR(160) NULL, taken_by BIGINT NULL,
  division_code VARCHAR(20) NOT NULL, place TEXT NULL, lat DOUBLE NULL, lon DOUBLE NULL,
  staff_id BIGINT NOT NULL, assigned_why VARCHAR(200) NOT NULL, partner VARCHAR(64) NULL, partner_due_at BIGINT NULL, partner_note TEXT NULL,
  due_at BIGINT NOT NULL, opened_at BIGINT NOT NULL, accepted_at BIGINT NULL, contacted_at BIGINT NULL, closed_at BIGINT NULL, result TEXT NULL,
  reopened INTEGER NOT NULL, solved INTEGER NULL, rating CHAR(1) NULL, version INTEGER NOT NULL);
CREATE UNIQUE INDEX cases_number ON cases (number);
CREATE UNIQUE INDEX cases_client_key ON cases (client_key);
CREATE INDEX cases_division ON cases (division_code, opened_at);
CREATE INDEX cases_resident ON cases (resident_id, opened_at);
CREATE INDEX cases_opened ON cases (opened_at);
-- What happened, in order. for_resident = the resident reads it too.
CREATE TABLE case_events (
  id BIGINT NOT NULL PRIMARY KEY, case_id BIGINT NOT NULL, position INTEGER NOT NULL, at BIGINT NOT NULL, actor VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL, text TEXT NOT NULL, for_resident INTEGER NOT NULL);
CREATE UNIQUE INDEX case_events_position ON case_events (case_id, position);
-- A photo or voice of a case; file_id is empty while it is still to be fetched from WeChat.
CREATE TABLE case_files (
  id BIGINT NOT NULL PRIMARY KEY, case_id BIGINT NULL, openid VARCHAR(64) NULL, role VARCHAR(32) NOT NULL, kind VARCHAR(8) NOT NULL, media_id VARCHAR(128) NULL,
  file_id BIGINT NULL, state VARCHAR(16) NOT NULL, why VARCHAR(200) NULL, attempts INTEGER NOT NULL, next_attempt_at BIGINT NULL,
  claimed_by VARCHAR(64) NULL, claimed_until BIGINT NULL, created_at BIGINT NOT NULL);
CREATE INDEX case_files_case ON case_files (case_id);
CREATE INDEX case_files_waiting ON case_files (state, next_attempt_at);
-- Files a client has sent, by the client's own key, so that none is sent twice.
CREATE TABLE uploads (
  owner VARCHAR(32) NOT NULL, client_key VARCHAR(80) NOT NULL, file_id BIGINT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (owner, client_key));
-- One list of what a worker must do, whatever it came from. dedup_key keeps one matter from being asked twice.
CREATE TABLE todos (
  id BIGINT NOT NULL PRIMARY KEY, dedup_key VARCHAR(120) NOT NULL, kind VARCHAR(16) NOT NULL, state VARCHAR(16) NOT NULL, staff_id BIGINT NOT NULL,
  division_code VARCHAR(20) NOT NULL, title VARCHAR(200) NOT NULL, detail TEXT NULL, place TEXT NULL, case_id BIGINT NULL, person_id BIGINT NULL,
  household_id BIGINT NULL, scenario VARCHAR(64) NULL, rank_no INTEGER NOT NULL, planned_day CHAR(10) NULL, due_at BIGINT NULL,
  created_at BIGINT NOT NULL, accepted_at BIGINT NULL, done_at BIGINT NULL, result TEXT NULL);
CREATE UNIQUE INDEX todos_dedup ON todos (dedup_key);
CREATE INDEX todos_staff ON todos (staff_id, state, created_at);
CREATE INDEX todos_division ON todos (division_code, state);
CREATE INDEX todos_case ON todos (case_id);
CREATE INDEX todos_household ON todos (household_id, state);
