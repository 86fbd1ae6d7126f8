#include "cli/scan_command.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "cli/command_line.h"
#include "cli/exit_code.h"
#include "cli/judge_inputs.h"
#include "cli/output.h"
#include "cli/record_access.h"
#include "cli/resumed_run.h"
#include "cli/run_options.h"
#include "cli/scan_config.h"
#include "cli/scan_inputs.h"
#include "cli/scan_outputs.h"
#include "cli/scan_report.h"
#include "cli/terminal.h"
#include "engine/base/clock.h"
#include "engine/base/status_context.h"
#include "engine/base/text.h"
#include "engine/report/run_lines.h"
#include "scanner/scan.h"
#include "scanner/sinks/journey_sink.h"
#include "scanner/sinks/record_sink.h"

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

std::string CurrentFolder() {
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::current_path(error);
  return error ? std::string() : folder.string();
}

// The arguments with the options of the run that is gone on with in the place of those that were not given.
absl::StatusOr<ScanArguments> WithOptionsOf(const ResumedRun& run, const ScanArguments& arguments,
                                            const std::vector<std::string>& words) {
  if (!NamesNoTarget(arguments)) return arguments;
  absl::StatusOr<std::vector<std::string>> all = WordsOfRun(run.info.start.options_json, arguments.given);
  if (!all.ok()) return base::Annotate(all.status(), absl::StrCat("--resume: run ", run.info.id));
  // After the name of the command: what comes later counts more.
  all->insert(all->begin(), words.front());
  all->insert(all->end(), words.begin() + 1, words.end());
  Invocation invocation = ParseCommandLine(*all);
  if (auto* parsed = std::get_if<ScanArguments>(&invocation)) return std::move(*parsed);
  const auto* error = std::get_if<UsageError>(&invocation);
  return absl::InvalidArgumentError(error != nullptr ? error->message : "--resume: the run's options make no scan");
}

// Finds the run to go on with, where the arguments name one, and settles the arguments.
absl::StatusOr<std::optional<ResumedRun>> Resume(ScanArguments& arguments, const std::vector<std::string>& words,
                                                 const base::Clock& clock) {
  if (!arguments.resume) return std::nullopt;
  ScanArguments configured = arguments;
  if (absl::Status status = ApplyScanConfig(configured); !status.ok()) return status;
  absl::StatusOr<ResumedRun> run = OpenResumedRun(configured, clock);
  if (!run.ok()) return run.status();
  absl::StatusOr<ScanArguments> settled = WithOptionsOf(*run, arguments, words);
  if (!settled.ok()) return settled.status();
  arguments = *std::move(settled);
  return *std::move(run);
}

// There is nothing left to scan: the outputs get what they lack.
scanner::ScanOutcome FinishWhole(ResumedRun& run, const ScanArguments& arguments, ScanOutputs& outputs) {
  scanner::ScanOutcome outcome;
  scanner::ScanSummary& summary = outcome.summary;
  summary.AddCounts(run.earlier.counts);
  summary.already_done = run.earlier.done.size();
  summary.run_id = run.info.id;
  summary.record_path = arguments.record;
  outcome.status = scanner::AddSharedKeys(*run.estate, run.info.id, summary);
  for (const std::unique_ptr<scanner::Sink>& sink : outputs.sinks) outcome.status.Update(sink->Finish(summary));
  return outcome;
}

int RunWhole(ResumedRun& run, const ScanArguments& arguments, ScanOutputContext context, SignalWatcher& signals,
             const base::Clock& clock) {
  absl::StatusOr<std::vector<std::string>> columns = report::ColumnNames(*run.estate, run.info.id);
  if (!columns.ok()) return FailSetup(columns.status());
  context.column_names = *std::move(columns);
  absl::StatusOr<ScanOutputs> outputs = OpenScanOutputs(arguments, context, clock);
  if (!outputs.ok()) return FailSetup(outputs.status());
  signals.StopGracefully();
  ScanReport report(arguments, {TerminalOf(STDOUT_FILENO), TerminalOf(STDERR_FILENO)}, WriteToStandardError);
  const scanner::ScanOutcome outcome = FinishWhole(run, arguments, *outputs);
  report.Finish(outcome);
  return ScanExitCode(outcome.summary, outcome.status);
}

int Run(const ScanArguments& arguments, ScanInputs& inputs, ScanOutputContext context, SignalWatcher& signals,
        const base::Clock& clock) {
  context.endpoints = inputs.targets->size();
  context.column_names = inputs.targets->column_names();
  context.targets = inputs.given->Pieces();
  absl::StatusOr<ScanOutputs> outputs = OpenScanOutputs(arguments, context, clock);
  if (!outputs.ok()) return FailSetup(outputs.status());
  inputs.given.reset();
  // From here on there is a run in the record that wants its end.
  signals.StopGracefully();

  ScanReport report(arguments, {TerminalOf(STDOUT_FILENO), TerminalOf(STDERR_FILENO)}, WriteToStandardError);
  report.Begin(FactsOf(arguments, inputs, *outputs));
  scanner::ScanOptions options = arguments.scan;
  options.keep_journeys = TellsJourneys(arguments, inputs.targets->size());
  if (options.keep_journeys) {
    outputs->sinks.push_back(std::make_unique<scanner::JourneySink>(
        outputs->run_id, [&report](std::string_view lines) { report.Tell(lines); }));
  }
  const scanner::ScanOutcome outcome = scanner::RunScan(
      *inputs.targets, *inputs.judge, std::move(outputs->sinks), options, clock, signals.token(),
      [&report](const scanner::ScanProgress& progress) { report.Progress(progress); },
      context.resumed == nullptr ? nullptr : &context.resumed->earlier);
  report.Finish(outcome);
  return ScanExitCode(outcome.summary, outcome.status);
}

}  // namespace

int RunScanCommand(ScanArguments arguments, const std::vector<std::string>& words, SignalWatcher& signals) {
  const base::Clock& clock = base::SystemClock();
  absl::StatusOr<std::optional<ResumedRun>> resumed = Resume(arguments, words, clock);
  if (!resumed.ok()) return FailSetup(resumed.status());
  const absl::Status config = ApplyScanConfig(arguments);
  ScanOutputContext context;
  context.command = CommandText(words);
  context.options_json = RunOptionsJson(arguments.given, CurrentFolder());
  if (*resumed) context.resumed = &**resumed;
  if (*resumed && (*resumed)->is_whole()) {
    return config.ok() ? RunWhole(**resumed, arguments, std::move(context), signals, clock) : FailSetup(config);
  }
  if (!config.ok() && NamesNoTarget(arguments)) return FailSetup(config);
  std::unique_ptr<scanner::TargetInputs> given;
  if (*resumed && (*resumed)->inputs) given = std::make_unique<scanner::TargetInputs>(*std::move((*resumed)->inputs));
  absl::StatusOr<ScanInputs> inputs = ReadScanInputs(arguments, std::move(given));
  const absl::Status problems = base::JoinProblems(config, inputs.status());
  if (!problems.ok()) return FailSetup(problems);
  RaiseDescriptorLimit();
  return Run(arguments, *inputs, std::move(context), signals, clock);
}

}  // namespace certsweep::cli
