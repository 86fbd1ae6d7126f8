// Verdict: the one word an endpoint gets. A pure function of what was seen and found.
#ifndef CERTSWEEP_ENGINE_PKI_VERDICT_H_
#define CERTSWEEP_ENGINE_PKI_VERDICT_H_

#include <cstdint>
#include <string_view>

#include "engine/pki/finding.h"

namespace certsweep::pki {

enum class Verdict : uint8_t { kCompliant, kNoncompliant, kUnreachable, kNoTls, kNotJudged };
inline constexpr int kVerdictCount = 5;

std::string_view VerdictName(Verdict verdict);  // "compliant", "noncompliant", "unreachable", "no_tls", "not_judged"

// How far the probe came, which decides what a `fail` means.
enum class Reached : uint8_t {
  kNothing,      // no address or no TCP connection
  kTcp,          // connected, but no certificate came
  kCertificate,  // a leaf was read
  kLocalLimit,   // stopped by our own limits, whatever was reached
};

// kLocalLimit -> not_judged; kNothing -> unreachable; kTcp -> no_tls; kCertificate -> noncompliant if there is a
// `fail` that is not waived.
Verdict Decide(Reached reached, const Findings& findings);

// Whether what got the verdict `verdict` would be noncompliant without waivers.
bool IsCompliantByWaiver(Verdict verdict, const Findings& findings);

}  // namespace certsweep::pki

#endif  // CERTSWEEP_ENGINE_PKI_VERDICT_H_
