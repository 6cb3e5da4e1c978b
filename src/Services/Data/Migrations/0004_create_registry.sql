-- Identity numbers, phones and accounts are sealed; *_hash finds one exactly. Birth date, sex and the area of first
-- registration are derived from the identity number so that rules need no unsealing.
CREATE TABLE people (
  id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(64) NOT NULL, former_name VARCHAR(64) NULL,
  document_kind VARCHAR(4) NOT NULL, document_sealed VARCHAR(160) NULL, document_hash CHAR(32) NULL,
  birth_date CHAR(10) NULL, sex CHAR(1) NULL, first_area CHAR(6) NULL, ethnicity CHAR(2) NULL,
  phone_sealed VARCHAR(160) NULL, phone_hash CHAR(32) NULL, phone_tail CHAR(4) NULL, phone_owner CHAR(1) NULL, contact_preference CHAR(1) NULL,
  registered_here INTEGER NULL, registered_community VARCHAR(20) NULL, registered_address TEXT NULL,
  registered_household_id BIGINT NULL, relation_to_head CHAR(2) NULL,
  living_grid VARCHAR(20) NULL, living_address_id BIGINT NULL, living_address TEXT NULL, living_household_id BIGINT NULL,
  population_kind CHAR(1) NOT NULL, status VARCHAR(2) NOT NULL, died_on CHAR(10) NULL,
  education CHAR(2) NULL, marriage CHAR(2) NULL, recent_note TEXT NULL, remark TEXT NULL, updated_at BIGINT NOT NULL);
CREATE INDEX people_name ON people (name);
CREATE INDEX people_document ON people (document_hash);
CREATE INDEX people_phone ON people (phone_hash);
CREATE INDEX people_phone_tail ON people (phone_tail);
CREATE INDEX people_birth ON people (birth_date);
CREATE INDEX people_living ON people (living_grid);
CREATE INDEX people_registered ON people (registered_community);
CREATE INDEX people_living_household ON people (living_household_id);
CREATE INDEX people_registered_household ON people (registered_household_id);
-- The special library of the ageing line.
CREATE TABLE people_ageing (
  person_id BIGINT NOT NULL PRIMARY KEY, home_state VARCHAR(2) NULL, self_care VARCHAR(2) NULL, bank_name VARCHAR(64) NULL,
  account_sealed VARCHAR(160) NULL, pension_certified_on CHAR(10) NULL, allowance_from CHAR(7) NULL);
CREATE TABLE houses (
  id BIGINT NOT NULL PRIMARY KEY, address_id BIGINT NOT NULL, grid_code VARCHAR(20) NOT NULL, nature VARCHAR(4) NULL, house_use VARCHAR(4) NULL,
  owner_name VARCHAR(64) NULL, owner_phone_sealed VARCHAR(160) NULL, has_lift INTEGER NULL, remark TEXT NULL, updated_at BIGINT NOT NULL);
CREATE UNIQUE INDEX houses_address ON houses (address_id);
CREATE INDEX houses_grid ON houses (grid_code);
CREATE TABLE organisations (
  id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL, credit_code VARCHAR(18) NULL, kind VARCHAR(4) NULL, grid_code VARCHAR(20) NOT NULL,
  address TEXT NULL, legal_person VARCHAR(64) NULL, phone_sealed VARCHAR(160) NULL, employees INTEGER NULL, updated_at BIGINT NOT NULL);
CREATE INDEX organisations_grid ON organisations (grid_code);
-- Three things, never one: registered household, living household, assistance family.
CREATE TABLE households (
  id BIGINT NOT NULL PRIMARY KEY, kind VARCHAR(16) NOT NULL, number VARCHAR(32) NULL, head_person_id BIGINT NULL,
  division_code VARCHAR(20) NOT NULL, address_id BIGINT NULL, form CHAR(1) NULL);
CREATE TABLE relations (
  id BIGINT NOT NULL PRIMARY KEY, kind VARCHAR(24) NOT NULL, from_kind VARCHAR(16) NOT NULL, from_id BIGINT NOT NULL,
  to_kind VARCHAR(16) NOT NULL, to_id BIGINT NOT NULL, detail VARCHAR(64) NULL, since CHAR(10) NULL, until CHAR(10) NULL);
CREATE INDEX relations_from ON relations (from_kind, from_id);
CREATE INDEX relations_to ON relations (to_kind, to_id);
-- Tags and fields of many codes are rows.
CREATE TABLE tags (
  kind VARCHAR(16) NOT NULL, subject_id BIGINT NOT NULL, field VARCHAR(64) NOT NULL, code VARCHAR(16) NOT NULL,
  PRIMARY KEY (kind, subject_id, field, code));
CREATE INDEX tags_code ON tags (field, code, subject_id);
-- Why a field is empty: nobody could say, does not want to say, has none, to be checked. A blank says nothing.
CREATE TABLE absences (
  kind VARCHAR(16) NOT NULL, subject_id BIGINT NOT NULL, field VARCHAR(64) NOT NULL, reason CHAR(1) NOT NULL,
  PRIMARY KEY (kind, subject_id, field));
-- The ledger. values_json: field -> [old, new]; sealed fields stand sealed.
CREATE TABLE entries (
  id BIGINT NOT NULL PRIMARY KEY, kind VARCHAR(16) NOT NULL, subject_id BIGINT NOT NULL, at BIGINT NOT NULL,
  source VARCHAR(64) NOT NULL, actor VARCHAR(64) NOT NULL, reason VARCHAR(200) NULL, values_json MEDIUMTEXT NOT NULL);
CREATE INDEX entries_subject ON entries (kind, subject_id, at);
-- Who unmasked which field of whom, and for what.
CREATE TABLE reveals (
  id BIGINT NOT NULL PRIMARY KEY, staff_id BIGINT NOT NULL, kind VARCHAR(16) NOT NULL, subject_id BIGINT NOT NULL,
  field VARCHAR(64) NOT NULL, purpose VARCHAR(32) NOT NULL, at BIGINT NOT NULL);
