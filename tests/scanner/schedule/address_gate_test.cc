#include "scanner/schedule/address_gate.h"

#include <atomic>
#include <string_view>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

base::IpAddress Address(std::string_view text) { return *base::IpAddress::Parse(text); }

TEST(AddressGateTest, TwoAtOnceAndNoMore) {
  AddressGate gate;
  const base::IpAddress address = Address("10.0.0.1");
  EXPECT_TRUE(gate.TryEnter(address));
  EXPECT_TRUE(gate.TryEnter(address));
  EXPECT_FALSE(gate.TryEnter(address));
  EXPECT_FALSE(gate.TryEnter(address));
  gate.Leave(address);
  EXPECT_TRUE(gate.TryEnter(address));
  EXPECT_FALSE(gate.TryEnter(address));
}

TEST(AddressGateTest, AddressesDoNotWaitForEachOther) {
  AddressGate gate;
  for (int i = 0; i < 1000; ++i) {
    const base::IpAddress address = base::IpAddress::V4(0x0a000000u + static_cast<uint32_t>(i));
    EXPECT_TRUE(gate.TryEnter(address));
    EXPECT_TRUE(gate.TryEnter(address));
  }
}

// Both spellings are one machine.
TEST(AddressGateTest, AMappedAddressIsTheIpv4AddressInIt) {
  AddressGate gate;
  EXPECT_TRUE(gate.TryEnter(Address("10.0.0.1")));
  EXPECT_TRUE(gate.TryEnter(Address("::ffff:10.0.0.1")));
  EXPECT_FALSE(gate.TryEnter(Address("10.0.0.1")));
  EXPECT_FALSE(gate.TryEnter(Address("::ffff:10.0.0.1")));
  gate.Leave(Address("::ffff:10.0.0.1"));
  EXPECT_TRUE(gate.TryEnter(Address("10.0.0.1")));
}

TEST(AddressGateTest, ThreadsNeverMakeItThree) {
  AddressGate gate;
  const base::IpAddress address = Address("2001:db8::1");
  std::atomic<int> inside = 0, entered = 0;
  std::atomic<bool> crowded = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int done = 0; done < 2000;) {
        if (!gate.TryEnter(address)) {
          std::this_thread::yield();
          continue;
        }
        if (++inside > AddressGate::kAtOnce) crowded = true;
        --inside;
        gate.Leave(address);
        ++done;
        ++entered;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(crowded);
  EXPECT_EQ(entered, 16'000);
}

}  // namespace
}  // namespace certsweep::scanner
