#include "cli/scan_command.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/exit_code.h"
#include "cli/judge_inputs.h"
#include "cli/output.h"
#include "cli/scan_config.h"
#include "cli/scan_inputs.h"
#include "cli/scan_outputs.h"
#include "cli/scan_report.h"
#include "cli/terminal.h"
#include "engine/base/clock.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "scanner/scan.h"

namespace certsweep::cli {

namespace {

// Shells start programs with a low soft limit for the sake of select(2), which nothing here uses.
void RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  // Where it can't be raised the scan makes do with fewer at once.
  (void)setrlimit(RLIMIT_NOFILE, &limit);
}

bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_./:,=@%+[]").find(c) != std::string_view::npos;
}

// As a shell would take it.
std::string Quoted(const std::string& word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), IsPlain)) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

std::string CommandText(const std::vector<std::string>& words) {
  std::string text = "certsweep";
  for (const std::string& word : words) text += " " + Quoted(word);
  return text;
}

int FailSetup(const absl::Status& status) {
  Complain(base::ToStd(status.message()));
  return SetupExitCode(status);
}

ScanFacts FactsOf(const ScanArguments& arguments, const ScanInputs& inputs, const ScanOutputs& outputs) {
  ScanFacts facts;
  facts.endpoints = inputs.targets->size();
  facts.accounting = inputs.targets->accounting();
  facts.skipped_lines = inputs.targets->skipped_lines();
  facts.anchors = inputs.anchors;
  facts.intermediates = inputs.intermediates;
  facts.concurrency = scanner::ConcurrencyGranted(arguments.scan, facts.endpoints);
  facts.run_id = outputs.run_id;
  return facts;
}

}  // namespace

int RunScanCommand(ScanArguments arguments, const std::vector<std::string>& words, SignalWatcher& signals) {
  const absl::Status config = ApplyScanConfig(arguments);
  if (!config.ok() && NamesNoTarget(arguments)) return FailSetup(config);
  absl::StatusOr<ScanInputs> inputs = ReadScanInputs(arguments);
  const absl::Status problems = base::JoinProblems(config, inputs.status());
  if (!problems.ok()) return FailSetup(problems);
  RaiseDescriptorLimit();
  const base::Clock& clock = base::SystemClock();
  ScanOutputContext context;
  context.command = CommandText(words);
  context.endpoints = inputs->targets->size();
  context.column_names = inputs->targets->column_names();
  absl::StatusOr<ScanOutputs> outputs = OpenScanOutputs(arguments, context, clock);
  if (!outputs.ok()) return FailSetup(outputs.status());
  // From here on there is a run in the record that wants its end.
  signals.StopGracefully();

  const ScanStreams streams = {TerminalOf(STDOUT_FILENO), TerminalOf(STDERR_FILENO)};
  ScanReport report(arguments, streams, WriteToStandardError);
  report.Begin(FactsOf(arguments, *inputs, *outputs));
  const scanner::ScanOutcome outcome = scanner::RunScan(
      *inputs->targets, *inputs->judge, std::move(outputs->sinks), arguments.scan, clock, signals.token(),
      [&report](const scanner::ScanProgress& progress) { report.Progress(progress); });
  report.Finish(outcome);
  return ScanExitCode(outcome.summary, outcome.status);
}

}  // namespace certsweep::cli
