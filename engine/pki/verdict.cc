#include "engine/pki/verdict.h"

#include <algorithm>

namespace certsweep::pki {

namespace {

bool IsFail(const Finding& finding) { return finding.severity == Severity::kFail; }

}  // namespace

std::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kCompliant:
      return "compliant";
    case Verdict::kNoncompliant:
      return "noncompliant";
    case Verdict::kUnreachable:
      return "unreachable";
    case Verdict::kNoTls:
      return "no_tls";
    case Verdict::kNotJudged:
      return "not_judged";
  }
  return "not_judged";
}

Verdict Decide(Reached reached, const Findings& findings) {
  switch (reached) {
    case Reached::kLocalLimit:
      return Verdict::kNotJudged;
    case Reached::kNothing:
      return Verdict::kUnreachable;
    case Reached::kTcp:
      return Verdict::kNoTls;
    case Reached::kCertificate:
      break;
  }
  const bool failed = std::any_of(findings.begin(), findings.end(),
                                  [](const Finding& finding) { return IsFail(finding) && !finding.waived(); });
  return failed ? Verdict::kNoncompliant : Verdict::kCompliant;
}

bool IsCompliantByWaiver(Verdict verdict, const Findings& findings) {
  return verdict == Verdict::kCompliant && std::any_of(findings.begin(), findings.end(), IsFail);
}

}  // namespace certsweep::pki
