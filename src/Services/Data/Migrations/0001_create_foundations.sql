-- Ids are handed out in blocks; next_id is the first id nobody holds.
CREATE TABLE id_blocks (name VARCHAR(32) NOT NULL PRIMARY KEY, next_id BIGINT NOT NULL);
-- The change feed: a registry write takes the next number just before it commits, so numbers are seen in order.
CREATE TABLE clock (id INTEGER NOT NULL PRIMARY KEY, number BIGINT NOT NULL);
INSERT INTO clock (id, number) VALUES (1, 0);
CREATE TABLE changes (number BIGINT NOT NULL, kind VARCHAR(16) NOT NULL, subject_id BIGINT NOT NULL, PRIMARY KEY (number, kind, subject_id));
-- One row per long or scheduled work; the unique pair lets one instance of many run it.
CREATE TABLE runs (
  id BIGINT NOT NULL PRIMARY KEY, job VARCHAR(64) NOT NULL, run_at BIGINT NOT NULL, state VARCHAR(16) NOT NULL,
  done BIGINT NOT NULL, total BIGINT NOT NULL, checkpoint TEXT NULL, result TEXT NULL, actor VARCHAR(64) NOT NULL,
  started_at BIGINT NOT NULL, beat_at BIGINT NOT NULL, ended_at BIGINT NULL);
CREATE UNIQUE INDEX runs_job ON runs (job, run_at);
-- Kept files, named by the hash of their bytes; the bytes lie in the data folder.
CREATE TABLE files (
  id BIGINT NOT NULL PRIMARY KEY, sha256 CHAR(64) NOT NULL, media_type VARCHAR(64) NOT NULL, length BIGINT NOT NULL,
  lat DOUBLE NULL, lon DOUBLE NULL, taken_at BIGINT NULL, created_at BIGINT NOT NULL);
CREATE UNIQUE INDEX files_sha256 ON files (sha256);
-- Shipped content (texts, scenarios, tables, services, code sets): version 1 is the file, later ones are edits.
CREATE TABLE contents (
  kind VARCHAR(16) NOT NULL, name VARCHAR(64) NOT NULL, version INTEGER NOT NULL, body MEDIUMTEXT NOT NULL, sha256 CHAR(64) NOT NULL,
  actor VARCHAR(64) NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (kind, name, version));
-- Keys of the web framework (sign-in cookies), sealed, so that every instance can read every cookie.
CREATE TABLE protection_keys (id VARCHAR(64) NOT NULL PRIMARY KEY, sealed TEXT NOT NULL);
