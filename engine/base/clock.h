// Clock is the only door to the time of day and to the monotonic clock.
// Thread-safe: implementations may be called from any thread.
#ifndef CERTSWEEP_ENGINE_BASE_CLOCK_H_
#define CERTSWEEP_ENGINE_BASE_CLOCK_H_

#include <cstdint>

namespace certsweep::base {

class Clock {
 public:
  virtual ~Clock() = default;

  // Seconds since 1970-01-01T00:00:00Z.
  virtual int64_t NowUnixSeconds() const = 0;

  // Microseconds since an arbitrary point; never goes backwards.
  virtual int64_t MonotonicMicros() const = 0;
};

// The machine's own clock. Lives as long as the process.
const Clock& SystemClock();

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_CLOCK_H_
