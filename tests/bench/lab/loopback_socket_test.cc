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

TEST(LoopbackSocket, AFreePortIsFreeOnEachAddress) {
  const std::vector<base::IpAddress> addresses = {base::IpAddress::V4(0x7f010203), base::IpAddress::V4(0x7f010204)};
  const absl::StatusOr<uint16_t> port = FindFreePort(addresses, 0);
  ASSERT_TRUE(port.ok()) << port.status();
  EXPECT_NE(*port, 0);
  EXPECT_FALSE(IsListening(addresses[1], *port));
  const absl::StatusOr<Listeners> listeners = ListenOnLoopback(0);
  ASSERT_TRUE(listeners.ok()) << listeners.status();
  EXPECT_TRUE(IsListening(addresses[1], listeners->port));
  const absl::Status taken = FindFreePort(addresses, listeners->port).status();
  EXPECT_TRUE(absl::IsAlreadyExists(taken));
  EXPECT_NE(taken.message().find("127.1.2.3:" + std::to_string(listeners->port)), std::string::npos) << taken;
}

}  // namespace
}  // namespace certsweep::lab
