-- How often the platform pushed it again, and whether its answer went as a message of its own, not with the push.
ALTER TABLE inbound ADD COLUMN repeats INTEGER NOT NULL DEFAULT 0;
ALTER TABLE inbound ADD COLUMN later INTEGER NOT NULL DEFAULT 0;
