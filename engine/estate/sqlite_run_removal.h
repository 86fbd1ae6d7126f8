// Removes a run from the tables, and what no other run refers to. Thread rule: of the connection.
#ifndef CERTSWEEP_ENGINE_ESTATE_SQLITE_RUN_REMOVAL_H_
#define CERTSWEEP_ENGINE_ESTATE_SQLITE_RUN_REMOVAL_H_

#include <cstdint>

#include "absl/status/status.h"
#include "engine/estate/sqlite_connection.h"

namespace certsweep::estate {

// The run is gone with the first transaction; its results and what they alone referred to follow in many short ones, so
// that a scan may write in between. Also finishes what an earlier call left when it was killed. NotFound: no such run.
absl::Status RemoveRun(SqliteConnection& connection, int64_t run);

// Lets the timings of runs go that are not among the kRunsWithTiming newest.
absl::Status RemoveOldTimings(SqliteConnection& connection);

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_SQLITE_RUN_REMOVAL_H_
