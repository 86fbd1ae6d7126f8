#include "scanner/summary.h"

#include <bitset>

namespace certsweep::scanner {

void ScanSummary::Count(const probe::EndpointResult& result) {
  ++endpoints;
  ++verdicts[static_cast<size_t>(result.verdict)];
  if (pki::IsCompliantByWaiver(result.verdict, result.findings)) ++compliant_by_waiver;
  if (result.queued.value_or(false)) ++queued;
  if (result.reached_by_other_family && result.verdict == pki::Verdict::kNotJudged) ++not_judged_other_family;
  // An endpoint counts once for a code, however many of its certificates have it.
  std::bitset<pki::kFindingCodeCount> seen;
  std::bitset<pki::kFindingCodeCount> failed;
  std::bitset<pki::kFindingCodeCount> waived;
  for (const pki::Finding& finding : result.findings) {
    const auto code = static_cast<size_t>(finding.code);
    seen.set(code);
    if (finding.waived()) {
      waived.set(code);
    } else if (finding.severity == pki::Severity::kFail) {
      failed.set(code);
    }
  }
  for (size_t code = 0; code < seen.size(); ++code) {
    findings[code] += seen[code] ? 1 : 0;
    fail_findings[code] += failed[code] ? 1 : 0;
    waived_findings[code] += waived[code] ? 1 : 0;
  }
}

}  // namespace certsweep::scanner
