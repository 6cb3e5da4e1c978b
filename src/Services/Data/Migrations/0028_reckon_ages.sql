-- Of whom only an age is known, a birth date is reckoned; an age is asked of the real one where there is one.
ALTER TABLE people ADD COLUMN reckoned_birth CHAR(10) NULL;
ALTER TABLE people ADD COLUMN age_from CHAR(10) GENERATED ALWAYS AS (COALESCE(birth_date, reckoned_birth)) VIRTUAL;
CREATE INDEX people_age ON people (age_from);
