// CsvReader: records of comma-separated values (RFC 4180) out of physical lines that are handed in one by one: it does
// no I/O. A quoted field may hold commas, doubled quotes and line breaks (kept as "\n"). Not thread-safe.
#ifndef CERTSWEEP_SCANNER_TARGETS_CSV_READER_H_
#define CERTSWEEP_SCANNER_TARGETS_CSV_READER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace certsweep::scanner {

class CsvReader {
 public:
  enum class Want {
    kLine,    // a quoted field goes on: Feed the next line
    kNothing  // fields() is a whole record
  };

  // Takes the next line, without its line break. InvalidArgument: what is wrong with the record; it is dropped, and the
  // next line begins a new one.
  absl::StatusOr<Want> Feed(std::string_view line);

  // The fields of the record that was completed last, unquoted, blanks kept. Valid until the next Feed.
  const std::vector<std::string>& fields() const { return fields_; }

  // True between a Feed that wanted a line and the next one: at the end of a file a quote was not closed.
  bool in_record() const { return state_ == State::kQuoted; }

 private:
  enum class State { kFieldStart, kPlain, kQuoted, kQuoteInQuoted };

  absl::Status Take(char c);
  void EndField();

  State state_ = State::kFieldStart;
  std::vector<std::string> fields_;
  std::string field_;
  size_t bytes_ = 0;  // of the record, to bound it
};

// One record as a line without a line break at its end, every field quoted. Feeding it gives the fields back.
std::string CsvLine(const std::vector<std::string>& fields);

}  // namespace certsweep::scanner

#endif  // CERTSWEEP_SCANNER_TARGETS_CSV_READER_H_
