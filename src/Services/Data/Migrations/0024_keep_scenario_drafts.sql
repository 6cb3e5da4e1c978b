-- A scenario somebody is at work on, one a name: based_on is the version it began from (0: a new one); revision counts its saves, so that two editors meet.
CREATE TABLE scenario_drafts (
  name VARCHAR(64) NOT NULL PRIMARY KEY, body MEDIUMTEXT NOT NULL, based_on INTEGER NOT NULL, revision INTEGER NOT NULL, actor VARCHAR(64) NOT NULL,
  updated_at BIGINT NOT NULL);
-- Switched off, and on again: of a name the row with the highest step counts.
CREATE TABLE scenario_switches (
  name VARCHAR(64) NOT NULL, step INTEGER NOT NULL, is_on INTEGER NOT NULL, reason VARCHAR(200) NOT NULL, actor VARCHAR(64) NOT NULL, created_at BIGINT NOT NULL,
  PRIMARY KEY (name, step));
