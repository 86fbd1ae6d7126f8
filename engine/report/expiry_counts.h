// ExpiryCounts: how many endpoints serve a leaf that expires within so many days. A value.
#ifndef CERTSWEEP_ENGINE_REPORT_EXPIRY_COUNTS_H_
#define CERTSWEEP_ENGINE_REPORT_EXPIRY_COUNTS_H_

#include <array>
#include <cstdint>
#include <optional>

#include "engine/report/result_line.h"

namespace certsweep::report {

class ExpiryCounts {
 public:
  // Spans that are counted, in days.
  static constexpr std::array<int, 7> kDays = {7, 14, 30, 60, 90, 180, 365};

  // Days are counted from `as_of_unix_seconds`.
  explicit ExpiryCounts(int64_t as_of_unix_seconds) : as_of_(as_of_unix_seconds) {}

  void Count(const ResultLine& line);

  int64_t as_of() const { return as_of_; }
  uint64_t leaves() const { return leaves_; }    // endpoints of which one was read
  uint64_t expired() const { return expired_; }  // before as_of
  // From as_of on, before `days` have passed. REQUIRES: `days` is one of kDays.
  uint64_t Within(int days) const;
  // The earliest end that is not over as_of; none: there is none.
  std::optional<int64_t> next() const { return next_; }

 private:
  int64_t as_of_;
  uint64_t leaves_ = 0;
  uint64_t expired_ = 0;
  std::array<uint64_t, kDays.size()> within_ = {};
  std::optional<int64_t> next_;
};

}  // namespace certsweep::report

#endif  // CERTSWEEP_ENGINE_REPORT_EXPIRY_COUNTS_H_
