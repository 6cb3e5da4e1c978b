-- The lines of work (条线) somebody handles, with commas, and the last day of one who is here for a while only.
ALTER TABLE staff ADD COLUMN work_lines VARCHAR(120) NULL;
ALTER TABLE staff ADD COLUMN works_until CHAR(10) NULL;
-- Whose run it is: seen from that division and from above; empty = of all, seen by whoever sees all.
ALTER TABLE runs ADD COLUMN division_code VARCHAR(20) NULL;
CREATE INDEX runs_division ON runs (division_code, started_at);
-- A department's list beside ours: who compared it with what and why, where it came from and until when it is kept.
CREATE TABLE comparisons (
  id BIGINT NOT NULL PRIMARY KEY, division_code VARCHAR(20) NOT NULL, staff_id BIGINT NOT NULL, actor VARCHAR(64) NOT NULL, kind VARCHAR(16) NOT NULL,
  title VARCHAR(80) NOT NULL, source VARCHAR(64) NOT NULL, data_day CHAR(10) NOT NULL, purpose VARCHAR(120) NOT NULL, permission VARCHAR(120) NOT NULL,
  here_text VARCHAR(400) NOT NULL, here_condition TEXT NOT NULL, file_name VARCHAR(160) NOT NULL, columns_json TEXT NOT NULL,
  listed INTEGER NOT NULL, skipped INTEGER NOT NULL, created_at BIGINT NOT NULL, ended_at BIGINT NULL, keep_until CHAR(10) NOT NULL, swept_at BIGINT NULL);
CREATE INDEX comparisons_division ON comparisons (division_code, created_at);
CREATE INDEX comparisons_keep ON comparisons (keep_until);
-- Everybody of either side. outcome: both, here, there, doubtful; asked: the person is one of those compared with. What the list says stands sealed.
CREATE TABLE comparison_items (
  comparison_id BIGINT NOT NULL, position INTEGER NOT NULL, outcome VARCHAR(8) NOT NULL, person_id BIGINT NULL, row_no INTEGER NULL, row_sealed TEXT NULL,
  asked INTEGER NOT NULL, confidence INTEGER NULL, why VARCHAR(120) NOT NULL, decided VARCHAR(8) NULL, decided_by VARCHAR(64) NULL, decided_at BIGINT NULL,
  PRIMARY KEY (comparison_id, position));
CREATE INDEX comparison_items_outcome ON comparison_items (comparison_id, outcome, position);
CREATE INDEX comparison_items_person ON comparison_items (comparison_id, person_id);
-- What was done with a set: looked at, taken away as a file, marked, given to workers, told.
CREATE TABLE comparison_acts (
  id BIGINT NOT NULL PRIMARY KEY, comparison_id BIGINT NOT NULL, at BIGINT NOT NULL, actor VARCHAR(64) NOT NULL, act VARCHAR(16) NOT NULL,
  outcome VARCHAR(8) NULL, people INTEGER NOT NULL, detail VARCHAR(200) NULL);
CREATE INDEX comparison_acts_of ON comparison_acts (comparison_id, at);
