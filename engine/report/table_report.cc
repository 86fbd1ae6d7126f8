#include "engine/report/table_report.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/report/expiry_counts.h"
#include "engine/report/problem_table.h"
#include "engine/report/run_lines.h"
#include "engine/report/run_text.h"
#include "engine/report/run_totals.h"
#include "engine/report/table_text.h"
#include "engine/report/totals_text.h"

namespace certsweep::report {

namespace {

constexpr int kSharedKeysAskedFor = 10;

std::string QueueText(const RunTotals& totals, uint64_t open) {
  return absl::StrCat(GroupedNumber(totals.queued), " for replacement by this run; ",
                      Counted(open, "request is", "requests are"), " open");
}

}  // namespace

absl::Status WriteTableReport(estate::Estate& estate, const estate::RunInfo& run, const TableReportOptions& options,
                              const TextSink& sink) {
  ProblemTable problems({.all = options.all, .color = options.color, .width = options.width});
  RunTotals totals;
  ExpiryCounts expiry(TimeOfRun(run));
  const absl::Status visited = VisitLines(estate, run.id, [&](const ResultLine& line) {
    problems.Add(line);
    totals.Count(line);
    expiry.Count(line);
    return absl::OkStatus();
  });
  if (!visited.ok()) return visited;
  uint64_t shared_key_count = 0;
  const auto shared_keys = estate.SharedKeys(run.id, kSharedKeysAskedFor, &shared_key_count);
  if (!shared_keys.ok()) return shared_keys.status();
  const absl::StatusOr<uint64_t> open = estate.CountQueued();
  if (!open.ok()) return open.status();

  TextBuffer out(sink);
  out.text() = RenderRunHead(run, {options.color, options.width}) + "\n";
  const std::string table = problems.Render();
  absl::StrAppend(&out.text(), table, table.empty() ? "" : "\n", RenderTotals(totals, options.color),
                  RenderSharedKeys(*shared_keys, shared_key_count, options.color), RenderExpiry(expiry, options.color),
                  "\n", RenderTable({{""}, {""}}, {{{"Queued"}, {QueueText(totals, *open)}}}, {options.color}));
  const std::string note = IncompleteRunNote(run);
  if (!note.empty()) absl::StrAppend(&out.text(), Colored(note, TextColor::kYellow, options.color), "\n");
  return out.Flush();
}

}  // namespace certsweep::report
