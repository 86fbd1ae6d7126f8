// SqliteConnection: an open database file, and the name it goes by in errors. Not thread-safe.
#ifndef CERTSWEEP_ENGINE_ESTATE_SQLITE_CONNECTION_H_
#define CERTSWEEP_ENGINE_ESTATE_SQLITE_CONNECTION_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3;

namespace certsweep::estate {

class SqliteConnection {
 public:
  // Opens `path` for reading and writing. A missing file is made, with 0600, whatever the umask; SQLite gives its
  // companions (-wal, -shm) the same mode. Locks of others are waited for up to `busy_timeout_millis`, then a call is
  // Unavailable. NotFound, PermissionDenied, InvalidArgument (a folder, a device).
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const std::string& path, int busy_timeout_millis);
  // The same for an existing file that nothing is to be written to: neither to the file, which needs no right to write,
  // nor beside it anything that stays. Where this process may not write, a record that is whole without its log (no
  // scan has it open) is taken as it stands. NotFound where it is missing.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> OpenForReading(const std::string& path,
                                                                          int busy_timeout_millis);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  // Runs statements that give no rows, or whose rows do not matter.
  absl::Status Execute(const char* sql);
  // The integer that a one-row query gives ("PRAGMA user_version").
  absl::StatusOr<int64_t> QueryInteger(const char* sql);
  // The text that a one-row query gives.
  absl::StatusOr<std::string> QueryText(const char* sql);

  // The Status for `code`, which the call just made has returned.
  absl::Status StatusOf(int code) const;
  bool in_transaction() const;
  sqlite3* handle() const { return handle_; }
  // As given, and safe for a terminal: for messages.
  const std::string& path() const { return path_; }
  int busy_timeout_millis() const { return busy_timeout_millis_; }

 private:
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> OpenWithFlags(const std::string& name, int flags,
                                                                         std::string shown, int busy_timeout_millis);
  SqliteConnection(sqlite3* handle, std::string path, int busy_timeout_millis)
      : handle_(handle), path_(std::move(path)), busy_timeout_millis_(busy_timeout_millis) {}

  sqlite3* handle_;
  const std::string path_;
  const int busy_timeout_millis_;
};

// Begins a transaction that may write; rolls it back at its end unless it was committed.
class SqliteTransaction {
 public:
  explicit SqliteTransaction(SqliteConnection& connection) : connection_(connection) {}
  ~SqliteTransaction();
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;

  absl::Status Begin();
  absl::Status Commit();

 private:
  SqliteConnection& connection_;
};

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_SQLITE_CONNECTION_H_
