-- Tags (标签) are the codes of code set 标签; this is what a code has not: its group and colour, and the condition of a tag by condition.
CREATE TABLE tag_rules (
  code VARCHAR(16) NOT NULL PRIMARY KEY, tag_group VARCHAR(32) NOT NULL, colour VARCHAR(16) NOT NULL, on_lists INTEGER NOT NULL,
  condition_json TEXT NULL, note VARCHAR(200) NULL, division_code VARCHAR(20) NULL, made_by VARCHAR(64) NOT NULL, made_at BIGINT NOT NULL);
-- Questions that people keep under a name, for themselves or for their division.
CREATE TABLE saved_questions (
  id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(64) NOT NULL, words VARCHAR(200) NULL, condition_json TEXT NOT NULL, places TEXT NOT NULL,
  staff_id BIGINT NOT NULL, staff_name VARCHAR(64) NOT NULL, division_code VARCHAR(20) NOT NULL, shared INTEGER NOT NULL, made_at BIGINT NOT NULL);
CREATE INDEX saved_questions_staff ON saved_questions (staff_id);
CREATE INDEX saved_questions_division ON saved_questions (division_code);
