#include "engine/report/result_colors.h"

namespace certsweep::report {

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

TextColor ColorOf(const FindingLine& finding) {
  if (finding.waived || finding.severity == pki::Severity::kInfo) return TextColor::kDim;
  return finding.severity == pki::Severity::kFail ? TextColor::kRed : TextColor::kYellow;
}

}  // namespace certsweep::report
