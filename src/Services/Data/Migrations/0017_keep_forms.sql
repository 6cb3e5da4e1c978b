-- A department's own form as it was handed in: the file lies sealed under file_key until that is forgotten, form_json says what it asks.
CREATE TABLE forms (
  id BIGINT NOT NULL PRIMARY KEY, staff_id BIGINT NOT NULL, division_code VARCHAR(20) NOT NULL, file_name VARCHAR(200) NOT NULL, kind VARCHAR(8) NOT NULL,
  sha256 CHAR(64) NOT NULL, length BIGINT NOT NULL, file_key VARCHAR(160) NULL, form_json MEDIUMTEXT NOT NULL, created_at BIGINT NOT NULL);
CREATE INDEX forms_division ON forms (division_code, created_at);
CREATE INDEX forms_kept ON forms (file_key, created_at);
