// `certsweep csr`: makes a certificate request.
#ifndef CERTSWEEP_CLI_CSR_COMMAND_H_
#define CERTSWEEP_CLI_CSR_COMMAND_H_

#include "cli/csr_options.h"

namespace certsweep::cli {

// The exit code: 0 written, 2 it can't be, 4 our own failure, 130 the reader has gone.
int RunCsrCommand(const CsrArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_CSR_COMMAND_H_
