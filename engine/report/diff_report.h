// `certsweep diff`: the changes between two runs as a table, JSON lines or CSV. Thread rule: of the record.
#ifndef CERTSWEEP_ENGINE_REPORT_DIFF_REPORT_H_
#define CERTSWEEP_ENGINE_REPORT_DIFF_REPORT_H_

#include <cstdint>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "engine/estate/estate.h"
#include "engine/report/diff_table.h"
#include "engine/report/run_diff.h"
#include "engine/report/text_sink.h"

namespace certsweep::report {

enum class DiffFormat : uint8_t { kTable, kJsonl, kCsv };

struct DiffReportOptions {
  DiffFormat format = DiffFormat::kTable;
  DiffTableOptions table;
  bool counts = true;         // below the table
  std::stop_token stop = {};  // asked for: the comparison ends, Cancelled
};

// JSON lines and rows go out as the record gives them, in its order. Errors of the record and of the sink;
// Cancelled.
absl::StatusOr<DiffCounts> WriteDiff(estate::Estate& estate, const estate::RunInfo& before,
                                     const estate::RunInfo& after, const DiffReportOptions& options,
                                     const TextSink& sink);

// "run 41 (2026-01-02T03:04:05Z) -> run 42 (...): 12 newly failing, 3 mended", with a line end: what stands below the
// table, or is told beside the other formats.
std::string RenderDiffCounts(const estate::RunInfo& before, const estate::RunInfo& after, const DiffCounts& counts);

// What has to be known of a comparison with a run that did not come to its end, a line each, without the last line end;
// empty: both ended whole.
std::string IncompleteDiffNote(const estate::RunInfo& before, const estate::RunInfo& after, const DiffCounts& counts);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_DIFF_REPORT_H_
