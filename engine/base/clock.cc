#include "engine/base/clock.h"

#include <chrono>

namespace certsweep::base {
namespace {

class MachineClock final : public Clock {
 public:
  int64_t NowUnixSeconds() const override {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::floor<std::chrono::seconds>(since_epoch).count();
  }

  int64_t MonotonicMicros() const override {
    const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since_start).count();
  }
};

}  // namespace

const Clock& SystemClock() {
  static const MachineClock clock;
  return clock;
}

}  // namespace certsweep::base
