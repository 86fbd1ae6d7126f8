// Sink: where results go. A sink is used by the writer's one thread alone.
#ifndef CERTSWEEP_SCANNER_SINKS_SINK_H_
#define CERTSWEEP_SCANNER_SINKS_SINK_H_

#include <span>

#include "absl/status/status.h"
#include "scanner/sinks/finished_result.h"
#include "scanner/summary.h"

namespace certsweep::scanner {

class Sink {
 public:
  virtual ~Sink() = default;
  // Whether FinishedResult::json_line is needed.
  virtual bool needs_json() const = 0;
  // Whether FinishedResult::result is needed as it was judged; else Slim may have been called for it.
  virtual bool needs_whole_result() const { return false; }
  // Takes a batch; when it returns OK the batch is where it belongs (written to the descriptor; committed to the
  // record). A write to a closed pipe is Cancelled; a full disk ResourceExhausted; both say the path.
  virtual absl::Status Write(std::span<const FinishedResult> batch) = 0;
  // Called once after the last batch.
  virtual absl::Status Finish(ScanSummary& summary) = 0;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_SINK_H_
