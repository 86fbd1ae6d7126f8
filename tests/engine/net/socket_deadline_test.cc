#include "engine/net/socket_deadline.h"

#include <poll.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

#include "gtest/gtest.h"
#include "tests/engine/net/run_on_loop.h"
#include "tests/support/loopback.h"
#include "tests/support/manual_clock.h"

namespace certsweep::net {
namespace {

namespace asio = boost::asio;
using Socket = asio::ip::tcp::socket;

constexpr int64_t kTick = 10'000;

class SocketDeadlineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const test::Listener listener = test::Listen();
    test::Fd ours = test::ConnectTo(listener);
    theirs_ = test::Accept(listener);
    socket_.assign(asio::ip::tcp::v4(), ::dup(ours.get()));
  }

  // Waits for the socket to become readable, and says whether it did.
  Awaitable<void> WaitToRead(bool& readable) {
    const auto [error] = co_await socket_.async_wait(Socket::wait_read, asio::as_tuple(asio::use_awaitable));
    readable = !error;
  }

  // The clock goes on by `micros`, and the loop keeps up with it.
  Awaitable<void> PassTime(int64_t micros) {
    for (int64_t passed = 0; passed < micros; passed += kTick) {
      clock_.AdvanceMicros(kTick);
      co_await loop_.Sleep(kTick + 2'000);
    }
  }

  test::ManualClock clock_;
  Loop loop_{clock_};
  Socket socket_{loop_.context()};
  test::Fd theirs_;
};

TEST_F(SocketDeadlineTest, EndsTheWaitingWhenTimeIsUp) {
  RunOnLoop(loop_, [&]() -> Awaitable<void> {
    SocketDeadline deadline(loop_, socket_, 5 * kTick, POLLIN);
    bool readable = true, waited = false;
    const auto wait = [&]() -> Awaitable<void> {
      co_await WaitToRead(readable);
      waited = true;
    };
    Spawn(loop_, wait);
    co_await PassTime(4 * kTick);
    EXPECT_FALSE(waited);
    EXPECT_FALSE(deadline.expired());
    co_await PassTime(3 * kTick);
    EXPECT_TRUE(waited);
    EXPECT_FALSE(readable);
    EXPECT_TRUE(deadline.expired());
  });
}

TEST_F(SocketDeadlineTest, WhatCameInTimeIsNotLateBecauseWeAre) {
  RunOnLoop(loop_, [&]() -> Awaitable<void> {
    SocketDeadline deadline(loop_, socket_, 5 * kTick, POLLIN);
    EXPECT_TRUE(test::WriteAll(theirs_, "x"));
    // Nobody reads the byte, and the time is over.
    co_await PassTime(8 * kTick);
    EXPECT_FALSE(deadline.expired());
    bool readable = false;
    co_await WaitToRead(readable);
    EXPECT_TRUE(readable);
  });
}

// A peer that always has a byte waiting.
TEST_F(SocketDeadlineTest, EndsInAnyCase) {
  RunOnLoop(loop_, [&]() -> Awaitable<void> {
    std::optional<SocketDeadline> deadline(std::in_place, loop_, socket_, kTick, POLLIN);
    EXPECT_TRUE(test::WriteAll(theirs_, "x"));
    int64_t passed = 0;
    while (!deadline->expired() && passed < 10'000'000) {
      // The loop is asked directly, so that five seconds need not pass.
      passed += 100'000;
      loop_.deadlines().RunDue(loop_.DeadlineMicros() + kTick + passed);
    }
    EXPECT_GT(passed, 4'000'000);
    EXPECT_LE(passed, 6'000'000);
    co_return;
  });
}

TEST_F(SocketDeadlineTest, ALateLoopDoesNotUseUpThePeersTime) {
  RunOnLoop(loop_, [&]() -> Awaitable<void> {
    SocketDeadline deadline(loop_, socket_, 10 * kTick, POLLIN);
    co_await PassTime(kTick);
    clock_.AdvanceSeconds(3600);  // in one step: a handler that took an hour
    co_await PassTime(2 * kTick);
    EXPECT_FALSE(deadline.expired());
    co_await PassTime(12 * kTick);
    EXPECT_TRUE(deadline.expired());
  });
}

TEST_F(SocketDeadlineTest, OneThatIsGoneEndsNothing) {
  RunOnLoop(loop_, [&]() -> Awaitable<void> {
    {
      const SocketDeadline deadline(loop_, socket_, kTick, POLLIN);
    }
    bool readable = false;
    const auto wait = [&]() -> Awaitable<void> { co_await WaitToRead(readable); };
    Spawn(loop_, wait);
    co_await PassTime(5 * kTick);
    EXPECT_TRUE(test::WriteAll(theirs_, "x"));
    while (!readable) co_await loop_.Sleep(1'000);
  });
}

}  // namespace
}  // namespace certsweep::net
