// Where the results of a scan go: the record, and a file or standard output. Everything is opened before the first
// probe.
#ifndef CERTSWEEP_CLI_SCAN_OUTPUTS_H_
#define CERTSWEEP_CLI_SCAN_OUTPUTS_H_

#include <unistd.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/resumed_run.h"
#include "cli/scan_options.h"
#include "engine/base/clock.h"
#include "engine/estate/estate.h"
#include "scanner/sinks/sink.h"

namespace certsweep::cli {

// What the outputs tell of the scan itself.
struct ScanOutputContext {
  std::string command;                    // as typed, for the record
  uint64_t endpoints = 0;                 // as far as known
  std::vector<std::string> column_names;  // the user's own
  std::string options_json;               // for going on with the run
  estate::PieceSource targets;            // the same; none: nothing is kept of that
  ResumedRun* resumed = nullptr;          // the run that is gone on with; its record is taken over unless it is whole
  int standard_output = STDOUT_FILENO;
};

struct ScanOutputs {
  // In the order of writing: the record first, for a line is written once its result is in the record.
  std::vector<std::unique_ptr<scanner::Sink>> sinks;
  std::optional<int64_t> run_id;  // in the record
};

// Opens what `arguments` (settled) ask for, and begins a run in the record. An error says which place and why, and
// leaves nothing behind that was not there: no new output, no run. InvalidArgument also where the output would
// overwrite what the scan reads. Of a run that is gone on with, a file gets the results that it lacks, a table all of
// them. `clock` must outlive the sinks.
absl::StatusOr<ScanOutputs> OpenScanOutputs(const ScanArguments& arguments, const ScanOutputContext& context,
                                            const base::Clock& clock);

// Whether the summary stands below the table on standard output; else its place is standard error.
bool SummaryFollowsTable(const ScanArguments& arguments);

}  // namespace certsweep::cli

#endif  // CERTSWEEP_CLI_SCAN_OUTPUTS_H_
