#include "scanner/targets/range_space.h"

#include <set>

#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

base::AddressRange Range(std::string_view text) { return **base::ParseAddressRange(text); }

TEST(RangeSpaceTest, NumbersEveryAddressAndPortOnce) {
  AddressSet set;
  set.Add(Range("10.0.0.254-10.0.1.1"));
  set.Add(Range("192.168.0.0/31"));
  set.Add(Range("2001:db8::/127"));
  const auto space = RangeSpace::Create(set, {443, 4343});
  ASSERT_TRUE(space.ok());
  ASSERT_EQ(space->size(), 16u);
  std::set<std::pair<std::string, uint16_t>> seen;
  for (uint64_t i = 0; i < space->size(); ++i) {
    const auto [address, port] = space->At(i);
    EXPECT_TRUE(set.Contains(address));
    seen.emplace(address.ToString(), port);
  }
  EXPECT_EQ(seen.size(), 16u);
}

TEST(RangeSpaceTest, CountsBeyond32Bits) {
  AddressSet set;
  set.Add(Range("0.0.0.0/0"));
  const auto space = RangeSpace::Create(set, {1, 2, 3});
  ASSERT_TRUE(space.ok());
  EXPECT_EQ(space->size(), 3 * (uint64_t{1} << 32));
  EXPECT_EQ(space->At(space->size() - 1).first.ToString(), "255.255.255.255");
  EXPECT_EQ(space->At(space->size() - 1).second, 3);
}

TEST(RangeSpaceTest, RefusesWhatNoScanCouldEnd) {
  AddressSet set;
  set.Add(Range("2001:db8::/64"));
  EXPECT_EQ(RangeSpace::Create(set, {443}).status().code(), absl::StatusCode::kInvalidArgument);
  AddressSet all;
  all.Add(Range("::/0"));
  EXPECT_FALSE(RangeSpace::Create(all, {443}).ok());
}

TEST(RangeSpaceTest, MayBeEmpty) { EXPECT_EQ(RangeSpace::Create(AddressSet(), {443})->size(), 0u); }

}  // namespace
}  // namespace certsweep::scanner
