// `certsweep config`: checks a certsweep.toml and says what is in force, or prints the default one.
#ifndef CERTSWEEP_CLI_CONFIG_COMMAND_H_
#define CERTSWEEP_CLI_CONFIG_COMMAND_H_

#include "cli/config_options.h"
#include "engine/base/clock.h"

namespace certsweep::cli {

// The clock says which waivers are in force. Returns the exit code: 0; 2 something is wrong in the file or with what it
// names, and all of it was told; 4 the output could not be written; 130 its reader has gone.
int RunConfigCommand(const ConfigArguments& arguments, const base::Clock& clock);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_CONFIG_COMMAND_H_
