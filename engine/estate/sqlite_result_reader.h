// SqliteResultReader: results of the tables, one after the other, each as it was written. Not thread-safe; the
// connection must outlive it.
#ifndef CERTSWEEP_ENGINE_ESTATE_SQLITE_RESULT_READER_H_
#define CERTSWEEP_ENGINE_ESTATE_SQLITE_RESULT_READER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/estate/estate.h"
#include "engine/estate/sqlite_connection.h"
#include "engine/estate/sqlite_statement.h"

namespace certsweep::estate {

// How the tables hold verdicts and identities. An unknown verdict (a damaged record) is kNotJudged.
pki::Verdict VerdictFromName(std::string_view name);
std::vector<std::string> SplitIdentities(std::string_view joined);
// Of the columns sha256, spki_sha256, der.
StoredCertificate ReadCertificate(const SqliteStatement& row);

// Certificates by what the tables know them by.
class SqliteCertificateReader {
 public:
  static absl::StatusOr<SqliteCertificateReader> Prepare(const SqliteConnection& connection);

  absl::StatusOr<std::optional<StoredCertificate>> Find(const base::Sha256Digest& sha256);
  // `ids` as a state has them. DataLoss: they are damaged, or one of the certificates is not there.
  absl::StatusOr<std::vector<StoredCertificate>> ReadChain(std::string_view ids);

 private:
  SqliteCertificateReader(const SqliteConnection& connection, SqliteStatement by_sha256, SqliteStatement by_id)
      : connection_(&connection), by_sha256_(std::move(by_sha256)), by_id_(std::move(by_id)) {}

  const SqliteConnection* connection_;
  SqliteStatement by_sha256_, by_id_;
};

class SqliteResultReader {
 public:
  // Of run ?1, by endpoint.
  static absl::StatusOr<SqliteResultReader> OfRun(const SqliteConnection& connection, ReadOptions options);
  // Of run ?1 and endpoint ?2 (its row number).
  static absl::StatusOr<SqliteResultReader> OfRunAndEndpoint(const SqliteConnection& connection, ReadOptions options);
  // Of the endpoints of host ?1, each from the oldest run to the newest.
  static absl::StatusOr<SqliteResultReader> OfHost(const SqliteConnection& connection, ReadOptions options);

  // For binding the parameters, before the first Next and after a Reset.
  SqliteStatement& statement() { return statement_; }
  // None: there are no more.
  absl::StatusOr<std::optional<ResultRow>> Next();
  // Of the result that Next gave last.
  int64_t run() const { return run_; }

 private:
  SqliteResultReader(SqliteStatement statement, std::optional<SqliteCertificateReader> certificates)
      : statement_(std::move(statement)), certificates_(std::move(certificates)) {}
  static absl::StatusOr<SqliteResultReader> Prepare(const SqliteConnection& connection, ReadOptions options,
                                                    std::string_view from, std::string_view where);

  SqliteStatement statement_;
  std::optional<SqliteCertificateReader> certificates_;  // none: chains are not asked for
  int64_t run_ = 0;
};

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_SQLITE_RESULT_READER_H_
