// SqliteStatement: a prepared statement. Parameters are counted from 1 and columns from 0, as SQLite does.
// Not thread-safe; the connection must outlive it.
#ifndef CERTSWEEP_ENGINE_ESTATE_SQLITE_STATEMENT_H_
#define CERTSWEEP_ENGINE_ESTATE_SQLITE_STATEMENT_H_

#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/base/bytes.h"
#include "engine/estate/sqlite_connection.h"

struct sqlite3_stmt;

namespace certsweep::estate {

class SqliteStatement {
 public:
  static absl::StatusOr<SqliteStatement> Prepare(const SqliteConnection& connection, std::string_view sql);
  SqliteStatement() = default;  // only good for being assigned to
  SqliteStatement(SqliteStatement&& other) noexcept
      : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)) {}
  SqliteStatement& operator=(SqliteStatement&& other) noexcept {
    std::swap(connection_, other.connection_);
    std::swap(statement_, other.statement_);
    return *this;
  }
  ~SqliteStatement();

  // Bound text and bytes are not copied: they must live until Reset(). All return *this.
  SqliteStatement& Bind(int parameter, int64_t value);
  SqliteStatement& Bind(int parameter, std::string_view text);
  SqliteStatement& Bind(int parameter, base::Bytes blob);
  SqliteStatement& BindNull(int parameter);

  // True: there is a row to be read. False: done, and the statement is reset.
  absl::StatusOr<bool> Step();
  // Runs a statement whose rows, if any, do not matter, and resets it.
  absl::Status Run();
  void Reset();

  bool IsNull(int column) const;
  int64_t Integer(int column) const;
  // Valid until the next Step or Reset.
  std::string_view Text(int column) const;

 private:
  SqliteStatement(const SqliteConnection& connection, sqlite3_stmt* statement)
      : connection_(&connection), statement_(statement) {}

  const SqliteConnection* connection_ = nullptr;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_SQLITE_STATEMENT_H_
