#include "engine/estate/sqlite_migration.h"

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/estate/sqlite_result_reader.h"
#include "engine/estate/sqlite_result_writer.h"
#include "engine/estate/sqlite_statement.h"

namespace certsweep::estate {
namespace {

constexpr int64_t kPiece = 500;  // results a transaction

struct OldResult {
  int64_t id = 0;
  int64_t run = 0;
  ResultRow row;
};

OldResult ReadOld(const SqliteStatement& row) {
  OldResult old;
  old.id = row.Integer(0);
  old.run = row.Integer(1);
  old.row.host = row.Text(2);
  old.row.address = row.Text(3);
  old.row.port = static_cast<uint16_t>(row.Integer(4));
  old.row.time_unix_seconds = row.Integer(5);
  old.row.verdict = VerdictFromName(row.Text(6));
  old.row.mendable = row.Integer(7) != 0;
  old.row.queued = row.Integer(8) != 0;
  old.row.codes = row.Text(9);
  old.row.identities = SplitIdentities(row.Text(10));
  old.row.json = row.Text(11);
  return old;
}

absl::StatusOr<std::vector<OldResult>> ReadPiece(const SqliteConnection& connection) {
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(
      connection,
      "SELECT id, run, host, address, port, time, verdict, mendable, queued, codes, identities, json FROM result_v1"
      " ORDER BY id LIMIT ?1");
  if (!query.ok()) return query.status();
  query->Bind(1, kPiece);
  std::vector<OldResult> piece;
  while (true) {
    const absl::StatusOr<bool> row = query->Step();
    if (!row.ok()) return row.status();
    if (!*row) return piece;
    piece.push_back(ReadOld(*query));
  }
}

absl::Status ReadChains(const SqliteConnection& connection, std::vector<OldResult>& piece) {
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(
      connection,
      "SELECT sha256, spki_sha256, der FROM chain_v1 JOIN certificate ON certificate.id = chain_v1.certificate"
      " WHERE result = ?1 ORDER BY position");
  if (!query.ok()) return query.status();
  for (OldResult& old : piece) {
    query->Bind(1, old.id);
    while (true) {
      const absl::StatusOr<bool> row = query->Step();
      if (!row.ok()) return row.status();
      if (!*row) break;
      old.row.chain.push_back(ReadCertificate(*query));
    }
  }
  return absl::OkStatus();
}

absl::Status Write(const SqliteConnection& connection, const std::vector<OldResult>& piece) {
  absl::StatusOr<SqliteResultWriter> writer = SqliteResultWriter::Prepare(connection);
  if (!writer.ok()) return writer.status();
  for (const OldResult& old : piece) {
    if (absl::Status status = writer->AppendWithoutQueue(old.run, SourceOf({&old.row, 1})); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status RemoveOld(const SqliteConnection& connection, int64_t last) {
  for (const char* sql : {"DELETE FROM chain_v1 WHERE result <= ?1", "DELETE FROM result_v1 WHERE id <= ?1"}) {
    absl::StatusOr<SqliteStatement> remove = SqliteStatement::Prepare(connection, sql);
    if (!remove.ok()) return remove.status();
    remove->Bind(1, last);
    if (absl::Status status = remove->Run(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// The last step: the queue, and the old tables' end.
absl::Status Finish(SqliteConnection& connection) {
  return connection.Execute(
      "INSERT INTO endpoint (host, address, port) SELECT host, address, port FROM replacement_request_v1 ORDER BY id"
      " ON CONFLICT (host, address, port) DO NOTHING;"
      "INSERT INTO replacement_request"
      " (id, endpoint, codes, identities, first_seen_run, last_seen_run, closed_run)"
      " SELECT old.id, endpoint.id, codes, identities, first_seen_run, last_seen_run, closed_run"
      " FROM replacement_request_v1 AS old JOIN endpoint USING (host, address, port);"
      "DROP TABLE replacement_request_v1;"
      "DROP TABLE chain_v1;"
      "DROP TABLE result_v1;");
}

absl::Status MovePiece(SqliteConnection& connection) {
  SqliteTransaction transaction(connection);
  if (absl::Status status = transaction.Begin(); !status.ok()) return status;
  // Looked at again, now that nobody else writes.
  const absl::StatusOr<bool> left = IsMigrationLeft(connection);
  if (!left.ok() || !*left) return left.status();
  absl::StatusOr<std::vector<OldResult>> piece = ReadPiece(connection);
  if (!piece.ok()) return piece.status();
  absl::Status status;
  if (piece->empty()) {
    status = Finish(connection);
  } else {
    status = ReadChains(connection, *piece);
    if (status.ok()) status = Write(connection, *piece);
    if (status.ok()) status = RemoveOld(connection, piece->back().id);
  }
  return status.ok() ? transaction.Commit() : status;
}

}  // namespace

absl::StatusOr<bool> IsMigrationLeft(SqliteConnection& connection) {
  const absl::StatusOr<int64_t> tables =
      connection.QueryInteger("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'result_v1'");
  if (!tables.ok()) return tables.status();
  return *tables > 0;
}

absl::Status FinishMigration(SqliteConnection& connection) {
  while (true) {
    const absl::StatusOr<bool> left = IsMigrationLeft(connection);
    if (!left.ok() || !*left) return left.status();
    if (absl::Status status = MovePiece(connection); !status.ok()) return status;
  }
}

}  // namespace certsweep::estate
