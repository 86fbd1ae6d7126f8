#include "engine/net/loop.h"

#include <boost/system/system_error.hpp>
#include <optional>
#include <thread>

#include "gtest/gtest.h"
#include "tests/engine/net/run_on_loop.h"
#include "tests/support/loopback.h"
#include "tests/support/manual_clock.h"

namespace certsweep::net {
namespace {

constexpr int64_t kTick = 10'000;  // microseconds

TEST(LoopTest, StopFromAnotherThreadEndsIt) {
  Loop loop(base::SystemClock());
  std::thread other([&loop] { loop.Stop(); });
  loop.Run();
  other.join();
}

// A scan may be interrupted before the worker's thread has come as far as Run.
TEST(LoopTest, AStopBeforeRunIsNotForgotten) {
  Loop loop(base::SystemClock());
  loop.Stop();
  loop.Run();
}

TEST(LoopTest, SleepLastsAsLongAsAskedFor) {
  Loop loop(base::SystemClock());
  int64_t slept = 0;
  RunOnLoop(loop, [&]() -> Awaitable<void> {
    const int64_t before = loop.NowMicros();
    co_await loop.Sleep(25'000);
    slept = loop.NowMicros() - before;
  });
  EXPECT_GE(slept, 25'000);
}

class CountsItsEnd : public Deadline {
 public:
  explicit CountsItsEnd(int& ended) : ended_(ended) {}
  ~CountsItsEnd() override { ++ended_; }

 private:
  void OnDue(int64_t) override {}
  int& ended_;
};

TEST(LoopTest, DestroyingItDestroysWhatIsUnderWay) {
  int ended = 0;
  {
    std::optional<Loop> loop(std::in_place, base::SystemClock());
    const auto waits = [&]() -> Awaitable<void> {
      CountsItsEnd deadline(ended);
      loop->deadlines().Add(deadline, loop->DeadlineMicros() + 3'600'000'000);
      co_await loop->Sleep(3'600'000'000);
    };
    Spawn(*loop, waits);
    Spawn(*loop, waits);
    RunOnLoop(*loop, []() -> Awaitable<void> { co_return; });
    EXPECT_EQ(ended, 0);
    loop.reset();
    EXPECT_EQ(ended, 2);
  }
}

TEST(LoopTest, DeadlinesThatAreDueAreRun) {
  test::ManualClock clock;
  Loop loop(clock);
  struct StopsTheLoop : Deadline {
    explicit StopsTheLoop(Loop& stopped) : loop(stopped) {}
    void OnDue(int64_t) override { loop.Stop(); }
    Loop& loop;
  } deadline(loop);
  loop.deadlines().Add(deadline, clock.MonotonicMicros());
  loop.Run();
  EXPECT_TRUE(loop.deadlines().empty());
}

TEST(LoopTest, TheTimeOfDeadlinesIsThatOfTheClockWhileTheLoopIsOnTime) {
  test::ManualClock clock;
  Loop loop(clock);
  clock.AdvanceSeconds(100);
  EXPECT_EQ(loop.DeadlineMicros(), 100'000'000);
  RunOnLoop(loop, [&]() -> Awaitable<void> {
    const int64_t before = loop.DeadlineMicros();
    for (int i = 0; i < 10; ++i) {
      clock.AdvanceMicros(kTick);
      co_await loop.Sleep(2 * kTick);
    }
    EXPECT_EQ(loop.DeadlineMicros() - before, 10 * kTick);
    EXPECT_EQ(loop.NowMicros() - before, 10 * kTick);
  });
}

// One handler takes an hour: that hour is ours, not the peers'.
TEST(LoopTest, TheTimeOfDeadlinesStandsStillWhileTheLoopIsLate) {
  test::ManualClock clock;
  Loop loop(clock);
  RunOnLoop(loop, [&]() -> Awaitable<void> {
    const int64_t before = loop.DeadlineMicros();
    clock.AdvanceSeconds(3600);
    const int64_t late = loop.DeadlineMicros();
    EXPECT_GE(late, before);
    EXPECT_LE(late - before, 2 * kTick);
    co_await loop.Sleep(3 * kTick);  // a tick has come
    EXPECT_EQ(loop.DeadlineMicros(), late);
    clock.AdvanceMicros(kTick / 2);
    EXPECT_EQ(loop.DeadlineMicros(), late + kTick / 2);
  });
}

TEST(LoopTest, LagShowsAtOnceAndGoesWithTheNextTickInTime) {
  test::ManualClock clock;
  Loop loop(clock);
  EXPECT_LE(loop.lag_us(), 0);
  RunOnLoop(loop, [&]() -> Awaitable<void> {
    co_await loop.Sleep(3 * kTick);
    EXPECT_EQ(loop.lag_us(), 0);
    clock.AdvanceSeconds(2);
    EXPECT_GE(loop.lag_us(), 2'000'000 - 2 * kTick);  // before any tick told of it
    co_await loop.Sleep(5 * kTick);
    EXPECT_EQ(loop.lag_us(), 0);
  });
}

TEST(LoopTest, WithoutDescriptorsItThrows) {
  if (!test::kCanDoWithoutDescriptors) GTEST_SKIP() << "the sanitizer can't";
  const test::DescriptorLimit limit(0);
  EXPECT_THROW(Loop loop(base::SystemClock()), boost::system::system_error);
}

}  // namespace
}  // namespace certsweep::net
