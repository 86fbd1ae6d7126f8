#include "bench/lab/loopback_socket.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "tests/bench/lab/lab_client.h"

namespace certsweep::lab {
namespace {

TEST(LoopbackSocket, ListensOnEveryLoopbackAddress) {
  const absl::StatusOr<Listeners> listeners = ListenOnLoopback(0);
  ASSERT_TRUE(listeners.ok()) << listeners.status();
  EXPECT_NE(listeners->port, 0);
  for (const char* address : {"127.0.0.1", "127.20.0.1", "127.255.255.254"}) {
    EXPECT_TRUE(ConnectTo(*base::IpAddress::Parse(address), listeners->port).is_open()) << address;
  }
}

TEST(LoopbackSocket, PortInUseIsAnError) {
  const absl::StatusOr<Listeners> listeners = ListenOnLoopback(0);
  ASSERT_TRUE(listeners.ok()) << listeners.status();
  EXPECT_EQ(ListenOnLoopback(listeners->port).status().code(), absl::StatusCode::kAlreadyExists);
}

TEST(LoopbackSocket, ReservedPortRefuses) {
  const absl::StatusOr<ReservedPort> reserved = ReserveSilentPort(4343);
  ASSERT_TRUE(reserved.ok()) << reserved.status();
  EXPECT_FALSE(ConnectTo(*base::IpAddress::Parse("127.20.0.1"), reserved->port).is_open());
  EXPECT_EQ(errno, ECONNREFUSED);
  const absl::StatusOr<ReservedPort> another = ReserveSilentPort(65535);
  ASSERT_TRUE(another.ok()) << another.status();
  EXPECT_NE(another->port, 0);
  EXPECT_NE(another->port, reserved->port);
}

TEST(LoopbackSocket, TellsTheLocalAddress) {
  const absl::StatusOr<Listeners> listeners = ListenOnLoopback(0);
  ASSERT_TRUE(listeners.ok()) << listeners.status();
  const Descriptor socket = ConnectTo(base::IpAddress::V4(0x7f140001), listeners->port);
  EXPECT_EQ(LocalAddress(socket.get()).value_or(0) >> 24, 127u);
  EXPECT_FALSE(LocalAddress(-1));
}

TEST(Descriptor, ClosesWhatItOwned) {
  absl::StatusOr<Descriptor> waker = MakeWaker();
  ASSERT_TRUE(waker.ok());
  const int number = waker->get();
  {
    const Descriptor moved = *std::move(waker);
  }
  EXPECT_EQ(::fcntl(number, F_GETFD), -1);
}

}  // namespace
}  // namespace certsweep::lab
