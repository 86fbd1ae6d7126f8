// Puts what a certsweep.toml says in the place of what the command line of `scan` did not.
#ifndef CERTSWEEP_CLI_SCAN_CONFIG_H_
#define CERTSWEEP_CLI_SCAN_CONFIG_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "cli/scan_options.h"
#include "engine/config/config.h"
#include "engine/probe/waiver_set.h"

namespace certsweep::cli {

// Reads arguments.config, where one is named, applies it, and settles the arguments again. What the command line gave
// counts more; a list there takes the place of the file's. InvalidArgument or NotFound, a text line for everything that
// is wrong with the file; InvalidArgument also where nobody names a target.
absl::Status ApplyScanConfig(ScanArguments& arguments);

// Those of a configuration; null: it has none.
std::shared_ptr<const probe::WaiverSet> MakeWaiverSet(std::vector<config::ConfiguredWaiver> configured);

// The same with what was read.
absl::Status ApplyScanConfig(config::Config config, ScanArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_SCAN_CONFIG_H_
