-- What a settlement wrote, and all that one tap settled together, so that it can be taken back.
ALTER TABLE conflicts ADD COLUMN settled_value TEXT NULL;
ALTER TABLE conflicts ADD COLUMN settlement_id BIGINT NULL;
CREATE INDEX conflicts_waiting ON conflicts (settled, new_source, field);
CREATE INDEX conflicts_settlement ON conflicts (settlement_id);
-- Two people who may be one. state: open, not_same, merged. pair_key is the smaller id, then the larger.
CREATE TABLE duplicates (
  id BIGINT NOT NULL PRIMARY KEY, pair_key VARCHAR(48) NOT NULL, first_id BIGINT NOT NULL, second_id BIGINT NOT NULL, score INTEGER NOT NULL,
  why VARCHAR(100) NOT NULL, state VARCHAR(8) NOT NULL, found_at BIGINT NOT NULL, decided_at BIGINT NULL, decided_by VARCHAR(64) NULL);
CREATE UNIQUE INDEX duplicates_pair ON duplicates (pair_key);
CREATE INDEX duplicates_waiting ON duplicates (state, score);
CREATE INDEX duplicates_first ON duplicates (first_id);
CREATE INDEX duplicates_second ON duplicates (second_id);
-- Who was merged into whom. rows_json holds all rows of the merged one as they were, moved_json what was hung on the survivor,
-- values_json what the survivor took over: field -> [old, new].
CREATE TABLE merges (
  id BIGINT NOT NULL PRIMARY KEY, survivor_id BIGINT NOT NULL, merged_id BIGINT NOT NULL, merged_name VARCHAR(64) NOT NULL, at BIGINT NOT NULL,
  actor VARCHAR(64) NOT NULL, reason VARCHAR(200) NULL, rows_json MEDIUMTEXT NOT NULL, moved_json MEDIUMTEXT NOT NULL, values_json MEDIUMTEXT NOT NULL,
  undone_at BIGINT NULL, undone_by VARCHAR(64) NULL);
CREATE INDEX merges_merged ON merges (merged_id);
CREATE INDEX merges_survivor ON merges (survivor_id);
-- Somebody moves: one community gives, the other accepts. state: waiting, accepted, returned, cancelled. open_key is the person while it waits.
CREATE TABLE moves (
  id BIGINT NOT NULL PRIMARY KEY, open_key BIGINT NULL, person_id BIGINT NOT NULL, state VARCHAR(12) NOT NULL, from_code VARCHAR(20) NOT NULL,
  to_code VARCHAR(20) NULL, to_text VARCHAR(200) NULL, moves_on CHAR(10) NOT NULL, note VARCHAR(200) NULL, actor VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL, todo_id BIGINT NULL, decided_at BIGINT NULL, decided_by VARCHAR(64) NULL, decided_note VARCHAR(200) NULL);
CREATE UNIQUE INDEX moves_open ON moves (open_key);
CREATE INDEX moves_person ON moves (person_id);
CREATE INDEX moves_from ON moves (from_code, state);
CREATE INDEX moves_to ON moves (to_code, state);
-- Somebody may have died. state: suspected, confirmed, withdrawn. Until quiet_until the family hears from contact_id alone.
CREATE TABLE deaths (
  id BIGINT NOT NULL PRIMARY KEY, open_key BIGINT NULL, person_id BIGINT NOT NULL, state VARCHAR(12) NOT NULL, heard_from VARCHAR(32) NOT NULL,
  note VARCHAR(200) NULL, actor VARCHAR(64) NOT NULL, created_at BIGINT NOT NULL, status_before VARCHAR(4) NOT NULL, contact_id BIGINT NOT NULL,
  quiet_until BIGINT NOT NULL, todo_id BIGINT NULL, died_on CHAR(10) NULL, decided_at BIGINT NULL, decided_by VARCHAR(64) NULL);
CREATE UNIQUE INDEX deaths_open ON deaths (open_key);
CREATE INDEX deaths_person ON deaths (person_id);
CREATE INDEX deaths_quiet ON deaths (quiet_until);
-- An assistance family is drawn for one matter and a time, with members of its own.
ALTER TABLE households ADD COLUMN matter VARCHAR(64) NULL;
ALTER TABLE households ADD COLUMN since CHAR(10) NULL;
ALTER TABLE households ADD COLUMN until CHAR(10) NULL;
CREATE TABLE household_members (
  household_id BIGINT NOT NULL, person_id BIGINT NOT NULL, relation CHAR(2) NULL, PRIMARY KEY (household_id, person_id));
CREATE INDEX household_members_person ON household_members (person_id);
