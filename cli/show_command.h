// `certsweep show`: what the record knows of a host's endpoints.
#ifndef CERTSWEEP_CLI_SHOW_COMMAND_H_
#define CERTSWEEP_CLI_SHOW_COMMAND_H_

#include "cli/show_options.h"

namespace certsweep::cli {

// Returns the exit code: 0; 2 no record, or an unknown host; 4 a failure part-way; 130 its reader has gone.
int RunShowCommand(const ShowArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_SHOW_COMMAND_H_
