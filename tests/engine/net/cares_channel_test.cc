#include "engine/net/cares_channel.h"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "gtest/gtest.h"
#include "tests/engine/net/run_on_loop.h"
#include "tests/support/dns_server.h"

namespace certsweep::net {
namespace {

namespace asio = boost::asio;

struct Answer {
  std::optional<int> status;

  static void Take(void* self, int status, int, unsigned char*, int) { static_cast<Answer*>(self)->status = status; }
};

void Ask(CaresChannel& channel, const std::string& name, Answer& answer) {
  ares_query(channel.get(), name.c_str(), 1, test::kDnsA, &Answer::Take, &answer);
  channel.Watch();
}

class CaresChannelTest : public ::testing::Test {
 protected:
  void WaitFor(const Answer& answer) {
    RunOnLoop(loop_, [&]() -> Awaitable<void> {
      while (!answer.status) co_await loop_.Sleep(1'000);
    });
  }

  test::DnsServer server_;
  Loop loop_{base::SystemClock()};
};

TEST_F(CaresChannelTest, AnswersComeThroughTheLoop) {
  server_.AddAddresses("a.example", {"10.0.0.1"});
  CaresChannel channel(loop_);
  ASSERT_TRUE(channel.Start(5'000, 1, server_.address()).ok());
  Answer known, unknown;
  Ask(channel, "a.example", known);
  Ask(channel, "b.example", unknown);
  WaitFor(known);
  WaitFor(unknown);
  EXPECT_EQ(known.status, ARES_SUCCESS);
  EXPECT_EQ(unknown.status, ARES_ENOTFOUND);
}

TEST_F(CaresChannelTest, SilenceTimesOut) {
  server_.BeSilent("silent.example");
  CaresChannel channel(loop_);
  ASSERT_TRUE(channel.Start(20, 2, server_.address()).ok());
  Answer answer;
  const int64_t before = loop_.NowMicros();
  Ask(channel, "silent.example", answer);
  WaitFor(answer);
  EXPECT_EQ(answer.status, ARES_ETIMEOUT);
  EXPECT_GE(loop_.NowMicros() - before, 60'000);  // 20 ms, then twice that
  EXPECT_EQ(server_.questions("silent.example"), 2);
}

// The second one is asked while the first is at its last and longest try.
TEST_F(CaresChannelTest, ANewLookupDoesNotWaitForTheTriesOfAnOldOne) {
  server_.BeSilent("old.example");
  server_.BeSilent("new.example", test::kDnsAnyType, 1);
  server_.AddAddresses("new.example", {"10.0.0.1"});
  Answer first, second;  // outlive the channel, which answers what is open when it goes
  CaresChannel channel(loop_);
  ASSERT_TRUE(channel.Start(20, 10, server_.address()).ok());
  int64_t waited = 0;
  RunOnLoop(loop_, [&]() -> Awaitable<void> {
    Ask(channel, "old.example", first);
    while (server_.questions("old.example") < 6) co_await loop_.Sleep(1'000);  // the next is due in 640 ms
    const int64_t before = loop_.NowMicros();
    Ask(channel, "new.example", second);
    while (!second.status) co_await loop_.Sleep(1'000);
    waited = loop_.NowMicros() - before;
  });
  EXPECT_EQ(second.status, ARES_SUCCESS);
  EXPECT_FALSE(first.status);
  EXPECT_LT(waited, 500'000);
}

// A handler takes long; after it timers are due, more sockets are ready than the loop sees at one look, and the answer
// stands last among them.
TEST_F(CaresChannelTest, AnAnswerThatWaitsBehindOtherWorkIsNotLate) {
  server_.AddAddresses("a.example", {"10.0.0.1"});
  server_.Hold();
  CaresChannel channel(loop_);
  ASSERT_TRUE(channel.Start(40, 1, server_.address()).ok());
  std::vector<std::unique_ptr<asio::posix::stream_descriptor>> crowd;
  std::vector<test::Fd> others;
  for (int i = 0; i < 400; ++i) {
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    crowd.push_back(std::make_unique<asio::posix::stream_descriptor>(loop_.context(), pair[0]));
    crowd.back()->async_wait(asio::posix::stream_descriptor::wait_read, [](const boost::system::error_code&) {});
    others.emplace_back(pair[1]);
  }
  const auto be_busy = [&](int64_t micros) {
    const int64_t until = loop_.NowMicros() + micros;
    while (loop_.NowMicros() < until) {
    }
  };
  Answer answer;
  RunOnLoop(loop_, [&]() -> Awaitable<void> {
    co_await loop_.Sleep(0);
    Ask(channel, "a.example", answer);
    be_busy(15'000);
    others.clear();
    server_.Release();
    while (server_.questions("a.example") == 0) be_busy(1'000);
    be_busy(80'000);
    while (!answer.status) co_await loop_.Sleep(1'000);
  });
  EXPECT_EQ(answer.status, ARES_SUCCESS);
}

TEST_F(CaresChannelTest, WhatIsOpenIsToldThatTheChannelEnds) {
  server_.BeSilent("silent.example");
  Answer answer;
  {
    CaresChannel channel(loop_);
    ASSERT_TRUE(channel.Start(5'000, 1, server_.address()).ok());
    Ask(channel, "silent.example", answer);
    RunOnLoop(loop_, [&]() -> Awaitable<void> {
      while (server_.questions("silent.example") == 0) co_await loop_.Sleep(1'000);
    });
  }
  EXPECT_EQ(answer.status, ARES_EDESTRUCTION);
  // Nothing of it is left in the loop.
  RunOnLoop(loop_, [&]() -> Awaitable<void> { co_await loop_.Sleep(20'000); });
}

TEST_F(CaresChannelTest, ServersThatAreNoneAreAnError) {
  CaresChannel channel(loop_);
  const absl::Status status = channel.Start(5'000, 1, "no address");
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace certsweep::net
