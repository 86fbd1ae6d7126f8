#include "engine/probe/target_syntax.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::probe {
namespace {

using ::testing::HasSubstr;

TEST(TargetSyntaxTest, ReadsHostsAddressesNetworksAndRanges) {
  struct {
    std::string_view text;
    std::string_view normalised;
  } const kCases[] = {
      {"sps.example", "sps.example"},
      {"  SPS.Example.\t", "sps.example"},
      {"sps.example:4343", "sps.example:4343"},
      {"web-1.example:443", "web-1.example:443"},
      {"localhost", "localhost"},
      {"a_b.example", "a_b.example"},
      {"b\xc3\xbc"
       "cher.example:443",
       "xn--bcher-kva.example:443"},
      {"10.0.0.1", "10.0.0.1"},
      {"10.0.0.1:65535", "10.0.0.1:65535"},
      {"::1", "::1"},
      {"[::1]", "::1"},
      {"[2001:DB8:0:0::1]:443", "[2001:db8::1]:443"},
      {"::ffff:10.0.0.1", "10.0.0.1"},
      {"[::ffff:10.0.0.1]:443", "10.0.0.1:443"},
      {"10.0.0.0/30", "10.0.0.0-10.0.0.3"},
      {"10.0.0.1-3", "10.0.0.1-10.0.0.3"},
      {"10.0.0.1/32", "10.0.0.1-10.0.0.1"},
      {"2001:db8::/96", "2001:db8::-2001:db8::ffff:ffff"},
      {"0.0.0.0/0", "0.0.0.0-255.255.255.255"},
  };
  for (const auto& c : kCases) {
    const auto target = ParseTarget(c.text);
    ASSERT_TRUE(target.ok()) << c.text << ": " << target.status();
    EXPECT_EQ(TargetText(*target), c.normalised) << c.text;
    EXPECT_EQ(*ParseTarget(TargetText(*target)), *target) << c.text;
  }
}

TEST(TargetSyntaxTest, SaysWhatIsWrong) {
  struct {
    std::string_view text;
    const char* message;
  } const kCases[] = {
      {"", "empty"},
      {"host:70000", "port 70000 is not in 1 to 65535"},
      {"host:0", "port 0 is not in 1 to 65535"},
      {"host:99999999999999999999", "is not in 1 to 65535"},
      {"host:", "the port after : is missing"},
      {"host:https", "port 'https' is not a number"},
      {"host:-1", "port '-1' is not a number"},
      {"[::1]:", "the port after : is missing"},
      {":443", "the host before : is missing"},
      {"10.0.0.300", "10.0.0.300"},
      {"10.0.0.1.2:443", "10.0.0.1.2"},
      {"10.0.0.0/33", "prefix length 33 is not in 0 to 32"},
      {"10.0.0/24", "'10.0.0' is no address: a network is written as"},
      {"10.0.0.0/24:443", "has no port of its own: use --port"},
      {"10.0.0.1-10.0.0.9:443", "has no port of its own: use --port"},
      {"2001:db8::/64", "more than 2^32 addresses"},
      {"fe80::/10", "more than 2^32 addresses"},
      {"::-ffff::", "more than 2^32 addresses"},
      {"https://sps.example:4343/console?x", "is a URL: write 'sps.example:4343'"},
      {"https://user@sps.example", "is a URL: write 'sps.example'"},
      {"https://", "is a URL"},
      {"sps.example/console", "is a URL: write 'sps.example'"},
      {"[::1", "lacks its closing ]"},
      {"[10.0.0.1]:443", "'10.0.0.1' is no IPv6 address"},
      {"[::1]443", "after ] comes :PORT, not '443'"},
      {"[2001:db8::]/96", "without [ ]"},
      {"fe80::1%eth0", "zone"},
      {"[fe80::1%eth0]:443", "zone"},
      {"1:2:3", "is no IPv6 address"},
      {"a b", "one target a line"},
      {"a,b", "a comma inside a target"},
      {"*.example", "*.example"},
      {"a..example", "a..example"},
      {"host]", "host]"},
      {"\xff", "UTF-8"},
      {"\xc2\xad"
       "10.0.0.8-9",
       "it is the range 10.0.0.8-9"},
      {"\xc2\xad"
       "10.0.0.8-269:443",
       "it is the range 10.0.0.8-269"},
  };
  for (const auto& c : kCases) {
    const auto target = ParseTarget(c.text);
    ASSERT_FALSE(target.ok()) << c.text;
    EXPECT_EQ(target.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(target.status().message()), HasSubstr(c.message)) << c.text;
    EXPECT_EQ(target.status().message().find('\n'), absl::string_view::npos) << c.text;
  }
}

TEST(TargetSyntaxTest, HostTargetsAreNoNetworks) {
  EXPECT_FALSE(ParseHostTarget("10.0.0.0/24").ok());
  EXPECT_FALSE(ParseHostTarget("10.0.0.1-9").ok());
  EXPECT_TRUE(ParseHostTarget("sps.example:1").ok());
}

TEST(TargetSyntaxTest, LongGarbageIsCutInTheMessage) {
  const auto target = ParseTarget(std::string(100000, '*'));
  ASSERT_FALSE(target.ok());
  EXPECT_LT(target.status().message().size(), 1000u);
}

}  // namespace
}  // namespace certsweep::probe
