CREATE TABLE staff (
  id BIGINT NOT NULL PRIMARY KEY, user_name VARCHAR(64) NOT NULL, name VARCHAR(64) NOT NULL, post VARCHAR(2) NOT NULL, division_code VARCHAR(20) NOT NULL,
  phone_sealed VARCHAR(160) NULL, mp_openid VARCHAR(64) NULL, mini_openid VARCHAR(64) NULL, password_hash VARCHAR(200) NOT NULL,
  failures INTEGER NOT NULL, locked_until BIGINT NOT NULL, active INTEGER NOT NULL);
CREATE UNIQUE INDEX staff_user_name ON staff (user_name);
CREATE INDEX staff_division ON staff (division_code);
CREATE INDEX staff_mp ON staff (mp_openid);
CREATE INDEX staff_mini ON staff (mini_openid);
-- The duty rota of a community: who is pushed in the day, at night and on holidays; rank 1 is A, 2 stands in (AB post).
CREATE TABLE duties (
  community_code VARCHAR(20) NOT NULL, shift VARCHAR(8) NOT NULL, rank_no INTEGER NOT NULL, staff_id BIGINT NOT NULL,
  PRIMARY KEY (community_code, shift, rank_no));
CREATE TABLE leaves (staff_id BIGINT NOT NULL, from_day CHAR(10) NOT NULL, until_day CHAR(10) NOT NULL, PRIMARY KEY (staff_id, from_day));
-- Days that differ from the plain week: holiday, or a weekend worked in exchange.
CREATE TABLE calendar_days (day CHAR(10) NOT NULL PRIMARY KEY, kind VARCHAR(8) NOT NULL, name VARCHAR(32) NOT NULL);
-- Bearer tokens of the mini-program, kept as hashes.
CREATE TABLE sessions (
  token_hash CHAR(64) NOT NULL PRIMARY KEY, resident_id BIGINT NOT NULL, staff_id BIGINT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL);
