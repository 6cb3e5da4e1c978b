-- The things of a community that are no person, house or organisation: cars, dogs, shelters, places that flood.
CREATE TABLE places (
  id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL, kind VARCHAR(4) NULL, grid_code VARCHAR(20) NOT NULL, address TEXT NULL,
  lat DOUBLE NULL, lon DOUBLE NULL, remark TEXT NULL, updated_at BIGINT NOT NULL);
CREATE INDEX places_grid ON places (grid_code);
CREATE INDEX organisations_code ON organisations (credit_code);
