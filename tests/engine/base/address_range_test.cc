#include "engine/base/address_range.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

using ::testing::HasSubstr;

TEST(AddressRangeTest, ReadsNetworksAndRanges) {
  struct {
    std::string_view text;
    std::string_view expected;
  } const kCases[] = {
      {"10.0.0.0/24", "10.0.0.0-10.0.0.255"},
      {"10.0.0.7/24", "10.0.0.0-10.0.0.255"},  // bits below the prefix are cleared
      {"10.0.0.7/32", "10.0.0.7"},
      {"0.0.0.0/0", "0.0.0.0-255.255.255.255"},
      {"10.0.0.1-10.0.1.9", "10.0.0.1-10.0.1.9"},
      {"10.0.0.1-9", "10.0.0.1-10.0.0.9"},
      {"10.0.0.9-9", "10.0.0.9"},
      {"2001:db8::/126", "2001:db8::-2001:db8::3"},
      {"2001:db8::1-2001:db8::ff", "2001:db8::1-2001:db8::ff"},
      {"fe80::/10", "fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"::ffff:10.0.0.0/120", "10.0.0.0-10.0.0.255"},
      {"::ffff:10.0.0.1-10.0.0.3", "10.0.0.1-10.0.0.3"},
  };
  for (const auto& c : kCases) {
    const auto range = ParseAddressRange(c.text);
    ASSERT_TRUE(range.ok()) << c.text << ": " << range.status();
    ASSERT_TRUE(range->has_value()) << c.text;
    EXPECT_EQ((*range)->ToString(), c.expected) << c.text;
  }
}

TEST(AddressRangeTest, LeavesOtherTextAlone) {
  for (const std::string_view text :
       {"10.0.0.1", "::1", "sps-1.example", "a-b", "", "-", "/", "https://a/b", "10.0.0/24"}) {
    const auto range = ParseAddressRange(text);
    ASSERT_TRUE(range.ok()) << text;
    EXPECT_FALSE(range->has_value()) << text;
  }
}

TEST(AddressRangeTest, SaysWhatIsWrong) {
  struct {
    std::string_view text;
    const char* message;
  } const kCases[] = {
      {"10.0.0.0/33", "prefix length 33 is not in 0 to 32"},
      {"2001:db8::/129", "prefix length 129 is not in 0 to 128"},
      {"10.0.0.0/99999999999", "prefix length 99999999999 is not in 0 to 32"},
      {"10.0.0.0/", "'' is not a prefix length"},
      {"10.0.0.0/x", "'x' is not a prefix length"},
      {"10.0.0.0/255.255.255.0", "is not a prefix length: a network is written as 10.0.0.0/24"},
      {"10.0.0.9-10.0.0.1", "the range ends (10.0.0.1) before it begins (10.0.0.9)"},
      {"10.0.0.9-1", "before it begins"},
      {"10.0.0.1-256", "'256' can't end a range: the last number of an address is 0 to 255"},
      {"10.0.0.1-x", "'x' can't end a range that begins with 10.0.0.1"},
      {"10.0.0.1-", "'' can't end a range"},
      {"10.0.0.1-::5", "can't begin with IPv4 and end with IPv6"},
      {"2001:db8::1-9", "'9' can't end a range that begins with 2001:db8::1"},
  };
  for (const auto& c : kCases) {
    const auto range = ParseAddressRange(c.text);
    ASSERT_FALSE(range.ok()) << c.text;
    EXPECT_EQ(range.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(range.status().message()), HasSubstr(c.message)) << c.text;
  }
}

TEST(AddressRangeTest, NumbersGoBothWays) {
  for (const char* text : {"0.0.0.0", "10.1.2.3", "255.255.255.255", "::", "::1", "2001:db8::ff00:1",
                           "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}) {
    const IpAddress address = *IpAddress::Parse(text);
    EXPECT_EQ(AddressFromNumber(AddressNumber(address), address.is_v6()), address) << text;
  }
  EXPECT_EQ(RangeSpan({*IpAddress::Parse("10.0.0.1"), *IpAddress::Parse("10.0.1.1")}), 256);
}

}  // namespace
}  // namespace certsweep::base
