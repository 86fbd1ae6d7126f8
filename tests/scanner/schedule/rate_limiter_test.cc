#include "scanner/schedule/rate_limiter.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

constexpr int64_t kSecond = 1'000'000;

base::IpAddress Address(std::string_view text) { return *base::IpAddress::Parse(text); }

// The least distance between two of `times`.
int64_t Closest(std::vector<int64_t> times) {
  std::sort(times.begin(), times.end());
  int64_t closest = std::numeric_limits<int64_t>::max();
  for (size_t i = 1; i < times.size(); ++i) closest = std::min(closest, times[i] - times[i - 1]);
  return closest;
}

TEST(StartSpacingTest, StartsAreEvenlyApart) {
  StartSpacing spacing(4);
  EXPECT_EQ(spacing.Reserve(0, 0), 0);
  EXPECT_EQ(spacing.Reserve(0, 0), 250'000);
  EXPECT_EQ(spacing.Reserve(100'000, 0), 500'000);
  EXPECT_EQ(spacing.Reserve(740'000, 0), 750'000);
}

TEST(StartSpacingTest, APauseSavesUpNothing) {
  StartSpacing spacing(10);
  spacing.Reserve(0, 0);
  EXPECT_EQ(spacing.Reserve(60 * kSecond, 0), 60 * kSecond);
  EXPECT_EQ(spacing.Reserve(60 * kSecond, 0), 60 * kSecond + 100'000);
}

TEST(StartSpacingTest, ALaterStartLeavesTheRoomBeforeItToOthers) {
  StartSpacing spacing(1);
  EXPECT_EQ(spacing.Reserve(0, 10 * kSecond), 10 * kSecond);
  EXPECT_EQ(spacing.Reserve(0, 0), 0);
  EXPECT_EQ(spacing.Reserve(0, 0), 1 * kSecond);
  // Between 9.5 and 10 there is no room, nor before 11.
  EXPECT_EQ(spacing.Reserve(0, 9 * kSecond + kSecond / 2), 11 * kSecond);
  EXPECT_EQ(spacing.Reserve(0, 9 * kSecond), 9 * kSecond);
  for (int i = 2; i <= 8; ++i) EXPECT_EQ(spacing.Reserve(0, 0), i * kSecond);
  EXPECT_EQ(spacing.Reserve(0, 0), 12 * kSecond);
}

TEST(StartSpacingTest, ARateThatIsNoneIsNoLimit) {
  for (const double rate : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(), 1e9}) {
    StartSpacing spacing(rate);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(spacing.Reserve(5, 5), 5) << rate;
  }
}

TEST(StartSpacingTest, TheSmallestRateDoesNotOverflow) {
  StartSpacing spacing(1e-300);
  int64_t last = spacing.Reserve(0, 0);
  for (int i = 0; i < 100'000; ++i) {
    const int64_t next = spacing.Reserve(0, 0);
    ASSERT_GT(next, last);
    last = next;
  }
}

TEST(RateLimiterTest, WithoutLimitsNobodyWaits) {
  RateLimiter limiter(0, 0);
  EXPECT_TRUE(limiter.unlimited());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.Reserve(Address("10.0.0.1"), 7), 0);
  EXPECT_EQ(limiter.tracked_networks(), 0u);
}

TEST(RateLimiterTest, OneRateOverAllNetworks) {
  RateLimiter limiter(2, 0);
  EXPECT_FALSE(limiter.unlimited());
  EXPECT_EQ(limiter.Reserve(Address("10.0.0.1"), 0), 0);
  EXPECT_EQ(limiter.Reserve(Address("10.1.0.1"), 0), 500'000);
  EXPECT_EQ(limiter.Reserve(Address("2001:db8::1"), 400'000), 600'000);
}

TEST(RateLimiterTest, ARateForEachNetwork) {
  RateLimiter limiter(0, 1);
  EXPECT_EQ(limiter.Reserve(Address("10.0.0.1"), 0), 0);
  EXPECT_EQ(limiter.Reserve(Address("10.0.0.254"), 0), kSecond);
  EXPECT_EQ(limiter.Reserve(Address("10.0.1.1"), 0), 0);
  EXPECT_EQ(limiter.Reserve(Address("10.0.0.7"), kSecond / 2), kSecond + kSecond / 2);
  // A /48 of IPv6.
  EXPECT_EQ(limiter.Reserve(Address("2001:db8:1:1::1"), 0), 0);
  EXPECT_EQ(limiter.Reserve(Address("2001:db8:1:2::1"), 0), kSecond);
  EXPECT_EQ(limiter.Reserve(Address("2001:db8:2::1"), 0), 0);
}

// Starts that one network holds back must not meet those that come later: both rates hold at any time.
TEST(RateLimiterTest, BothRatesHoldTogether) {
  RateLimiter limiter(10, 1);
  std::vector<int64_t> all;
  std::map<int, std::vector<int64_t>> by_network;
  int64_t now = 0;
  for (int i = 0; i < 400; ++i) {
    // Half of the endpoints are in one network, the rest spread over four.
    const int network = i % 2 == 0 ? 0 : 1 + i / 2 % 4;
    const base::IpAddress address = base::IpAddress::V4(0x0a000001u + 256u * static_cast<uint32_t>(network));
    const int64_t start = now + limiter.Reserve(address, now);
    all.push_back(start);
    by_network[network].push_back(start);
    now += 40'000;
  }
  EXPECT_GE(Closest(all), 100'000);
  for (const auto& [network, starts] : by_network) EXPECT_GE(Closest(starts), kSecond) << network;
  // The spread half is not slowed down by the one network.
  EXPECT_LE(by_network.at(4).back(), 60 * kSecond);
}

TEST(RateLimiterTest, MemoryFollowsTheRateAndNotTheEstate) {
  RateLimiter limiter(0, 1);
  int64_t now = 0;
  size_t most = 0;
  for (uint32_t i = 0; i < 200'000; ++i) {
    limiter.Reserve(base::IpAddress::V4(i << 8), now);
    now += 1'000;  // a thousand networks a second, each held back for a second
    most = std::max(most, limiter.tracked_networks());
  }
  EXPECT_LE(most, 4096u);
}

TEST(NetworkKeyTest, IsTheNetwork) {
  EXPECT_EQ(NetworkKey(Address("10.0.0.1")), NetworkKey(Address("10.0.0.255")));
  EXPECT_NE(NetworkKey(Address("10.0.0.1")), NetworkKey(Address("10.0.1.1")));
  EXPECT_EQ(NetworkKey(Address("2001:db8:1::1")), NetworkKey(Address("2001:db8:1:ffff::")));
  EXPECT_NE(NetworkKey(Address("2001:db8:1::1")), NetworkKey(Address("2001:db8:2::1")));
  EXPECT_NE(NetworkKey(Address("0.0.0.0")), NetworkKey(Address("::")));
  EXPECT_EQ(NetworkKey(Address("::ffff:10.0.0.1")), NetworkKey(Address("10.0.0.2")));
}

}  // namespace
}  // namespace certsweep::scanner
