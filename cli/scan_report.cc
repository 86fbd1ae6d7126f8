#include "cli/scan_report.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/output.h"
#include "cli/scan_outputs.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"
#include "engine/report/table_text.h"
#include "scanner/sinks/summary_text.h"

namespace certsweep::cli {

namespace {

std::string Counted(uint64_t number, const char* one, const char* many) {
  return absl::StrCat(report::GroupedNumber(number), " ", number == 1 ? one : many);
}

// "1.5 s"; StrCat drops needless digits.
std::string Seconds(int64_t micros) { return absl::StrCat(static_cast<double>(micros) / 1e6, " s"); }

std::string EndpointLine(const ScanFacts& facts) {
  const scanner::TargetAccounting& lines = facts.accounting;
  return absl::StrCat(Counted(facts.endpoints, "endpoint", "endpoints"), " before names are resolved, from ",
                      Counted(lines.lines, "line", "lines"), ": ", Counted(lines.targets, "target", "targets"), ", ",
                      Counted(lines.duplicates, "duplicate", "duplicates"), ", ", report::GroupedNumber(lines.excluded),
                      " excluded, ", report::GroupedNumber(lines.skipped), " skipped");
}

std::string TrustLine(const ScanArguments& arguments, const ScanFacts& facts) {
  const std::string sources = arguments.trust.empty() ? "system" : absl::StrJoin(arguments.trust, ", ");
  std::string text =
      absl::StrCat("trust: ", Counted(facts.anchors, "anchor", "anchors"), " (", base::DisplayText(sources), ")");
  if (!arguments.intermediates.empty()) {
    absl::StrAppend(&text, ", ", Counted(facts.intermediates, "intermediate", "intermediates"), " (",
                    base::DisplayText(absl::StrJoin(arguments.intermediates, ", ")), ")");
  }
  return text;
}

std::string JudgeLine(const ScanArguments& arguments) {
  const std::optional<int64_t>& time = arguments.scan.judge_time;
  return absl::StrCat(
      "judged: by the rules ", base::ToAbsl(pki::RulesName(arguments.rules)), ", as of ",
      time ? base::FormatRfc3339(*time) : "now", ", expiring_soon below ",
      Counted(static_cast<uint64_t>(arguments.policy.min_days_left), "day", "days"),
      arguments.config.empty() ? "" : ", policy of ", base::DisplayText(arguments.config),
      arguments.scan.waivers == nullptr ? "" : ", " + Counted(arguments.scan.waivers->size(), "waiver", "waivers"),
      arguments.scan.certificate_only ? ", each handshake up to the certificate only" : "");
}

std::string ConcurrencyLine(const ScanArguments& arguments, const ScanFacts& facts) {
  const auto granted = static_cast<uint64_t>(std::max(facts.concurrency, 1));
  const auto asked = static_cast<uint64_t>(arguments.scan.concurrency);
  const auto threads = std::min(granted, static_cast<uint64_t>(std::max(arguments.scan.threads, 1)));
  std::string text =
      absl::StrCat("pace: ", report::GroupedNumber(granted), " at once, on ", Counted(threads, "thread", "threads"));
  if (granted < std::min(asked, facts.endpoints)) {
    absl::StrAppend(&text, " (", report::GroupedNumber(asked),
                    " asked for; the limit of file descriptors allows no more)");
  }
  if (arguments.scan.rate > 0) absl::StrAppend(&text, ", at most ", arguments.scan.rate, " a second");
  if (arguments.scan.rate_per_network > 0) {
    absl::StrAppend(&text, ", ", arguments.scan.rate_per_network, " a second in each network");
  }
  return text;
}

std::string PatienceLine(const scanner::ScanOptions& scan) {
  return absl::StrCat("patience: ", Seconds(scan.connect_timeout_us), " for a connection, ",
                      Seconds(scan.handshake_timeout_us), " for a handshake, ",
                      Counted(static_cast<uint64_t>(scan.retries), "retry", "retries"));
}

std::string RecordLine(const ScanArguments& arguments, const ScanFacts& facts) {
  if (!facts.run_id) return "record: none";
  return absl::StrCat("record: ", base::DisplayText(arguments.record), ", run ", *facts.run_id);
}

// Of a failure of our own: what and where, and how far the scan had come.
std::string FailureText(const scanner::ScanOutcome& outcome) {
  std::string text(outcome.status.message());
  const scanner::ScanSummary& summary = outcome.summary;
  if (summary.unfinished == 0) return text;
  absl::StrAppend(&text, "; the scan ended there, with ", report::GroupedNumber(summary.endpoints - summary.unfinished),
                  " of ", Counted(summary.endpoints, "endpoint", "endpoints"), " done");
  return text;
}

scanner::ProgressNumbers NumbersOf(const scanner::ScanProgress& progress) {
  return {.done = progress.counts.done,
          .expected = progress.expected,
          .verdicts = progress.counts.verdicts,
          .elapsed_us = progress.elapsed_us};
}

scanner::ProgressNumbers NumbersOf(const scanner::ScanSummary& summary) {
  scanner::ProgressNumbers numbers{.done = summary.endpoints - summary.unfinished,
                                   .expected = summary.endpoints,
                                   .verdicts = summary.verdicts,
                                   .elapsed_us = summary.elapsed_us};
  numbers.verdicts[static_cast<size_t>(pki::Verdict::kNotJudged)] -= summary.unfinished;
  return numbers;
}

}  // namespace

std::optional<scanner::ProgressMode> ChooseProgress(const ScanArguments& arguments, const ScanStreams& streams) {
  const bool results_run_by =
      arguments.format != OutputFormat::kTable && arguments.output == "-" && streams.standard_output.is_terminal;
  const bool one_line = streams.standard_error.is_terminal && !results_run_by;
  switch (arguments.progress) {
    case When::kNever:
      return std::nullopt;
    case When::kAlways:
      return one_line ? scanner::ProgressMode::kTerminal : scanner::ProgressMode::kPlain;
    case When::kAuto:
      break;
  }
  if (!one_line || arguments.quiet) return std::nullopt;
  return scanner::ProgressMode::kTerminal;
}

bool TellsJourneys(const ScanArguments& arguments, uint64_t endpoints) {
  return arguments.verbose && endpoints <= kMostJourneys;
}

std::string DescribeScan(const ScanArguments& arguments, const ScanFacts& facts) {
  std::vector<std::string> lines = {EndpointLine(facts),          TrustLine(arguments, facts),
                                    JudgeLine(arguments),         ConcurrencyLine(arguments, facts),
                                    PatienceLine(arguments.scan), RecordLine(arguments, facts)};
  if (facts.endpoints > kMostJourneys) {
    lines.push_back(absl::StrCat("steps: told of scans of at most ", kMostJourneys, " endpoints, so not of this one"));
  }
  for (const std::string& skipped : facts.skipped_lines) lines.push_back("skipped " + skipped);
  if (facts.accounting.skipped > facts.skipped_lines.size()) {
    lines.push_back(absl::StrCat(
        "skipped ", report::GroupedNumber(facts.accounting.skipped - facts.skipped_lines.size()), " more"));
  }
  return absl::StrJoin(lines, "\n");
}

ScanReport::ScanReport(const ScanArguments& arguments, const ScanStreams& streams,
                       std::function<void(std::string_view)> write)
    : arguments_(arguments),
      write_(std::move(write)),
      color_(WantsColor(arguments.color, streams.standard_error)),
      mode_(ChooseProgress(arguments, streams)) {
  if (mode_) progress_.emplace(*mode_, streams.standard_error.width);
}

void ScanReport::Begin(const ScanFacts& facts) {
  if (arguments_.verbose) Write(ComplaintText(DescribeScan(arguments_, facts)));
}

void ScanReport::Write(std::string_view text) {
  const std::lock_guard lock(mutex_);
  write_(text);
}

void ScanReport::Tell(std::string_view lines) {
  const std::string text = ComplaintText(lines);
  const std::lock_guard lock(mutex_);
  write_(progress_ ? progress_->Clear() + text : text);
}

void ScanReport::Progress(const scanner::ScanProgress& progress) {
  if (!mode_) return;
  const std::lock_guard lock(mutex_);
  // The table comes next, perhaps on the same screen.
  const std::string text = progress.finishing ? progress_->Clear() : progress_->Update(NumbersOf(progress));
  if (!text.empty()) write_(text);
}

void ScanReport::Finish(const scanner::ScanOutcome& outcome) {
  if (absl::IsCancelled(outcome.status)) return;
  if (mode_ == scanner::ProgressMode::kPlain) Write(progress_->Text(NumbersOf(outcome.summary)) + "\n");
  if (!arguments_.quiet && !SummaryFollowsTable(arguments_)) {
    const std::string results = arguments_.output == "-" ? "" : arguments_.output;
    Write(scanner::RenderSummary(outcome.summary, {.color = color_, .results_name = results}));
  }
  if (!outcome.status.ok()) Write(ComplaintText(FailureText(outcome)));
}

}  // namespace certsweep::cli
