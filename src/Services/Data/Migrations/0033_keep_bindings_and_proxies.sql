-- Who a WeChat user is: how it was found out and by whom; ended rows stay. how: code or door.
CREATE TABLE bindings (
  id BIGINT NOT NULL PRIMARY KEY, resident_id BIGINT NOT NULL, person_id BIGINT NOT NULL, level INTEGER NOT NULL, how VARCHAR(8) NOT NULL, staff_id BIGINT NULL, actor VARCHAR(64) NOT NULL,
  bound_at BIGINT NOT NULL, ended_at BIGINT NULL, ended_by VARCHAR(64) NULL, ended_why VARCHAR(200) NULL);
CREATE INDEX bindings_resident ON bindings (resident_id);
CREATE INDEX bindings_person ON bindings (person_id);
-- Codes sent to a phone of one's own. Name and number that fit nobody have a row too, without person and code, so that it counts and answers alike.
CREATE TABLE bind_codes (
  id BIGINT NOT NULL PRIMARY KEY, resident_id BIGINT NOT NULL, person_id BIGINT NULL, phone_hash CHAR(32) NOT NULL, from_hash CHAR(32) NOT NULL, code_hash CHAR(32) NULL,
  tries INTEGER NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT NULL);
CREATE INDEX bind_codes_resident ON bind_codes (resident_id, created_at);
CREATE INDEX bind_codes_phone ON bind_codes (phone_hash, created_at);
CREATE INDEX bind_codes_from ON bind_codes (from_hash, created_at);
-- What a resident's page shows at the door and the worker types in.
CREATE TABLE door_codes (code_hash CHAR(32) NOT NULL PRIMARY KEY, resident_id BIGINT NOT NULL, expires_at BIGINT NOT NULL);
CREATE INDEX door_codes_resident ON door_codes (resident_id);
-- Who may act for whom (替父母办). state: asked, granted, refused, ended; way: sms, door, guardian. person_id is empty where name and number fit nobody.
-- asks_phone: the number that was asked by SMS and is still waited for, so that one question at a time waits on one phone.
CREATE TABLE proxies (
  id BIGINT NOT NULL PRIMARY KEY, actor_id BIGINT NOT NULL, actor_name VARCHAR(64) NOT NULL, person_id BIGINT NULL, person_name VARCHAR(64) NOT NULL, relation VARCHAR(16) NOT NULL,
  scope VARCHAR(64) NOT NULL, months INTEGER NOT NULL, way VARCHAR(8) NOT NULL, state VARCHAR(8) NOT NULL, asks_phone CHAR(32) NULL, asked_at BIGINT NOT NULL, decided_at BIGINT NULL,
  until_at BIGINT NULL, staff_id BIGINT NULL, ended_at BIGINT NULL, ended_by VARCHAR(64) NULL, ended_why VARCHAR(200) NULL);
CREATE UNIQUE INDEX proxies_asks ON proxies (asks_phone);
CREATE INDEX proxies_actor ON proxies (actor_id, state);
CREATE INDEX proxies_person ON proxies (person_id, state);
-- What was done by it; dedup_key keeps the same from being counted twice.
CREATE TABLE proxy_acts (
  id BIGINT NOT NULL PRIMARY KEY, proxy_id BIGINT NOT NULL, dedup_key VARCHAR(80) NOT NULL, at BIGINT NOT NULL, actor_name VARCHAR(64) NOT NULL, text VARCHAR(200) NOT NULL);
CREATE UNIQUE INDEX proxy_acts_once ON proxy_acts (dedup_key);
CREATE INDEX proxy_acts_proxy ON proxy_acts (proxy_id, at);
-- A case opened for somebody else: person_id says for whom, proxy_id by what right.
ALTER TABLE cases ADD COLUMN proxy_id BIGINT NULL;
CREATE INDEX cases_person ON cases (person_id, opened_at);
-- What people answer to an SMS, once; the vendor may push it again.
CREATE TABLE sms_replies (
  dedup_key VARCHAR(120) NOT NULL PRIMARY KEY, phone_hash CHAR(32) NOT NULL, text_sealed TEXT NOT NULL, received_at BIGINT NOT NULL, became VARCHAR(24) NOT NULL);
-- Who was bound before this was kept.
INSERT INTO bindings (id, resident_id, person_id, level, how, actor, bound_at) SELECT id, id, person_id, level, 'door', '以前登记', created_at FROM residents WHERE person_id IS NOT NULL AND level > 0;
