#include "engine/net/connector.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>
#include <optional>

#include "gtest/gtest.h"
#include "tests/engine/net/run_on_loop.h"
#include "tests/support/loopback.h"
#include "tests/support/manual_clock.h"

namespace certsweep::net {
namespace {

constexpr int64_t kLong = 60'000'000;  // microseconds

ConnectTarget TargetAt(std::string_view address, uint16_t port, int64_t timeout_us = kLong) {
  ConnectTarget target;
  target.address = *base::IpAddress::Parse(address);
  target.port = port;
  target.timeout_us = timeout_us;
  return target;
}

struct Attempt {
  ConnectError error = ConnectError::kNone;
  std::string detail;
};

class ConnectorTest : public ::testing::Test {
 protected:
  Attempt Try(const ConnectTarget& target) {
    Attempt attempt;
    RunOnLoop(loop_,
              [&]() -> Awaitable<void> { attempt.error = co_await Connect(loop_, target, socket_, attempt.detail); });
    return attempt;
  }

  Loop loop_{base::SystemClock()};
  Socket socket_{loop_.context()};
};

TEST_F(ConnectorTest, Connects) {
  const test::Listener listener = test::Listen();
  const Attempt attempt = Try(TargetAt("127.0.0.1", listener.port));
  EXPECT_EQ(attempt.error, ConnectError::kNone);
  EXPECT_EQ(attempt.detail, "");
  EXPECT_NE(::fcntl(socket_.native_handle(), F_GETFL) & O_NONBLOCK, 0);
  const test::Fd accepted = test::Accept(listener);
  EXPECT_EQ(::send(socket_.native_handle(), "hello", 5, MSG_NOSIGNAL), 5);
  EXPECT_EQ(test::ReadExactly(accepted, 5), "hello");
}

TEST_F(ConnectorTest, ConnectsByIpv6) {
  if (!test::HasIpv6Loopback()) GTEST_SKIP() << "no ::1 here";
  const test::Listener listener = test::Listen("::1");
  EXPECT_EQ(Try(TargetAt("::1", listener.port)).error, ConnectError::kNone);
  EXPECT_EQ(socket_.remote_endpoint().address().to_string(), "::1");
}

TEST_F(ConnectorTest, RefusedWhereNobodyListens) {
  const test::Listener silent = test::HoldSilentPort();
  const Attempt attempt = Try(TargetAt("127.0.0.1", silent.port));
  EXPECT_EQ(attempt.error, ConnectError::kRefused);
  EXPECT_EQ(attempt.detail, "Connection refused");
  EXPECT_FALSE(socket_.is_open());
}

// A listener whose backlog is full lets SYNs fall silently, as a dead host does.
TEST_F(ConnectorTest, TimesOutWhereNothingAnswers) {
  const test::Listener listener = test::Listen("127.0.0.1", 0);
  const test::Fd fills_it = test::ConnectTo(listener);
  const int64_t before = loop_.NowMicros();
  const Attempt attempt = Try(TargetAt("127.0.0.1", listener.port, 60'000));
  EXPECT_EQ(attempt.error, ConnectError::kTimeout);
  EXPECT_EQ(attempt.detail, "Connection timed out");
  EXPECT_GE(loop_.NowMicros() - before, 60'000);
  EXPECT_FALSE(socket_.is_open());
}

// A link-local address leads nowhere without its interface, on every machine, with IPv6 and without.
TEST_F(ConnectorTest, NoRouteOfOurOwn) {
  const Attempt attempt = Try(TargetAt("fe80::1", 443));
  EXPECT_EQ(attempt.error, ConnectError::kNoRoute);
  EXPECT_NE(attempt.detail, "");
}

TEST_F(ConnectorTest, WaitsForADescriptor) {
  const test::Listener listener = test::Listen();
  Attempt attempt;
  RunOnLoop(loop_, [&]() -> Awaitable<void> {
    test::DescriptorLimit limit(0);
    const auto lift = [&]() -> Awaitable<void> {
      co_await loop_.Sleep(20'000);
      EXPECT_FALSE(socket_.is_open());
      limit.Lift();
    };
    Spawn(loop_, lift);
    attempt.error = co_await Connect(loop_, TargetAt("127.0.0.1", listener.port), socket_, attempt.detail);
  });
  EXPECT_EQ(attempt.error, ConnectError::kNone) << attempt.detail;
}

TEST(ConnectorClockTest, WithoutDescriptorsForHalfAMinuteItIsOurOwnLimit) {
  const test::Listener listener = test::Listen();
  test::ManualClock clock;
  Loop loop(clock);
  Socket socket(loop.context());
  Attempt attempt;
  RunOnLoop(loop, [&]() -> Awaitable<void> {
    const test::DescriptorLimit limit(0);
    const auto time_passes = [&]() -> Awaitable<void> {
      co_await loop.Sleep(1'000);
      clock.AdvanceSeconds(30);
    };
    Spawn(loop, time_passes);
    const ConnectTarget target = TargetAt("127.0.0.1", listener.port);
    attempt.error = co_await Connect(loop, target, socket, attempt.detail);
  });
  EXPECT_EQ(attempt.error, ConnectError::kLocalLimit);
  EXPECT_EQ(attempt.detail, "Too many open files");
}

TEST(ConnectorLifetimeTest, ALoopMayGoAwayUnderIt) {
  const test::Listener listener = test::Listen("127.0.0.1", 0);
  const test::Fd fills_it = test::ConnectTo(listener);
  {
    Loop loop(base::SystemClock());
    const auto connects = [&]() -> Awaitable<void> {
      Socket socket(loop.context());
      std::string detail;
      const ConnectTarget target = TargetAt("127.0.0.1", listener.port);
      co_await Connect(loop, target, socket, detail);
      ADD_FAILURE() << "nothing answers";
    };
    Spawn(loop, connects);
    RunOnLoop(loop, []() -> Awaitable<void> { co_return; });
  }
}

struct Case {
  int error_number;
  ConnectError immediate;
  ConnectError later;
};

TEST(ClassifyConnectErrorTest, SaysWhoseFaultItIs) {
  using enum ConnectError;
  const Case cases[] = {
      {0, kNone, kNone},
      {ECONNREFUSED, kRefused, kRefused},
      {ECONNRESET, kRefused, kRefused},
      {ETIMEDOUT, kTimeout, kTimeout},
      // Nothing was sent, or a router said so.
      {ENETUNREACH, kNoRoute, kUnreachable},
      {EHOSTUNREACH, kNoRoute, kUnreachable},
      {ENETDOWN, kNoRoute, kUnreachable},
      {EHOSTDOWN, kNoRoute, kUnreachable},
      {ENONET, kNoRoute, kUnreachable},
      {EPROTO, kUnreachable, kUnreachable},
      {ENOPROTOOPT, kUnreachable, kUnreachable},
      // This machine has no address of the family.
      {EAFNOSUPPORT, kNoRoute, kNoRoute},
      {EADDRNOTAVAIL, kNoRoute, kNoRoute},
      {EINVAL, kNoRoute, kNoRoute},
      // Limits and firewall rules of this machine.
      {EMFILE, kLocalLimit, kLocalLimit},
      {ENFILE, kLocalLimit, kLocalLimit},
      {ENOBUFS, kLocalLimit, kLocalLimit},
      {ENOMEM, kLocalLimit, kLocalLimit},
      {EAGAIN, kLocalLimit, kLocalLimit},
      {EPERM, kLocalLimit, kLocalLimit},
      {EACCES, kLocalLimit, kLocalLimit},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ClassifyConnectError(c.error_number, true), c.immediate) << c.error_number;
    EXPECT_EQ(ClassifyConnectError(c.error_number, false), c.later) << c.error_number;
  }
}

}  // namespace
}  // namespace certsweep::net
