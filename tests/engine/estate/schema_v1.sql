CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  started INTEGER NOT NULL,         -- seconds since the epoch, as all times here
  command TEXT NOT NULL,
  endpoints INTEGER NOT NULL,
  finished INTEGER,                 -- NULL: running, or killed
  interrupted INTEGER,
  summary_json TEXT
) STRICT;

CREATE TABLE certificate (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  spki_sha256 BLOB,                 -- NULL: could not be parsed
  der BLOB NOT NULL
) STRICT;

CREATE TABLE result (
  id INTEGER PRIMARY KEY,           -- run * 2^40 + number within the run
  run INTEGER NOT NULL REFERENCES run (id),
  host TEXT NOT NULL,
  address TEXT NOT NULL,            -- empty: did not resolve
  port INTEGER NOT NULL,
  time INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  mendable INTEGER NOT NULL,
  queued INTEGER NOT NULL,
  leaf INTEGER REFERENCES certificate (id),
  codes TEXT NOT NULL,              -- joined by ','
  identities TEXT NOT NULL,         -- joined by ','
  json TEXT NOT NULL,
  UNIQUE (run, host, address, port)
) STRICT;
-- Covers "which leaf certificates did this run see, and how often".
CREATE INDEX result_leaf ON result (run, leaf);

-- The chain as sent, leaf first.
CREATE TABLE chain (
  result INTEGER NOT NULL REFERENCES result (id),
  position INTEGER NOT NULL,
  certificate INTEGER NOT NULL REFERENCES certificate (id),
  PRIMARY KEY (result, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE replacement_request (
  id INTEGER PRIMARY KEY,
  host TEXT NOT NULL,
  address TEXT NOT NULL,
  port INTEGER NOT NULL,
  codes TEXT NOT NULL,
  identities TEXT NOT NULL,
  first_seen_run INTEGER NOT NULL REFERENCES run (id),
  last_seen_run INTEGER NOT NULL REFERENCES run (id),
  closed_run INTEGER REFERENCES run (id)   -- NULL: open
) STRICT;
CREATE UNIQUE INDEX replacement_request_open ON replacement_request (host, address, port) WHERE closed_run IS NULL;
