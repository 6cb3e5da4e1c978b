-- Whose kept pushes, and of which kinds, are still to be emptied for what was taken back; the key that was reached; when all were looked through.
ALTER TABLE privacy_revocations ADD COLUMN whose VARCHAR(140) NOT NULL DEFAULT '';
ALTER TABLE privacy_revocations ADD COLUMN kinds VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE privacy_revocations ADD COLUMN reached VARCHAR(160) NOT NULL DEFAULT '';
ALTER TABLE privacy_revocations ADD COLUMN emptied BIGINT NOT NULL DEFAULT 0;
ALTER TABLE privacy_revocations ADD COLUMN done_at BIGINT NULL;
UPDATE privacy_revocations SET done_at = at;
CREATE INDEX privacy_revocations_done ON privacy_revocations (done_at);
