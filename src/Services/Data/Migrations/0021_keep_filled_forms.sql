-- A filled form lies sealed until it is fetched or forgotten; null where what was taken away was not kept.
ALTER TABLE traces ADD COLUMN file_key VARCHAR(160) NULL;
