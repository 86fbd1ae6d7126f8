#include "engine/report/text_sink.h"

namespace certsweep::report {

absl::Status TextBuffer::Flush() {
  if (status_.ok() && !text_.empty()) status_ = sink_(text_);
  text_.clear();
  return status_;
}

}  // namespace certsweep::report
