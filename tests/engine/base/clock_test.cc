#include "engine/base/clock.h"

#include <ctime>

#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

TEST(ClockTest, CountsSecondsSince1970) {
  const int64_t before = std::time(nullptr);
  const int64_t now = SystemClock().NowUnixSeconds();
  const int64_t after = std::time(nullptr);
  // time(2) is read from the last tick of the kernel's timer, so it may lag behind.
  EXPECT_GE(now, before);
  EXPECT_LE(now, after + 1);
}

TEST(ClockTest, NeverGoesBackwards) {
  int64_t last = SystemClock().MonotonicMicros();
  for (int i = 0; i < 10000; ++i) {
    const int64_t now = SystemClock().MonotonicMicros();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(ClockTest, IsTheSameForAll) { EXPECT_EQ(&SystemClock(), &SystemClock()); }

}  // namespace
}  // namespace certsweep::base
