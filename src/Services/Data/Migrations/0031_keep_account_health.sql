-- How the accounts at WeChat stand, of all instances together: what was counted on a day, who fetched the token, what is closed, what went wrong.
CREATE TABLE account_counts (day CHAR(10) NOT NULL, name VARCHAR(64) NOT NULL, tags VARCHAR(160) NOT NULL, total BIGINT NOT NULL, PRIMARY KEY (day, name, tags));
CREATE TABLE account_tokens (account VARCHAR(8) NOT NULL PRIMARY KEY, fetched_at BIGINT NOT NULL, ends_at BIGINT NOT NULL, fetched_by VARCHAR(64) NOT NULL);
-- path is empty where the whole account is closed; seen_at: an instance that died says no more that it is closed.
CREATE TABLE account_breakers (
  account VARCHAR(8) NOT NULL, path VARCHAR(64) NOT NULL, instance VARCHAR(64) NOT NULL, code VARCHAR(16) NOT NULL, message VARCHAR(400) NOT NULL,
  opened_at BIGINT NOT NULL, probe_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, PRIMARY KEY (account, path, instance));
CREATE TABLE account_errors (
  id BIGINT NOT NULL PRIMARY KEY, happened_at BIGINT NOT NULL, account VARCHAR(8) NOT NULL, path VARCHAR(64) NOT NULL, code VARCHAR(16) NOT NULL, message VARCHAR(400) NOT NULL);
CREATE INDEX account_errors_at ON account_errors (happened_at);
-- What the platform says later of a message it took (delivered, refused), and whose message it was; whichever comes first waits for the other.
CREATE TABLE receipts (vendor_id VARCHAR(64) NOT NULL PRIMARY KEY, send_id BIGINT NULL, said VARCHAR(200) NULL, delivered INTEGER NULL, created_at BIGINT NOT NULL);
-- One tap on 允许 is told twice, by the page and by the platform's event: the greater count of the two holds.
ALTER TABLE subscriptions ADD COLUMN page_said INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subscriptions ADD COLUMN event_said INTEGER NOT NULL DEFAULT 0;
