-- What WeChat allows after a tap, a scan or following: fewer messages and for a minute; beside what it allows after a message.
ALTER TABLE residents ADD COLUMN tap_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE residents ADD COLUMN tap_left INTEGER NOT NULL DEFAULT 0;
-- Who allowed which template how often, in either app. An openid belongs to one app. long_term: allowed until refused.
CREATE TABLE subscriptions (
  openid VARCHAR(64) NOT NULL, template_id VARCHAR(64) NOT NULL, allowed_left INTEGER NOT NULL, long_term INTEGER NOT NULL, refused_at BIGINT NULL, changed_at BIGINT NOT NULL,
  PRIMARY KEY (openid, template_id));
