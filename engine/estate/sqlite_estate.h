// SqliteEstate: the embedded record, a SQLite database in WAL mode with a versioned schema.
#ifndef CERTSWEEP_ENGINE_ESTATE_SQLITE_ESTATE_H_
#define CERTSWEEP_ENGINE_ESTATE_SQLITE_ESTATE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/estate/estate.h"

namespace certsweep::estate {

struct SqliteEstateOptions {
  int busy_timeout_millis = 30'000;  // how long to wait for others that write to the same record
  // For questions alone: nothing is made or changed, a file or folder without the right to write will do, and all
  // answers are of the moment of the first question, whatever others write meanwhile. What would write is an error.
  bool read_only = false;
};

// Opens `path`, and makes it (0600) where it is missing (read_only: NotFound). Errors carry the path and what to do: a
// missing folder (NotFound), no right to write (PermissionDenied), not a record or damaged (DataLoss), made by a newer
// certsweep (FailedPrecondition; read_only: also one of an older version, which only a scan may bring up to date),
// locked by another for too long (Unavailable), disk full (ResourceExhausted).
absl::StatusOr<std::unique_ptr<Estate>> OpenSqliteEstate(const std::string& path, SqliteEstateOptions options = {});

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_SQLITE_ESTATE_H_
