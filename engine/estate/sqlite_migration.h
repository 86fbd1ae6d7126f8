// Moves what a record of version 1 holds into the tables of version 2. Thread rule: of the connection.
#ifndef CERTSWEEP_ENGINE_ESTATE_SQLITE_MIGRATION_H_
#define CERTSWEEP_ENGINE_ESTATE_SQLITE_MIGRATION_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/estate/sqlite_connection.h"

namespace certsweep::estate {

// Goes on until nothing of version 1 is left; nothing is done where nothing is. Piece by piece, each a transaction that
// takes results out of the old tables and puts them into the new: it may be killed at any time and is gone on with by
// the next that opens the record; and several may do it at once. The tables must be there (sqlite_schema).
absl::Status FinishMigration(SqliteConnection& connection);

// Whether something of version 1 is left. The tables must be there.
absl::StatusOr<bool> IsMigrationLeft(SqliteConnection& connection);

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_SQLITE_MIGRATION_H_
