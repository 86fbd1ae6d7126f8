// `certsweep replace`: what fails gets a new certificate.
#ifndef CERTSWEEP_CLI_REPLACE_COMMAND_H_
#define CERTSWEEP_CLI_REPLACE_COMMAND_H_

#include "cli/replace_options.h"
#include "cli/signals.h"

namespace certsweep::cli {

// Does what `arguments` say, and gives the exit code.
int RunReplaceCommand(ReplaceArguments arguments, SignalWatcher& signals);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_REPLACE_COMMAND_H_
