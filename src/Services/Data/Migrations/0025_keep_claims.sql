-- 办理: one claimed allowance of one person. open_key: person:scenario while it runs, so that there is one. round_no counts the steps entered; a form of an older round is refused.
-- state: open, paid, refused, withdrawn, stopped; decision: approved or refused, by whom and why. handed_in: the form of this round is in and waits for the second at the door.
CREATE TABLE claims (
  id BIGINT NOT NULL PRIMARY KEY, open_key VARCHAR(100) NULL, person_id BIGINT NOT NULL, scenario VARCHAR(64) NOT NULL, occasion VARCHAR(40) NOT NULL,
  flow VARCHAR(64) NOT NULL, flow_version INTEGER NOT NULL, step VARCHAR(32) NOT NULL, round_no INTEGER NOT NULL, state VARCHAR(16) NOT NULL,
  decision VARCHAR(16) NULL, decided_at BIGINT NULL, decided_by VARCHAR(64) NULL, decided_why VARCHAR(400) NULL, fen BIGINT NULL, per VARCHAR(8) NULL, from_month CHAR(7) NULL,
  staff_id BIGINT NULL, resident_id BIGINT NULL, todo_id BIGINT NULL, started_at BIGINT NOT NULL, entered_at BIGINT NOT NULL, due_at BIGINT NULL, posted_until BIGINT NULL,
  door_code CHAR(6) NULL, handed_in INTEGER NOT NULL, ended_at BIGINT NULL);
CREATE UNIQUE INDEX claims_open ON claims (open_key);
CREATE INDEX claims_person ON claims (person_id);
CREATE INDEX claims_step ON claims (state, step, due_at);
CREATE INDEX claims_scenario ON claims (scenario, state);
-- One stay in a step: when it was entered and left, and how: done, returned, objected, approved, refused, ended.
CREATE TABLE claim_rounds (
  claim_id BIGINT NOT NULL, round_no INTEGER NOT NULL, step VARCHAR(32) NOT NULL, title VARCHAR(60) NOT NULL, entered_at BIGINT NOT NULL, due_at BIGINT NULL,
  left_at BIGINT NULL, how VARCHAR(16) NULL, PRIMARY KEY (claim_id, round_no));
CREATE INDEX claim_rounds_left ON claim_rounds (left_at);
-- Who did what and why. client_key: the sender's own, so that the same sent twice is done once.
CREATE TABLE claim_events (
  id BIGINT NOT NULL PRIMARY KEY, claim_id BIGINT NOT NULL, round_no INTEGER NOT NULL, position INTEGER NOT NULL, at BIGINT NOT NULL, staff_id BIGINT NULL,
  actor VARCHAR(64) NOT NULL, verb VARCHAR(16) NOT NULL, text VARCHAR(600) NOT NULL, client_key VARCHAR(120) NULL);
CREATE UNIQUE INDEX claim_events_order ON claim_events (claim_id, position);
CREATE UNIQUE INDEX claim_events_once ON claim_events (client_key);
-- Photos of materials (label) and signatures (signer_id).
CREATE TABLE claim_papers (
  claim_id BIGINT NOT NULL, label VARCHAR(60) NOT NULL, signer_id BIGINT NOT NULL, file_id BIGINT NOT NULL, staff_id BIGINT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (claim_id, label, signer_id, file_id));
-- 发放名单: what is handed to the department for one scenario and month; items keep the rate, what is due by the month, and what became of them.
CREATE TABLE paid_lists (
  id BIGINT NOT NULL PRIMARY KEY, scenario VARCHAR(64) NOT NULL, month CHAR(7) NOT NULL, division_code VARCHAR(20) NOT NULL, made_by VARCHAR(64) NOT NULL, made_at BIGINT NOT NULL);
CREATE INDEX paid_lists_division ON paid_lists (division_code, made_at);
CREATE TABLE paid_items (
  list_id BIGINT NOT NULL, claim_id BIGINT NOT NULL, fen BIGINT NULL, per VARCHAR(8) NULL, from_month CHAR(7) NULL, due_fen BIGINT NULL, outcome VARCHAR(16) NULL, why VARCHAR(400) NULL,
  at BIGINT NULL, PRIMARY KEY (list_id, claim_id));
CREATE INDEX paid_items_claim ON paid_items (claim_id);
