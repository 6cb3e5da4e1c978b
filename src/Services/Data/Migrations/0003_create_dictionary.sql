CREATE TABLE code_sets (name VARCHAR(64) NOT NULL PRIMARY KEY, standard VARCHAR(32) NOT NULL, checked VARCHAR(400) NOT NULL, note TEXT NULL);
CREATE TABLE codes (
  code_set VARCHAR(64) NOT NULL, code VARCHAR(16) NOT NULL, label VARCHAR(64) NOT NULL, aliases TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (code_set, code));
-- A field names one column of one table of a subject; library is base or the special library it belongs to.
CREATE TABLE fields (
  label VARCHAR(64) NOT NULL PRIMARY KEY, subject VARCHAR(16) NOT NULL, library VARCHAR(32) NOT NULL, type VARCHAR(16) NOT NULL,
  code_set VARCHAR(64) NULL, sensitivity INTEGER NOT NULL, table_name VARCHAR(64) NULL, column_name VARCHAR(64) NULL,
  aliases TEXT NOT NULL, owner VARCHAR(64) NOT NULL, absent_means_no INTEGER NOT NULL, valid_days INTEGER NULL);
