#include "engine/report/run_list.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/json_writer.h"
#include "engine/base/rfc3339.h"
#include "engine/report/result_colors.h"
#include "engine/report/run_diff.h"

namespace certsweep::report {
namespace {

std::string StateText(const estate::RunInfo& run) {
  switch (StateOf(run)) {
    case RunState::kWhole:
      return "whole";
    case RunState::kInterrupted:
      break;
    case RunState::kUnfinished:
      return "running or killed";
  }
  return "interrupted";
}

// What it has of what it was to have.
std::string EndpointsText(const estate::RunInfo& run) {
  if (EndedWhole(run) || run.start.endpoints <= run.results) return GroupedNumber(run.results);
  return absl::StrCat(GroupedNumber(run.results), " of ", GroupedNumber(run.start.endpoints));
}

TextColor ColorOfCount(pki::Verdict verdict, uint64_t number) {
  return number == 0 ? TextColor::kDim : ColorOf(verdict);
}

}  // namespace

RunState StateOf(const estate::RunInfo& run) {
  if (!run.end) return RunState::kUnfinished;
  return run.end->interrupted ? RunState::kInterrupted : RunState::kWhole;
}

std::string_view RunStateName(RunState state) {
  switch (state) {
    case RunState::kWhole:
      return "whole";
    case RunState::kInterrupted:
      return "interrupted";
    case RunState::kUnfinished:
      break;
  }
  return "unfinished";
}

int64_t DurationOf(const estate::RunInfo& run) {
  const int64_t start = run.start.started_unix_seconds;
  const int64_t end = run.end ? run.end->finished_unix_seconds : run.touched_unix_seconds.value_or(start);
  return std::max<int64_t>(end - start, 0);
}

std::string DurationText(int64_t seconds) {
  if (seconds < 60) return absl::StrCat(seconds, " s");
  if (seconds < 3600) return absl::StrFormat("%d min %02d s", seconds / 60, seconds % 60);
  return absl::StrFormat("%d h %02d min", seconds / 3600, seconds / 60 % 60);
}

std::string RenderRuns(const std::vector<estate::RunInfo>& runs, const TableOptions& options) {
  std::vector<TableColumn> columns = {{"RUN", true}, {"STARTED"}, {"TOOK", true}, {"ENDPOINTS", true}};
  for (const char* verdict : {"COMPLIANT", "NONCOMPLIANT", "UNREACHABLE", "NO TLS", "NOT JUDGED"}) {
    columns.push_back({verdict, true});
  }
  columns.push_back({"STATE"});
  std::vector<std::vector<TableCell>> rows;
  for (const estate::RunInfo& run : runs) {
    std::vector<TableCell>& row = rows.emplace_back();
    row = {{std::to_string(run.id)},
           {base::FormatRfc3339(run.start.started_unix_seconds)},
           {DurationText(DurationOf(run))},
           {EndpointsText(run)}};
    for (int i = 0; i < pki::kVerdictCount; ++i) {
      const uint64_t number = run.verdicts[static_cast<size_t>(i)];
      row.push_back({GroupedNumber(number), ColorOfCount(static_cast<pki::Verdict>(i), number)});
    }
    row.push_back({StateText(run), EndedWhole(run) ? TextColor::kNone : TextColor::kYellow});
  }
  return RenderTable(columns, rows, options);
}

void AppendRunJson(const estate::RunInfo& run, std::string& out) {
  {
    base::JsonObjectWriter object(out);
    object.Integer("run", run.id);
    object.String("state", RunStateName(StateOf(run)));
    object.String("started", base::FormatRfc3339(run.start.started_unix_seconds));
    if (run.end) object.String("finished", base::FormatRfc3339(run.end->finished_unix_seconds));
    object.Integer("seconds", DurationOf(run));
    object.Integer("endpoints", static_cast<int64_t>(run.start.endpoints));
    object.Integer("results", static_cast<int64_t>(run.results));
    base::JsonObjectWriter verdicts(object.Key("verdicts"));
    for (int i = 0; i < pki::kVerdictCount; ++i) {
      verdicts.Integer(pki::VerdictName(static_cast<pki::Verdict>(i)),
                       static_cast<int64_t>(run.verdicts[static_cast<size_t>(i)]));
    }
  }
  out += '\n';
}

}  // namespace certsweep::report
