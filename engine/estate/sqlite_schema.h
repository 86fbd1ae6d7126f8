// The tables of the embedded record, and how a file comes to have them.
#ifndef CERTSWEEP_ENGINE_ESTATE_SQLITE_SCHEMA_H_
#define CERTSWEEP_ENGINE_ESTATE_SQLITE_SCHEMA_H_

#include <cstdint>

#include "absl/status/status.h"
#include "engine/estate/sqlite_connection.h"

namespace certsweep::estate {

// "CSwp": the application_id of our files.
inline constexpr int64_t kApplicationId = 0x43537770;
inline constexpr int64_t kSchemaVersion = 5;

// Makes `connection` a record of kSchemaVersion: an empty file gets the tables, an older record is brought up to date.
// DataLoss: another program's database (left as it is). FailedPrecondition: a record of a newer certsweep, or a file
// system without what WAL needs. Sets the pragmas of this connection.
absl::Status PrepareSchema(SqliteConnection& connection);

// The same for reading alone: nothing is written, and from the first question on everything is of one moment (a
// transaction begins). FailedPrecondition also for a record of an older version. DataLoss also for an empty file.
absl::Status PrepareForReading(SqliteConnection& connection);

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_SQLITE_SCHEMA_H_
