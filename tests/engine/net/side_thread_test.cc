#include "engine/net/side_thread.h"

#include <atomic>
#include <new>
#include <semaphore>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/engine/net/run_on_loop.h"

namespace certsweep::net {
namespace {

class SideThreadTest : public ::testing::Test {
 protected:
  Loop loop_{base::SystemClock()};
};

TEST_F(SideThreadTest, RunsElsewhereAndResumesOnTheLoop) {
  SideThread side(loop_);
  std::vector<std::thread::id> threads;
  RunOnLoop(loop_, [&]() -> Awaitable<void> {
    std::function<void()> work = [&] { threads.push_back(std::this_thread::get_id()); };
    for (int i = 0; i < 3; ++i) {
      co_await side.Run(work);
      EXPECT_EQ(threads.size(), static_cast<size_t>(i + 1));
      threads.push_back(std::this_thread::get_id());
      threads.pop_back();
    }
  });
  ASSERT_EQ(threads.size(), 3u);
  EXPECT_NE(threads[0], std::this_thread::get_id());
  EXPECT_EQ(threads[0], threads[2]) << "one thread";
}

TEST_F(SideThreadTest, TheLoopGoesOnMeanwhile) {
  SideThread side(loop_);
  std::binary_semaphore may_end(0);
  bool ended = false;
  const auto works = [&]() -> Awaitable<void> {
    std::function<void()> work = [&] { may_end.acquire(); };
    co_await side.Run(work);
    ended = true;
  };
  RunOnLoop(loop_, [&]() -> Awaitable<void> {
    Spawn(loop_, works);
    co_await loop_.Sleep(1'000);
    EXPECT_FALSE(ended);
    may_end.release();
    while (!ended) co_await loop_.Sleep(1'000);
  });
}

TEST_F(SideThreadTest, WhatTheWorkThrowsIsThrownToItsCaller) {
  SideThread side(loop_);
  RunOnLoop(loop_, [&]() -> Awaitable<void> {
    bool caught = false;
    std::function<void()> work = [] { throw std::bad_alloc(); };
    try {
      co_await side.Run(work);
    } catch (const std::bad_alloc&) {
      caught = true;
    }
    EXPECT_TRUE(caught);
  });
}

TEST_F(SideThreadTest, DroppedItWaitsForWhatItDoes) {
  std::binary_semaphore may_end(0);
  std::atomic<int> begun = 0;
  std::atomic<int> ended = 0;
  Loop loop(base::SystemClock());
  {
    SideThread side(loop);
    const auto works = [&]() -> Awaitable<void> {
      std::function<void()> work = [&] {
        if (++begun == 1) may_end.acquire();
        ++ended;
      };
      co_await side.Run(work);
      ADD_FAILURE() << "the loop has ended";
    };
    RunOnLoop(loop, [&]() -> Awaitable<void> {
      for (int i = 0; i < 100; ++i) Spawn(loop, works);
      while (begun == 0) co_await loop.Sleep(1'000);
    });
    EXPECT_EQ(ended, 0);
    may_end.release();
  }
  EXPECT_EQ(ended, begun);
}

}  // namespace
}  // namespace certsweep::net
