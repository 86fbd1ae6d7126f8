// A clock that stands still until a test moves it. Thread-safe.
#ifndef CERTSWEEP_TESTS_SUPPORT_MANUAL_CLOCK_H_
#define CERTSWEEP_TESTS_SUPPORT_MANUAL_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "engine/base/clock.h"

namespace certsweep::test {

class ManualClock final : public base::Clock {
 public:
  explicit ManualClock(int64_t unix_seconds = 1767323045) : unix_micros_(unix_seconds * 1000000) {}  // 2026-01-02

  int64_t NowUnixSeconds() const override { return (unix_micros_ + monotonic_micros_) / 1000000; }
  int64_t MonotonicMicros() const override { return monotonic_micros_; }

  // Moves both clocks.
  void AdvanceMicros(int64_t micros) { monotonic_micros_ += micros; }
  void AdvanceSeconds(int64_t seconds) { AdvanceMicros(seconds * 1000000); }
  // Sets the time of day alone, as an administrator or NTP does.
  void SetUnixSeconds(int64_t unix_seconds) { unix_micros_ = unix_seconds * 1000000 - monotonic_micros_; }

 private:
  std::atomic<int64_t> unix_micros_;
  std::atomic<int64_t> monotonic_micros_{0};
};

}  // namespace certsweep::test

#endif  // CERTSWEEP_TESTS_SUPPORT_MANUAL_CLOCK_H_
