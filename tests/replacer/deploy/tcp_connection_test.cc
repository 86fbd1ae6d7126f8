#include "replacer/deploy/tcp_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/loopback.h"

namespace certsweep::replacer {
namespace {

using testing::HasSubstr;

Deadline Soon() { return Deadline::After(20'000'000); }

TEST(TcpConnectionTest, ConnectsToAnAddressAndToAName) {
  const test::Listener listener = test::Listen();
  EXPECT_TRUE(ConnectTcp("127.0.0.1", listener.port, Soon()).ok());
  EXPECT_TRUE(ConnectTcp("localhost", listener.port, Soon()).ok());
}

TEST(TcpConnectionTest, SaysThatItWasRefused) {
  const test::Listener held = test::HoldSilentPort();
  const absl::Status status = ConnectTcp("127.0.0.1", held.port, Soon()).status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_EQ(status.message(), "connection refused");
}

TEST(TcpConnectionTest, SaysThatThereIsNoSuchName) {
  const absl::Status status = ConnectTcp("no such host", 22, Soon()).status();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("the name was not resolved: "));
}

TEST(TcpConnectionTest, GivesUpInTime) {
  // The queue of connections that nobody accepts is full.
  const test::Listener listener = test::Listen("127.0.0.1", 0);
  std::vector<Socket> queued;
  absl::Status status;
  for (int i = 0; i < 50 && status.ok(); ++i) {
    absl::StatusOr<Socket> socket = ConnectTcp("127.0.0.1", listener.port, Deadline::After(200'000));
    status = socket.status();
    if (socket.ok()) queued.push_back(*std::move(socket));
  }
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
}

TEST(TcpConnectionTest, OwnLimitsAreNotTheHosts) {
  const test::Listener listener = test::Listen();
  absl::Status status;
  {
    const test::DescriptorLimit limit(0);
    status = ConnectTcp("127.0.0.1", listener.port, Soon()).status();
  }
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
}

}  // namespace
}  // namespace certsweep::replacer
