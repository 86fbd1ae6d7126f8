#include "cli/diff_command.h"

#include <unistd.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/record_access.h"
#include "cli/report_output.h"
#include "cli/terminal.h"
#include "engine/estate/sqlite_estate.h"
#include "engine/report/diff_report.h"

namespace certsweep::cli {

namespace {

report::DiffFormat FormatOf(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJsonl:
      return report::DiffFormat::kJsonl;
    case OutputFormat::kCsv:
      return report::DiffFormat::kCsv;
    case OutputFormat::kTable:
      break;
  }
  return report::DiffFormat::kTable;
}

report::DiffReportOptions OptionsOf(const DiffArguments& arguments, std::stop_token stop) {
  const Terminal terminal = arguments.output == "-" ? TerminalOf(STDOUT_FILENO) : Terminal();
  return {.format = FormatOf(arguments.format),
          .table = {.all = arguments.all, .color = WantsColor(arguments.color, terminal), .width = terminal.width},
          .counts = !arguments.quiet && arguments.output == "-",
          .stop = std::move(stop)};
}

// What stands beside the output.
void TellMore(const DiffArguments& arguments, const estate::RunInfo& before, const estate::RunInfo& after,
              const report::DiffCounts& counts) {
  if (arguments.quiet) return;
  const std::string note = report::IncompleteDiffNote(before, after, counts);
  if (!note.empty()) Complain(note);
  const bool told = arguments.format == OutputFormat::kTable && arguments.output == "-";
  if (!told) WriteToStandardError(report::RenderDiffCounts(before, after, counts));
}

}  // namespace

int RunDiffCommand(const DiffArguments& arguments, SignalWatcher& signals) {
  const absl::StatusOr<std::unique_ptr<estate::Estate>> estate =
      estate::OpenSqliteEstate(arguments.record, {.read_only = true});
  if (!estate.ok()) return FailSetup(estate.status());
  const absl::StatusOr<estate::RunInfo> before = FindRun(*arguments.before, **estate, arguments.record);
  if (!before.ok()) return FailSetup(before.status());
  const absl::StatusOr<estate::RunInfo> after = FindRun(*arguments.after, **estate, arguments.record);
  if (!after.ok()) return FailSetup(after.status());
  const absl::StatusOr<std::unique_ptr<scanner::OutputFile>> output =
      OpenReportOutput(arguments.output, arguments.record);
  if (!output.ok()) return FailSetup(output.status());
  // From here on there may be half a file that must not stay.
  signals.StopGracefully();
  const absl::StatusOr<report::DiffCounts> counts =
      report::WriteDiff(**estate, *before, *after, OptionsOf(arguments, signals.token()),
                        [&output](std::string_view text) { return (*output)->Write(text); });
  absl::Status status = counts.status();
  if (status.ok()) status = (*output)->Finish();
  if (!status.ok()) return ToldExitCode(status);
  TellMore(arguments, *before, *after, *counts);
  return counts->worse > 0 ? kExitNoncompliant : kExitCompliant;
}

}  // namespace certsweep::cli
