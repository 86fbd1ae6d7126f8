#include "engine/estate/sqlite_estate.h"

#include <sqlite3.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/estate/sqlite_connection.h"
#include "engine/estate/sqlite_result_reader.h"
#include "engine/estate/sqlite_result_writer.h"
#include "engine/estate/sqlite_run_removal.h"
#include "engine/estate/sqlite_schema.h"
#include "engine/estate/sqlite_statement.h"

namespace certsweep::estate {
namespace {

constexpr char kRunColumns[] =
    "SELECT id, started, command, endpoints, options_json, touched, finished, interrupted, summary_json, results,"
    " compliant, noncompliant, unreachable, no_tls, not_judged FROM run ";
static_assert(pki::kVerdictCount == 5);

constexpr char kRequestColumns[] =
    "SELECT host, address, port, codes, identities, first_seen_run, last_seen_run, closed_run, position FROM ";

std::optional<int64_t> OptionalInteger(const SqliteStatement& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.Integer(column);
}

RunInfo ReadRun(const SqliteStatement& row) {
  RunInfo info;
  info.id = row.Integer(0);
  info.start.started_unix_seconds = row.Integer(1);
  info.start.command = row.Text(2);
  info.start.endpoints = static_cast<uint64_t>(row.Integer(3));
  info.start.options_json = row.Text(4);
  info.touched_unix_seconds = OptionalInteger(row, 5);
  if (!row.IsNull(6)) info.end = RunEnd{row.Integer(6), row.Integer(7) != 0, std::string(row.Text(8))};
  info.results = static_cast<uint64_t>(row.Integer(9));
  for (size_t i = 0; i < info.verdicts.size(); ++i) {
    info.verdicts[i] = static_cast<uint64_t>(row.Integer(static_cast<int>(i) + 10));
  }
  return info;
}

EndpointKey ReadKey(const SqliteStatement& row) {
  return {std::string(row.Text(0)), std::string(row.Text(1)), static_cast<uint16_t>(row.Integer(2))};
}

ReplacementRequest ReadRequest(const SqliteStatement& row) {
  ReplacementRequest request;
  request.endpoint = ReadKey(row);
  request.codes = row.Text(3);
  request.identities = SplitIdentities(row.Text(4));
  request.first_seen_run = row.Integer(5);
  request.last_seen_run = row.Integer(6);
  request.closed_run = OptionalInteger(row, 7);
  request.position = static_cast<uint64_t>(row.Integer(8));
  return request;
}

// Calls `take` at each row until it returns false.
template <typename Take>
absl::Status VisitRows(absl::StatusOr<SqliteStatement>& query, Take take) {
  while (true) {
    const absl::StatusOr<bool> row = query->Step();
    if (!row.ok()) return row.status();
    if (!*row || !take(*query)) return absl::OkStatus();
  }
}

class SqliteEstate final : public Estate {
 public:
  SqliteEstate(std::unique_ptr<SqliteConnection> connection, SqliteResultWriter writer)
      : connection_(std::move(connection)), writer_(std::move(writer)) {}

  absl::StatusOr<int64_t> BeginRun(const RunStart& start, const PieceSource& targets) override;
  absl::StatusOr<RunInfo> ResumeRun(int64_t run) override;
  absl::Status AppendResultsOf(int64_t run, const ResultSource& rows) override;
  absl::Status EndRun(int64_t run, const RunEnd& end) override;
  absl::Status DeleteRun(int64_t run) override { return RemoveRun(*connection_, run); }
  absl::StatusOr<std::optional<RunInfo>> FindRun(int64_t id) override;
  absl::StatusOr<std::optional<RunInfo>> LatestRun() override;
  absl::Status VisitRuns(const Visitor<RunInfo>& visit) override;
  absl::Status VisitTargets(int64_t run, const Visitor<std::string_view>& visit) override;
  absl::Status VisitResults(int64_t run, ReadOptions options, const Visitor<ResultRow>& visit) override;
  absl::Status VisitColumnSets(int64_t run, const Visitor<std::string_view>& visit) override;
  absl::Status VisitKeys(int64_t run, const Visitor<EndpointKey>& visit) override;
  absl::Status VisitChanges(int64_t before, int64_t after, const Visitor<ResultChange>& visit) override;
  absl::Status VisitHistory(std::string_view host, ReadOptions options,
                            const Visitor<int64_t, ResultRow>& visit) override;
  absl::Status VisitQueue(const Visitor<ReplacementRequest>& visit) override;
  absl::StatusOr<uint64_t> CountQueued() override;
  absl::Status VisitRequests(std::string_view host, const Visitor<ReplacementRequest>& visit) override;
  absl::StatusOr<std::vector<SharedKeyRow>> SharedKeys(int64_t run, int limit, uint64_t* total) override;
  absl::Status VisitEndpointsOfKey(int64_t run, const base::Sha256Digest& spki_sha256,
                                   const Visitor<KeyUse>& visit) override;
  absl::StatusOr<std::optional<StoredCertificate>> FindCertificate(const base::Sha256Digest& sha256) override;
  absl::Status VisitEndpoints(const Visitor<EndpointKey>& visit) override;
  absl::StatusOr<RecordRoom> Room() override;
  absl::Status ReturnRoom() override;

 private:
  absl::StatusOr<int64_t> InsertRun(const RunStart& start);
  absl::Status InsertTargets(int64_t run, const PieceSource& targets);
  absl::Status RemoveTargets(int64_t run);
  absl::StatusOr<std::optional<RunInfo>> ReadOneRun(absl::StatusOr<SqliteStatement> statement);
  absl::Status NoSuchRun(int64_t run) const;

  std::unique_ptr<SqliteConnection> connection_;  // outlives the statements
  SqliteResultWriter writer_;
};

absl::StatusOr<int64_t> SqliteEstate::BeginRun(const RunStart& start, const PieceSource& targets) {
  SqliteTransaction transaction(*connection_);
  if (absl::Status status = transaction.Begin(); !status.ok()) return status;
  const absl::StatusOr<int64_t> run = InsertRun(start);
  if (!run.ok()) return run.status();
  absl::Status status = targets ? InsertTargets(*run, targets) : absl::OkStatus();
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;
  return *run;
}

absl::StatusOr<int64_t> SqliteEstate::InsertRun(const RunStart& start) {
  absl::StatusOr<SqliteStatement> insert = SqliteStatement::Prepare(
      *connection_, "INSERT INTO run (started, command, endpoints, options_json) VALUES (?1, ?2, ?3, ?4)");
  if (!insert.ok()) return insert.status();
  insert->Bind(1, start.started_unix_seconds).Bind(2, start.command).Bind(3, static_cast<int64_t>(start.endpoints));
  insert->Bind(4, start.options_json);
  if (absl::Status status = insert->Run(); !status.ok()) return status;
  return sqlite3_last_insert_rowid(connection_->handle());
}

absl::Status SqliteEstate::InsertTargets(int64_t run, const PieceSource& targets) {
  absl::StatusOr<SqliteStatement> insert =
      SqliteStatement::Prepare(*connection_, "INSERT INTO run_target (run, position, content) VALUES (?1, ?2, ?3)");
  if (!insert.ok()) return insert.status();
  for (int64_t position = 0;; ++position) {
    const absl::StatusOr<std::string_view> piece = targets();
    if (!piece.ok()) return piece.status();
    if (piece->empty()) return absl::OkStatus();
    insert->Bind(1, run).Bind(2, position).Bind(3, base::AsBytes(*piece));
    if (absl::Status status = insert->Run(); !status.ok()) return status;
  }
}

absl::Status SqliteEstate::RemoveTargets(int64_t run) {
  absl::StatusOr<SqliteStatement> remove =
      SqliteStatement::Prepare(*connection_, "DELETE FROM run_target WHERE run = ?1");
  if (!remove.ok()) return remove.status();
  return remove->Bind(1, run).Run();
}

absl::StatusOr<RunInfo> SqliteEstate::ResumeRun(int64_t run) {
  SqliteTransaction transaction(*connection_);
  if (absl::Status status = transaction.Begin(); !status.ok()) return status;
  absl::StatusOr<std::optional<RunInfo>> info = FindRun(run);
  if (!info.ok()) return info.status();
  if (!info->has_value()) return NoSuchRun(run);
  if (!(*info)->end || !(*info)->end->interrupted) return **std::move(info);
  absl::StatusOr<SqliteStatement> update = SqliteStatement::Prepare(
      *connection_, "UPDATE run SET finished = NULL, interrupted = NULL, summary_json = NULL WHERE id = ?1");
  if (!update.ok()) return update.status();
  update->Bind(1, run);
  absl::Status status = update->Run();
  if (status.ok()) status = transaction.Commit();
  if (!status.ok()) return status;
  return **std::move(info);
}

absl::Status SqliteEstate::AppendResultsOf(int64_t run, const ResultSource& rows) {
  SqliteTransaction transaction(*connection_);
  absl::Status status = transaction.Begin();
  if (status.ok()) status = writer_.Append(run, rows);
  return status.ok() ? transaction.Commit() : status;
}

absl::Status SqliteEstate::EndRun(int64_t run, const RunEnd& end) {
  absl::StatusOr<SqliteStatement> update = SqliteStatement::Prepare(
      *connection_, "UPDATE run SET finished = ?2, interrupted = ?3, summary_json = ?4 WHERE id = ?1");
  if (!update.ok()) return update.status();
  update->Bind(1, run).Bind(2, end.finished_unix_seconds).Bind(3, int64_t{end.interrupted}).Bind(4, end.summary_json);
  if (absl::Status status = update->Run(); !status.ok()) return status;
  if (sqlite3_changes(connection_->handle()) == 0) return NoSuchRun(run);
  absl::Status status = end.interrupted ? absl::OkStatus() : RemoveTargets(run);
  return status.ok() ? RemoveOldTimings(*connection_) : status;
}

absl::StatusOr<std::optional<RunInfo>> SqliteEstate::FindRun(int64_t id) {
  absl::StatusOr<SqliteStatement> query =
      SqliteStatement::Prepare(*connection_, absl::StrCat(kRunColumns, "WHERE id = ?1"));
  if (query.ok()) query->Bind(1, id);
  return ReadOneRun(std::move(query));
}

absl::StatusOr<std::optional<RunInfo>> SqliteEstate::LatestRun() {
  return ReadOneRun(SqliteStatement::Prepare(*connection_, absl::StrCat(kRunColumns, "ORDER BY id DESC LIMIT 1")));
}

absl::StatusOr<std::optional<RunInfo>> SqliteEstate::ReadOneRun(absl::StatusOr<SqliteStatement> statement) {
  if (!statement.ok()) return statement.status();
  const absl::StatusOr<bool> row = statement->Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  return ReadRun(*statement);
}

absl::Status SqliteEstate::VisitRuns(const Visitor<RunInfo>& visit) {
  absl::StatusOr<SqliteStatement> query =
      SqliteStatement::Prepare(*connection_, absl::StrCat(kRunColumns, "ORDER BY id DESC"));
  if (!query.ok()) return query.status();
  return VisitRows(query, [&visit](const SqliteStatement& row) { return visit(ReadRun(row)); });
}

absl::Status SqliteEstate::VisitTargets(int64_t run, const Visitor<std::string_view>& visit) {
  const absl::StatusOr<std::optional<RunInfo>> info = FindRun(run);
  if (!info.ok()) return info.status();
  if (!info->has_value()) return NoSuchRun(run);
  absl::StatusOr<SqliteStatement> query =
      SqliteStatement::Prepare(*connection_, "SELECT content FROM run_target WHERE run = ?1 ORDER BY position");
  if (!query.ok()) return query.status();
  query->Bind(1, run);
  return VisitRows(query, [&visit](const SqliteStatement& row) { return visit(row.Text(0)); });
}

absl::Status SqliteEstate::VisitResults(int64_t run, ReadOptions options, const Visitor<ResultRow>& visit) {
  absl::StatusOr<SqliteResultReader> reader = SqliteResultReader::OfRun(*connection_, options);
  if (!reader.ok()) return reader.status();
  reader->statement().Bind(1, run);
  while (true) {
    const absl::StatusOr<std::optional<ResultRow>> row = reader->Next();
    if (!row.ok()) return row.status();
    if (!*row || !visit(**row)) return absl::OkStatus();
  }
}

absl::Status SqliteEstate::VisitColumnSets(int64_t run, const Visitor<std::string_view>& visit) {
  absl::StatusOr<SqliteStatement> query =
      SqliteStatement::Prepare(*connection_,
                               "SELECT json FROM columns WHERE id IN (SELECT state.columns FROM result CROSS JOIN state"
                               " ON state.id = result.state WHERE run = ?1) ORDER BY id");
  if (!query.ok()) return query.status();
  query->Bind(1, run);
  return VisitRows(query, [&visit](const SqliteStatement& row) { return visit(row.Text(0)); });
}

absl::Status SqliteEstate::VisitKeys(int64_t run, const Visitor<EndpointKey>& visit) {
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(
      *connection_,
      "SELECT host, address, port FROM result CROSS JOIN endpoint ON endpoint.id = result.endpoint WHERE run = ?1");
  if (!query.ok()) return query.status();
  query->Bind(1, run);
  return VisitRows(query, [&visit](const SqliteStatement& row) { return visit(ReadKey(row)); });
}

absl::Status SqliteEstate::VisitChanges(int64_t before, int64_t after, const Visitor<ResultChange>& visit) {
  // One statement, so that both halves and the rows that are read meanwhile are of one moment.
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(
      *connection_,
      "SELECT host, address, port, endpoint.id, old.state IS NOT NULL, new.state IS NOT NULL FROM"
      " result AS new LEFT JOIN result AS old ON old.run = ?1 AND old.endpoint = new.endpoint"
      " CROSS JOIN endpoint ON endpoint.id = new.endpoint WHERE new.run = ?2 AND new.state IS NOT old.state"
      " UNION ALL SELECT host, address, port, endpoint.id, 1, 0 FROM"
      " result AS old LEFT JOIN result AS new ON new.run = ?2 AND new.endpoint = old.endpoint"
      " CROSS JOIN endpoint ON endpoint.id = old.endpoint WHERE old.run = ?1 AND new.state IS NULL");
  if (!query.ok()) return query.status();
  absl::StatusOr<SqliteResultReader> reader = SqliteResultReader::OfRunAndEndpoint(*connection_, {});
  if (!reader.ok()) return reader.status();
  const auto read = [&reader](int64_t run, int64_t endpoint) {
    reader->statement().Reset();
    reader->statement().Bind(1, run).Bind(2, endpoint);
    return reader->Next();
  };
  query->Bind(1, before).Bind(2, after);
  absl::Status status;
  status.Update(VisitRows(query, [&](const SqliteStatement& row) {
    ResultChange change{.endpoint = ReadKey(row), .before = {}, .after = {}};
    for (const auto& [column, run, result] :
         {std::tuple(4, before, &change.before), std::tuple(5, after, &change.after)}) {
      if (row.Integer(column) == 0) continue;
      absl::StatusOr<std::optional<ResultRow>> found = read(run, row.Integer(3));
      status.Update(found.status());
      if (!found.ok()) return false;
      *result = *std::move(found);
    }
    return visit(change);
  }));
  return status;
}

absl::Status SqliteEstate::VisitHistory(std::string_view host, ReadOptions options,
                                        const Visitor<int64_t, ResultRow>& visit) {
  absl::StatusOr<SqliteResultReader> reader = SqliteResultReader::OfHost(*connection_, options);
  if (!reader.ok()) return reader.status();
  reader->statement().Bind(1, host);
  while (true) {
    const absl::StatusOr<std::optional<ResultRow>> row = reader->Next();
    if (!row.ok()) return row.status();
    if (!*row || !visit(reader->run(), **row)) return absl::OkStatus();
  }
}

absl::Status SqliteEstate::VisitQueue(const Visitor<ReplacementRequest>& visit) {
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(
      *connection_, absl::StrCat(kRequestColumns,
                                 "replacement_request AS request CROSS JOIN endpoint ON endpoint.id = request.endpoint"
                                 " WHERE closed_run IS NULL ORDER BY position, host, address, port"));
  if (!query.ok()) return query.status();
  return VisitRows(query, [&visit](const SqliteStatement& row) { return visit(ReadRequest(row)); });
}

absl::StatusOr<uint64_t> SqliteEstate::CountQueued() {
  const absl::StatusOr<int64_t> count =
      connection_->QueryInteger("SELECT COUNT(*) FROM replacement_request WHERE closed_run IS NULL");
  if (!count.ok()) return count.status();
  return static_cast<uint64_t>(*count);
}

absl::Status SqliteEstate::VisitRequests(std::string_view host, const Visitor<ReplacementRequest>& visit) {
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(
      *connection_, absl::StrCat(kRequestColumns,
                                 "endpoint CROSS JOIN replacement_request AS request ON request.endpoint = endpoint.id"
                                 " WHERE host = ?1 ORDER BY request.id"));
  if (!query.ok()) return query.status();
  query->Bind(1, host);
  return VisitRows(query, [&visit](const SqliteStatement& row) { return visit(ReadRequest(row)); });
}

absl::StatusOr<std::vector<SharedKeyRow>> SqliteEstate::SharedKeys(int64_t run, int limit, uint64_t* total) {
  // SQLite sorts in as much memory as its cache may have, and in files beyond that: a large run must not need more.
  if (absl::Status status = connection_->Execute("PRAGMA cache_size = -1024"); !status.ok()) return status;
  // First by leaf, then by key: so that a wildcard certificate on 10,000 endpoints is one row.
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(
      *connection_,
      "WITH leaves AS (SELECT leaf, COUNT(*) AS endpoints FROM result CROSS JOIN state ON state.id = result.state"
      " WHERE run = ?1 AND leaf IS NOT NULL GROUP BY leaf)"
      " SELECT LOWER(HEX(spki_sha256)), SUM(endpoints) AS served, COUNT(*)"
      " FROM leaves CROSS JOIN certificate ON certificate.id = leaves.leaf WHERE spki_sha256 IS NOT NULL"
      " GROUP BY spki_sha256 HAVING COUNT(*) > 1 ORDER BY served DESC, spki_sha256");
  if (!query.ok()) return query.status();
  query->Bind(1, run);
  std::vector<SharedKeyRow> rows;
  *total = 0;
  const absl::Status status = VisitRows(query, [&](const SqliteStatement& row) {
    if (++*total > static_cast<uint64_t>(std::max(limit, 0))) return true;
    rows.push_back(
        {std::string(row.Text(0)), static_cast<uint64_t>(row.Integer(1)), static_cast<uint64_t>(row.Integer(2))});
    return true;
  });
  if (!status.ok()) return status;
  return rows;
}

absl::Status SqliteEstate::VisitEndpointsOfKey(int64_t run, const base::Sha256Digest& spki_sha256,
                                               const Visitor<KeyUse>& visit) {
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(
      *connection_,
      "SELECT host, address, port, certificate.sha256 FROM result CROSS JOIN state ON state.id = result.state"
      " CROSS JOIN certificate ON certificate.id = state.leaf CROSS JOIN endpoint ON endpoint.id = result.endpoint"
      " WHERE run = ?1 AND spki_sha256 = ?2");
  if (!query.ok()) return query.status();
  query->Bind(1, run).Bind(2, base::Bytes(spki_sha256));
  return VisitRows(query, [&visit](const SqliteStatement& row) {
    KeyUse use{.endpoint = ReadKey(row)};
    const std::string_view leaf = row.Text(3);
    std::copy_n(leaf.begin(), std::min(leaf.size(), use.leaf_sha256.size()), use.leaf_sha256.begin());
    return visit(use);
  });
}

absl::StatusOr<std::optional<StoredCertificate>> SqliteEstate::FindCertificate(const base::Sha256Digest& sha256) {
  absl::StatusOr<SqliteCertificateReader> reader = SqliteCertificateReader::Prepare(*connection_);
  if (!reader.ok()) return reader.status();
  return reader->Find(sha256);
}

absl::Status SqliteEstate::VisitEndpoints(const Visitor<EndpointKey>& visit) {
  absl::StatusOr<SqliteStatement> query =
      SqliteStatement::Prepare(*connection_, "SELECT host, address, port FROM endpoint");
  if (!query.ok()) return query.status();
  return VisitRows(query, [&visit](const SqliteStatement& row) { return visit(ReadKey(row)); });
}

absl::StatusOr<RecordRoom> SqliteEstate::Room() {
  std::array<int64_t, 3> numbers{};
  constexpr const char* kQuestions[] = {"PRAGMA page_size", "PRAGMA page_count", "PRAGMA freelist_count"};
  for (size_t i = 0; i < numbers.size(); ++i) {
    const absl::StatusOr<int64_t> number = connection_->QueryInteger(kQuestions[i]);
    if (!number.ok()) return number.status();
    numbers[i] = *number;
  }
  return RecordRoom{.total = static_cast<uint64_t>(numbers[0] * numbers[1]),
                    .free = static_cast<uint64_t>(numbers[0] * numbers[2])};
}

absl::Status SqliteEstate::ReturnRoom() {
  if (absl::Status status = connection_->Execute("VACUUM"); !status.ok()) return status;
  // The file itself gets smaller only when its log has been moved into it.
  const absl::StatusOr<int64_t> busy = connection_->QueryInteger("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!busy.ok()) return busy.status();
  if (*busy == 0) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrCat(connection_->path(), ": is in use by another process, and gets smaller when that has ended"));
}

absl::Status SqliteEstate::NoSuchRun(int64_t run) const {
  return absl::NotFoundError(absl::StrCat(connection_->path(), ": has no run ", run));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Estate>> OpenSqliteEstate(const std::string& path, SqliteEstateOptions options) {
  absl::StatusOr<std::unique_ptr<SqliteConnection>> connection =
      options.read_only ? SqliteConnection::OpenForReading(path, options.busy_timeout_millis)
                        : SqliteConnection::Open(path, options.busy_timeout_millis);
  if (!connection.ok()) return connection.status();
  const absl::Status prepared = options.read_only ? PrepareForReading(**connection) : PrepareSchema(**connection);
  if (!prepared.ok()) return prepared;
  absl::StatusOr<SqliteResultWriter> writer = SqliteResultWriter::Prepare(**connection);
  if (!writer.ok()) return writer.status();
  return std::make_unique<SqliteEstate>(*std::move(connection), *std::move(writer));
}

}  // namespace certsweep::estate
