#include "engine/estate/sqlite_run_removal.h"

#include <sqlite3.h>

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/estate/estate.h"
#include "engine/estate/id_list.h"
#include "engine/estate/sqlite_statement.h"

namespace certsweep::estate {
namespace {

constexpr int64_t kPiece = 5000;  // results a transaction

// The states of a piece, and then what they referred to, in tables of this connection alone.
constexpr char kMakeLists[] =
    "CREATE TEMP TABLE IF NOT EXISTS piece (endpoint INTEGER PRIMARY KEY, state INTEGER NOT NULL);"
    "CREATE TEMP TABLE IF NOT EXISTS gone (certificates BLOB, columns INTEGER);"
    "DELETE FROM piece; DELETE FROM gone;";

// States of the piece that no run has any more. A state mostly lasts for some runs: those beside the one that is gone
// are asked first.
std::string UnusedStates() {
  const std::string_view kUse =
      "SELECT 1 FROM result WHERE result.endpoint = piece.endpoint AND result.state ="
      " piece.state AND result.run = ";
  return absl::StrCat("SELECT state FROM piece WHERE NOT EXISTS (", base::ToAbsl(kUse),
                      "(SELECT MAX(id) FROM run WHERE id < ?1)) AND NOT EXISTS (", base::ToAbsl(kUse),
                      "(SELECT MIN(id) FROM run WHERE id > ?1)) AND NOT EXISTS (SELECT 1 FROM run CROSS JOIN result ON"
                      " result.run = run.id AND result.endpoint = piece.endpoint WHERE result.state = piece.state)");
}

absl::Status Run(const SqliteConnection& connection, const std::string& sql, int64_t run) {
  absl::StatusOr<SqliteStatement> statement = SqliteStatement::Prepare(connection, sql);
  if (!statement.ok()) return statement.status();
  if (sql.find("?1") != std::string::npos) statement->Bind(1, run);
  return statement->Run();
}

absl::Status RunAll(const SqliteConnection& connection, int64_t run, std::initializer_list<std::string> all) {
  for (const std::string& sql : all) {
    if (absl::Status status = Run(connection, sql, run); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Calls `take` with each list of certificates that `sql` gives.
absl::Status VisitLists(const SqliteConnection& connection, std::string_view sql,
                        const std::function<void(const std::vector<int64_t>&)>& take) {
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(connection, sql);
  if (!query.ok()) return query.status();
  while (true) {
    const absl::StatusOr<bool> row = query->Step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
    const std::optional<std::vector<int64_t>> ids = DecodeIds(query->Text(0));
    if (!ids) return absl::DataLossError(absl::StrCat(connection.path(), ": a chain in it is damaged"));
    take(*ids);
  }
}

// Those of the states that are gone, but for those that another state has.
absl::Status RemoveCertificates(const SqliteConnection& connection) {
  absl::flat_hash_set<int64_t> loose;
  absl::Status status = VisitLists(connection, "SELECT certificates FROM gone WHERE certificates IS NOT NULL",
                                   [&loose](const std::vector<int64_t>& ids) { loose.insert(ids.begin(), ids.end()); });
  if (!status.ok() || loose.empty()) return status;
  status = VisitLists(connection, "SELECT certificates FROM state WHERE leaf IS NOT NULL",
                      [&loose](const std::vector<int64_t>& ids) {
                        for (const int64_t id : ids) loose.erase(id);
                      });
  if (!status.ok()) return status;
  absl::StatusOr<SqliteStatement> remove =
      SqliteStatement::Prepare(connection, "DELETE FROM certificate WHERE id = ?1");
  if (!remove.ok()) return remove.status();
  for (const int64_t id : loose) {
    remove->Bind(1, id);
    if (status = remove->Run(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

constexpr char kRemoveEndpoints[] =
    "DELETE FROM endpoint WHERE id IN (SELECT endpoint FROM piece)"
    " AND NOT EXISTS (SELECT 1 FROM state WHERE state.endpoint = endpoint.id)"
    " AND NOT EXISTS (SELECT 1 FROM replacement_request WHERE replacement_request.endpoint = endpoint.id)";
constexpr char kRemoveColumns[] =
    "DELETE FROM columns WHERE id IN (SELECT columns FROM gone)"
    " AND id NOT IN (SELECT columns FROM state WHERE columns IS NOT NULL)";

// All but the certificates.
absl::Status RemoveRowsOfPiece(const SqliteConnection& connection, int64_t run) {
  return RunAll(connection, run,
                {"DELETE FROM timing WHERE run = ?1 AND endpoint IN (SELECT endpoint FROM piece)",
                 "DELETE FROM result WHERE run = ?1 AND endpoint IN (SELECT endpoint FROM piece)",
                 absl::StrCat("DELETE FROM piece WHERE state NOT IN (", UnusedStates(), ")"),
                 "INSERT INTO gone SELECT certificates, columns FROM state WHERE id IN (SELECT state FROM piece)",
                 "DELETE FROM state WHERE id IN (SELECT state FROM piece)", kRemoveEndpoints, kRemoveColumns});
}

// Of a run that is not in the table of runs any more. False: nothing is left of it.
absl::StatusOr<bool> RemovePiece(SqliteConnection& connection, int64_t run) {
  SqliteTransaction transaction(connection);
  absl::Status status = transaction.Begin();
  if (status.ok()) status = connection.Execute(kMakeLists);
  if (!status.ok()) return status;
  status = Run(connection,
               absl::StrCat("INSERT INTO piece SELECT endpoint, state FROM result WHERE run = ?1 LIMIT ", kPiece), run);
  if (!status.ok()) return status;
  const absl::StatusOr<int64_t> size = connection.QueryInteger("SELECT COUNT(*) FROM piece");
  if (!size.ok()) return size.status();
  if (*size == 0) {
    status = Run(connection, "DELETE FROM deleted_run WHERE id = ?1", run);
    if (status.ok()) status = transaction.Commit();
    if (!status.ok()) return status;
    return false;
  }
  status = RemoveRowsOfPiece(connection, run);
  if (status.ok()) status = RemoveCertificates(connection);
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;
  return true;
}

absl::Status RemoveLeftOvers(SqliteConnection& connection) {
  while (true) {
    const absl::StatusOr<int64_t> run = connection.QueryInteger("SELECT COALESCE(MIN(id), -1) FROM deleted_run");
    if (!run.ok()) return run.status();
    if (*run < 0) return absl::OkStatus();
    absl::StatusOr<bool> more = true;
    while (more.ok() && *more) more = RemovePiece(connection, *run);
    if (!more.ok()) return more.status();
  }
}

// False: there is no such run.
absl::StatusOr<bool> TakeOut(SqliteConnection& connection, int64_t run) {
  SqliteTransaction transaction(connection);
  absl::Status status = transaction.Begin();
  if (status.ok()) status = Run(connection, "INSERT INTO deleted_run SELECT id FROM run WHERE id = ?1", run);
  if (!status.ok()) return status;
  if (sqlite3_changes(connection.handle()) == 0) return false;
  status = RunAll(connection, run, {"DELETE FROM run_target WHERE run = ?1", "DELETE FROM run WHERE id = ?1"});
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;
  return true;
}

}  // namespace

absl::Status RemoveRun(SqliteConnection& connection, int64_t run) {
  const absl::StatusOr<bool> found = TakeOut(connection, run);
  if (!found.ok()) return found.status();
  if (absl::Status status = RemoveLeftOvers(connection); !status.ok()) return status;
  return *found ? absl::OkStatus() : absl::NotFoundError(absl::StrCat(connection.path(), ": has no run ", run));
}

absl::Status RemoveOldTimings(SqliteConnection& connection) {
  constexpr int64_t kTimings = 20'000;  // a transaction
  const absl::StatusOr<int64_t> first = connection.QueryInteger(
      absl::StrCat("SELECT MIN(id) FROM (SELECT id FROM run ORDER BY id DESC LIMIT ", kRunsWithTiming, ")").c_str());
  if (!first.ok()) return first.status();
  do {
    const absl::Status status =
        Run(connection,
            absl::StrCat("DELETE FROM timing WHERE (run, endpoint) IN (SELECT run, endpoint FROM timing WHERE run < ?1"
                         " ORDER BY run, endpoint LIMIT ",
                         kTimings, ")"),
            *first);
    if (!status.ok()) return status;
  } while (sqlite3_changes(connection.handle()) > 0);
  return absl::OkStatus();
}

}  // namespace certsweep::estate
