// What `scan --resume` goes on with: a run of the record, its targets, and what it has come to.
#ifndef CERTSWEEP_CLI_RESUMED_RUN_H_
#define CERTSWEEP_CLI_RESUMED_RUN_H_

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "cli/scan_options.h"
#include "engine/base/clock.h"
#include "engine/estate/estate.h"
#include "scanner/earlier_results.h"
#include "scanner/targets/target_inputs.h"

namespace certsweep::cli {

struct ResumedRun {
  std::unique_ptr<estate::Estate> estate;
  estate::RunInfo info;
  scanner::EarlierResults earlier;
  // The run's own targets; none where the command line names some, or where there is nothing left to do.
  std::optional<scanner::TargetInputs> inputs;

  bool is_whole() const { return info.end && !info.end->interrupted; }
};

// Finds the run that arguments.resume names in arguments.record. NotFound: no record or no such run;
// FailedPrecondition: its targets are not known.
absl::StatusOr<ResumedRun> OpenResumedRun(const ScanArguments& arguments, const base::Clock& clock);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_RESUMED_RUN_H_
