// `certsweep pem`: puts key, certificate and chain into one file.
#ifndef CERTSWEEP_CLI_PEM_COMMAND_H_
#define CERTSWEEP_CLI_PEM_COMMAND_H_

#include "cli/pem_options.h"
#include "cli/signals.h"

namespace certsweep::cli {

// The exit code: 0 written, 2 it can't be, 4 our own failure, 130 interrupted where a passphrase was asked for.
int RunPemCommand(const PemArguments& arguments, SignalWatcher& signals);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_PEM_COMMAND_H_
