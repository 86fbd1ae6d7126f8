// TextSink: where a report goes. Renderers hand it on piece by piece, so that the longest one needs little memory.
// Thread rule: one report, one thread.
#ifndef CERTSWEEP_ENGINE_REPORT_TEXT_SINK_H_
#define CERTSWEEP_ENGINE_REPORT_TEXT_SINK_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace certsweep::report {

// Takes the next piece. An error ends the report, and is what its renderer returns.
using TextSink = std::function<absl::Status(std::string_view)>;

// Gathers small pieces into large ones.
class TextBuffer {
 public:
  // `sink` must outlive the buffer.
  explicit TextBuffer(const TextSink& sink) : sink_(sink) {}

  // What the sink has not got yet: to be appended to.
  std::string& text() { return text_; }
  // Hands it on if that is worth while; Flush: in any case. What went wrong stays the answer.
  absl::Status Spill() { return text_.size() < kWorthWriting ? status_ : Flush(); }
  absl::Status Flush();

 private:
  static constexpr size_t kWorthWriting = size_t{64} << 10;

  const TextSink& sink_;
  std::string text_;
  absl::Status status_;
};

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_TEXT_SINK_H_
