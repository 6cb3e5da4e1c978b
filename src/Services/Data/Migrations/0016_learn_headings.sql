-- What people of a division said a column means (target null: leave it aside); the nearest division counts.
CREATE TABLE learned_headings (
  division_code VARCHAR(20) NOT NULL, heading VARCHAR(128) NOT NULL, target VARCHAR(64) NULL, actor VARCHAR(64) NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (division_code, heading));
