-- A resident asked for a person instead of the bot: the case it is, what about, by when the first answer is due, and when it came.
CREATE TABLE hand_overs (
  case_id BIGINT NOT NULL PRIMARY KEY, field VARCHAR(32) NOT NULL, opened_at BIGINT NOT NULL, due_at BIGINT NOT NULL, answered_at BIGINT NULL,
  reminded_at BIGINT NULL, escalated_at BIGINT NULL, said_at BIGINT NOT NULL, ended_at BIGINT NULL, ended_by VARCHAR(16) NULL);
CREATE INDEX hand_overs_open ON hand_overs (ended_at, due_at);
-- A resident who wants no notices: the contact preference as it was before, 0 where there was none.
ALTER TABLE residents ADD COLUMN stopped CHAR(1) NULL;
