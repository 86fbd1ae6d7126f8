#include "engine/report/diff_report.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/report/diff_rows.h"
#include "engine/report/run_lines.h"
#include "engine/report/run_text.h"
#include "engine/report/table_text.h"

namespace certsweep::report {
namespace {

// Those of both runs: what disappeared is told with the columns it had.
absl::StatusOr<std::vector<std::string>> ColumnNamesOfBoth(estate::Estate& estate, RunPair runs) {
  absl::StatusOr<std::vector<std::string>> names = ColumnNames(estate, runs.after);
  if (!names.ok()) return names;
  absl::StatusOr<std::vector<std::string>> old_names = ColumnNames(estate, runs.before);
  if (!old_names.ok()) return old_names;
  for (std::string& name : *old_names) {
    if (std::find(names->begin(), names->end(), name) == names->end()) names->push_back(std::move(name));
  }
  return names;
}

// Sends what `append` makes of each change on its way.
absl::StatusOr<DiffCounts> Stream(estate::Estate& estate, const estate::RunInfo& before, const estate::RunInfo& after,
                                  TextBuffer& buffer,
                                  const std::function<void(const RunChange&, std::string&)>& append) {
  absl::StatusOr<DiffCounts> counts = CompareRuns(estate, before, after, [&](const RunChange& change) {
    append(change, buffer.text());
    return buffer.Spill().ok();
  });
  if (absl::Status status = buffer.Flush(); counts.ok() && !status.ok()) return status;
  return counts;
}

absl::StatusOr<DiffCounts> WriteCsv(estate::Estate& estate, const estate::RunInfo& before, const estate::RunInfo& after,
                                    TextBuffer& buffer) {
  const RunPair runs = {before.id, after.id};
  const absl::StatusOr<std::vector<std::string>> names = ColumnNamesOfBoth(estate, runs);
  if (!names.ok()) return names.status();
  AppendDiffCsvHeader(*names, buffer.text());
  return Stream(estate, before, after, buffer,
                [&](const RunChange& change, std::string& out) { AppendDiffCsvRow(change, runs, *names, out); });
}

absl::StatusOr<DiffCounts> WriteTable(estate::Estate& estate, const estate::RunInfo& before,
                                      const estate::RunInfo& after, const DiffReportOptions& options,
                                      TextBuffer& buffer) {
  DiffTable table(options.table);
  absl::StatusOr<DiffCounts> counts = CompareRuns(estate, before, after, [&](const RunChange& change) {
    table.Add(change);
    return buffer.Spill().ok();
  });
  if (!counts.ok()) return counts;
  std::string& out = buffer.text();
  out += table.Render();
  if (options.counts) absl::StrAppend(&out, out.empty() ? "" : "\n", RenderDiffCounts(before, after, *counts));
  if (absl::Status status = buffer.Flush(); !status.ok()) return status;
  return counts;
}

std::string RunText(const estate::RunInfo& run) {
  return absl::StrCat("run ", run.id, " (", base::FormatRfc3339(run.start.started_unix_seconds), ")");
}

}  // namespace

absl::StatusOr<DiffCounts> WriteDiff(estate::Estate& estate, const estate::RunInfo& before,
                                     const estate::RunInfo& after, const DiffReportOptions& options,
                                     const TextSink& sink) {
  TextBuffer buffer(sink);
  const RunPair runs = {before.id, after.id};
  switch (options.format) {
    case DiffFormat::kJsonl:
      return Stream(estate, before, after, buffer,
                    [runs](const RunChange& change, std::string& out) { AppendDiffJson(change, runs, out); });
    case DiffFormat::kCsv:
      return WriteCsv(estate, before, after, buffer);
    case DiffFormat::kTable:
      break;
  }
  return WriteTable(estate, before, after, options, buffer);
}

std::string RenderDiffCounts(const estate::RunInfo& before, const estate::RunInfo& after, const DiffCounts& counts) {
  const std::string text = DescribeCounts(counts);
  std::string line =
      absl::StrCat(RunText(before), " -> ", RunText(after), ": ", text.empty() ? "nothing changed" : text);
  if (counts.newly_shared_keys > 0) {
    absl::StrAppend(&line, "; ", GroupedNumber(counts.newly_shared_keys),
                    counts.newly_shared_keys == 1 ? " key is newly shared" : " keys are newly shared");
  }
  return line + "\n";
}

std::string IncompleteDiffNote(const estate::RunInfo& before, const estate::RunInfo& after, const DiffCounts& counts) {
  std::string note;
  for (const estate::RunInfo* run : {&before, &after}) {
    const std::string of_run = IncompleteRunNote(*run);
    if (!of_run.empty()) absl::StrAppend(&note, note.empty() ? "" : "\n", of_run);
  }
  if (counts.not_compared > 0) {
    absl::StrAppend(&note, note.empty() ? "" : "\n", GroupedNumber(counts.not_compared),
                    counts.not_compared == 1 ? " endpoint is" : " endpoints are",
                    " in the other run alone and left out of the comparison");
  }
  return note;
}

}  // namespace certsweep::report
