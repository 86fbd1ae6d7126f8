CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  started INTEGER NOT NULL,         -- seconds since the epoch, as all times here
  command TEXT NOT NULL,
  endpoints INTEGER NOT NULL,
  finished INTEGER,                 -- NULL: running, or killed
  interrupted INTEGER,
  summary_json TEXT
, options_json TEXT NOT NULL DEFAULT '', touched INTEGER, results INTEGER NOT NULL DEFAULT 0, compliant INTEGER NOT NULL DEFAULT 0, noncompliant INTEGER NOT NULL DEFAULT 0, unreachable INTEGER NOT NULL DEFAULT 0, no_tls INTEGER NOT NULL DEFAULT 0, not_judged INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE certificate (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  spki_sha256 BLOB,                 -- NULL: could not be parsed
  der BLOB NOT NULL
) STRICT;
CREATE TABLE run_target (
  run INTEGER NOT NULL REFERENCES run (id),
  position INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (run, position)
) STRICT;
CREATE TABLE deleted_run (id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE endpoint (
  id INTEGER PRIMARY KEY,
  host TEXT NOT NULL,
  address TEXT NOT NULL,            -- empty: did not resolve
  port INTEGER NOT NULL,
  UNIQUE (host, address, port)
) STRICT;
CREATE TABLE columns (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  json TEXT NOT NULL
) STRICT;
CREATE TABLE state (
  id INTEGER PRIMARY KEY,
  endpoint INTEGER NOT NULL REFERENCES endpoint (id),
  hash BLOB NOT NULL,               -- of all that follows; 16 bytes
  leaf INTEGER REFERENCES certificate (id),
  certificates BLOB,                -- the chain as sent, leaf first (id_list)
  columns INTEGER REFERENCES columns (id),
  verdict TEXT NOT NULL,
  mendable INTEGER NOT NULL,
  queued INTEGER NOT NULL,
  codes TEXT NOT NULL,              -- joined by ','
  identities TEXT NOT NULL,         -- joined by ','
  line BLOB NOT NULL,               -- the JSON line, taken apart (stored_line) and packed (packed_text)
  UNIQUE (endpoint, hash)
) STRICT;
CREATE INDEX state_uses ON state (leaf, certificates, columns);
CREATE TABLE result (
  run INTEGER NOT NULL REFERENCES run (id),
  endpoint INTEGER NOT NULL REFERENCES endpoint (id),
  state INTEGER NOT NULL REFERENCES state (id),
  seconds INTEGER NOT NULL,         -- since the run's start
  attempts INTEGER NOT NULL,
  PRIMARY KEY (run, endpoint)
) STRICT, WITHOUT ROWID;
CREATE TABLE timing (
  run INTEGER NOT NULL,
  endpoint INTEGER NOT NULL,
  connect_us INTEGER,
  handshake_us INTEGER, position INTEGER,
  PRIMARY KEY (run, endpoint)
) STRICT, WITHOUT ROWID;
CREATE TABLE replacement_request (
  id INTEGER PRIMARY KEY,
  endpoint INTEGER NOT NULL REFERENCES endpoint (id),
  codes TEXT NOT NULL,
  identities TEXT NOT NULL,
  first_seen_run INTEGER NOT NULL,
  last_seen_run INTEGER NOT NULL,
  closed_run INTEGER,               -- NULL: open
  position INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX request_open ON replacement_request (endpoint) WHERE closed_run IS NULL;
CREATE INDEX request_endpoint ON replacement_request (endpoint);
-- One replacement of one file of one appliance. What `plan` and `progress` hold is JSON, and never a secret.
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  location TEXT NOT NULL,
  host TEXT NOT NULL,               -- the first endpoint it covers
  port INTEGER NOT NULL,
  endpoints TEXT NOT NULL,          -- "host:port" joined by ','
  pem_path TEXT NOT NULL,
  plan TEXT NOT NULL,
  change_id TEXT NOT NULL,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  state TEXT NOT NULL,
  detail TEXT NOT NULL,
  progress TEXT NOT NULL,
  ended INTEGER NOT NULL,
  owner TEXT NOT NULL,              -- empty: nobody works on it
  held_until INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX job_open ON job (location) WHERE ended = 0;

-- Each state that a job has been in.
CREATE TABLE job_event (
  id INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES job (id),
  state TEXT NOT NULL,
  detail TEXT NOT NULL,
  time INTEGER NOT NULL
) STRICT;
CREATE INDEX job_event_job ON job_event (job);
