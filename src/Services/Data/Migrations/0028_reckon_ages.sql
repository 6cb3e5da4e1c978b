-- Of whom only an age is known, a birth date is reckoned; an age is asked of the real one where there is one.
-- RTRIM, and VARCHAR: what CHAR pads with depends on the session, and MariaDB indexes no column made of it.
ALTER TABLE people ADD COLUMN reckoned_birth CHAR(10) NULL;
ALTER TABLE people ADD COLUMN age_from VARCHAR(10) GENERATED ALWAYS AS (COALESCE(RTRIM(birth_date), RTRIM(reckoned_birth))) VIRTUAL;
CREATE INDEX people_age ON people (age_from);
