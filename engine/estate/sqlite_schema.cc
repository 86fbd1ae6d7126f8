#include "engine/estate/sqlite_schema.h"

#include <sqlite3.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "engine/estate/sqlite_migration.h"

namespace certsweep::estate {
namespace {

// What follows a version is appended here; what stands here is in people's files and never changes.
constexpr const char* kUpgrades[] = {
    // From nothing to version 1.
    R"sql(
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
)sql",
    // From version 1 to 2: a result refers to the state its endpoint was found in. What the tables of version 1 hold is
    // moved afterwards, piece by piece (sqlite_migration).
    R"sql(
ALTER TABLE result RENAME TO result_v1;
ALTER TABLE chain RENAME TO chain_v1;
ALTER TABLE replacement_request RENAME TO replacement_request_v1;

-- What a run was asked to scan, in pieces, until it has ended whole.
CREATE TABLE run_target (
  run INTEGER NOT NULL REFERENCES run (id),
  position INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (run, position)
) STRICT;

ALTER TABLE run ADD COLUMN options_json TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN touched INTEGER;                 -- time of the last result; NULL: none
ALTER TABLE run ADD COLUMN results INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN compliant INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN noncompliant INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN unreachable INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN no_tls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN not_judged INTEGER NOT NULL DEFAULT 0;

-- Runs that were deleted, while what is left of them is being removed.
CREATE TABLE deleted_run (id INTEGER PRIMARY KEY) STRICT;

CREATE TABLE endpoint (
  id INTEGER PRIMARY KEY,
  host TEXT NOT NULL,
  address TEXT NOT NULL,            -- empty: did not resolve
  port INTEGER NOT NULL,
  UNIQUE (host, address, port)
) STRICT;

-- The user's own columns of the inventory.
CREATE TABLE columns (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  json TEXT NOT NULL
) STRICT;

-- What a run may find an endpoint in, without anything that depends on when that was.
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
-- Covers what states refer to.
CREATE INDEX state_uses ON state (leaf, certificates, columns);

CREATE TABLE result (
  run INTEGER NOT NULL REFERENCES run (id),
  endpoint INTEGER NOT NULL REFERENCES endpoint (id),
  state INTEGER NOT NULL REFERENCES state (id),
  seconds INTEGER NOT NULL,         -- since the run's start
  attempts INTEGER NOT NULL,
  PRIMARY KEY (run, endpoint)
) STRICT, WITHOUT ROWID;

-- Of the newest runs only.
CREATE TABLE timing (
  run INTEGER NOT NULL,
  endpoint INTEGER NOT NULL,
  connect_us INTEGER,
  handshake_us INTEGER,
  PRIMARY KEY (run, endpoint)
) STRICT, WITHOUT ROWID;

-- Runs are named by number, also where they are gone by now.
CREATE TABLE replacement_request (
  id INTEGER PRIMARY KEY,
  endpoint INTEGER NOT NULL REFERENCES endpoint (id),
  codes TEXT NOT NULL,
  identities TEXT NOT NULL,
  first_seen_run INTEGER NOT NULL,
  last_seen_run INTEGER NOT NULL,
  closed_run INTEGER                -- NULL: open
) STRICT;
CREATE UNIQUE INDEX request_open ON replacement_request (endpoint) WHERE closed_run IS NULL;
CREATE INDEX request_endpoint ON replacement_request (endpoint);
)sql",
    // From version 2 to 3: replacement jobs.
    R"sql(
-- In the inventory; those of networks come after all that are listed.
ALTER TABLE replacement_request ADD COLUMN position INTEGER NOT NULL DEFAULT 0;

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
)sql",
    // From version 3 to 4: the places of all endpoints of a run in its inventory, and not those of the queue alone.
    R"sql(
ALTER TABLE timing ADD COLUMN position INTEGER;   -- NULL: not known
)sql",
    // From version 4 to 5: every new state paid for what only the removal of a run looks at, which may as well read all
    // states.
    R"sql(
DROP INDEX state_uses;
)sql",
};
static_assert(std::size(kUpgrades) == kSchemaVersion);

absl::Status NewerStatus(const SqliteConnection& connection, int64_t version) {
  return absl::FailedPreconditionError(absl::StrCat(connection.path(), ": was made by a newer certsweep (version ",
                                                    version, " of its tables; this one knows ", kSchemaVersion,
                                                    "); use that one, or name another file"));
}

// Before anything is written: the file is ours, or empty, and not of a newer version.
absl::Status CheckOwner(SqliteConnection& connection) {
  // In this order: tables and marks come into a fresh file in one transaction, perhaps of another process right now;
  // where tables are seen the marks are seen after them.
  const absl::StatusOr<int64_t> objects = connection.QueryInteger("SELECT COUNT(*) FROM sqlite_schema");
  if (!objects.ok()) return objects.status();
  const absl::StatusOr<int64_t> application = connection.QueryInteger("PRAGMA application_id");
  if (!application.ok()) return application.status();
  if (*application == 0 && *objects == 0) return absl::OkStatus();
  if (*application != kApplicationId) {
    return absl::DataLossError(absl::StrCat(
        connection.path(), ": is another program's SQLite database and no certsweep record; name another file"));
  }
  const absl::StatusOr<int64_t> version = connection.QueryInteger("PRAGMA user_version");
  if (!version.ok()) return version.status();
  return *version <= kSchemaVersion ? absl::OkStatus() : NewerStatus(connection, *version);
}

// A change of the journal mode does not wait for other connections by itself.
absl::Status EnterWalMode(SqliteConnection& connection) {
  // Of a new record: fewer and larger pages are less work where all that comes is new. Older ones keep their size.
  if (absl::Status status = connection.Execute("PRAGMA page_size = 16384"); !status.ok()) return status;
  constexpr int kPauseMillis = 20;
  for (int waited = 0;; waited += kPauseMillis) {
    const absl::StatusOr<std::string> mode = connection.QueryText("PRAGMA journal_mode = WAL");
    if (mode.ok() && *mode == "wal") return absl::OkStatus();
    if (mode.ok()) {
      return absl::FailedPreconditionError(absl::StrCat(
          connection.path(), ": this file system lacks what the record needs (shared memory); use a local disk"));
    }
    if (!absl::IsUnavailable(mode.status()) || waited >= connection.busy_timeout_millis()) return mode.status();
    sqlite3_sleep(kPauseMillis);
  }
}

absl::Status SetPragmas(SqliteConnection& connection) {
  constexpr int64_t kCheckpointBytes = 16'384'000;
  const absl::StatusOr<int64_t> page_bytes = connection.QueryInteger("PRAGMA page_size");
  if (!page_bytes.ok()) return page_bytes.status();
  const std::string checkpoint = absl::StrCat("PRAGMA wal_autocheckpoint = ", kCheckpointBytes / *page_bytes);
  if (absl::Status status = connection.Execute(checkpoint.c_str()); !status.ok()) return status;
  // NORMAL in WAL mode: a commit is in the file when it returns, so the death of this process loses nothing; only a
  // power cut may lose the last commits, and never tears one. Memory: the cache is bounded, sorting spills to a file.
  // References are right by construction, each transaction as a whole; having SQLite look after every one again would
  // cost more than all the rest of writing a result, and a search of all results for each state that is removed. What
  // is removed needs no wiping: no secret is ever in it.
  return connection.Execute(
      "PRAGMA synchronous = NORMAL;"
      "PRAGMA foreign_keys = OFF;"
      "PRAGMA secure_delete = OFF;"
      "PRAGMA cache_size = -3072;"
      "PRAGMA mmap_size = 0;"
      "PRAGMA temp_store = FILE;"
      "PRAGMA journal_size_limit = 67108864;");
}

absl::Status Upgrade(SqliteConnection& connection) {
  SqliteTransaction transaction(connection);
  if (absl::Status status = transaction.Begin(); !status.ok()) return status;
  // Read inside the transaction: another process may have been faster.
  const absl::StatusOr<int64_t> version = connection.QueryInteger("PRAGMA user_version");
  if (!version.ok()) return version.status();
  if (*version > kSchemaVersion) return NewerStatus(connection, *version);
  for (int64_t next = *version; next < kSchemaVersion; ++next) {
    if (absl::Status status = connection.Execute(kUpgrades[next]); !status.ok()) return status;
  }
  const std::string marks =
      absl::StrCat("PRAGMA application_id = ", kApplicationId, "; PRAGMA user_version = ", kSchemaVersion);
  if (absl::Status status = connection.Execute(marks.c_str()); !status.ok()) return status;
  return transaction.Commit();
}

}  // namespace

absl::Status PrepareForReading(SqliteConnection& connection) {
  if (absl::Status status = CheckOwner(connection); !status.ok()) return status;
  const absl::StatusOr<int64_t> version = connection.QueryInteger("PRAGMA user_version");
  if (!version.ok()) return version.status();
  if (*version == 0) {
    return absl::DataLossError(
        absl::StrCat(connection.path(), ": is empty, and no certsweep record yet; a scan makes it one"));
  }
  const absl::StatusOr<bool> unfinished = IsMigrationLeft(connection);
  if (!unfinished.ok()) return unfinished.status();
  if (*version < kSchemaVersion || *unfinished) {
    return absl::FailedPreconditionError(
        absl::StrCat(connection.path(), ": is of an older certsweep (version ", *unfinished ? 1 : *version,
                     " of its tables), and has to be brought up to date first: the next scan into it does that"));
  }
  if (absl::Status status = SetPragmas(connection); !status.ok()) return status;
  return connection.Execute("BEGIN");
}

absl::Status PrepareSchema(SqliteConnection& connection) {
  if (absl::Status status = CheckOwner(connection); !status.ok()) return status;
  if (absl::Status status = EnterWalMode(connection); !status.ok()) return status;
  if (absl::Status status = SetPragmas(connection); !status.ok()) return status;
  const absl::StatusOr<int64_t> version = connection.QueryInteger("PRAGMA user_version");
  if (!version.ok()) return version.status();
  if (*version < kSchemaVersion) {
    if (absl::Status status = Upgrade(connection); !status.ok()) return status;
  }
  return FinishMigration(connection);
}

}  // namespace certsweep::estate
