#include "scanner/sinks/summary_text.h"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/text.h"
#include "scanner/sinks/table_text.h"

namespace certsweep::scanner {
namespace {

constexpr size_t kSharedKeysShown = 3;
constexpr size_t kDigitsOfKeyShown = 16;
constexpr int64_t kMicros = 1'000'000;

TextColor ColorOf(pki::Verdict verdict) {
  switch (verdict) {
    case pki::Verdict::kCompliant:
      return TextColor::kGreen;
    case pki::Verdict::kNoncompliant:
      return TextColor::kRed;
    case pki::Verdict::kUnreachable:
    case pki::Verdict::kNoTls:
    case pki::Verdict::kNotJudged:
      return TextColor::kYellow;
  }
  return TextColor::kNone;
}

std::string Counted(uint64_t number, std::string_view one, std::string_view many) {
  return absl::StrCat(GroupedNumber(number), " ", base::ToAbsl(number == 1 ? one : many));
}

std::string Percent(uint64_t part, uint64_t whole) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f %%",
                whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
  return text;
}

std::string VerdictTable(const ScanSummary& summary, bool color) {
  std::vector<TableColumn> columns = {{""}, {"", true}, {"", true}};
  std::vector<std::vector<TableCell>> rows;
  for (int i = 0; i < pki::kVerdictCount; ++i) {
    const auto verdict = static_cast<pki::Verdict>(i);
    const uint64_t count = summary.verdict(verdict);
    const TextColor shade = count == 0 ? TextColor::kDim : ColorOf(verdict);
    rows.push_back({{std::string(pki::VerdictName(verdict)), shade},
                    {GroupedNumber(count), shade},
                    {Percent(count, summary.endpoints), TextColor::kDim}});
  }
  if (summary.compliant_by_waiver > 0) {
    columns.push_back({""});
    for (std::vector<TableCell>& row : rows) row.push_back({""});
    rows[static_cast<size_t>(pki::Verdict::kCompliant)].back().text =
        absl::StrCat("(", GroupedNumber(summary.compliant_by_waiver), " by waiver)");
  }
  return RenderTable(columns, rows, {color, 0, 2});
}

// "fail"; "12 of them fail" where the same code is milder elsewhere.
TableCell UnwaivedCell(pki::FindingCode code, uint64_t endpoints, uint64_t failing) {
  if (failing == endpoints) return {"fail", TextColor::kRed};
  if (failing > 0) return {absl::StrCat(GroupedNumber(failing), " of them fail"), TextColor::kRed};
  const pki::Severity usual = pki::DefaultSeverity(code);
  if (usual == pki::Severity::kInfo) return {"info", TextColor::kDim};
  // The failures of a handshake that are no failure of the certificate are for information only.
  const bool milder_is_info = usual == pki::Severity::kFail && code != pki::FindingCode::kIncompleteChain;
  return milder_is_info ? TableCell{"info", TextColor::kDim} : TableCell{"warn", TextColor::kYellow};
}

// The same, with how many are waived: "fail, 3 of them waived".
TableCell SeverityCell(const ScanSummary& summary, pki::FindingCode code) {
  const auto i = static_cast<size_t>(code);
  const uint64_t waived = std::min(summary.waived_findings[i], summary.findings[i]);
  if (waived == 0) return UnwaivedCell(code, summary.findings[i], summary.fail_findings[i]);
  // One that is waived for one certificate of an endpoint and not for another does not come about: waivers know codes.
  const uint64_t unwaived = summary.findings[i] - waived;
  if (unwaived == 0) return {"waived", TextColor::kDim};
  TableCell cell = UnwaivedCell(code, unwaived, summary.fail_findings[i]);
  absl::StrAppend(&cell.text, ", ", GroupedNumber(waived), " of them waived");
  return cell;
}

std::string FindingTable(const ScanSummary& summary, bool color) {
  std::vector<size_t> codes;
  for (size_t i = 0; i < summary.findings.size(); ++i) {
    if (summary.findings[i] > 0) codes.push_back(i);
  }
  if (codes.empty()) return {};
  std::stable_sort(codes.begin(), codes.end(),
                   [&](size_t a, size_t b) { return summary.findings[a] > summary.findings[b]; });
  std::vector<std::vector<TableCell>> rows;
  for (const size_t i : codes) {
    const auto code = static_cast<pki::FindingCode>(i);
    rows.push_back(
        {{std::string(pki::FindingCodeName(code))}, {GroupedNumber(summary.findings[i])}, SeverityCell(summary, code)});
  }
  return absl::StrCat("\n", Colored("Findings", TextColor::kBold, color), " (endpoints with each)\n",
                      RenderTable({{""}, {"", true}, {""}}, rows, {color, 0, 2}));
}

std::string SharedKeyLines(const ScanSummary& summary, bool color) {
  if (summary.shared_key_count == 0) return {};
  std::string text = absl::StrCat("\n", Colored("Shared keys", TextColor::kBold, color), ": ",
                                  Counted(summary.shared_key_count, "key is", "keys are"),
                                  " served by several endpoints in different certificates (shared_key, warn)\n");
  const size_t shown = std::min(kSharedKeysShown, summary.shared_keys.size());
  for (size_t i = 0; i < shown; ++i) {
    const SharedKey& key = summary.shared_keys[i];
    absl::StrAppend(&text, "  ", key.spki_sha256.substr(0, kDigitsOfKeyShown), "...  ",
                    Counted(key.endpoints, "endpoint", "endpoints"), ", ",
                    Counted(key.certificates, "certificate", "certificates"), "\n");
  }
  if (summary.shared_key_count > shown) {
    absl::StrAppend(&text, "  ... and ", GroupedNumber(summary.shared_key_count - shown), " more\n");
  }
  return text;
}

using Rows = std::vector<std::vector<TableCell>>;

void AddInput(const ScanSummary& summary, Rows& rows) {
  const TargetAccounting& targets = summary.targets;
  if (targets.lines == 0) return;
  std::string text =
      absl::StrCat(Counted(targets.lines, "line", "lines"), " = ", Counted(targets.targets, "target", "targets"), " + ",
                   Counted(targets.duplicates, "duplicate", "duplicates"), " + ", GroupedNumber(targets.excluded),
                   " excluded + ", GroupedNumber(targets.skipped), " skipped");
  if (summary.excluded_addresses > 0) {
    absl::StrAppend(&text, "; ", Counted(summary.excluded_addresses, "address", "addresses"),
                    " of names excluded as well");
  }
  rows.push_back({{"Input"}, {text}});
}

void AddTime(const ScanSummary& summary, Rows& rows) {
  std::string text = DurationText(summary.elapsed_us);
  const uint64_t done = summary.endpoints - std::min(summary.endpoints, summary.unfinished);
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
    const std::string left_out = Counted(summary.already_done, "endpoint was", "endpoints were");
    rows.push_back({{"Resumed"}, {absl::StrCat(left_out, " done before and left out")}});
  }
  if (summary.not_judged_other_family > 0) {
    rows.push_back({{"Routes"},
                    {absl::StrCat(Counted(summary.not_judged_other_family, "endpoint", "endpoints"),
                                  " not judged for want of a route of its family; the other family was judged")}});
  }
  if (!summary.record_path.empty()) {
    rows.push_back({{"Queued"}, {absl::StrCat(GroupedNumber(summary.queued), " for replacement")}});
  }
  AddTime(summary, rows);
  if (!options.results_name.empty()) rows.push_back({{"Results"}, {base::DisplayText(options.results_name)}});
  if (!summary.record_path.empty()) {
    const std::string run = summary.run_id ? absl::StrCat(", run ", *summary.run_id) : "";
    rows.push_back({{"Record"}, {base::DisplayText(summary.record_path) + run}});
  }
  return "\n" + RenderTable({{""}, {""}}, rows, {options.color, 0, 0});
}

std::string UnfinishedLine(const ScanSummary& summary, bool color) {
  if (!summary.interrupted && summary.unfinished == 0) return {};
  const std::string text = absl::StrCat(summary.interrupted ? "interrupted: " : "",
                                        Counted(summary.unfinished, "endpoint was", "endpoints were"), " not done");
  return Colored(text, TextColor::kYellow, color) + "\n";
}

}  // namespace

std::string RenderSummary(const ScanSummary& summary, const SummaryTextOptions& options) {
  return absl::StrCat(Colored(Counted(summary.endpoints, "endpoint", "endpoints"), TextColor::kBold, options.color),
                      "\n", VerdictTable(summary, options.color), FindingTable(summary, options.color),
                      SharedKeyLines(summary, options.color), ClosingLines(summary, options),
                      UnfinishedLine(summary, options.color));
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
