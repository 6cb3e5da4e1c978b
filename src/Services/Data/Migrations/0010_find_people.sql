-- Every name of the registry, once for each way it is read, so that pinyin, initials, like sounds and one wrong character
-- are ranges of an index. tail leaves out the first character, skip the second; sound is pinyin with what dialects mix up made one.
CREATE TABLE names (
  name VARCHAR(64) NOT NULL, pinyin VARCHAR(120) NOT NULL, initials VARCHAR(24) NOT NULL, sound VARCHAR(120) NOT NULL,
  tail VARCHAR(64) NOT NULL, skip VARCHAR(64) NOT NULL, PRIMARY KEY (name, pinyin));
CREATE INDEX names_pinyin ON names (pinyin, name);
CREATE INDEX names_initials ON names (initials, name);
CREATE INDEX names_sound ON names (sound, name);
CREATE INDEX names_tail ON names (tail, name);
CREATE INDEX names_skip ON names (skip, name);
-- What a search reads of a person lies in the index, so that it neither fetches rows nor scans.
DROP INDEX people_name ON people;
CREATE INDEX people_name ON people (name, living_grid, registered_community, id);
DROP INDEX people_living ON people;
CREATE INDEX people_living ON people (living_grid, name, id);
DROP INDEX people_registered ON people;
CREATE INDEX people_registered ON people (registered_community, name, id);
CREATE INDEX people_address ON people (living_address_id);
-- How often somebody looked at whole numbers today.
CREATE INDEX reveals_staff ON reveals (staff_id, at);
