// Results to put into a record, and a look into its tables that does not go through the code under test.
#ifndef CERTSWEEP_TESTS_ENGINE_ESTATE_ESTATE_ROWS_H_
#define CERTSWEEP_TESTS_ENGINE_ESTATE_ESTATE_ROWS_H_

#include <sqlite3.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/estate/sqlite_estate.h"
#include "gtest/gtest.h"
#include "tests/support/check.h"

namespace certsweep::estate {

inline constexpr int64_t kTime = 1767323045;

inline StoredCertificate MakeCertificate(std::string der, std::string_view key) {
  StoredCertificate certificate;
  certificate.sha256 = base::Sha256(base::AsBytes(der));
  certificate.spki_sha256 = base::Sha256(base::AsBytes(key));
  certificate.der = std::move(der);
  return certificate;
}

inline ResultRow MakeRow(std::string host, pki::Verdict verdict = pki::Verdict::kCompliant) {
  ResultRow row;
  row.host = std::move(host);
  row.address = "10.0.0.1";
  row.port = 443;
  row.time_unix_seconds = kTime;
  row.verdict = verdict;
  row.identities = {row.host};
  row.json = "{\"host\":\"" + row.host + "\"}";
  return row;
}

inline ResultRow QueuedRow(std::string host, std::string codes = "expired") {
  ResultRow row = MakeRow(std::move(host), pki::Verdict::kNoncompliant);
  row.mendable = true;
  row.queued = true;
  row.codes = std::move(codes);
  return row;
}

inline std::unique_ptr<Estate> OpenOrDie(const std::string& path) {
  absl::StatusOr<std::unique_ptr<Estate>> estate = OpenSqliteEstate(path);
  test::Check(estate.ok(), "the record can't be opened");
  return *std::move(estate);
}

inline std::vector<ResultRow> ResultsOf(Estate& estate, int64_t run, ReadOptions options = {}) {
  std::vector<ResultRow> rows;
  const absl::Status status = estate.VisitResults(run, options, [&rows](const ResultRow& row) {
    rows.push_back(row);
    return true;
  });
  EXPECT_TRUE(status.ok()) << status;
  return rows;
}

// Runs `sql` on a connection of its own: "a|b" a row, joined by line feeds; "error: ..." where it fails.
inline std::string Query(const std::string& path, const std::string& sql) {
  sqlite3* handle = nullptr;
  test::Check(sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) == SQLITE_OK,
              "no database");
  std::string text;
  const auto add = [](void* out, int columns, char** values, char**) {
    auto& all = *static_cast<std::string*>(out);
    if (!all.empty()) all += '\n';
    for (int i = 0; i < columns; ++i) all += (i == 0 ? "" : "|") + std::string(values[i] == nullptr ? "-" : values[i]);
    return 0;
  };
  if (sqlite3_exec(handle, sql.c_str(), add, &text, nullptr) != SQLITE_OK) {
    text = std::string("error: ") + sqlite3_errmsg(handle);
  }
  sqlite3_close(handle);
  return text;
}

// The pieces of a run's targets.
inline PieceSource Pieces(std::vector<std::string> pieces) {
  return [pieces = std::move(pieces), next = size_t{0}]() mutable -> absl::StatusOr<std::string_view> {
    return next < pieces.size() ? std::string_view(pieces[next++]) : std::string_view();
  };
}

inline std::string TargetsOf(Estate& estate, int64_t run) {
  std::string targets;
  const absl::Status status = estate.VisitTargets(run, [&targets](std::string_view piece) {
    targets += piece;
    return true;
  });
  EXPECT_TRUE(status.ok()) << status;
  return targets;
}

}  // namespace certsweep::estate

#endif  // CERTSWEEP_TESTS_ENGINE_ESTATE_ESTATE_ROWS_H_
