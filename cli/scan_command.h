// `certsweep scan`: reads the inputs, opens the outputs, runs the scanner, prints what it came to.
#ifndef CERTSWEEP_CLI_SCAN_COMMAND_H_
#define CERTSWEEP_CLI_SCAN_COMMAND_H_

#include <string>
#include <vector>

#include "cli/scan_options.h"
#include "cli/signals.h"

namespace certsweep::cli {

// Returns the exit code. `words`: the command line as typed, without the program's name; it goes into the record.
int RunScanCommand(ScanArguments arguments, const std::vector<std::string>& words, SignalWatcher& signals);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_SCAN_COMMAND_H_
