-- A filled table that came back: the file lies sealed under file_key, form_json says what its columns mean, counts_json what was found in it.
CREATE TABLE returns (
  id BIGINT NOT NULL PRIMARY KEY, staff_id BIGINT NOT NULL, actor VARCHAR(64) NOT NULL, division_code VARCHAR(20) NOT NULL, file_name VARCHAR(200) NOT NULL,
  sha256 CHAR(64) NOT NULL, length BIGINT NOT NULL, file_key VARCHAR(160) NULL, form_json MEDIUMTEXT NOT NULL, table_name VARCHAR(200) NOT NULL,
  trace_code VARCHAR(16) NULL, made_at BIGINT NULL, cut_off CHAR(10) NOT NULL, read_at BIGINT NOT NULL, counts_json MEDIUMTEXT NULL, created_at BIGINT NOT NULL);
CREATE INDEX returns_division ON returns (division_code, created_at);
CREATE INDEX returns_same ON returns (sha256);
CREATE INDEX returns_kept ON returns (file_key, created_at);
-- Rows of which something is to be said. row_sealed: the cells of one that is nobody we surely know; asked: the columns that stayed empty.
CREATE TABLE return_rows (
  return_id BIGINT NOT NULL, sheet INTEGER NOT NULL, row_no BIGINT NOT NULL, subject_id BIGINT NULL, outcome VARCHAR(16) NOT NULL, why VARCHAR(200) NOT NULL,
  asked VARCHAR(2000) NOT NULL, row_sealed MEDIUMTEXT NULL, PRIMARY KEY (return_id, sheet, row_no));
-- What a cell says that the registry does not; said_sealed: the value, and what the registry said then and by whom.
CREATE TABLE return_cells (
  return_id BIGINT NOT NULL, sheet INTEGER NOT NULL, row_no BIGINT NOT NULL, column_no INTEGER NOT NULL, kind VARCHAR(16) NOT NULL, state VARCHAR(16) NOT NULL,
  subject_id BIGINT NOT NULL, field VARCHAR(64) NULL, why VARCHAR(400) NULL, said_sealed MEDIUMTEXT NOT NULL, PRIMARY KEY (return_id, sheet, row_no, column_no));
CREATE INDEX return_cells_kind ON return_cells (return_id, kind, state);
