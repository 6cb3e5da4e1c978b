-- Whom a night found, for which scenario and which occasion of theirs. left_on: it holds no more, and why. due_on: from that day on something is
-- still to be done about it, a to-do and a notice or their dropping; empty = settled. Many findings of one household hang on one to-do.
CREATE TABLE findings (
  id BIGINT NOT NULL PRIMARY KEY, scenario VARCHAR(64) NOT NULL, person_id BIGINT NOT NULL, occasion VARCHAR(24) NOT NULL, version INTEGER NOT NULL,
  day CHAR(10) NULL, until_day CHAR(10) NULL, division_code VARCHAR(20) NOT NULL, household_id BIGINT NULL, found_on CHAR(10) NOT NULL,
  left_on CHAR(10) NULL, left_why VARCHAR(100) NULL, due_on CHAR(10) NULL, acted_at BIGINT NULL, todo_id BIGINT NULL);
CREATE UNIQUE INDEX findings_occasion ON findings (person_id, scenario, occasion);
CREATE INDEX findings_now ON findings (scenario, left_on, until_day);
CREATE INDEX findings_division ON findings (division_code, scenario);
CREATE INDEX findings_due ON findings (due_on);
CREATE INDEX findings_todo ON findings (todo_id);
-- How far each scenario has been looked at: as of which day, up to which number of the change feed, and by which rule.
CREATE TABLE scenario_states (
  scenario VARCHAR(64) NOT NULL PRIMARY KEY, signature VARCHAR(100) NOT NULL, day CHAR(10) NOT NULL, number BIGINT NOT NULL);
-- A scenario that waits to be called (a weather alarm), called for a day and a division.
CREATE TABLE scenario_calls (
  scenario VARCHAR(64) NOT NULL, day CHAR(10) NOT NULL, division_code VARCHAR(20) NOT NULL, words VARCHAR(60) NULL, actor VARCHAR(64) NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (scenario, day, division_code));
