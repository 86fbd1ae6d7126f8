// Deadline: a point in time on the monotonic clock. A value.
#ifndef CERTSWEEP_REPLACER_DEPLOY_DEADLINE_H_
#define CERTSWEEP_REPLACER_DEPLOY_DEADLINE_H_

#include <algorithm>
#include <cstdint>

#include "engine/base/clock.h"

namespace certsweep::replacer {

class Deadline {
 public:
  static Deadline After(int64_t micros) { return Deadline(base::SystemClock().MonotonicMicros() + micros); }

  int64_t RemainingMicros() const { return std::max<int64_t>(at_us_ - base::SystemClock().MonotonicMicros(), 0); }
  // For poll(2): rounded up, so that 0 means passed; at most `limit`.
  int RemainingMillis(int limit) const {
    return static_cast<int>(std::min<int64_t>((RemainingMicros() + 999) / 1000, limit));
  }
  bool HasPassed() const { return RemainingMicros() == 0; }
  Deadline OrSooner(const Deadline& other) const { return Deadline(std::min(at_us_, other.at_us_)); }

 private:
  explicit Deadline(int64_t at_us) : at_us_(at_us) {}

  int64_t at_us_;
};

}  // namespace certsweep::replacer

#endif  // CERTSWEEP_REPLACER_DEPLOY_DEADLINE_H_
