// `certsweep verify`: judges certificate files offline, by the same engine and policy as a scan.
#ifndef CERTSWEEP_CLI_VERIFY_COMMAND_H_
#define CERTSWEEP_CLI_VERIFY_COMMAND_H_

#include "cli/verify_options.h"

namespace certsweep::cli {

// Returns the exit code: 0 all compliant, 1 some are not, 2 something can't be read (nothing is said of the rest then),
// 4 the output could not be written. With --batch: 0 when every line was answered.
int RunVerifyCommand(const VerifyArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_VERIFY_COMMAND_H_
