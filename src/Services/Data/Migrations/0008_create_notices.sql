-- What a resident is to be told. state: waiting, told, failed, dropped; each step of its ladder is an outbox row.
CREATE TABLE notices (
  id BIGINT NOT NULL PRIMARY KEY, dedup_key VARCHAR(120) NOT NULL, matter VARCHAR(64) NOT NULL, person_id BIGINT NULL, resident_id BIGINT NULL,
  case_id BIGINT NULL, division_code VARCHAR(20) NOT NULL, template VARCHAR(64) NOT NULL, variables TEXT NOT NULL, text TEXT NOT NULL,
  channel VARCHAR(24) NOT NULL, state VARCHAR(16) NOT NULL, why VARCHAR(200) NULL, created_at BIGINT NOT NULL, ended_at BIGINT NULL);
CREATE UNIQUE INDEX notices_dedup ON notices (dedup_key);
CREATE INDEX notices_division ON notices (division_code, created_at);
CREATE INDEX notices_person ON notices (person_id);
-- Rows before calls. pending -> sending (leased) -> accepted -> delivered | failed | unknown. target and payload are sealed.
CREATE TABLE outbox (
  id BIGINT NOT NULL PRIMARY KEY, dedup_key VARCHAR(120) NOT NULL, channel VARCHAR(24) NOT NULL, notice_id BIGINT NULL, target TEXT NOT NULL, payload TEXT NOT NULL,
  state VARCHAR(16) NOT NULL, attempts INTEGER NOT NULL, attempts_max INTEGER NOT NULL, next_attempt_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
  claimed_by VARCHAR(64) NULL, claimed_until BIGINT NULL, vendor VARCHAR(24) NULL, vendor_id VARCHAR(64) NULL, outcome VARCHAR(24) NULL, code VARCHAR(64) NULL,
  detail VARCHAR(400) NULL, created_at BIGINT NOT NULL, sent_at BIGINT NULL, ended_at BIGINT NULL);
CREATE UNIQUE INDEX outbox_dedup ON outbox (dedup_key);
CREATE INDEX outbox_waiting ON outbox (state, next_attempt_at);
CREATE INDEX outbox_notice ON outbox (notice_id);
