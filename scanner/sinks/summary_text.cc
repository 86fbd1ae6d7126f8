#include "scanner/sinks/summary_text.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "engine/report/table_text.h"
#include "engine/report/totals_text.h"

namespace certsweep::scanner {
namespace {

using report::Counted;

constexpr int64_t kMicros = 1'000'000;

// Of endpoints with a code that is no `fail` with any of them. The failures of a handshake that are no failure of the
// certificate are for information only.
pki::Severity MilderSeverity(pki::FindingCode code) {
  const pki::Severity usual = pki::DefaultSeverity(code);
  const bool is_info = usual == pki::Severity::kFail && code != pki::FindingCode::kIncompleteChain;
  return is_info ? pki::Severity::kInfo : usual == pki::Severity::kFail ? pki::Severity::kWarn : usual;
}

report::RunTotals TotalsOf(const ScanSummary& summary) {
  report::RunTotals totals;
  totals.endpoints = summary.endpoints;
  totals.verdicts = summary.verdicts;
  totals.compliant_by_waiver = summary.compliant_by_waiver;
  for (size_t i = 0; i < summary.findings.size(); ++i) {
    if (summary.findings[i] == 0) continue;
    const auto code = static_cast<pki::FindingCode>(i);
    const uint64_t waived = std::min(summary.waived_findings[i], summary.findings[i]);
    const uint64_t failing = std::min(summary.fail_findings[i], summary.findings[i] - waived);
    report::CodeTotals& of_code = totals.findings[std::string(pki::FindingCodeName(code))];
    of_code.endpoints = summary.findings[i];
    of_code.waived = waived;
    of_code.by_severity[static_cast<size_t>(MilderSeverity(code))] = summary.findings[i] - waived - failing;
    of_code.by_severity[static_cast<size_t>(pki::Severity::kFail)] += failing;
  }
  return totals;
}

std::string SharedKeyLines(const ScanSummary& summary, bool color) {
  std::vector<estate::SharedKeyRow> keys;
  keys.reserve(summary.shared_keys.size());
  for (const SharedKey& key : summary.shared_keys) keys.push_back({key.spki_sha256, key.endpoints, key.certificates});
  return report::RenderSharedKeys(keys, summary.shared_key_count, color);
}

using Rows = std::vector<std::vector<report::TableCell>>;

void AddInput(const ScanSummary& summary, Rows& rows) {
  const TargetAccounting& targets = summary.targets;
  if (targets.lines == 0) return;
  std::string text = absl::StrCat(
      Counted(targets.lines, "line", "lines"), " = ", Counted(targets.targets, "target", "targets"), " + ",
      Counted(targets.duplicates, "duplicate", "duplicates"), " + ", report::GroupedNumber(targets.excluded),
      " excluded + ", report::GroupedNumber(targets.skipped), " skipped");
  if (summary.excluded_addresses > 0) {
    absl::StrAppend(&text, "; ", Counted(summary.excluded_addresses, "address", "addresses"),
                    " of names excluded as well");
  }
  rows.push_back({{"Input"}, {text}});
}

void AddTime(const ScanSummary& summary, Rows& rows) {
  std::string text = DurationText(summary.elapsed_us);
  const uint64_t done = summary.endpoints - std::min(summary.endpoints, summary.unfinished + summary.already_done);
  if (summary.elapsed_us > 0 && done > 0) {
    const double rate = static_cast<double>(done) * kMicros / static_cast<double>(summary.elapsed_us);
    const auto whole = static_cast<uint64_t>(rate + 0.5);
    absl::StrAppend(&text, ", ", whole > 0 ? Counted(whole, "endpoint", "endpoints") : "less than 1 endpoint",
                    " a second");
  }
  rows.push_back({{"Time"}, {text}});
}

std::string ClosingLines(const ScanSummary& summary, const SummaryTextOptions& options) {
  Rows rows;
  AddInput(summary, rows);
  if (summary.already_done > 0) {
    const std::string done = Counted(summary.already_done, "endpoint was", "endpoints were");
    rows.push_back({{"Resumed"}, {absl::StrCat(done, " done before")}});
  }
  if (summary.not_judged_other_family > 0) {
    rows.push_back({{"Routes"},
                    {absl::StrCat(Counted(summary.not_judged_other_family, "endpoint", "endpoints"),
                                  " not judged for want of a route of its family; the other family was judged")}});
  }
  if (!summary.record_path.empty()) {
    rows.push_back({{"Queued"}, {absl::StrCat(report::GroupedNumber(summary.queued), " for replacement")}});
  }
  if (!summary.news.empty()) rows.push_back({{"Changes"}, {summary.news}});
  AddTime(summary, rows);
  if (!options.results_name.empty()) rows.push_back({{"Results"}, {base::DisplayText(options.results_name)}});
  if (!summary.record_path.empty()) {
    const std::string run = summary.run_id ? absl::StrCat(", run ", *summary.run_id) : "";
    rows.push_back({{"Record"}, {base::DisplayText(summary.record_path) + run}});
  }
  return "\n" + report::RenderTable({{""}, {""}}, rows, {options.color, 0, 0});
}

std::string UnfinishedLine(const ScanSummary& summary, bool color) {
  if (!summary.interrupted && summary.unfinished == 0) return {};
  const std::string text = absl::StrCat(
      summary.interrupted ? "interrupted: " : "", Counted(summary.unfinished, "endpoint was", "endpoints were"),
      " not done", summary.run_id ? absl::StrCat("; scan --resume ", *summary.run_id, " goes on") : "");
  return report::Colored(text, report::TextColor::kYellow, color) + "\n";
}

}  // namespace

std::string RenderSummary(const ScanSummary& summary, const SummaryTextOptions& options) {
  return absl::StrCat(report::RenderTotals(TotalsOf(summary), options.color), SharedKeyLines(summary, options.color),
                      ClosingLines(summary, options), UnfinishedLine(summary, options.color));
}

std::string DurationText(int64_t micros) {
  constexpr int64_t kTenth = kMicros / 10;
  char text[48];
  // Rounded first: 59.96 s are "1:00".
  const int64_t tenths = (micros + kTenth / 2) / kTenth;
  const int64_t seconds = tenths / 10;
  if (seconds < 60) {
    std::snprintf(text, sizeof(text), "%d.%d s", static_cast<int>(seconds), static_cast<int>(tenths % 10));
  } else if (seconds < 3600) {
    std::snprintf(text, sizeof(text), "%d:%02d", static_cast<int>(seconds / 60), static_cast<int>(seconds % 60));
  } else {
    std::snprintf(text, sizeof(text), "%lld:%02d:%02d", static_cast<long long>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  }
  return text;
}

}  // namespace certsweep::scanner
