// `certsweep runs`: the runs on record, and what lets old ones go.
#ifndef CERTSWEEP_CLI_RUNS_COMMAND_H_
#define CERTSWEEP_CLI_RUNS_COMMAND_H_

#include "cli/runs_options.h"
#include "cli/signals.h"

namespace certsweep::cli {

// Returns the exit code: 0; 2 no record, or nobody to be asked whether runs may be deleted; 4 a failure part-way;
// 130 interrupted, or the output's reader has gone.
int RunRunsCommand(const RunsArguments& arguments, SignalWatcher& signals);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_RUNS_COMMAND_H_
