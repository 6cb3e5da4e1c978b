-- What people call a place: aliases, old names, and what was learned from corrections (kind correction). It stands for an estate,
-- a building of it, one house, or a grid. A removed row keeps its time in removed_at; 0 is in force.
CREATE TABLE address_names (
  id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(64) NOT NULL, kind VARCHAR(16) NOT NULL, community_code VARCHAR(20) NOT NULL,
  grid_code VARCHAR(20) NULL, estate VARCHAR(64) NULL, building VARCHAR(16) NULL, address_id BIGINT NULL,
  source VARCHAR(64) NOT NULL, actor VARCHAR(64) NOT NULL, created_at BIGINT NOT NULL, removed_at BIGINT NOT NULL, removed_by VARCHAR(64) NULL);
CREATE INDEX address_names_name ON address_names (community_code, name);
