// JsonlSink: one JSON line an endpoint, as it is done.
#ifndef CERTSWEEP_SCANNER_SINKS_JSONL_SINK_H_
#define CERTSWEEP_SCANNER_SINKS_JSONL_SINK_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "scanner/sinks/output_file.h"
#include "scanner/sinks/sink.h"

namespace certsweep::scanner {

class JsonlSink final : public Sink {
 public:
  explicit JsonlSink(std::unique_ptr<OutputFile> output) : output_(std::move(output)) {}

  bool needs_json() const override { return true; }
  absl::Status Write(std::span<const FinishedResult> batch) override;
  absl::Status Finish(ScanSummary& summary) override;

 private:
  std::unique_ptr<OutputFile> output_;
  std::string text_;  // kept for its capacity
  std::vector<size_t> ends_;
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_SINKS_JSONL_SINK_H_
