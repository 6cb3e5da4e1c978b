-- How a field is asked at a door; empty = from its label.
ALTER TABLE fields ADD COLUMN ask VARCHAR(120) NULL;
