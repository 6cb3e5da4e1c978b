-- Forms that people here build themselves; body_json says what they ask, and every change of it is a new version. event_id: asked while that lasts.
CREATE TABLE own_forms (
  id BIGINT NOT NULL PRIMARY KEY, division_code VARCHAR(20) NOT NULL, maker VARCHAR(64) NOT NULL, title VARCHAR(120) NOT NULL, subject VARCHAR(16) NOT NULL,
  body_json MEDIUMTEXT NOT NULL, version INTEGER NOT NULL, state VARCHAR(16) NOT NULL, due_day CHAR(10) NULL, event_id BIGINT NULL,
  created_at BIGINT NOT NULL, sent_at BIGINT NULL);
CREATE INDEX own_forms_division ON own_forms (division_code, created_at);
CREATE INDEX own_forms_event ON own_forms (event_id);
CREATE TABLE own_form_divisions (
  form_id BIGINT NOT NULL, division_code VARCHAR(20) NOT NULL, PRIMARY KEY (form_id, division_code));
CREATE INDEX own_form_divisions_code ON own_form_divisions (division_code);
-- What was filled in. current_key (the subject, or the answer itself where it is about none that is known) is unique and null once another took its place;
-- client_key makes the same sent twice one.
CREATE TABLE own_form_answers (
  id BIGINT NOT NULL PRIMARY KEY, form_id BIGINT NOT NULL, client_key VARCHAR(120) NOT NULL, current_key VARCHAR(40) NULL, version INTEGER NOT NULL,
  subject_id BIGINT NULL, name VARCHAR(200) NOT NULL, grid_code VARCHAR(20) NOT NULL, staff_id BIGINT NOT NULL, worker VARCHAR(64) NOT NULL,
  body_json MEDIUMTEXT NOT NULL, place VARCHAR(200) NULL, lat DOUBLE NULL, lon DOUBLE NULL, files VARCHAR(400) NOT NULL, at BIGINT NOT NULL);
CREATE UNIQUE INDEX own_form_answers_key ON own_form_answers (client_key);
CREATE UNIQUE INDEX own_form_answers_current ON own_form_answers (form_id, current_key);
CREATE INDEX own_form_answers_grid ON own_form_answers (form_id, grid_code);
-- 台风、暴雨、停水…: what happened, for how long it is asked about.
CREATE TABLE table_events (
  id BIGINT NOT NULL PRIMARY KEY, division_code VARCHAR(20) NOT NULL, kind VARCHAR(64) NOT NULL, name VARCHAR(120) NOT NULL, state VARCHAR(16) NOT NULL,
  maker VARCHAR(64) NOT NULL, opened_at BIGINT NOT NULL, closed_at BIGINT NULL);
CREATE INDEX table_events_division ON table_events (division_code, opened_at);
