// SqliteEstate: the embedded record, a SQLite database in WAL mode with a versioned schema.
#ifndef CERTSWEEP_ENGINE_ESTATE_SQLITE_ESTATE_H_
#define CERTSWEEP_ENGINE_ESTATE_SQLITE_ESTATE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "engine/estate/estate.h"

namespace certsweep::estate {

// Opens `path`, and makes it (0600) where it is missing. Errors carry the path and what to do: a missing folder
// (NotFound), no right to write (PermissionDenied), not a record or damaged (DataLoss), made by a newer certsweep
// (FailedPrecondition), locked by another for over 30 s (Unavailable), disk full (ResourceExhausted).
absl::StatusOr<std::unique_ptr<Estate>> OpenSqliteEstate(const std::string& path);

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_SQLITE_ESTATE_H_
