#include "engine/report/diff_report.h"

#include <algorithm>
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

// One comparison on its way to a sink.
class DiffWriter {
 public:
  DiffWriter(estate::Estate& estate, const estate::RunInfo& before, const estate::RunInfo& after,
             const std::stop_token& stop, const TextSink& sink)
      : estate_(estate), before_(before), after_(after), stop_(stop), buffer_(sink) {}

  RunPair runs() const { return {before_.id, after_.id}; }
  std::string& text() { return buffer_.text(); }

  // Calls `take` with each change. Then `finish`, which may add something more.
  template <typename Take, typename Finish>
  absl::StatusOr<DiffCounts> Write(Take take, Finish finish) {
    absl::StatusOr<DiffCounts> counts = CompareRuns(estate_, before_, after_, [&](const RunChange& change) {
      take(change);
      return !stop_.stop_requested() && buffer_.Spill().ok();
    });
    if (!counts.ok()) return counts;
    if (stop_.stop_requested()) return absl::CancelledError("interrupted");
    finish(*counts);
    if (absl::Status status = buffer_.Flush(); !status.ok()) return status;
    return counts;
  }

 private:
  estate::Estate& estate_;
  const estate::RunInfo &before_, &after_;
  const std::stop_token& stop_;
  TextBuffer buffer_;
};

void NothingMore(const DiffCounts&) {}

std::string RunText(const estate::RunInfo& run) {
  return absl::StrCat("run ", run.id, " (", base::FormatRfc3339(run.start.started_unix_seconds), ")");
}

}  // namespace

absl::StatusOr<DiffCounts> WriteDiff(estate::Estate& estate, const estate::RunInfo& before,
                                     const estate::RunInfo& after, const DiffReportOptions& options,
                                     const TextSink& sink) {
  DiffWriter writer(estate, before, after, options.stop, sink);
  if (options.format == DiffFormat::kJsonl) {
    return writer.Write([&](const RunChange& change) { AppendDiffJson(change, writer.runs(), writer.text()); },
                        NothingMore);
  }
  if (options.format == DiffFormat::kCsv) {
    const absl::StatusOr<std::vector<std::string>> names = ColumnNamesOfBoth(estate, writer.runs());
    if (!names.ok()) return names.status();
    AppendDiffCsvHeader(*names, writer.text());
    return writer.Write(
        [&](const RunChange& change) { AppendDiffCsvRow(change, writer.runs(), *names, writer.text()); }, NothingMore);
  }
  DiffTable table(options.table);
  return writer.Write([&](const RunChange& change) { table.Add(change); },
                      [&](const DiffCounts& counts) {
                        std::string& out = writer.text();
                        out += table.Render();
                        if (!options.counts) return;
                        absl::StrAppend(&out, out.empty() ? "" : "\n", RenderDiffCounts(before, after, counts));
                      });
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
