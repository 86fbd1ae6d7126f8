#include "engine/report/totals_text.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/rfc3339.h"
#include "engine/base/text.h"
#include "engine/report/result_colors.h"
#include "engine/report/table_text.h"

namespace certsweep::report {
namespace {

constexpr size_t kSharedKeysShown = 3;
constexpr size_t kDigitsOfKeyShown = 16;
constexpr size_t kLongestCode = 80;  // of a newer certsweep

using Rows = std::vector<std::vector<TableCell>>;

std::string Percent(uint64_t part, uint64_t whole) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f %%",
                whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
  return text;
}

std::string VerdictTable(const RunTotals& totals, bool color) {
  Rows rows;
  for (int i = 0; i < pki::kVerdictCount; ++i) {
    const auto verdict = static_cast<pki::Verdict>(i);
    const uint64_t count = totals.verdict(verdict);
    const TextColor shade = count == 0 ? TextColor::kDim : ColorOf(verdict);
    std::vector<TableCell>& row = rows.emplace_back();
    row = {{std::string(pki::VerdictName(verdict)), shade},
           {GroupedNumber(count), shade},
           {Percent(count, totals.endpoints), TextColor::kDim}};
    if (verdict == pki::Verdict::kCompliant && totals.compliant_by_waiver > 0) {
      row.push_back({absl::StrCat("(", GroupedNumber(totals.compliant_by_waiver), " by waiver)")});
    }
  }
  return RenderTable({{""}, {"", true}, {"", true}, {""}}, rows, {color, 0, 2});
}

// "fail"; "12 of them fail" where the same code is milder elsewhere.
TableCell UnwaivedCell(const CodeTotals& totals, uint64_t endpoints) {
  const uint64_t failing = totals.Of(pki::Severity::kFail);
  if (failing == endpoints) return {"fail", TextColor::kRed};
  if (failing > 0) return {absl::StrCat(GroupedNumber(failing), " of them fail"), TextColor::kRed};
  return totals.Of(pki::Severity::kWarn) > 0 ? TableCell{"warn", TextColor::kYellow}
                                             : TableCell{"info", TextColor::kDim};
}

// The same, with how many are waived: "fail, 3 waived".
TableCell SeverityCell(const CodeTotals& totals) {
  const uint64_t waived = std::min(totals.waived, totals.endpoints);
  if (waived == 0) return UnwaivedCell(totals, totals.endpoints);
  // One that is waived for one certificate of an endpoint and not for another does not come about: waivers know codes.
  const uint64_t unwaived = totals.endpoints - waived;
  if (unwaived == 0) return {"waived", TextColor::kDim};
  TableCell cell = UnwaivedCell(totals, unwaived);
  absl::StrAppend(&cell.text, ", ", GroupedNumber(waived), " of them waived");
  return cell;
}

std::string FindingTable(const RunTotals& totals, bool color) {
  std::vector<std::string> codes = totals.CodesInOrder();
  if (codes.empty()) return {};
  const auto endpoints = [&totals](const std::string& code) { return totals.findings.at(code).endpoints; };
  std::stable_sort(codes.begin(), codes.end(),
                   [&](const std::string& a, const std::string& b) { return endpoints(a) > endpoints(b); });
  Rows rows;
  for (const std::string& code : codes) {
    rows.push_back({{base::DisplayText(code, kLongestCode)},
                    {GroupedNumber(endpoints(code))},
                    SeverityCell(totals.findings.at(code))});
  }
  return absl::StrCat("\n", Colored("Findings", TextColor::kBold, color), " (endpoints with each)\n",
                      RenderTable({{""}, {"", true}, {""}}, rows, {color, 0, 2}));
}

}  // namespace

std::string Counted(uint64_t number, std::string_view one, std::string_view many) {
  return absl::StrCat(GroupedNumber(number), " ", base::ToAbsl(number == 1 ? one : many));
}

std::string RenderTotals(const RunTotals& totals, bool color) {
  return absl::StrCat(Colored(Counted(totals.endpoints, "endpoint", "endpoints"), TextColor::kBold, color), "\n",
                      VerdictTable(totals, color), FindingTable(totals, color));
}

std::string RenderSharedKeys(std::span<const estate::SharedKeyRow> keys, uint64_t count, bool color) {
  if (count == 0) return {};
  std::string text =
      absl::StrCat("\n", Colored("Shared keys", TextColor::kBold, color), ": ", Counted(count, "key is", "keys are"),
                   " served by several endpoints in different certificates (shared_key, warn)\n");
  const size_t shown = std::min(kSharedKeysShown, keys.size());
  for (const estate::SharedKeyRow& key : keys.first(shown)) {
    absl::StrAppend(&text, "  ", key.spki_sha256.substr(0, kDigitsOfKeyShown), "...  ",
                    Counted(key.endpoints, "endpoint", "endpoints"), ", ",
                    Counted(key.certificates, "certificate", "certificates"), "\n");
  }
  if (count > shown) absl::StrAppend(&text, "  ... and ", GroupedNumber(count - shown), " more\n");
  return text;
}

std::string RenderExpiry(const ExpiryCounts& counts, bool color) {
  if (counts.leaves() == 0) return {};
  Rows rows;
  const auto add = [&rows](std::string name, uint64_t count, TextColor shade) {
    rows.push_back({{std::move(name), count == 0 ? TextColor::kDim : shade},
                    {GroupedNumber(count), count == 0 ? TextColor::kDim : shade}});
  };
  add("expired", counts.expired(), TextColor::kRed);
  for (const int days : {7, 30, 90}) {
    const TextColor shade = days < 90 ? TextColor::kYellow : TextColor::kNone;
    add(absl::StrCat("within ", days, " days"), counts.Within(days), shade);
  }
  std::string text = absl::StrCat("\n", Colored("Expiry", TextColor::kBold, color), " (of ",
                                  Counted(counts.leaves(), "certificate", "certificates"), ", from ",
                                  base::FormatRfc3339(counts.as_of()), " on)\n");
  return text + RenderTable({{""}, {"", true}}, rows, {color, 0, 2});
}

}  // namespace certsweep::report
