// What to do about a finding, in a line, for who holds the certificate's file. Thread-safe: pure.
#ifndef CERTSWEEP_CLI_FINDING_ADVICE_H_
#define CERTSWEEP_CLI_FINDING_ADVICE_H_

#include <string_view>

#include "engine/pki/finding.h"

namespace certsweep::cli {

// Empty for what is for information only, and for codes of connections, which files do not have.
std::string_view AdviceOn(pki::FindingCode code);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_FINDING_ADVICE_H_
