// The exit code of `certsweep scan`: a pure function of what the scan came to.
#ifndef CERTSWEEP_CLI_EXIT_CODE_H_
#define CERTSWEEP_CLI_EXIT_CODE_H_

#include "absl/status/status.h"
#include "replacer/execute/replacement_summary.h"
#include "scanner/summary.h"

namespace certsweep::cli {

// A contract with scripts (README.md, docs/scanning.md).
enum ExitCode : int {
  kExitCompliant = 0,     // every endpoint is compliant
  kExitNoncompliant = 1,  // at least one is not
  kExitUsage = 2,         // usage or configuration: nothing was done
  kExitIncomplete = 3,    // none is noncompliant, but some are unreachable, speak no TLS or were not judged
  kExitFailure = 4,       // our own failure part-way
  kExitInterrupted = 130,
};

// For a scan that was started. `status` is how it ended on our side: Cancelled is a closed output pipe, any other error
// a failure of our own.
ExitCode ScanExitCode(const scanner::ScanSummary& summary, const absl::Status& status);

// For replacements that were started. `status` as above. `is_rollback`: to be rolled back is what was asked for.
ExitCode ReplaceExitCode(const replacer::ReplacementSummary& summary, const absl::Status& status,
                         bool is_rollback = false);

// For what went wrong before the first probe: a disk without room is our failure, everything else is for the user to
// put right. REQUIRES: !status.ok().
ExitCode SetupExitCode(const absl::Status& status);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_EXIT_CODE_H_
