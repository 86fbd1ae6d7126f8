// RunSelector: how people name a run of the record. Parsing is pure and thread-safe.
#ifndef CERTSWEEP_ENGINE_ESTATE_RUN_SELECTOR_H_
#define CERTSWEEP_ENGINE_ESTATE_RUN_SELECTOR_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/estate/estate.h"

namespace certsweep::estate {

class RunSelector {
 public:
  // "latest"; "previous", the one before it; "last-week", the newest that began 7 days ago or earlier; a run's number;
  // a date ("2026-01-02", UTC) or time (RFC 3339), the newest that had begun by then (a date: by its end).
  // InvalidArgument that says what there is.
  static absl::StatusOr<RunSelector> Parse(std::string_view text);

  // The run it stands for at `now_unix_seconds`. NotFound that says why there is none.
  absl::StatusOr<RunInfo> Find(Estate& estate, int64_t now_unix_seconds) const;

 private:
  enum class Kind : uint8_t { kLatest, kPrevious, kLastWeek, kNumber, kTime };
  RunSelector(Kind kind, int64_t value, std::string_view text) : kind_(kind), value_(value), text_(text) {}
  absl::StatusOr<RunInfo> NewestBegunBy(Estate& estate, int64_t unix_seconds) const;

  Kind kind_;
  int64_t value_;  // the number; the last second
  std::string text_;
};

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_RUN_SELECTOR_H_
