// How commands that ask the record come to it, and what they say where they can't.
#ifndef CERTSWEEP_CLI_RECORD_ACCESS_H_
#define CERTSWEEP_CLI_RECORD_ACCESS_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/estate/run_selector.h"

namespace certsweep::cli {

// The run of the record at `path` that `selector` stands for now. Errors say of which record.
absl::StatusOr<estate::RunInfo> FindRun(const estate::RunSelector& selector, estate::Estate& estate,
                                        const std::string& path);

// Says what went wrong before there was any output, and gives the exit code for it; without a word where the user broke
// it off (Cancelled). REQUIRES: !status.ok().
int FailSetup(const absl::Status& status);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_RECORD_ACCESS_H_
