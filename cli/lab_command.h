// `certsweep lab`: a simulated estate that runs until it is told to stop.
#ifndef CERTSWEEP_CLI_LAB_COMMAND_H_
#define CERTSWEEP_CLI_LAB_COMMAND_H_

#include "cli/lab_options.h"
#include "cli/signals.h"

namespace certsweep::cli {

// Starts the lab, writes its files, says "ready" on standard output, and blocks until `signals` asks for a stop.
// Returns the exit code: 0 after a stop, 2 where the lab can't be as asked for, 4 where something failed later.
int RunLabCommand(const LabArguments& arguments, SignalWatcher& signals);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_LAB_COMMAND_H_
