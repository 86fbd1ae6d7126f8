// `certsweep diff`: what changed between two runs of the record.
#ifndef CERTSWEEP_CLI_DIFF_COMMAND_H_
#define CERTSWEEP_CLI_DIFF_COMMAND_H_

#include "cli/diff_options.h"
#include "cli/signals.h"

namespace certsweep::cli {

// Returns the exit code: 0 nothing got worse; 1 something did; 2 no record, no such run, or an output that can't be
// opened; 4 a failure part-way; 130 interrupted, or the output's reader has gone.
int RunDiffCommand(const DiffArguments& arguments, SignalWatcher& signals);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_DIFF_COMMAND_H_
