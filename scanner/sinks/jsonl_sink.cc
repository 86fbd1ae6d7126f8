#include "scanner/sinks/jsonl_sink.h"

namespace certsweep::scanner {

absl::Status JsonlSink::Write(std::span<const FinishedResult> batch) {
  text_.clear();
  ends_.clear();
  for (const FinishedResult& finished : batch) {
    text_ += finished.json_line;
    ends_.push_back(text_.size());
  }
  return output_->Write(text_, ends_);
}

absl::Status JsonlSink::Finish(ScanSummary& /*summary*/) { return output_->Finish(); }

}  // namespace certsweep::scanner
