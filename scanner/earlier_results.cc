#include "scanner/earlier_results.h"

#include <optional>
#include <utility>
#include <vector>

#include "engine/base/ip_address.h"
#include "engine/report/result_line.h"
#include "engine/report/run_lines.h"

namespace certsweep::scanner {

namespace {

constexpr size_t kBatch = 64;

}  // namespace

absl::StatusOr<EarlierResults> ReadEarlierResults(estate::Estate& estate, int64_t run) {
  EarlierResults earlier;
  const absl::Status status = report::VisitLines(estate, {run, {}}, [&earlier](const report::ResultLine& line) {
    earlier.counts.Count(line);
    earlier.done.Add(line.host, base::IpAddress::Parse(line.address), line.port,
                     line.verdict != pki::Verdict::kNotJudged);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  earlier.done.Sort();
  return earlier;
}

absl::Status RewriteResults(estate::Estate& estate, int64_t run, const DoneEndpoints& left_out, Sink& sink) {
  std::vector<FinishedResult> batch;
  absl::Status status = report::VisitRows(estate, {run, {}}, [&](const estate::ResultRow& row) -> absl::Status {
    const std::optional<base::IpAddress> address = base::IpAddress::Parse(row.address);
    if (left_out.Find(row.host, address, row.port) != DoneEndpoints::Found::kNo) return absl::OkStatus();
    FinishedResult& finished = batch.emplace_back();
    finished.result.verdict = row.verdict;
    finished.json_line = row.json + "\n";
    if (batch.size() < kBatch) return absl::OkStatus();
    const absl::Status written = sink.Write(batch);
    batch.clear();
    return written;
  });
  if (status.ok() && !batch.empty()) status = sink.Write(batch);
  return status;
}

}  // namespace certsweep::scanner
