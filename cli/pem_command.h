// `certsweep pem`: puts key, certificate and chain into one file.
#ifndef CERTSWEEP_CLI_PEM_COMMAND_H_
#define CERTSWEEP_CLI_PEM_COMMAND_H_

#include "cli/pem_options.h"

namespace certsweep::cli {

// The exit code: 0 written, 2 it can't be, 4 our own failure.
int RunPemCommand(const PemArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_PEM_COMMAND_H_
