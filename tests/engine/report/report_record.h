// A record to make reports of: runs of made-up results.
#ifndef CERTSWEEP_TESTS_ENGINE_REPORT_REPORT_RECORD_H_
#define CERTSWEEP_TESTS_ENGINE_REPORT_REPORT_RECORD_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/json_writer.h"
#include "engine/base/rfc3339.h"
#include "engine/estate/sqlite_estate.h"
#include "engine/report/text_sink.h"
#include "gtest/gtest.h"
#include "tests/support/check.h"
#include "tests/support/temporary_folder.h"

namespace certsweep::report {

inline constexpr int64_t kBegan = 1767323045;  // 2026-01-02T03:04:05Z
inline constexpr int64_t kEnded = kBegan + 60;
inline constexpr int64_t kDay = 86400;

// What a result shows; the rest is made up.
struct Shown {
  std::string host = "sps-1.example";
  std::string address = "10.0.0.1";
  pki::Verdict verdict = pki::Verdict::kCompliant;
  std::string findings = {};  // the JSON of each, joined by ','
  int64_t not_after = 0;      // 0: no certificate was seen
  std::string subject = "CN=sps";
  std::string key = {};  // empty: a key of its own
  bool queued = false;
  std::string columns = {};  // a JSON object
};

inline std::string FindingJson(const std::string& code, const std::string& severity, const std::string& more = {}) {
  return absl::StrCat(R"({"code":")", code, R"(","severity":")", severity, R"(","message":"why")", more, "}");
}

inline std::string LeafJson(const Shown& shown) {
  std::string subject;
  base::AppendJsonPeerString(shown.subject, subject);
  return absl::StrCat(R"(,"proof_of_possession":true,"leaf":{"subject":)", subject,
                      R"(,"issuer":"CN=CA","serial":"01","not_before":"2025-01-01T00:00:00Z","not_after":")",
                      base::FormatRfc3339(shown.not_after),
                      R"(","key":{"type":"EC","bits":256,"curve":"P-256"},"signature":"ecdsa-with-SHA256",)",
                      R"("dns_names":[],"ip_addresses":[],"sha256":"aa","spki_sha256":"bb","self_signed":false})",
                      R"(,"chain":[{"subject":)", subject, R"(,"sha256":"aa"}])");
}

inline std::string LineJson(const Shown& shown) {
  std::string host;
  base::AppendJsonString(shown.host, host);
  std::string target;
  base::AppendJsonString(shown.host + ":4343", target);
  return absl::StrCat(R"({"target":)", target, R"(,"host":)", host,
                      shown.address.empty() ? "" : absl::StrCat(R"(,"address":")", shown.address, R"(")"),
                      R"(,"port":4343,"identities":[],"time":"2026-01-02T03:04:10Z","attempts":1,"verdict":")",
                      std::string(pki::VerdictName(shown.verdict)), R"(","mendable":false,"queued":)",
                      shown.queued ? "true" : "false", R"(,"findings":[)", shown.findings, "]",
                      shown.not_after == 0 ? "" : LeafJson(shown),
                      shown.columns.empty() ? "" : R"(,"columns":)" + shown.columns, "}");
}

inline estate::ResultRow RowOf(const Shown& shown) {
  estate::ResultRow row;
  row.host = shown.host;
  row.address = shown.address;
  row.port = 4343;
  row.time_unix_seconds = kBegan + 5;
  row.verdict = shown.verdict;
  row.queued = shown.queued;
  row.json = LineJson(shown);
  if (shown.not_after == 0) return row;
  const std::string der = absl::StrCat("der of ", shown.host, shown.address, shown.not_after);
  row.chain = {
      {base::Sha256(base::AsBytes(der)), base::Sha256(base::AsBytes(shown.key.empty() ? der : shown.key)), der}};
  return row;
}

class ReportRecord {
 public:
  estate::Estate& estate() { return *estate_; }
  const std::string& path() const { return path_; }

  int64_t Begin(const std::vector<Shown>& results, uint64_t expected = 0) {
    const auto run = estate_->BeginRun({kBegan, "certsweep scan -t estate.csv", expected}, {});
    test::Check(run.ok(), "no run");
    std::vector<estate::ResultRow> rows;
    rows.reserve(results.size());
    for (const Shown& shown : results) rows.push_back(RowOf(shown));
    test::Check(estate_->AppendResults(*run, rows).ok(), "no results");
    return *run;
  }
  estate::RunInfo Run(const std::vector<Shown>& results, bool interrupted = false, uint64_t expected = 0) {
    const int64_t run = Begin(results, expected);
    test::Check(estate_->EndRun(run, {kEnded, interrupted, "{}"}).ok(), "no end");
    return Info(run);
  }
  estate::RunInfo Info(int64_t run) { return **estate_->FindRun(run); }

 private:
  const test::TemporaryFolder folder_;
  const std::string path_ = folder_.Path("estate.db");
  std::unique_ptr<estate::Estate> estate_ = *estate::OpenSqliteEstate(path_);
};

// What `write` hands to its sink; a failure of it is a failure of the test.
inline std::string WrittenBy(const std::function<absl::Status(const TextSink&)>& write) {
  std::string text;
  const absl::Status status = write([&text](std::string_view piece) {
    text += piece;
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return text;
}

}  // namespace certsweep::report

#endif  // CERTSWEEP_TESTS_ENGINE_REPORT_REPORT_RECORD_H_
