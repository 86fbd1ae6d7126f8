#include "engine/base/ip_address.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace certsweep::base {
namespace {

IpAddress Address(std::string_view text) {
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  EXPECT_TRUE(address.has_value()) << text;
  return address.value_or(IpAddress());
}

IpNetwork Network(std::string_view text) {
  const std::optional<IpNetwork> network = IpNetwork::Parse(text);
  EXPECT_TRUE(network.has_value()) << text;
  return network.value_or(IpNetwork(IpAddress(), 0));
}

// Each line is an address as it may be written, and as RFC 5952 wants it.
TEST(IpAddressTest, WritesTheOneFormOfRfc5952) {
  struct {
    const char* text;
    const char* canonical;
  } const kCases[] = {
      {"0.0.0.0", "0.0.0.0"},
      {"255.255.255.255", "255.255.255.255"},
      {"10.0.0.1", "10.0.0.1"},
      {"::", "::"},
      {"0:0:0:0:0:0:0:0", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"},
      {"2001:DB8::A", "2001:db8::a"},                    // 4.3: lower case
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},  // 4.2.2: one group is not shortened
      {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},   //
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},           // 4.2.3: the longest run
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},     // 4.2.3: the first of equals
      {"0:0:1:0:0:0:0:0", "0:0:1::"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
      {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
      {"fe80::", "fe80::"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"::ffff:10.0.0.1", "::ffff:10.0.0.1"},  // 5: v4-mapped
      {"::FFFF:0a00:0001", "::ffff:10.0.0.1"},
      {"0:0:0:0:0:ffff:1.2.3.4", "::ffff:1.2.3.4"},
      {"::1.2.3.4", "::102:304"},  // v4-compatible: just an address
      {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
      {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
      {"1::1.2.3.4", "1::102:304"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Address(c.text).ToString(), c.canonical) << c.text;
    EXPECT_EQ(Address(c.canonical), Address(c.text)) << c.text;
  }
}

TEST(IpAddressTest, RefusesWhatIsNoAddress) {
  for (const std::string_view text : {"",
                                      " ",
                                      "1",
                                      "1.2.3",
                                      "1.2.3.4.5",
                                      "1.2.3.",
                                      ".1.2.3",
                                      "1..2.3",
                                      "256.1.1.1",
                                      "1.2.3.256",
                                      "01.2.3.4",
                                      "1.2.3.00",
                                      "1.2.3.4 ",
                                      " 1.2.3.4",
                                      "0x1.2.3.4",
                                      "1.2.3.-4",
                                      "1.2.3.4/32",
                                      "16909060",
                                      "1.2.3.1000",
                                      "1.2.3.99999999999",
                                      ":",
                                      ":::",
                                      "1:",
                                      ":1",
                                      "1:2:3:4:5:6:7",
                                      "1:2:3:4:5:6:7:8:9",
                                      "1::2::3",
                                      "::1::",
                                      "1:::2",
                                      "12345::",
                                      "::12345",
                                      "g::",
                                      "::-1",
                                      "1:2:3:4:5:6:7:8::",
                                      "::1:2:3:4:5:6:7:8",
                                      "1:2:3:4::5:6:7:8",
                                      "[::1]",
                                      "::1%eth0",
                                      "fe80::1%1",
                                      "::1/128",
                                      "::1 ",
                                      " ::1",
                                      "::1.2.3",
                                      "::1.2.3.4.5",
                                      "::1.2.3.256",
                                      "1.2.3.4::",
                                      "::1.2.3.4:5",
                                      "::01.2.3.4",
                                      "1:2:3:4:5:6:7:1.2.3.4",
                                      "1:2:3:4:5:1.2.3.4",
                                      "::ffff:1.2.3.4%0",
                                      "0:0:0:0:0:0:0:0:",
                                      "sps.example"}) {
    EXPECT_FALSE(IpAddress::Parse(text).has_value()) << text;
  }
  EXPECT_FALSE(IpAddress::Parse(std::string_view("1.2.3.4\0", 8)).has_value());
  EXPECT_FALSE(IpAddress::Parse(std::string_view("::1\0", 4)).has_value());
  EXPECT_FALSE(IpAddress::Parse(std::string(1 << 20, ':')).has_value());
  EXPECT_FALSE(IpAddress::Parse(std::string(1 << 20, '1')).has_value());
}

TEST(IpAddressTest, HoldsItsBytesInNetworkOrder) {
  EXPECT_EQ(HexEncode(Address("10.1.2.3").bytes()), "0a010203");
  EXPECT_EQ(HexEncode(Address("2001:db8::7").bytes()), "20010db8000000000000000000000007");
  EXPECT_EQ(IpAddress::V4(0x0a010203), Address("10.1.2.3"));
  EXPECT_EQ(IpAddress(), Address("0.0.0.0"));
  EXPECT_EQ(Address("10.1.2.3").bits(), 32);
  EXPECT_EQ(Address("::").bits(), 128);
}

TEST(IpAddressTest, IsMadeOfFourOrSixteenBytesAlone) {
  const std::vector<uint8_t> bytes(17, 1);
  for (size_t size = 0; size <= bytes.size(); ++size) {
    const std::optional<IpAddress> address = IpAddress::FromBytes({bytes.data(), size});
    EXPECT_EQ(address.has_value(), size == 4 || size == 16) << size;
    if (address) {
      EXPECT_EQ(address->bytes().size(), size);
    }
  }
}

TEST(IpAddressTest, UnmapsV4MappedAddressesAlone) {
  EXPECT_EQ(Address("::ffff:10.0.0.1").Unmapped(), Address("10.0.0.1"));
  for (const std::string_view text : {"10.0.0.1", "::10.0.0.1", "::ffff:0:10.0.0.1", "::fffe:a00:1", "1::ffff:a00:1"}) {
    EXPECT_EQ(Address(text).Unmapped(), Address(text)) << text;
  }
}

TEST(IpAddressTest, IsAnotherAddressThanTheOneItMaps) {
  EXPECT_NE(Address("::ffff:10.0.0.1"), Address("10.0.0.1"));
  EXPECT_NE(Address("::"), Address("0.0.0.0"));
}

TEST(IpAddressTest, OrdersV4BeforeV6AndEachByNumber) {
  const std::vector<IpAddress> ordered = {
      Address("0.0.0.0"), Address("9.255.255.255"), Address("10.0.0.0"), Address("255.255.255.255"),
      Address("::"),      Address("::1"),           Address("2001::")};
  EXPECT_TRUE(std::is_sorted(ordered.begin(), ordered.end()));
  EXPECT_EQ(std::adjacent_find(ordered.begin(), ordered.end()), ordered.end());
}

TEST(IpAddressTest, AddsWithCarryAndWrapsAround) {
  struct {
    const char* address;
    uint64_t offset;
    const char* sum;
  } const kCases[] = {
      {"10.0.0.255", 1, "10.0.1.0"},
      {"10.0.0.0", 0, "10.0.0.0"},
      {"0.0.0.0", 0xffffffff, "255.255.255.255"},
      {"255.255.255.255", 1, "0.0.0.0"},
      {"10.0.0.1", uint64_t{1} << 32, "10.0.0.1"},
      {"::", ~uint64_t{0}, "::ffff:ffff:ffff:ffff"},
      {"::ffff:ffff:ffff:ffff", 1, "0:0:0:1::"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 2, "::1"},
  };
  for (const auto& c : kCases) EXPECT_EQ(Address(c.address).Plus(c.offset).ToString(), c.sum) << c.address;
}

TEST(IpNetworkTest, ClearsTheBitsBelowItsPrefix) {
  struct {
    const char* text;
    const char* canonical;
    const char* last;
  } const kCases[] = {
      {"10.1.2.3/8", "10.0.0.0/8", "10.255.255.255"},
      {"10.1.2.3/0", "0.0.0.0/0", "255.255.255.255"},
      {"10.1.2.3/32", "10.1.2.3/32", "10.1.2.3"},
      {"10.1.2.3", "10.1.2.3/32", "10.1.2.3"},
      {"10.1.2.255/25", "10.1.2.128/25", "10.1.2.255"},
      {"10.1.2.3/31", "10.1.2.2/31", "10.1.2.3"},
      {"2001:db8:ffff::1/33", "2001:db8:8000::/33", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"2001:db8::1/128", "2001:db8::1/128", "2001:db8::1"},
      {"::1", "::1/128", "::1"},
      {"ffff::/0", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
  };
  for (const auto& c : kCases) {
    const IpNetwork network = Network(c.text);
    EXPECT_EQ(network.ToString(), c.canonical) << c.text;
    EXPECT_EQ(network.last(), Address(c.last)) << c.text;
    EXPECT_TRUE(network.Contains(network.first()) && network.Contains(network.last())) << c.text;
  }
}

TEST(IpNetworkTest, ContainsWhatLiesBetweenItsEnds) {
  const IpNetwork network = Network("10.1.2.128/25");
  EXPECT_FALSE(network.Contains(Address("10.1.2.127")));
  EXPECT_TRUE(network.Contains(Address("10.1.2.128")));
  EXPECT_TRUE(network.Contains(Address("10.1.2.200")));
  EXPECT_FALSE(network.Contains(Address("10.1.3.0")));
}

TEST(IpNetworkTest, ContainsNoAddressOfTheOtherFamily) {
  EXPECT_FALSE(Network("0.0.0.0/0").Contains(Address("::")));
  EXPECT_FALSE(Network("0.0.0.0/0").Contains(Address("::ffff:10.0.0.1")));
  EXPECT_FALSE(Network("::/0").Contains(Address("10.0.0.1")));
}

TEST(IpNetworkTest, RefusesWhatIsNoNetwork) {
  for (const std::string_view text : {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/08",
                                      "10.0.0.0/+8", "10.0.0.0/8 ", "10.0.0.0/ 8", "10.0.0.0/8/8", "10.0.0/8",
                                      "10.0.0.0/255.0.0.0", "10.0.0.0/99999999999", "::/0x10", "10.0.0.0\\8"}) {
    EXPECT_FALSE(IpNetwork::Parse(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace certsweep::base
