#include "scanner/targets/address_set.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::scanner {
namespace {

using ::testing::ElementsAre;

base::AddressRange Range(std::string_view text) { return **base::ParseAddressRange(text); }
base::IpAddress Address(std::string_view text) { return *base::IpAddress::Parse(text); }

TEST(AddressSetTest, KeepsFamiliesApart) {
  AddressSet set;
  EXPECT_TRUE(set.empty());
  set.Add(Range("::/0"));
  EXPECT_TRUE(set.Contains(Address("::1")));
  EXPECT_FALSE(set.Contains(Address("0.0.0.1")));
  set.Add(Range("10.0.0.0/31"));
  set.Add(Range("10.0.0.2/31"));
  EXPECT_THAT(set.ranges(), ElementsAre(Range("10.0.0.0/30"), Range("::/0")));
}

TEST(AddressSetTest, MappedAddressesAreTheIpv4OnesInThem) {
  AddressSet set;
  set.Add(Range("10.0.0.0/8"));
  EXPECT_TRUE(set.Contains(Address("::ffff:10.1.2.3")));
}

TEST(AddressSetTest, SubtractsFromARange) {
  AddressSet set;
  set.Add(Range("10.0.0.10-19"));
  EXPECT_THAT(set.Missing(Range("10.0.0.0/24")), ElementsAre(Range("10.0.0.0-9"), Range("10.0.0.20-255")));
}

}  // namespace
}  // namespace certsweep::scanner
