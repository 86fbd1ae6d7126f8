#include "cli/report_command.h"

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/command_line.h"
#include "cli/finding_advice.h"
#include "cli/output.h"
#include "cli/record_access.h"
#include "cli/report_output.h"
#include "cli/terminal.h"
#include "engine/estate/sqlite_estate.h"
#include "engine/report/html_report.h"
#include "engine/report/prometheus_report.h"
#include "engine/report/run_lines.h"
#include "engine/report/run_text.h"
#include "engine/report/table_report.h"

namespace certsweep::cli {

namespace {

report::HtmlReportOptions HtmlOptionsOf(const ReportArguments& arguments) {
  report::HtmlReportOptions options;
  options.record = std::filesystem::path(arguments.record).filename().string();
  options.version = ProgramVersion();
  options.advice = AdviceOn;
  options.where = arguments.where;
  if (arguments.title) options.title = *arguments.title;
  return options;
}

absl::Status WriteReport(const ReportArguments& arguments, estate::Estate& estate, const estate::RunInfo& run,
                         const report::TextSink& sink) {
  switch (arguments.kind) {
    case ReportKind::kCsv:
      return report::WriteCsvReport(estate, {run.id, arguments.where}, sink);
    case ReportKind::kJsonl:
      return report::WriteJsonlReport(estate, {run.id, arguments.where}, sink);
    case ReportKind::kPrometheus:
      return report::WritePrometheusReport(estate, run,
                                           {.per_endpoint = arguments.per_endpoint, .where = arguments.where}, sink);
    case ReportKind::kHtml:
      return report::WriteHtmlReport(estate, run, HtmlOptionsOf(arguments), sink);
    case ReportKind::kTable:
      break;
  }
  const Terminal terminal = arguments.output == "-" ? TerminalOf(STDOUT_FILENO) : Terminal();
  const report::TableReportOptions options = {.all = arguments.all,
                                              .color = WantsColor(arguments.color, terminal),
                                              .width = terminal.width,
                                              .where = arguments.where};
  return report::WriteTableReport(estate, run, options, sink);
}

}  // namespace

int RunReportCommand(const ReportArguments& arguments, SignalWatcher& signals) {
  const absl::StatusOr<std::unique_ptr<estate::Estate>> estate =
      estate::OpenSqliteEstate(arguments.record, {.read_only = true});
  if (!estate.ok()) return FailSetup(estate.status());
  const absl::StatusOr<estate::RunInfo> run = FindRun(*arguments.run, **estate, arguments.record);
  if (!run.ok()) return FailSetup(run.status());
  if (absl::Status status = report::CheckColumns(**estate, {run->id, arguments.where}); !status.ok()) {
    return FailSetup(absl::Status(status.code(), absl::StrCat("--where: ", status.message())));
  }
  absl::StatusOr<std::unique_ptr<scanner::OutputFile>> output = OpenReportOutput(arguments.output, arguments.record);
  if (!output.ok()) return FailSetup(output.status());
  // Half a file must not stay; on standard output there is nothing to put in order.
  if (arguments.output != "-") signals.StopGracefully();
  const std::string note = report::IncompleteRunNote(*run);
  if (!note.empty()) Complain(note);
  absl::Status status = WriteReport(arguments, **estate, *run, [&](std::string_view text) {
    if (signals.token().stop_requested()) return absl::CancelledError("interrupted");
    return (*output)->Write(text);
  });
  if (status.ok()) status = (*output)->Finish();
  return ToldExitCode(status);
}

}  // namespace certsweep::cli
