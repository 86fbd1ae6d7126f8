// What to do about a finding, in a line, for who holds the certificate or runs the endpoint. Thread-safe: pure.
#ifndef CERTSWEEP_CLI_FINDING_ADVICE_H_
#define CERTSWEEP_CLI_FINDING_ADVICE_H_

#include <string_view>

#include "engine/pki/finding.h"

namespace certsweep::cli {

// Empty for what is for information only.
std::string_view AdviceOn(pki::FindingCode code);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_FINDING_ADVICE_H_
