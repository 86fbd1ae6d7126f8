// `certsweep key`: makes a private key.
#ifndef CERTSWEEP_CLI_KEY_COMMAND_H_
#define CERTSWEEP_CLI_KEY_COMMAND_H_

#include "cli/key_options.h"

namespace certsweep::cli {

// The exit code: 0 written, 2 it can't be, 4 our own failure.
int RunKeyCommand(const KeyArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_KEY_COMMAND_H_
