// `certsweep csr`: makes a certificate request.
#ifndef CERTSWEEP_CLI_CSR_COMMAND_H_
#define CERTSWEEP_CLI_CSR_COMMAND_H_

#include "cli/csr_options.h"
#include "cli/signals.h"

namespace certsweep::cli {

// The exit code: 0 written, 2 it can't be, 4 our own failure, 130 the reader has gone, or interrupted where a
// passphrase was asked for.
int RunCsrCommand(const CsrArguments& arguments, SignalWatcher& signals);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_CSR_COMMAND_H_
