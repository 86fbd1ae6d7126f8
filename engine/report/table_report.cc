#include "engine/report/table_report.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
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
constexpr size_t kLongestWhere = 1000;

// After the expiry: what asked for a replacement. `open`: in the record; none: it is not to be told.
std::string QueueLine(const RunTotals& totals, std::optional<uint64_t> open, bool color) {
  std::string text = absl::StrCat(GroupedNumber(totals.queued), " for replacement by this run");
  if (open) absl::StrAppend(&text, "; ", Counted(*open, "request is", "requests are"), " open");
  return "\n" + RenderTable({{""}, {""}}, {{{"Queued"}, {text}}}, {color});
}

// What the record knows of the run as a whole.
struct WholeRun {
  std::vector<estate::SharedKeyRow> shared_keys;
  uint64_t shared_key_count = 0;
  uint64_t open_requests = 0;
};

absl::StatusOr<WholeRun> AskForWhole(estate::Estate& estate, int64_t run) {
  WholeRun whole;
  auto keys = estate.SharedKeys(run, kSharedKeysAskedFor, &whole.shared_key_count);
  if (!keys.ok()) return keys.status();
  whole.shared_keys = *std::move(keys);
  const absl::StatusOr<uint64_t> open = estate.CountQueued();
  if (!open.ok()) return open.status();
  whole.open_requests = *open;
  return whole;
}

std::string WhereLine(const std::vector<base::ColumnFilter>& where, const TableOptions& options) {
  std::string text;
  for (const base::ColumnFilter& filter : where) absl::StrAppend(&text, text.empty() ? "" : ", ", filter.ToString());
  if (text.empty()) return {};
  return RenderTable({{""}, {""}}, {{{"Where  "}, {base::DisplayText(text, kLongestWhere)}}}, options);
}

}  // namespace

absl::Status WriteTableReport(estate::Estate& estate, const estate::RunInfo& run, const TableReportOptions& options,
                              const TextSink& sink) {
  ProblemTable problems({.all = options.all, .color = options.color, .width = options.width});
  RunTotals totals;
  ExpiryCounts expiry(TimeOfRun(run));
  const absl::Status visited = VisitLines(estate, {run.id, options.where}, [&](const ResultLine& line) {
    problems.Add(line);
    totals.Count(line);
    expiry.Count(line);
    return absl::OkStatus();
  });
  if (!visited.ok()) return visited;
  std::optional<WholeRun> whole;
  if (options.where.empty()) {
    absl::StatusOr<WholeRun> answer = AskForWhole(estate, run.id);
    if (!answer.ok()) return answer.status();
    whole = *std::move(answer);
  }

  TextBuffer out(sink);
  const TableOptions table_options = {options.color, options.width};
  const std::string table = problems.Render();
  absl::StrAppend(&out.text(), RenderRunHead(run, table_options), WhereLine(options.where, table_options), "\n", table,
                  table.empty() ? "" : "\n", RenderTotals(totals, options.color),
                  whole ? RenderSharedKeys(whole->shared_keys, whole->shared_key_count, options.color) : "",
                  RenderExpiry(expiry, options.color),
                  QueueLine(totals, whole ? std::optional(whole->open_requests) : std::nullopt, options.color));
  const std::string note = IncompleteRunNote(run);
  if (!note.empty()) absl::StrAppend(&out.text(), Colored(note, TextColor::kYellow, options.color), "\n");
  return out.Flush();
}

}  // namespace certsweep::report
