// Deleting runs of the record for somebody: asked first, told after, stopped in between where they want.
#ifndef CERTSWEEP_CLI_RUN_REMOVAL_H_
#define CERTSWEEP_CLI_RUN_REMOVAL_H_

#include <vector>

#include "absl/status/statusor.h"
#include "cli/runs_options.h"
#include "cli/signals.h"
#include "engine/estate/estate.h"

namespace certsweep::cli {

// Asks on the terminal whether the runs may go, unless --yes says so. InvalidArgument: there is no terminal.
absl::StatusOr<bool> MayDelete(const std::vector<estate::RunInfo>& runs, const RunsArguments& arguments);

// "yes" as people answer a question.
bool IsYes(std::string_view answer);

// Deletes them one after the other, gives free room back where asked for, and says what was done. A signal stops it
// after the run that is being deleted. Returns the exit code.
int RemoveRuns(const std::vector<estate::RunInfo>& runs, const RunsArguments& arguments, SignalWatcher& signals);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_RUN_REMOVAL_H_
