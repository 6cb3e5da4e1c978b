-- Who took what away and when. The code stands in the file or on the paper; rows_written stays null where it was broken off.
CREATE TABLE traces (
  id BIGINT NOT NULL PRIMARY KEY, code VARCHAR(12) NOT NULL, kind VARCHAR(16) NOT NULL, what VARCHAR(200) NOT NULL, file_name VARCHAR(260) NOT NULL,
  division_code VARCHAR(20) NOT NULL, staff_id BIGINT NOT NULL, viewer VARCHAR(64) NOT NULL, post VARCHAR(8) NOT NULL, at BIGINT NOT NULL, rows_written BIGINT NULL);
CREATE UNIQUE INDEX traces_code ON traces (code);
CREATE INDEX traces_division ON traces (division_code, at);
