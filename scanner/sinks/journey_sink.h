// JourneySink: tells what became of each endpoint as it ends. Stands after the other sinks: what it tells of is
// written.
#ifndef CERTSWEEP_SCANNER_SINKS_JOURNEY_SINK_H_
#define CERTSWEEP_SCANNER_SINKS_JOURNEY_SINK_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "scanner/sinks/sink.h"

namespace certsweep::scanner {

class JourneySink final : public Sink {
 public:
  // `tell` gets the whole journey of one endpoint, as lines that are fit for a terminal, on the writer's thread.
  // `run_id`: of the record that has the results; none: no record is kept.
  JourneySink(std::optional<int64_t> run_id, std::function<void(std::string_view)> tell)
      : run_id_(run_id), tell_(std::move(tell)) {}

  bool needs_json() const override { return false; }
  bool needs_whole_result() const override { return true; }
  absl::Status Write(std::span<const FinishedResult> batch) override;
  absl::Status Finish(ScanSummary&) override { return absl::OkStatus(); }

 private:
  const std::optional<int64_t> run_id_;
  const std::function<void(std::string_view)> tell_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_JOURNEY_SINK_H_
