// What SQLite says, as a Status that tells people what to do about it. Thread-safe: pure.
#ifndef CERTSWEEP_ENGINE_ESTATE_SQLITE_ERROR_H_
#define CERTSWEEP_ENGINE_ESTATE_SQLITE_ERROR_H_

#include <string_view>

#include "absl/status/status.h"

namespace certsweep::estate {

// `code`: an (extended) result code of SQLite; OK, ROW and DONE are OK. `error_number`: errno of the failed call where
// one is known (sqlite3_system_errno), else 0. `message`: sqlite3_errmsg. The Status begins with `path`.
absl::Status SqliteStatus(int code, int error_number, std::string_view message, std::string_view path);

// The same for a call to the system about the record's file that failed with `error_number` (errno).
absl::Status FileStatus(int error_number, std::string_view path);

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_SQLITE_ERROR_H_
