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
};

// Opens `path`, and makes it (0600) where it is missing. Errors carry the path and what to do: a missing folder
// (NotFound), no right to write (PermissionDenied), not a record or damaged (DataLoss), made by a newer certsweep
// (FailedPrecondition), locked by another for too long (Unavailable), disk full (ResourceExhausted).
absl::StatusOr<std::unique_ptr<Estate>> OpenSqliteEstate(const std::string& path, SqliteEstateOptions options = {});

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_SQLITE_ESTATE_H_
