#include "bench/lab/lab_addresses.h"

#include <gtest/gtest.h>

namespace certsweep::lab {
namespace {

AddressWalk Walk(const char* first, int count) {
  absl::StatusOr<AddressWalk> walk = AddressWalk::Create(*base::IpAddress::Parse(first), count);
  EXPECT_TRUE(walk.ok()) << walk.status();
  return *walk;
}

std::string Text(uint32_t address) { return base::IpAddress::V4(address).ToString(); }

bool IsRefused(const char* first, int count) {
  return AddressWalk::Create(*base::IpAddress::Parse(first), count).status().code() ==
         absl::StatusCode::kInvalidArgument;
}

TEST(AddressWalk, SkipsLastOctets0And255) {
  const AddressWalk walk = Walk("127.20.0.1", 1000);
  EXPECT_EQ(Text(walk.At(0)), "127.20.0.1");
  EXPECT_EQ(Text(walk.At(253)), "127.20.0.254");
  EXPECT_EQ(Text(walk.At(254)), "127.20.1.1");
  EXPECT_EQ(Text(walk.At(999)), "127.20.3.238");
}

TEST(AddressWalk, FindsItsWayBack) {
  const AddressWalk walk = Walk("127.20.0.200", 70'000);
  for (int index = 0; index < 70'000; ++index) ASSERT_EQ(walk.IndexOf(walk.At(index)), index);
}

TEST(AddressWalk, KnowsNoOthers) {
  const AddressWalk walk = Walk("127.20.0.10", 300);
  EXPECT_FALSE(walk.IndexOf(walk.At(0) - 1));
  EXPECT_FALSE(walk.IndexOf(walk.At(299) + 1));
  EXPECT_FALSE(walk.IndexOf(0x7f1400ff));
  EXPECT_FALSE(walk.IndexOf(0x7f140100));
  EXPECT_FALSE(walk.IndexOf(0x0a000001));
  EXPECT_FALSE(walk.IndexOf(0xffffff01));
}

TEST(AddressWalk, RefusesWhatIsNoRoomOrNoLoopback) {
  EXPECT_TRUE(IsRefused("128.0.0.1", 1));
  EXPECT_TRUE(IsRefused("126.255.255.1", 1));
  EXPECT_TRUE(IsRefused("::1", 1));
  EXPECT_TRUE(IsRefused("127.0.0.0", 1));
  EXPECT_TRUE(IsRefused("127.0.0.255", 1));
  EXPECT_TRUE(IsRefused("127.255.255.250", 6));
  EXPECT_TRUE(IsRefused("127.0.0.1", -1));
  EXPECT_EQ(Text(Walk("127.255.255.250", 5).At(4)), "127.255.255.254");
}

}  // namespace
}  // namespace certsweep::lab
