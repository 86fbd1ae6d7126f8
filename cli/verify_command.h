// `certsweep verify`: judges certificate files offline, by the same engine and policy as a scan.
#ifndef CERTSWEEP_CLI_VERIFY_COMMAND_H_
#define CERTSWEEP_CLI_VERIFY_COMMAND_H_

#include "cli/verify_options.h"

namespace certsweep::cli {

// Returns the exit code: 0 all compliant; 1 some are not; 2 a trust file or the like can't be read, and nothing was
// done, or one of the files to verify can't be read, and the others were judged; 4 the output could not be written; 130
// its reader has gone. With --batch: 0 when every line was answered.
int RunVerifyCommand(VerifyArguments arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_VERIFY_COMMAND_H_
