// StoredLine: a result's JSON line taken apart for the record, into the text that stays the same from run to run as
// long as the endpoint does, and the parts of this run alone. Put together again it is byte for byte the line it was,
// so that a result that equals an earlier one can refer to it. Thread-safe: pure.
//
// Of this run are `time`, `attempts` and `timing`, and what expired, not_yet_valid and expiring_soon say in terms of
// the time ("3 days ago"). Where a line was judged as of another time than its own (--time), that evidence does not
// change by itself, and stays in the text. `columns` are held apart, for they change less often than the rest.
#ifndef CERTSWEEP_ENGINE_ESTATE_STORED_LINE_H_
#define CERTSWEEP_ENGINE_ESTATE_STORED_LINE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace certsweep::estate {

struct LineTiming {
  std::optional<int64_t> connect_us;
  std::optional<int64_t> handshake_us;
  friend bool operator==(const LineTiming&, const LineTiming&) = default;
};

struct StoredLine {
  std::string text;     // with marks where parts were taken out; only JoinLine reads it
  std::string columns;  // the JSON object; empty: the line has none
  int64_t attempts = 0;
  LineTiming timing;
};

// Takes `line` (without its line end) of a result of `unix_seconds` apart. Any text will do: what is not found, or
// would not come back as it was, stays in StoredLine::text.
StoredLine SplitLine(std::string_view line, int64_t unix_seconds);

// The line again. `unix_seconds` as it was given to SplitLine. A timing without any value (it is kept for some runs
// only) leaves the member `timing` out. Any StoredLine will do, also one out of a damaged record.
std::string JoinLine(const StoredLine& stored, int64_t unix_seconds);

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_STORED_LINE_H_
