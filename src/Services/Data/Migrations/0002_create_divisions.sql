-- The tree district, street, community, grid. A code begins with its parent's code, so a scope is a range of codes.
CREATE TABLE divisions (
  code VARCHAR(20) NOT NULL PRIMARY KEY, parent_code VARCHAR(20) NULL, level INTEGER NOT NULL, name VARCHAR(64) NOT NULL,
  phone VARCHAR(20) NULL, duty_phone VARCHAR(20) NULL, polygon TEXT NULL,
  notice_from CHAR(5) NOT NULL, notice_until CHAR(5) NOT NULL, utc_offset_minutes INTEGER NOT NULL);
-- The unified address: community, building, unit, room; the join key of people, houses and grids.
CREATE TABLE addresses (
  id BIGINT NOT NULL PRIMARY KEY, grid_code VARCHAR(20) NOT NULL, estate VARCHAR(64) NOT NULL, building VARCHAR(16) NOT NULL,
  unit VARCHAR(16) NOT NULL, room VARCHAR(16) NOT NULL, text VARCHAR(200) NOT NULL, lat DOUBLE NULL, lon DOUBLE NULL);
CREATE UNIQUE INDEX addresses_parts ON addresses (grid_code, estate, building, unit, room);
