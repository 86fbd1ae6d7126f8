// EarlierResults: what a run came to before it was interrupted, for the scan that goes on with it.
#ifndef CERTSWEEP_SCANNER_EARLIER_RESULTS_H_
#define CERTSWEEP_SCANNER_EARLIER_RESULTS_H_

#include <cstdint>
#include <functional>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/estate/estate.h"
#include "scanner/sinks/sink.h"
#include "scanner/summary.h"
#include "scanner/targets/done_endpoints.h"

namespace certsweep::scanner {

struct EarlierResults {
  DoneEndpoints done;
  ScanSummary counts;  // of the same endpoints
};

// Reads which endpoints a run has. Memory: that of DoneEndpoints. Errors of the record; DataLoss: a line that can't be
// read.
absl::StatusOr<EarlierResults> ReadEarlierResults(estate::Estate& estate, int64_t run);

// Gives the results of a run to a sink of lines, in batches; those of `left_out` not.
absl::Status RewriteResults(estate::Estate& estate, int64_t run, const DoneEndpoints& left_out, Sink& sink);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_EARLIER_RESULTS_H_
