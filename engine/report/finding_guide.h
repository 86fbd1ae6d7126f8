// What a finding is, for who reads a report and does not know the codes: a title and what it means. Thread-safe: pure.
#ifndef CERTSWEEP_ENGINE_REPORT_FINDING_GUIDE_H_
#define CERTSWEEP_ENGINE_REPORT_FINDING_GUIDE_H_

#include <string_view>

#include "engine/pki/finding.h"
#include "engine/pki/verdict.h"

namespace certsweep::report {

struct FindingGuide {
  std::string_view title;    // "Key too weak"
  std::string_view meaning;  // a sentence
};

FindingGuide GuideTo(pki::FindingCode code);

// "Compliant", "No TLS"; and a sentence of what it says of an endpoint.
std::string_view VerdictTitle(pki::Verdict verdict);
std::string_view VerdictMeaning(pki::Verdict verdict);

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_FINDING_GUIDE_H_
