// Results with lines as a scan writes them, as far as differences and histories look at them.
#ifndef CERTSWEEP_TESTS_ENGINE_REPORT_CHANGE_ROWS_H_
#define CERTSWEEP_TESTS_ENGINE_REPORT_CHANGE_ROWS_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/json_writer.h"
#include "engine/base/rfc3339.h"
#include "engine/estate/sqlite_estate.h"
#include "gtest/gtest.h"
#include "tests/support/check.h"

namespace certsweep::report {

inline constexpr int64_t kRowTime = 1767323045;  // 2026-01-02T03:04:05Z

struct RowFinding {
  std::string code;
  std::string severity = "fail";
  bool waived = false;
};

struct RowSpec {
  std::string host;
  pki::Verdict verdict = pki::Verdict::kCompliant;
  std::vector<RowFinding> findings{};
  std::string certificate{};  // any text stands for one; empty: none came
  std::string key{};          // of the certificate; empty: one of its own
  std::string address = "10.0.0.1";
  int64_t time = kRowTime;
  std::string columns{};  // JSON
  std::string tls = "TLSv1.3";
};

inline std::string FindingsJson(const std::vector<RowFinding>& findings) {
  std::string json;
  base::AppendJsonArray(findings, json, [&json](const RowFinding& finding) {
    base::JsonObjectWriter object(json);
    object.String("code", finding.code);
    object.String("severity", finding.severity);
    object.String("message", finding.code + " it is");
    if (finding.waived) object.Boolean("waived", true);
  });
  return json;
}

inline void AppendLeaf(const RowSpec& spec, const estate::StoredCertificate& leaf, base::JsonObjectWriter& line) {
  line.Key("tls") += R"({"version":")" + spec.tls + R"("})";
  {
    base::JsonObjectWriter object(line.Key("leaf"));
    object.String("subject", "CN=" + spec.certificate);
    object.String("issuer", "CN=Issuing");
    object.String("not_before", "2025-01-01T00:00:00Z");
    object.String("not_after", "2027-01-01T00:00:00Z");
    object.Key("key") += R"({"type":"EC","bits":256,"curve":"P-256"})";
    object.Hex("sha256", leaf.sha256);
    object.Hex("spki_sha256", leaf.spki_sha256);
  }
  std::string& chain = line.Key("chain");
  chain += "[";
  {
    base::JsonObjectWriter object(chain);
    object.String("subject", "CN=" + spec.certificate);
    object.Hex("sha256", leaf.sha256);
  }
  chain += "]";
}

inline estate::ResultRow MakeResult(const RowSpec& spec) {
  estate::ResultRow row;
  row.host = spec.host;
  row.address = spec.address;
  row.port = 443;
  row.time_unix_seconds = spec.time;
  row.verdict = spec.verdict;
  for (const RowFinding& finding : spec.findings) row.codes += (row.codes.empty() ? "" : ",") + finding.code;
  if (!spec.certificate.empty()) {
    const std::string key = spec.key.empty() ? "key of " + spec.certificate : spec.key;
    row.chain.push_back({.sha256 = base::Sha256(base::AsBytes(spec.certificate)),
                         .spki_sha256 = base::Sha256(base::AsBytes(key)),
                         .der = spec.certificate});
  }
  base::JsonObjectWriter line(row.json);
  line.String("target", spec.host + ":443");
  line.String("host", spec.host);
  if (!spec.address.empty()) line.String("address", spec.address);
  line.Integer("port", 443);
  line.String("time", base::FormatRfc3339(spec.time));
  line.Integer("attempts", 1);
  line.String("verdict", pki::VerdictName(spec.verdict));
  line.Boolean("mendable", false);
  line.Key("findings") += FindingsJson(spec.findings);
  if (!row.chain.empty()) AppendLeaf(spec, row.chain[0], line);
  if (!spec.columns.empty()) line.Key("columns") += spec.columns;
  return row;
}

inline std::unique_ptr<estate::Estate> OpenRecord(const std::string& path) {
  absl::StatusOr<std::unique_ptr<estate::Estate>> estate = estate::OpenSqliteEstate(path);
  test::Check(estate.ok(), "the record can't be opened");
  return *std::move(estate);
}

enum class RunEnding { kWhole, kInterrupted, kNone };

// A run of these results that began at their time; its number.
inline int64_t AddRun(estate::Estate& estate, const std::vector<RowSpec>& specs, RunEnding ending = RunEnding::kWhole,
                      int64_t started = kRowTime) {
  const absl::StatusOr<int64_t> run = estate.BeginRun({.started_unix_seconds = started, .endpoints = specs.size()}, {});
  test::Check(run.ok(), "no run");
  std::vector<estate::ResultRow> rows;
  for (const RowSpec& spec : specs) rows.push_back(MakeResult(spec));
  test::Check(estate.AppendResults(*run, rows).ok(), "no results");
  if (ending != RunEnding::kNone) {
    const estate::RunEnd end = {
        .finished_unix_seconds = started + 60, .interrupted = ending == RunEnding::kInterrupted, .summary_json = "{}"};
    test::Check(estate.EndRun(*run, end).ok(), "no end");
  }
  return *run;
}

}  // namespace certsweep::report

#endif  // CERTSWEEP_TESTS_ENGINE_REPORT_CHANGE_ROWS_H_
