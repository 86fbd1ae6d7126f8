#include "engine/estate/sqlite_statement.h"

#include <sqlite3.h>

namespace certsweep::estate {

// A failed bind (out of memory, too large) leaves NULL, which the table's NOT NULL then refuses: no need to check each.

absl::StatusOr<SqliteStatement> SqliteStatement::Prepare(const SqliteConnection& connection, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return connection.StatusOf(code);
  return SqliteStatement(connection, statement);
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

SqliteStatement& SqliteStatement::Bind(int parameter, int64_t value) {
  sqlite3_bind_int64(statement_, parameter, value);
  return *this;
}

SqliteStatement& SqliteStatement::Bind(int parameter, std::string_view text) {
  // A null pointer would bind NULL: an empty string_view may hold one.
  const char* data = text.data() == nullptr ? "" : text.data();
  sqlite3_bind_text64(statement_, parameter, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

SqliteStatement& SqliteStatement::Bind(int parameter, base::Bytes blob) {
  if (blob.empty()) {
    sqlite3_bind_zeroblob(statement_, parameter, 0);
  } else {
    sqlite3_bind_blob64(statement_, parameter, blob.data(), blob.size(), SQLITE_STATIC);
  }
  return *this;
}

SqliteStatement& SqliteStatement::BindNull(int parameter) {
  sqlite3_bind_null(statement_, parameter);
  return *this;
}

absl::StatusOr<bool> SqliteStatement::Step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  // The Status first: resetting may overwrite what the connection knows about the error.
  const absl::Status status = connection_->StatusOf(code);
  Reset();
  if (!status.ok()) return status;
  return false;
}

absl::Status SqliteStatement::Run() {
  const absl::StatusOr<bool> row = Step();
  if (!row.ok()) return row.status();
  if (*row) Reset();
  return absl::OkStatus();
}

void SqliteStatement::Reset() { sqlite3_reset(statement_); }

bool SqliteStatement::IsNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

int64_t SqliteStatement::Integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view SqliteStatement::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (text == nullptr) return {};
  return {text, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

}  // namespace certsweep::estate
