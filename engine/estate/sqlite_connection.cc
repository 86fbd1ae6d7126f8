#include "engine/estate/sqlite_connection.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/estate/sqlite_error.h"
#include "engine/estate/sqlite_statement.h"

namespace certsweep::estate {
namespace {

constexpr size_t kLongestPathShown = 4096;

absl::Status CheckKind(const struct stat& info, const std::string& shown) {
  if (S_ISDIR(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(shown, ": is a folder; name a file for the record"));
  }
  if (!S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(shown, ": is no regular file; name another for the record"));
  }
  return absl::OkStatus();
}

absl::Status CheckExisting(const std::string& path, const std::string& shown) {
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT) return FileStatus(errno, shown);
    return path.ends_with('/')
               ? absl::InvalidArgumentError(absl::StrCat(shown, ": names a folder; name a file for the record"))
               : absl::NotFoundError(absl::StrCat(shown, ": a symbolic link that leads nowhere"));
  }
  if (absl::Status status = CheckKind(info, shown); !status.ok()) return status;
  return access(path.c_str(), R_OK | W_OK) == 0 ? absl::OkStatus() : FileStatus(errno, shown);
}

absl::Status CheckReadable(const std::string& path, const std::string& shown) {
  struct stat info{};
  if (stat(path.c_str(), &info) != 0) {
    if (errno != ENOENT && errno != ENOTDIR) return base::ErrnoStatus(errno, shown);
    return absl::NotFoundError(absl::StrCat(shown, ": there is no such record"));
  }
  if (absl::Status status = CheckKind(info, shown); !status.ok()) return status;
  return access(path.c_str(), R_OK) == 0 ? absl::OkStatus() : base::ErrnoStatus(errno, shown);
}

// Makes the file where it is missing. An existing one is never opened here: closing it again would drop the locks that
// another connection of this process holds on it (POSIX locks belong to the process).
absl::Status MakeOrCheck(const std::string& path, const std::string& shown) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);
  if (fd >= 0) {
    const int failed = fchmod(fd, 0600) == 0 ? 0 : errno;
    close(fd);
    return failed == 0 ? absl::OkStatus() : FileStatus(failed, shown);
  }
  return errno == EEXIST || errno == EISDIR ? CheckExisting(path, shown) : FileStatus(errno, shown);
}

// Of all connections of the process; what SQLite refuses, because somebody else uses it already, stays as it was.
void ConfigureSqlite() {
  constexpr unsigned kSortedPiecePages = 64;
  static const bool once = [] {
    // Counting what is allocated takes a lock each time, and nobody asks.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    // A sort holds so much before it goes to a file: 1 MiB, not 4.
    sqlite3_config(SQLITE_CONFIG_PMASZ, kSortedPiecePages);
    return true;
  }();
  static_cast<void>(once);
}

int LastErrnoOf(sqlite3_file* file) {
  int error_number = 0;
  if (file != nullptr && file->pMethods != nullptr) {
    file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error_number);
  }
  return error_number;
}

// errno of what failed last. The connection has none where a COMMIT failed; then the log or the database file knows.
int ErrorNumber(sqlite3* handle) {
  int error_number = sqlite3_system_errno(handle);
  for (const int which : {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
    if (error_number != 0) break;
    sqlite3_file* file = nullptr;
    if (sqlite3_file_control(handle, "main", which, &file) == SQLITE_OK) error_number = LastErrnoOf(file);
  }
  return error_number;
}

// SQLite takes ":memory:" and "" for other things than files.
std::string PlainPath(const std::string& path) { return path.starts_with('/') ? path : "./" + path; }

absl::Status CheckName(const std::string& path) {
  if (path.empty()) return absl::InvalidArgumentError("the record needs the name of a file");
  if (path.find('\0') != std::string::npos) return absl::InvalidArgumentError("a NUL in the name of the record");
  return absl::OkStatus();
}

// Into both the file and its folder, where the log and its index come and go.
bool MayWrite(const std::string& path) {
  const std::string folder = path.substr(0, path.find_last_of('/') + 1);
  return access(path.c_str(), W_OK) == 0 && access(folder.c_str(), W_OK) == 0;
}

// Whether something is in the log that is not in the file yet.
bool HasLog(const std::string& path) {
  struct stat info{};
  return stat((path + "-wal").c_str(), &info) == 0 && info.st_size > 0;
}

// As the name of a file that does not change while it is read.
std::string ImmutableName(const std::string& path) {
  std::string name = "file:";
  for (const char c : path) {
    const bool special = c == '%' || c == '?' || c == '#';
    name += special ? absl::StrCat("%", absl::Hex(c, absl::kZeroPad2)) : std::string(1, c);
  }
  return name + "?immutable=1";
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path,
                                                                         int busy_timeout_millis) {
  if (absl::Status status = CheckName(path); !status.ok()) return status;
  const std::string plain = PlainPath(path);
  std::string shown = base::DisplayText(path, kLongestPathShown);
  if (absl::Status status = MakeOrCheck(plain, shown); !status.ok()) return status;
  return OpenWithFlags(plain, SQLITE_OPEN_READWRITE, std::move(shown), busy_timeout_millis);
}

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::OpenForReading(const std::string& path,
                                                                                   int busy_timeout_millis) {
  if (absl::Status status = CheckName(path); !status.ok()) return status;
  const std::string plain = PlainPath(path);
  std::string shown = base::DisplayText(path, kLongestPathShown);
  if (absl::Status status = CheckReadable(plain, shown); !status.ok()) return status;
  if (!MayWrite(plain)) {
    if (HasLog(plain)) return OpenWithFlags(plain, SQLITE_OPEN_READONLY, std::move(shown), busy_timeout_millis);
    return OpenWithFlags(ImmutableName(plain), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, std::move(shown),
                         busy_timeout_millis);
  }
  // A connection that may not write could not take the log's index away again.
  auto connection = OpenWithFlags(plain, SQLITE_OPEN_READWRITE, std::move(shown), busy_timeout_millis);
  if (!connection.ok()) return connection;
  if (absl::Status status = (*connection)->Execute("PRAGMA query_only = ON"); !status.ok()) return status;
  return connection;
}

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::OpenWithFlags(const std::string& name, int flags,
                                                                                  std::string shown,
                                                                                  int busy_timeout_millis) {
  ConfigureSqlite();
  sqlite3* handle = nullptr;
  const int all_flags = flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(name.c_str(), &handle, all_flags, nullptr);
  if (handle == nullptr) return absl::ResourceExhaustedError(absl::StrCat(shown, ": out of memory"));
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(handle, std::move(shown), busy_timeout_millis));
  if (code != SQLITE_OK) return connection->StatusOf(code);
  sqlite3_busy_timeout(handle, busy_timeout_millis);
  return connection;
}

SqliteConnection::~SqliteConnection() { sqlite3_close_v2(handle_); }

absl::Status SqliteConnection::Execute(const char* sql) {
  return StatusOf(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr));
}

absl::StatusOr<int64_t> SqliteConnection::QueryInteger(const char* sql) {
  absl::StatusOr<SqliteStatement> statement = SqliteStatement::Prepare(*this, sql);
  if (!statement.ok()) return statement.status();
  absl::StatusOr<bool> row = statement->Step();
  if (!row.ok()) return row.status();
  return *row ? statement->Integer(0) : 0;
}

absl::StatusOr<std::string> SqliteConnection::QueryText(const char* sql) {
  absl::StatusOr<SqliteStatement> statement = SqliteStatement::Prepare(*this, sql);
  if (!statement.ok()) return statement.status();
  absl::StatusOr<bool> row = statement->Step();
  if (!row.ok()) return row.status();
  return *row ? std::string(statement->Text(0)) : std::string();
}

absl::Status SqliteConnection::StatusOf(int code) const {
  const int primary = code & 0xff;
  if (primary == SQLITE_OK || primary == SQLITE_ROW || primary == SQLITE_DONE) return absl::OkStatus();
  const bool of_system = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;
  return SqliteStatus(code, of_system ? ErrorNumber(handle_) : 0, sqlite3_errmsg(handle_), path_);
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

SqliteTransaction::~SqliteTransaction() {
  // SQLite has rolled back by itself after some errors (a full disk).
  if (connection_.in_transaction()) sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

absl::Status SqliteTransaction::Begin() { return connection_.Execute("BEGIN IMMEDIATE"); }

absl::Status SqliteTransaction::Commit() { return connection_.Execute("COMMIT"); }

}  // namespace certsweep::estate
