#include "engine/estate/sqlite_result_reader.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/text.h"
#include "engine/estate/id_list.h"
#include "engine/estate/packed_text.h"
#include "engine/estate/stored_line.h"

namespace certsweep::estate {
namespace {

// CROSS JOIN: in the order that is written here. SQLite's own choice would be to go through all results of a run for
// the one of an endpoint.
constexpr char kOfRun[] =
    " FROM run CROSS JOIN result ON result.run = run.id CROSS JOIN endpoint ON endpoint.id = result.endpoint";
constexpr char kOfHost[] =
    " FROM endpoint CROSS JOIN run CROSS JOIN result ON result.run = run.id AND result.endpoint = endpoint.id";
constexpr char kState[] =
    " CROSS JOIN state ON state.id = result.state LEFT JOIN columns ON columns.id = state.columns"
    " LEFT JOIN timing ON timing.run = result.run AND timing.endpoint = result.endpoint";

std::optional<int64_t> OptionalInteger(const SqliteStatement& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.Integer(column);
}

std::string ReadLine(const SqliteStatement& row, int64_t unix_seconds) {
  StoredLine line;
  line.columns = row.Text(9);
  line.text = UnpackText(row.Text(10), row.Text(0), row.Text(1));
  line.attempts = row.Integer(11);
  line.timing = {OptionalInteger(row, 12), OptionalInteger(row, 13)};
  return JoinLine(line, unix_seconds);
}

ResultRow ReadRow(const SqliteStatement& row) {
  ResultRow result;
  result.host = row.Text(0);
  result.address = row.Text(1);
  result.port = static_cast<uint16_t>(row.Integer(2));
  result.time_unix_seconds = row.Integer(3);
  result.verdict = VerdictFromName(row.Text(4));
  result.mendable = row.Integer(5) != 0;
  result.queued = row.Integer(6) != 0;
  result.codes = row.Text(7);
  result.identities = SplitIdentities(row.Text(8));
  if (const std::optional<int64_t> position = OptionalInteger(row, 16)) {
    result.position = static_cast<uint64_t>(*position);
  }
  result.json = ReadLine(row, result.time_unix_seconds);
  return result;
}

void CopyDigest(std::string_view bytes, base::Sha256Digest& digest) {
  std::copy_n(bytes.begin(), std::min(bytes.size(), digest.size()), digest.begin());
}

absl::Status DamagedChain(const SqliteConnection& connection) {
  return absl::DataLossError(absl::StrCat(connection.path(), ": a certificate of a chain is missing; it is damaged"));
}

}  // namespace

pki::Verdict VerdictFromName(std::string_view name) {
  for (int i = 0; i < pki::kVerdictCount; ++i) {
    const auto verdict = static_cast<pki::Verdict>(i);
    if (pki::VerdictName(verdict) == name) return verdict;
  }
  return pki::Verdict::kNotJudged;
}

std::vector<std::string> SplitIdentities(std::string_view joined) {
  if (joined.empty()) return {};
  return absl::StrSplit(base::ToAbsl(joined), ',');
}

StoredCertificate ReadCertificate(const SqliteStatement& row) {
  StoredCertificate certificate;
  CopyDigest(row.Text(0), certificate.sha256);
  CopyDigest(row.Text(1), certificate.spki_sha256);
  certificate.der = row.Text(2);
  return certificate;
}

absl::StatusOr<SqliteCertificateReader> SqliteCertificateReader::Prepare(const SqliteConnection& connection) {
  absl::StatusOr<SqliteStatement> by_sha256 =
      SqliteStatement::Prepare(connection, "SELECT sha256, spki_sha256, der FROM certificate WHERE sha256 = ?1");
  if (!by_sha256.ok()) return by_sha256.status();
  absl::StatusOr<SqliteStatement> by_id =
      SqliteStatement::Prepare(connection, "SELECT sha256, spki_sha256, der FROM certificate WHERE id = ?1");
  if (!by_id.ok()) return by_id.status();
  return SqliteCertificateReader(connection, *std::move(by_sha256), *std::move(by_id));
}

absl::StatusOr<std::optional<StoredCertificate>> SqliteCertificateReader::Find(const base::Sha256Digest& sha256) {
  by_sha256_.Reset();
  by_sha256_.Bind(1, base::Bytes(sha256));
  const absl::StatusOr<bool> row = by_sha256_.Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  StoredCertificate certificate = ReadCertificate(by_sha256_);
  by_sha256_.Reset();
  return certificate;
}

absl::StatusOr<std::vector<StoredCertificate>> SqliteCertificateReader::ReadChain(std::string_view ids) {
  const std::optional<std::vector<int64_t>> decoded = DecodeIds(ids);
  if (!decoded) return DamagedChain(*connection_);
  std::vector<StoredCertificate> chain;
  for (const int64_t id : *decoded) {
    by_id_.Reset();
    by_id_.Bind(1, id);
    const absl::StatusOr<bool> row = by_id_.Step();
    if (!row.ok()) return row.status();
    if (!*row) return DamagedChain(*connection_);
    chain.push_back(ReadCertificate(by_id_));
  }
  by_id_.Reset();
  return chain;
}

absl::StatusOr<SqliteResultReader> SqliteResultReader::Prepare(const SqliteConnection& connection, ReadOptions options,
                                                               std::string_view from, std::string_view where) {
  std::string sql = absl::StrCat(
      "SELECT endpoint.host, endpoint.address, endpoint.port, run.started + result.seconds, state.verdict,"
      " state.mendable, state.queued, state.codes, state.identities, columns.json, state.line, result.attempts,"
      " timing.connect_us, timing.handshake_us, run.id, ",
      options.chains ? "state.certificates" : "NULL", ", timing.position", base::ToAbsl(from), kState);
  sql += where;
  absl::StatusOr<SqliteStatement> statement = SqliteStatement::Prepare(connection, sql);
  if (!statement.ok()) return statement.status();
  if (!options.chains) return SqliteResultReader(*std::move(statement), std::nullopt);
  absl::StatusOr<SqliteCertificateReader> certificates = SqliteCertificateReader::Prepare(connection);
  if (!certificates.ok()) return certificates.status();
  return SqliteResultReader(*std::move(statement), *std::move(certificates));
}

absl::StatusOr<SqliteResultReader> SqliteResultReader::OfRun(const SqliteConnection& connection, ReadOptions options) {
  return Prepare(connection, options, kOfRun, " WHERE run.id = ?1 ORDER BY result.endpoint");
}

absl::StatusOr<SqliteResultReader> SqliteResultReader::OfRunAndEndpoint(const SqliteConnection& connection,
                                                                        ReadOptions options) {
  return Prepare(connection, options, kOfRun, " WHERE run.id = ?1 AND result.endpoint = ?2");
}

absl::StatusOr<SqliteResultReader> SqliteResultReader::OfHost(const SqliteConnection& connection, ReadOptions options) {
  return Prepare(connection, options, kOfHost,
                 " WHERE endpoint.host = ?1 ORDER BY endpoint.address, endpoint.port, run.id");
}

absl::StatusOr<std::optional<ResultRow>> SqliteResultReader::Next() {
  const absl::StatusOr<bool> row = statement_.Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  ResultRow result = ReadRow(statement_);
  run_ = statement_.Integer(14);
  if (!certificates_ || statement_.IsNull(15)) return result;
  absl::StatusOr<std::vector<StoredCertificate>> chain = certificates_->ReadChain(statement_.Text(15));
  if (!chain.ok()) return chain.status();
  result.chain = *std::move(chain);
  return result;
}

}  // namespace certsweep::estate
