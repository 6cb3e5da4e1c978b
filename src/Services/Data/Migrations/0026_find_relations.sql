-- The nightly run asks each day which relations and assistance families ended the day before.
CREATE INDEX relations_until ON relations (until);
CREATE INDEX households_until ON households (until);
-- A person's own come first: by the kind of subject alone SQLite took all of them.
DROP INDEX relations_from ON relations;
CREATE INDEX relations_from ON relations (from_id, kind);
DROP INDEX relations_to ON relations;
CREATE INDEX relations_to ON relations (to_id, kind);
