#include "scanner/summary.h"

#include <algorithm>
#include <bitset>

namespace certsweep::scanner {

namespace {

// The codes of one endpoint: it counts once for each, however many of its certificates have it.
class CodesOfEndpoint {
 public:
  void Add(pki::FindingCode finding_code, pki::Severity severity, bool waived) {
    const auto code = static_cast<size_t>(finding_code);
    seen_.set(code);
    if (waived) {
      waived_.set(code);
    } else if (severity == pki::Severity::kFail) {
      failed_.set(code);
    }
  }

  void CountIn(ScanSummary& summary) const {
    for (size_t code = 0; code < seen_.size(); ++code) {
      summary.findings[code] += seen_[code] ? 1 : 0;
      summary.fail_findings[code] += failed_[code] ? 1 : 0;
      summary.waived_findings[code] += waived_[code] ? 1 : 0;
    }
  }

 private:
  std::bitset<pki::kFindingCodeCount> seen_, failed_, waived_;
};

template <size_t kSize>
void AddEach(const std::array<uint64_t, kSize>& from, std::array<uint64_t, kSize>& to) {
  for (size_t i = 0; i < kSize; ++i) to[i] += from[i];
}

}  // namespace

void ScanSummary::Count(const probe::EndpointResult& result) {
  ++endpoints;
  ++verdicts[static_cast<size_t>(result.verdict)];
  if (pki::IsCompliantByWaiver(result.verdict, result.findings)) ++compliant_by_waiver;
  if (result.queued.value_or(false)) ++queued;
  if (result.reached_by_other_family && result.verdict == pki::Verdict::kNotJudged) ++not_judged_other_family;
  CodesOfEndpoint codes;
  for (const pki::Finding& finding : result.findings) codes.Add(finding.code, finding.severity, finding.waived());
  codes.CountIn(*this);
}

void ScanSummary::Count(const report::ResultLine& line) {
  ++endpoints;
  ++verdicts[static_cast<size_t>(line.verdict)];
  if (line.IsCompliantByWaiver()) ++compliant_by_waiver;
  if (line.queued.value_or(false)) ++queued;
  if (line.judged_by_other_family && line.verdict == pki::Verdict::kNotJudged) ++not_judged_other_family;
  CodesOfEndpoint codes;
  for (const report::FindingLine& finding : line.findings) {
    const std::optional<pki::FindingCode> code = pki::FindingCodeFromName(finding.code);
    if (code) codes.Add(*code, finding.severity, finding.waived);
  }
  codes.CountIn(*this);
}

void ScanSummary::AddCounts(const ScanSummary& other) {
  endpoints += other.endpoints;
  unfinished += other.unfinished;
  compliant_by_waiver += other.compliant_by_waiver;
  queued += other.queued;
  not_judged_other_family += other.not_judged_other_family;
  AddEach(other.verdicts, verdicts);
  AddEach(other.findings, findings);
  AddEach(other.fail_findings, fail_findings);
  AddEach(other.waived_findings, waived_findings);
}

}  // namespace certsweep::scanner
