// LineReader: the physical lines of a file descriptor, in bounded memory whatever the input. Not thread-safe.
#ifndef CERTSWEEP_SCANNER_TARGETS_LINE_READER_H_
#define CERTSWEEP_SCANNER_TARGETS_LINE_READER_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace certsweep::scanner {

// Longer lines, and longer records of an inventory, are refused: a thousand times what a line of targets needs.
inline constexpr size_t kMaxLineBytes = size_t{1} << 20;

struct Line {
  uint64_t number = 0;    // from 1
  std::string_view text;  // without line feed, carriage return before it, or byte order mark; valid until the next Read
  bool too_long = false;  // `text` is cut to kMaxLineBytes; the rest of the line was dropped
};

// InvalidArgument where a line can't be text: too long, a NUL byte, not UTF-8.
absl::Status CheckLine(const Line& line);

// A line of a list without its comment: from a # at the start or after a blank to the end; trimmed. Empty: nothing
// there.
std::string_view WithoutComment(std::string_view text);

class LineReader {
 public:
  // `fd` is read from where it stands, at most `limit` bytes, and stays the caller's.
  explicit LineReader(int fd, uint64_t limit = std::numeric_limits<uint64_t>::max()) : fd_(fd), left_(limit) {}

  // Nothing at the end. A last line without a line feed counts. The Status of a failed read.
  absl::StatusOr<std::optional<Line>> Read();

 private:
  absl::Status Fill();
  Line Finish(std::string_view text, bool too_long);

  int fd_;
  uint64_t left_;
  bool end_ = false;
  uint64_t number_ = 0;
  std::string chunk_;
  size_t position_ = 0;
  std::string line_;  // where a line spans chunks
};

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_LINE_READER_H_
