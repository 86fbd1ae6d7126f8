#include "scanner/sinks/record_sink.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/report/run_news.h"
#include "scanner/sinks/summary_json.h"

namespace certsweep::scanner {
namespace {

constexpr int kSharedKeysShown = 10;

void SetCodes(const pki::Findings& findings, std::string& codes) {
  codes.clear();
  for (const pki::Finding& finding : findings) {
    absl::StrAppend(&codes, codes.empty() ? "" : ",", base::ToAbsl(pki::FindingCodeName(finding.code)));
  }
}

std::string_view WithoutLineEnd(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  return line;
}

absl::StatusOr<int64_t> BeginOrResume(estate::Estate& estate, const RecordSinkOptions& options,
                                      const base::Clock& clock) {
  if (!options.resumed_run) {
    estate::RunStart start = options.start;
    if (start.started_unix_seconds == 0) start.started_unix_seconds = clock.NowUnixSeconds();
    return estate.BeginRun(start, options.targets);
  }
  const absl::StatusOr<estate::RunInfo> run = estate.ResumeRun(*options.resumed_run);
  if (!run.ok()) return run.status();
  return run->id;
}

}  // namespace

void SetResultRow(const FinishedResult& finished, estate::ResultRow& row) {
  const probe::EndpointResult& result = finished.result;
  row.host = result.endpoint.host;
  row.address = result.endpoint.address ? result.endpoint.address->ToString() : std::string();
  row.port = result.endpoint.port;
  row.time_unix_seconds = result.time_unix_seconds;
  row.verdict = result.verdict;
  row.mendable = result.mendable;
  row.queued = result.queued.value_or(false);
  SetCodes(result.findings, row.codes);
  row.identities = result.endpoint.identities;
  row.position = result.endpoint.position;
  SetCertificates(finished, row.chain);
  row.json = WithoutLineEnd(finished.json_line);
}

absl::StatusOr<std::unique_ptr<RecordSink>> RecordSink::Create(std::unique_ptr<estate::Estate> estate,
                                                               RecordSinkOptions options, const base::Clock& clock) {
  const absl::StatusOr<int64_t> run = BeginOrResume(*estate, options, clock);
  if (!run.ok()) return run.status();
  return std::unique_ptr<RecordSink>(new RecordSink(std::move(estate), std::move(options.record_path), *run, clock));
}

absl::Status RecordSink::Write(std::span<const FinishedResult> batch) {
  // Neighbours in the record's index are written one after the other: a scan finishes them in any order, and each jump
  // to another page costs as much as what is done there.
  std::vector<const FinishedResult*> by_host;
  by_host.reserve(batch.size());
  for (const FinishedResult& finished : batch) by_host.push_back(&finished);
  std::stable_sort(by_host.begin(), by_host.end(), [](const FinishedResult* one, const FinishedResult* other) {
    return one->result.endpoint.host < other->result.endpoint.host;
  });
  auto next = by_host.begin();
  return estate_->AppendResultsOf(run_id_, [&]() -> const estate::ResultRow* {
    if (next == by_host.end()) return nullptr;
    SetResultRow(**next++, row_);
    return &row_;
  });
}

absl::Status RecordSink::Finish(ScanSummary& summary) {
  summary.run_id = run_id_;
  summary.record_path = path_;
  absl::Status status = AddSharedKeys(*estate_, run_id_, summary);
  // A run that a failure of ours cut short is no whole one either.
  const bool cut_short = summary.interrupted || summary.unfinished > 0;
  const estate::RunEnd end{clock_.NowUnixSeconds(), cut_short, SummaryJson(summary)};
  status.Update(estate_->EndRun(run_id_, end));
  if (cut_short || !status.ok()) return status;
  const absl::StatusOr<std::optional<report::RunNews>> news =
      report::FindRunNews(*estate_, run_id_, summary.shared_key_count);
  if (!news.ok()) return news.status();
  if (*news) summary.news = report::DescribeNews(**news);
  return absl::OkStatus();
}

absl::Status AddSharedKeys(estate::Estate& estate, int64_t run, ScanSummary& summary) {
  absl::StatusOr<std::vector<estate::SharedKeyRow>> rows =
      estate.SharedKeys(run, kSharedKeysShown, &summary.shared_key_count);
  if (!rows.ok()) return rows.status();
  summary.shared_keys.clear();
  for (const estate::SharedKeyRow& row : *rows) {
    summary.shared_keys.push_back({row.spki_sha256, row.endpoints, row.certificates});
  }
  return absl::OkStatus();
}

}  // namespace certsweep::scanner
