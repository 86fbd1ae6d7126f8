// Sink: where results go. A sink is used by the writer's one thread alone.
#ifndef CERTSWEEP_SCANNER_SINKS_SINK_H_
#define CERTSWEEP_SCANNER_SINKS_SINK_H_

#include <memory>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "engine/probe/result.h"
#include "scanner/summary.h"

namespace certsweep::probe {
class Journey;
}

namespace certsweep::scanner {

// A result and its JSON line (with '\n'; empty where no sink asked for it), rendered by the worker that made it. Sinks
// of formats need the line and `result.verdict` alone, so that results that come back out of the record can be given to
// them; the record's own sink needs all of it, and that of journeys the journey.
struct FinishedResult {
  probe::EndpointResult result;
  std::string json_line;
  std::shared_ptr<const probe::Journey> journey = nullptr;  // none: nobody asked for it
};

class Sink {
 public:
  virtual ~Sink() = default;
  // Whether FinishedResult::json_line is needed.
  virtual bool needs_json() const = 0;
  // Takes a batch; when it returns OK the batch is where it belongs (written to the descriptor; committed to the
  // record). A write to a closed pipe is Cancelled; a full disk ResourceExhausted; both say the path.
  virtual absl::Status Write(std::span<const FinishedResult> batch) = 0;
  // Called once after the last batch.
  virtual absl::Status Finish(ScanSummary& summary) = 0;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_SINK_H_
