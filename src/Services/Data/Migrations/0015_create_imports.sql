-- What people of a division said a column means (target null: leave it aside); the nearest division counts.
CREATE TABLE learned_headings (
  division_code VARCHAR(20) NOT NULL, heading VARCHAR(128) NOT NULL, target VARCHAR(64) NULL, actor VARCHAR(64) NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (division_code, heading));
-- One file brought in. open_key (file, meaning of its columns, division, source) is unique until it is done: the same again goes on
-- from (sheet, row_no), which is written with what the rows before it led to.
CREATE TABLE imports (
  id BIGINT NOT NULL PRIMARY KEY, open_key CHAR(64) NULL, file_name VARCHAR(200) NOT NULL, sha256 CHAR(64) NOT NULL, length BIGINT NOT NULL,
  file_key VARCHAR(160) NULL, division_code VARCHAR(20) NOT NULL, source VARCHAR(64) NOT NULL, actor VARCHAR(64) NOT NULL,
  columns_json MEDIUMTEXT NOT NULL, dry INTEGER NOT NULL, state VARCHAR(16) NOT NULL, total BIGINT NOT NULL, sheet INTEGER NOT NULL,
  row_no BIGINT NOT NULL, rows_read BIGINT NOT NULL, added BIGINT NOT NULL, updated BIGINT NOT NULL, unchanged BIGINT NOT NULL,
  conflicts BIGINT NOT NULL, rejected BIGINT NOT NULL, kept_back BIGINT NOT NULL, undone_to BIGINT NOT NULL,
  created_at BIGINT NOT NULL, ended_at BIGINT NULL, undone_at BIGINT NULL, undone_by VARCHAR(64) NULL);
CREATE UNIQUE INDEX imports_open ON imports (open_key);
CREATE INDEX imports_division ON imports (division_code, created_at);
-- Which rows were refused and why; the rows themselves stay in the file.
CREATE TABLE import_refusals (
  import_id BIGINT NOT NULL, sheet INTEGER NOT NULL, row_no BIGINT NOT NULL, reason VARCHAR(400) NOT NULL,
  PRIMARY KEY (import_id, sheet, row_no));
CREATE INDEX households_number ON households (number);
