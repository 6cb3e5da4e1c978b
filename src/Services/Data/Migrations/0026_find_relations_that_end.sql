-- The nightly run asks each day which relations and assistance families ended the day before.
CREATE INDEX relations_until ON relations (until);
CREATE INDEX households_until ON households (until);
