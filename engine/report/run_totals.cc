#include "engine/report/run_totals.h"

#include <algorithm>
#include <string_view>

namespace certsweep::report {

namespace {

// Whether some finding before `index` has the same code and `is_alike`.
template <class IsAlike>
bool IsFirst(const std::vector<FindingLine>& findings, size_t index, IsAlike is_alike) {
  const FindingLine& finding = findings[index];
  return std::none_of(findings.begin(), findings.begin() + static_cast<ptrdiff_t>(index),
                      [&](const FindingLine& other) { return other.code == finding.code && is_alike(other); });
}

void CountFinding(const std::vector<FindingLine>& findings, size_t index, CodeTotals& totals) {
  const FindingLine& finding = findings[index];
  if (IsFirst(findings, index, [](const FindingLine&) { return true; })) ++totals.endpoints;
  if (finding.waived) {
    if (IsFirst(findings, index, [](const FindingLine& other) { return other.waived; })) ++totals.waived;
    return;
  }
  const bool first = IsFirst(findings, index, [&finding](const FindingLine& other) {
    return !other.waived && other.severity == finding.severity;
  });
  if (first) ++totals.by_severity[static_cast<size_t>(finding.severity)];
}

}  // namespace

void RunTotals::Count(const ResultLine& line) {
  ++endpoints;
  ++verdicts[static_cast<size_t>(line.verdict)];
  if (line.queued.value_or(false)) ++queued;
  if (line.IsCompliantByWaiver()) ++compliant_by_waiver;
  for (size_t i = 0; i < line.findings.size(); ++i) CountFinding(line.findings, i, findings[line.findings[i].code]);
}

std::vector<std::string> RunTotals::CodesInOrder() const {
  std::vector<std::string> codes;
  for (int i = 0; i < pki::kFindingCodeCount; ++i) {
    const std::string_view name = pki::FindingCodeName(static_cast<pki::FindingCode>(i));
    if (findings.contains(name)) codes.emplace_back(name);
  }
  for (const auto& [code, totals] : findings) {
    if (!pki::FindingCodeFromName(code)) codes.push_back(code);
  }
  return codes;
}

}  // namespace certsweep::report
