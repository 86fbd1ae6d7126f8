#include "engine/estate/sqlite_estate.h"

#include <sqlite3.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "engine/estate/sqlite_connection.h"
#include "engine/estate/sqlite_schema.h"
#include "engine/estate/sqlite_statement.h"

namespace certsweep::estate {
namespace {

// Intermediates come again and again; their row numbers are kept at hand, and forgotten all at once when there are
// many.
constexpr size_t kCertificateCacheLimit = 4096;

constexpr char kRunColumns[] =
    "SELECT id, started, command, endpoints, finished, interrupted, summary_json,"
    " (SELECT COUNT(*) FROM result WHERE result.run = run.id) FROM run ";

pki::Verdict VerdictOf(std::string_view name) {
  for (int i = 0; i < pki::kVerdictCount; ++i) {
    const auto verdict = static_cast<pki::Verdict>(i);
    if (pki::VerdictName(verdict) == name) return verdict;
  }
  return pki::Verdict::kNotJudged;
}

bool IsZero(const base::Sha256Digest& digest) {
  return std::all_of(digest.begin(), digest.end(), [](uint8_t byte) { return byte == 0; });
}

RunInfo ReadRun(const SqliteStatement& row) {
  RunInfo info;
  info.id = row.Integer(0);
  info.start.started_unix_seconds = row.Integer(1);
  info.start.command = row.Text(2);
  info.start.endpoints = static_cast<uint64_t>(row.Integer(3));
  if (!row.IsNull(4)) info.end = RunEnd{row.Integer(4), row.Integer(5) != 0, std::string(row.Text(6))};
  info.results = static_cast<uint64_t>(row.Integer(7));
  return info;
}

ResultRow ReadResult(const SqliteStatement& row) {
  ResultRow result;
  result.host = row.Text(0);
  result.address = row.Text(1);
  result.port = static_cast<uint16_t>(row.Integer(2));
  result.time_unix_seconds = row.Integer(3);
  result.verdict = VerdictOf(row.Text(4));
  result.mendable = row.Integer(5) != 0;
  result.queued = row.Integer(6) != 0;
  result.codes = row.Text(7);
  const std::string identities(row.Text(8));
  if (!identities.empty()) result.identities = absl::StrSplit(identities, ',');
  result.json = row.Text(9);
  return result;
}

// The statements that writing results takes, prepared once.
struct WriteStatements {
  SqliteStatement last_result, insert_result, insert_certificate, find_certificate, insert_chain;
  SqliteStatement open_request, close_request;

  absl::Status Prepare(const SqliteConnection& connection);
};

absl::Status WriteStatements::Prepare(const SqliteConnection& connection) {
  const std::pair<SqliteStatement*, std::string_view> all[] = {
      {&last_result,
       "SELECT EXISTS (SELECT 1 FROM run WHERE id = ?3), (SELECT MAX(id) FROM result WHERE id BETWEEN ?1 AND ?2)"},
      {&insert_result,
       "INSERT INTO result"
       " (id, run, host, address, port, time, verdict, mendable, queued, codes, identities, json, leaf)"
       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
       " ON CONFLICT (run, host, address, port) DO NOTHING"},
      {&insert_certificate,
       "INSERT INTO certificate (sha256, spki_sha256, der) VALUES (?1, ?2, ?3) ON CONFLICT (sha256) DO NOTHING"},
      {&find_certificate, "SELECT id FROM certificate WHERE sha256 = ?1"},
      {&insert_chain, "INSERT INTO chain (result, position, certificate) VALUES (?1, ?2, ?3)"},
      {&open_request,
       "INSERT INTO replacement_request (host, address, port, codes, identities, first_seen_run, last_seen_run)"
       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)"
       " ON CONFLICT (host, address, port) WHERE closed_run IS NULL"
       " DO UPDATE SET codes = ?4, identities = ?5, last_seen_run = MAX(last_seen_run, ?6)"},
      {&close_request,
       "UPDATE replacement_request SET closed_run = ?4"
       " WHERE host = ?1 AND address = ?2 AND port = ?3 AND closed_run IS NULL"},
  };
  for (const auto& [statement, sql] : all) {
    absl::StatusOr<SqliteStatement> prepared = SqliteStatement::Prepare(connection, sql);
    if (!prepared.ok()) return prepared.status();
    *statement = *std::move(prepared);
  }
  return absl::OkStatus();
}

class SqliteEstate final : public Estate {
 public:
  SqliteEstate(std::unique_ptr<SqliteConnection> connection, WriteStatements write)
      : connection_(std::move(connection)), write_(std::move(write)) {}

  absl::StatusOr<int64_t> BeginRun(const RunStart& start) override;
  absl::Status AppendResults(int64_t run, std::span<const ResultRow> rows) override;
  absl::Status EndRun(int64_t run, const RunEnd& end) override;
  absl::StatusOr<std::vector<SharedKeyRow>> SharedKeys(int64_t run, int limit, uint64_t* total) override;
  absl::StatusOr<std::optional<RunInfo>> FindRun(int64_t id) override;
  absl::StatusOr<std::optional<RunInfo>> LatestRun() override;
  absl::Status VisitResults(int64_t run, const std::function<bool(const ResultRow& row)>& visit) override;
  absl::StatusOr<uint64_t> CountQueued() override;

 private:
  absl::Status InsertAll(int64_t run, std::span<const ResultRow> rows);
  absl::StatusOr<int64_t> NextResult(int64_t run);
  // False: the run has the key already.
  absl::StatusOr<bool> InsertResult(int64_t id, int64_t run, const ResultRow& row, std::span<const int64_t> chain);
  absl::Status InsertChain(int64_t result, std::span<const int64_t> chain);
  // The row numbers of a chain's certificates, which are stored where they are new.
  absl::Status StoreCertificates(const std::vector<StoredCertificate>& chain, std::vector<int64_t>& ids);
  absl::StatusOr<int64_t> CertificateId(const StoredCertificate& certificate, bool worth_caching);
  absl::Status UpdateQueue(int64_t run, const ResultRow& row);
  absl::StatusOr<std::optional<RunInfo>> ReadOneRun(absl::StatusOr<SqliteStatement> statement);
  absl::Status NoSuchRun(int64_t run) const;

  std::unique_ptr<SqliteConnection> connection_;  // outlives the statements
  WriteStatements write_;
  absl::flat_hash_map<base::Sha256Digest, int64_t> certificate_ids_;
};

absl::StatusOr<int64_t> SqliteEstate::BeginRun(const RunStart& start) {
  absl::StatusOr<SqliteStatement> insert =
      SqliteStatement::Prepare(*connection_, "INSERT INTO run (started, command, endpoints) VALUES (?1, ?2, ?3)");
  if (!insert.ok()) return insert.status();
  insert->Bind(1, start.started_unix_seconds).Bind(2, start.command).Bind(3, static_cast<int64_t>(start.endpoints));
  if (absl::Status status = insert->Run(); !status.ok()) return status;
  return sqlite3_last_insert_rowid(connection_->handle());
}

absl::Status SqliteEstate::AppendResults(int64_t run, std::span<const ResultRow> rows) {
  if (rows.empty()) return absl::OkStatus();
  SqliteTransaction transaction(*connection_);
  absl::Status status = transaction.Begin();
  if (status.ok()) status = InsertAll(run, rows);
  if (status.ok()) status = transaction.Commit();
  // Certificates of a transaction that is undone are gone again, and their numbers free for others.
  if (!status.ok()) certificate_ids_.clear();
  return status;
}

absl::Status SqliteEstate::InsertAll(int64_t run, std::span<const ResultRow> rows) {
  absl::StatusOr<int64_t> next = NextResult(run);
  if (!next.ok()) return next.status();
  std::vector<int64_t> chain;
  for (const ResultRow& row : rows) {
    if (absl::Status status = StoreCertificates(row.chain, chain); !status.ok()) return status;
    const absl::StatusOr<bool> inserted = InsertResult(*next, run, row, chain);
    if (!inserted.ok()) return inserted.status();
    if (!*inserted) continue;
    if (absl::Status status = InsertChain(*next, chain); !status.ok()) return status;
    if (absl::Status status = UpdateQueue(run, row); !status.ok()) return status;
    ++*next;
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> SqliteEstate::NextResult(int64_t run) {
  const int64_t first = run * kResultsOfARun;
  SqliteStatement& query = write_.last_result;
  query.Bind(1, first).Bind(2, first + kResultsOfARun - 1).Bind(3, run);
  const absl::StatusOr<bool> row = query.Step();
  if (!row.ok()) return row.status();
  const bool known = query.Integer(0) != 0;
  const int64_t next = query.IsNull(1) ? first : query.Integer(1) + 1;
  query.Reset();
  if (!known) return NoSuchRun(run);
  return next;
}

absl::StatusOr<bool> SqliteEstate::InsertResult(int64_t id, int64_t run, const ResultRow& row,
                                                std::span<const int64_t> chain) {
  const std::string identities = absl::StrJoin(row.identities, ",");
  SqliteStatement& insert = write_.insert_result;
  insert.Bind(1, id).Bind(2, run).Bind(3, row.host).Bind(4, row.address).Bind(5, int64_t{row.port});
  insert.Bind(6, row.time_unix_seconds).Bind(7, pki::VerdictName(row.verdict)).Bind(8, int64_t{row.mendable});
  insert.Bind(9, int64_t{row.queued}).Bind(10, row.codes).Bind(11, identities).Bind(12, row.json);
  if (chain.empty()) {
    insert.BindNull(13);
  } else {
    insert.Bind(13, chain.front());
  }
  if (absl::Status status = insert.Run(); !status.ok()) return status;
  return sqlite3_changes(connection_->handle()) > 0;
}

absl::Status SqliteEstate::StoreCertificates(const std::vector<StoredCertificate>& chain, std::vector<int64_t>& ids) {
  ids.clear();
  for (const StoredCertificate& certificate : chain) {
    const absl::StatusOr<int64_t> id = CertificateId(certificate, !ids.empty());
    if (!id.ok()) return id.status();
    ids.push_back(*id);
  }
  return absl::OkStatus();
}

absl::Status SqliteEstate::InsertChain(int64_t result, std::span<const int64_t> chain) {
  for (size_t position = 0; position < chain.size(); ++position) {
    write_.insert_chain.Bind(1, result).Bind(2, static_cast<int64_t>(position)).Bind(3, chain[position]);
    if (absl::Status status = write_.insert_chain.Run(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> SqliteEstate::CertificateId(const StoredCertificate& certificate, bool worth_caching) {
  if (const auto found = certificate_ids_.find(certificate.sha256); found != certificate_ids_.end())
    return found->second;

  SqliteStatement& insert = write_.insert_certificate;
  insert.Bind(1, certificate.sha256).Bind(3, base::AsBytes(certificate.der));
  if (IsZero(certificate.spki_sha256)) {
    insert.BindNull(2);
  } else {
    insert.Bind(2, certificate.spki_sha256);
  }
  if (absl::Status status = insert.Run(); !status.ok()) return status;
  int64_t id = sqlite3_last_insert_rowid(connection_->handle());
  if (sqlite3_changes(connection_->handle()) == 0) {
    write_.find_certificate.Bind(1, certificate.sha256);
    const absl::StatusOr<bool> row = write_.find_certificate.Step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::InternalError(absl::StrCat(connection_->path(), ": a certificate is there and is not"));
    id = write_.find_certificate.Integer(0);
    write_.find_certificate.Reset();
  }
  if (worth_caching) {
    if (certificate_ids_.size() >= kCertificateCacheLimit) certificate_ids_.clear();
    certificate_ids_.emplace(certificate.sha256, id);
  }
  return id;
}

absl::Status SqliteEstate::UpdateQueue(int64_t run, const ResultRow& row) {
  if (row.queued) {
    const std::string identities = absl::StrJoin(row.identities, ",");
    write_.open_request.Bind(1, row.host).Bind(2, row.address).Bind(3, int64_t{row.port});
    write_.open_request.Bind(4, row.codes).Bind(5, identities).Bind(6, run);
    return write_.open_request.Run();
  }
  if (row.verdict != pki::Verdict::kCompliant) return absl::OkStatus();
  write_.close_request.Bind(1, row.host).Bind(2, row.address).Bind(3, int64_t{row.port}).Bind(4, run);
  return write_.close_request.Run();
}

absl::Status SqliteEstate::EndRun(int64_t run, const RunEnd& end) {
  absl::StatusOr<SqliteStatement> update = SqliteStatement::Prepare(
      *connection_, "UPDATE run SET finished = ?2, interrupted = ?3, summary_json = ?4 WHERE id = ?1");
  if (!update.ok()) return update.status();
  update->Bind(1, run).Bind(2, end.finished_unix_seconds).Bind(3, int64_t{end.interrupted}).Bind(4, end.summary_json);
  if (absl::Status status = update->Run(); !status.ok()) return status;
  return sqlite3_changes(connection_->handle()) > 0 ? absl::OkStatus() : NoSuchRun(run);
}

absl::StatusOr<std::vector<SharedKeyRow>> SqliteEstate::SharedKeys(int64_t run, int limit, uint64_t* total) {
  // SQLite sorts in as much memory as its cache may have, and in files beyond that: a large run must not need more.
  if (absl::Status status = connection_->Execute("PRAGMA cache_size = -1024"); !status.ok()) return status;
  // First by leaf, out of the index alone; then by key: so that a wildcard certificate on 10,000 endpoints is one row.
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(
      *connection_,
      "WITH leaves AS (SELECT leaf, COUNT(*) AS endpoints FROM result WHERE run = ?1 AND leaf IS NOT NULL GROUP BY "
      "leaf)"
      " SELECT LOWER(HEX(spki_sha256)), SUM(endpoints) AS served, COUNT(*)"
      " FROM leaves JOIN certificate ON certificate.id = leaves.leaf WHERE spki_sha256 IS NOT NULL"
      " GROUP BY spki_sha256 HAVING COUNT(*) > 1 ORDER BY served DESC, spki_sha256");
  if (!query.ok()) return query.status();
  query->Bind(1, run);
  std::vector<SharedKeyRow> rows;
  *total = 0;
  while (true) {
    const absl::StatusOr<bool> row = query->Step();
    if (!row.ok()) return row.status();
    if (!*row) return rows;
    if (++*total > static_cast<uint64_t>(std::max(limit, 0))) continue;
    rows.push_back({std::string(query->Text(0)), static_cast<uint64_t>(query->Integer(1)),
                    static_cast<uint64_t>(query->Integer(2))});
  }
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

absl::Status SqliteEstate::VisitResults(int64_t run, const std::function<bool(const ResultRow& row)>& visit) {
  absl::StatusOr<SqliteStatement> query = SqliteStatement::Prepare(
      *connection_,
      "SELECT host, address, port, time, verdict, mendable, queued, codes, identities, json FROM result"
      " WHERE id BETWEEN ?1 AND ?2 ORDER BY id");
  if (!query.ok()) return query.status();
  const int64_t first = run * kResultsOfARun;
  query->Bind(1, first).Bind(2, first + kResultsOfARun - 1);
  while (true) {
    const absl::StatusOr<bool> row = query->Step();
    if (!row.ok()) return row.status();
    if (!*row || !visit(ReadResult(*query))) return absl::OkStatus();
  }
}

absl::StatusOr<uint64_t> SqliteEstate::CountQueued() {
  const absl::StatusOr<int64_t> count =
      connection_->QueryInteger("SELECT COUNT(*) FROM replacement_request WHERE closed_run IS NULL");
  if (!count.ok()) return count.status();
  return static_cast<uint64_t>(*count);
}

absl::Status SqliteEstate::NoSuchRun(int64_t run) const {
  return absl::NotFoundError(absl::StrCat(connection_->path(), ": has no run ", run));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Estate>> OpenSqliteEstate(const std::string& path, SqliteEstateOptions options) {
  absl::StatusOr<std::unique_ptr<SqliteConnection>> connection =
      SqliteConnection::Open(path, options.busy_timeout_millis);
  if (!connection.ok()) return connection.status();
  if (absl::Status status = PrepareSchema(**connection); !status.ok()) return status;
  WriteStatements write;
  if (absl::Status status = write.Prepare(**connection); !status.ok()) return status;
  return std::make_unique<SqliteEstate>(*std::move(connection), std::move(write));
}

}  // namespace certsweep::estate
