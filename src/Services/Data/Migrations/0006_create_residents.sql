-- A WeChat user: the official account's and the mini-program's openid, joined by unionid. level: 0 unknown, 1 bound, 2 verified.
CREATE TABLE residents (
  id BIGINT NOT NULL PRIMARY KEY, mp_openid VARCHAR(64) NULL, mini_openid VARCHAR(64) NULL, unionid VARCHAR(64) NULL,
  person_id BIGINT NULL, level INTEGER NOT NULL, community_code VARCHAR(20) NULL, phone_sealed VARCHAR(160) NULL,
  follows INTEGER NOT NULL, window_until BIGINT NOT NULL, window_left INTEGER NOT NULL, created_at BIGINT NOT NULL);
CREATE UNIQUE INDEX residents_mp ON residents (mp_openid);
CREATE UNIQUE INDEX residents_mini ON residents (mini_openid);
CREATE INDEX residents_unionid ON residents (unionid);
CREATE INDEX residents_person ON residents (person_id);
-- Every accepted push, once. The key begins with WeChat's time so that rows are added at the end of the index.
CREATE TABLE inbound (
  dedup_key VARCHAR(160) NOT NULL PRIMARY KEY, received_at BIGINT NOT NULL, kind VARCHAR(48) NOT NULL, body TEXT NOT NULL, reply TEXT NULL);
-- One conversation per WeChat user: what it is waiting for and what was gathered so far.
CREATE TABLE conversations (
  openid VARCHAR(64) NOT NULL PRIMARY KEY, state VARCHAR(32) NOT NULL, draft TEXT NOT NULL, changed_at BIGINT NOT NULL, sweep_at BIGINT NULL);
CREATE INDEX conversations_sweep ON conversations (sweep_at);
