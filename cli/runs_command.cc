#include "cli/runs_command.h"

#include <unistd.h>

#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/record_access.h"
#include "cli/run_removal.h"
#include "cli/terminal.h"
#include "engine/base/clock.h"
#include "engine/base/text.h"
#include "engine/estate/sqlite_estate.h"
#include "engine/report/run_list.h"
#include "engine/report/run_pruning.h"
#include "engine/report/table_text.h"

namespace certsweep::cli {

namespace {

using Runs = std::vector<estate::RunInfo>;

absl::StatusOr<Runs> ReadRuns(estate::Estate& estate, int64_t most) {
  Runs runs;
  const absl::Status status = estate.VisitRuns([&](const estate::RunInfo& run) {
    estate::RunInfo& kept = runs.emplace_back(run);
    // What may be long, and nobody asks for here.
    kept.start.options_json.clear();
    kept.start.command.clear();
    if (kept.end) kept.end->summary_json.clear();
    return static_cast<int64_t>(runs.size()) < most;
  });
  if (!status.ok()) return status;
  return runs;
}

report::TableOptions TableOf(const RunsArguments& arguments) {
  const Terminal terminal = TerminalOf(STDOUT_FILENO);
  return {.color = WantsColor(arguments.color, terminal), .width = terminal.width};
}

int List(const RunsArguments& arguments, estate::Estate& estate) {
  const absl::StatusOr<Runs> runs = ReadRuns(estate, arguments.number.value_or(std::numeric_limits<int64_t>::max()));
  if (!runs.ok()) return FailSetup(runs.status());
  if (arguments.format == RunsFormat::kTable) {
    return ToldExitCode(WriteToStandardOutput(report::RenderRuns(*runs, TableOf(arguments))));
  }
  std::string text;
  for (const estate::RunInfo& run : *runs) report::AppendRunJson(run, text);
  return ToldExitCode(WriteToStandardOutput(text));
}

absl::StatusOr<Runs> ChooseRuns(const RunsArguments& arguments, estate::Estate& estate) {
  if (!arguments.keep && !arguments.older_than) return Runs();
  absl::StatusOr<Runs> runs = ReadRuns(estate, std::numeric_limits<int64_t>::max());
  if (!runs.ok()) return runs;
  const int64_t now = base::SystemClock().NowUnixSeconds();
  report::PruneRule rule{.keep = arguments.keep, .before_unix_seconds = {}};
  if (arguments.older_than) rule.before_unix_seconds = arguments.older_than->BeganBefore(now);
  return report::RunsToPrune(*runs, rule, now);
}

int Prune(const RunsArguments& arguments, std::unique_ptr<estate::Estate> reading, SignalWatcher& signals) {
  const absl::StatusOr<Runs> runs = ChooseRuns(arguments, *reading);
  reading.reset();  // it would keep the record as it is now from getting smaller
  if (!runs.ok()) return FailSetup(runs.status());
  if (runs->empty() && (!arguments.vacuum || arguments.dry_run)) {
    return ToldExitCode(WriteToStandardOutput("no run to delete\n"));
  }
  if (!runs->empty()) {
    const std::string table = report::RenderRuns(*runs, TableOf(arguments));
    if (absl::Status status = WriteToStandardOutput(table); !status.ok()) return ToldExitCode(status);
    if (arguments.dry_run) return ToldExitCode(WriteToStandardOutput("nothing was deleted: --dry-run\n"));
    const absl::StatusOr<bool> may = MayDelete(*runs, arguments);
    if (!may.ok()) return FailSetup(may.status());
    if (!*may) return ToldExitCode(WriteToStandardOutput("nothing was deleted\n"));
  }
  return RemoveRuns(*runs, arguments, signals);
}

}  // namespace

int RunRunsCommand(const RunsArguments& arguments, SignalWatcher& signals) {
  absl::StatusOr<std::unique_ptr<estate::Estate>> estate =
      estate::OpenSqliteEstate(arguments.record, {.read_only = true});
  if (!estate.ok()) return FailSetup(estate.status());
  if (arguments.action == RunsAction::kList) return List(arguments, **estate);
  return Prune(arguments, *std::move(estate), signals);
}

}  // namespace certsweep::cli
