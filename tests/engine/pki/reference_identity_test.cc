#include "engine/pki/reference_identity.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::pki {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;

ReferenceIdentity Identity(std::string_view text) {
  const auto identity = ReferenceIdentity::Parse(text);
  EXPECT_TRUE(identity.ok()) << text << ": " << identity.status();
  return identity.ok() ? *identity : ReferenceIdentity(base::IpAddress());
}

std::string ErrorOf(std::string_view text) {
  const auto identity = ReferenceIdentity::Parse(text);
  if (identity.ok()) return "no error";
  EXPECT_EQ(identity.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(identity.status().message());
}

bool DnsMatches(std::string_view identity, const std::string& presented) {
  x509::SubjectAltName san;
  san.dns_names = {"other.example", presented};
  return Matches(Identity(identity), &san);
}

bool IpMatches(std::string_view identity, std::string_view presented) {
  x509::SubjectAltName san;
  san.ip_addresses = {*base::IpAddress::Parse("192.0.2.1"), *base::IpAddress::Parse(presented)};
  return Matches(Identity(identity), &san);
}

const std::string kLabel63(63, 'a');

TEST(ReferenceIdentityTest, ReadsNames) {
  const struct {
    std::string text;
    std::string expected;
  } kCases[] = {
      {"sps01.corp.example", "sps01.corp.example"},
      {"SPS01.Corp.Example", "sps01.corp.example"},
      {"sps01.corp.example.", "sps01.corp.example"},  // fully qualified
      {"sps01", "sps01"},
      {"_dmarc.corp.example", "_dmarc.corp.example"},
      {"sps_01", "sps_01"},
      {"1and1.example", "1and1.example"},
      {"10.0.0.1a", "10.0.0.1a"},
      {"123.example", "123.example"},
      {"xn--mnchen-3ya.example", "xn--mnchen-3ya.example"},
      {kLabel63 + ".example", kLabel63 + ".example"},
      {kLabel63 + "." + kLabel63 + "." + kLabel63 + "." + std::string(61, 'a'),
       kLabel63 + "." + kLabel63 + "." + kLabel63 + "." + std::string(61, 'a')},  // 253 bytes
  };
  for (const auto& c : kCases) {
    const ReferenceIdentity identity = Identity(c.text);
    ASSERT_FALSE(identity.is_ip()) << c.text;
    EXPECT_EQ(identity.dns_name(), c.expected);
    EXPECT_EQ(identity.ToString(), c.expected);
  }
}

TEST(ReferenceIdentityTest, ReadsAddresses) {
  const struct {
    std::string_view text;
    std::string_view expected;
  } kCases[] = {
      {"10.0.0.1", "10.0.0.1"},
      {"::1", "::1"},
      {"[::1]", "::1"},
      {"2001:DB8:0:0::1", "2001:db8::1"},
      {"[2001:db8::1]", "2001:db8::1"},
      {"::ffff:10.0.0.1", "10.0.0.1"},  // the same endpoint, and certificates hold its four octets
      {"[::ffff:a00:1]", "10.0.0.1"},
  };
  for (const auto& c : kCases) {
    const ReferenceIdentity identity = Identity(c.text);
    ASSERT_TRUE(identity.is_ip()) << c.text;
    EXPECT_EQ(identity.ToString(), c.expected);
  }
}

TEST(ReferenceIdentityTest, TurnsULabelsIntoALabels) {
  const struct {
    std::string_view text;
    std::string_view expected;
  } kCases[] = {
      {"m\xc3\xbcnchen.example", "xn--mnchen-3ya.example"},
      {"M\xc3\x9cNCHEN.Example.", "xn--mnchen-3ya.example"},
      {"mu\xcc\x88nchen.example", "xn--mnchen-3ya.example"},  // not composed
      {"stra\xc3\x9f"
       "e.example",
       "xn--strae-oqa.example"},                                    // IDNA 2008 keeps the sharp s
      {"\xe4\xbe\x8b\xe3\x80\x82\xe4\xbe\x8b", "xn--fsq.xn--fsq"},  // with the ideographic full stop
      {"sps_01.m\xc3\xbcnchen.example", "sps_01.xn--mnchen-3ya.example"},
  };
  for (const auto& c : kCases) EXPECT_EQ(Identity(c.text).ToString(), c.expected) << c.text;
}

TEST(ReferenceIdentityTest, RefusesWhatIsNoName) {
  const struct {
    std::string text;
    const char* why;
  } kCases[] = {
      {"", "it is empty"},
      {".", "it is empty"},
      {"..", "an empty label"},
      {".a.example", "an empty label"},
      {"a..example", "an empty label"},
      {"a.example..", "an empty label"},
      {kLabel63 + "a.example", "a label of over 63 bytes"},
      {kLabel63 + "." + kLabel63 + "." + kLabel63 + "." + std::string(62, 'a'), "over 253 bytes"},
      {std::string(1 << 20, 'a'), "over 253 bytes"},
      {"*.example", "a wildcard is not the name of a host"},
      {"a*.example", "a wildcard is not the name of a host"},
      {"a b.example", "a character that no host name has"},
      {"a.example:443", "a character that no host name has"},
      {"https://a.example/", "a character that no host name has"},
      {"a@b.example", "a character that no host name has"},
      {"a.example\0.evil.example"s, "a character that no host name has"},
      {"a.example\n", "a character that no host name has"},
      {"[a.example]", "a character that no host name has"},
      {"fe80::1%eth0", "a character that no host name has"},
      {"10.0.0.300", "neither an IP address nor a name"},
      {"10.0.0.1.", "neither an IP address nor a name"},
      {"10.0.0", "neither an IP address nor a name"},
      {"10.0.0.01", "neither an IP address nor a name"},
      {"1", "neither an IP address nor a name"},
      {"a.example.42", "neither an IP address nor a name"},
      {"\xff.example", "not UTF-8"},
      {"m\xc3\xbc\0.example"s, "a NUL byte"},
      {"m\xc3\xbc" + std::string(5000, 'a'), "over 253 bytes"},
  };
  for (const auto& c : kCases) EXPECT_THAT(ErrorOf(c.text), HasSubstr(std::string(": ") + c.why)) << c.text;
}

TEST(ReferenceIdentityTest, MoreUnicodeThanANameHolds) {
  for (const std::string& text : {"\xef\xbc\x91\xef\xbc\x90.0.0.300"s,  // wide digits
                                  "\xe2\x80\xae"
                                  "a.example"s,  // a control that turns the text around
                                  "a\xe3\x80\x82\xe3\x80\x82"
                                  "b.example"s,                    // two full stops
                                  "\xcc\x88.example"s,             // a mark alone
                                  "\xf0\x9f\x98\x80.example"s}) {  // a symbol
    EXPECT_THAT(ErrorOf(text), HasSubstr("bad name")) << text;
  }
}

TEST(ReferenceIdentityTest, ErrorsNameTheText) {
  EXPECT_EQ(ErrorOf("10.0.0.300"), "bad name \"10.0.0.300\": neither an IP address nor a name");
  EXPECT_EQ(ErrorOf("a\x1b[31m"), "bad name \"a\\x1b[31m\": a character that no host name has");
  EXPECT_LT(ErrorOf(std::string(1 << 20, 'a')).size(), 400u);
}

TEST(ReferenceIdentityTest, EqualsWhatMeansTheSame) {
  EXPECT_EQ(Identity("A.example."), Identity("a.example"));
  EXPECT_EQ(Identity("[::1]"), Identity("0:0:0:0:0:0:0:1"));
  EXPECT_EQ(Identity("10.0.0.1"), ReferenceIdentity(*base::IpAddress::Parse("10.0.0.1")));
  EXPECT_FALSE(Identity("a.example") == Identity("b.example"));
}

TEST(ReferenceIdentityTest, NamesMatchWithoutCase) {
  EXPECT_TRUE(DnsMatches("sps01.corp.example", "sps01.corp.example"));
  EXPECT_TRUE(DnsMatches("sps01.corp.example", "SPS01.Corp.EXAMPLE"));
  EXPECT_TRUE(DnsMatches("sps01", "SPS01"));
  EXPECT_TRUE(DnsMatches("sps_01.corp.example", "sps_01.corp.example"));
  EXPECT_TRUE(DnsMatches("m\xc3\xbcnchen.example", "XN--MNCHEN-3YA.example"));
  EXPECT_FALSE(DnsMatches("sps01.corp.example", "sps02.corp.example"));
  EXPECT_FALSE(DnsMatches("sps01.corp.example", "corp.example"));
  EXPECT_FALSE(DnsMatches("corp.example", "sps01.corp.example"));
  EXPECT_FALSE(DnsMatches("sps01", "sps01.corp.example"));
  EXPECT_FALSE(DnsMatches("m\xc3\xbcnchen.example", "m\xc3\xbcnchen.example")) << "certificates hold A-labels";
  EXPECT_FALSE(DnsMatches("a.example", "a.example\0.evil.example"s));
  EXPECT_FALSE(DnsMatches("a.example", "a.example "));
  EXPECT_FALSE(DnsMatches("a.example", ""));
}

TEST(ReferenceIdentityTest, AWildcardIsTheWholeLeftMostLabelAndStandsForOne) {
  EXPECT_TRUE(DnsMatches("a.corp.example", "*.corp.example"));
  EXPECT_TRUE(DnsMatches("A.corp.example", "*.CORP.example"));
  EXPECT_TRUE(DnsMatches("xn--mnchen-3ya.example.com", "*.example.com"));
  EXPECT_TRUE(DnsMatches("_a.corp.example", "*.corp.example"));
  EXPECT_FALSE(DnsMatches("corp.example", "*.corp.example"));
  EXPECT_FALSE(DnsMatches("b.a.corp.example", "*.corp.example"));
  EXPECT_FALSE(DnsMatches("a.example", "*.example")) << "alone before a single label";
  EXPECT_FALSE(DnsMatches("example", "*"));
  EXPECT_FALSE(DnsMatches("a.example", "*"));
  EXPECT_FALSE(DnsMatches("a.example", "*."));
  EXPECT_FALSE(DnsMatches("a.example", "*.."));
  EXPECT_FALSE(DnsMatches("a.corp.example", "a*.corp.example"));
  EXPECT_FALSE(DnsMatches("a.corp.example", "*a.corp.example"));
  EXPECT_FALSE(DnsMatches("aa.corp.example", "a*a.corp.example"));
  EXPECT_FALSE(DnsMatches("a.b.corp.example", "a.*.corp.example"));
  EXPECT_FALSE(DnsMatches("a.b.corp.example", "*.*.corp.example"));
  EXPECT_FALSE(DnsMatches("a.corp.example", "**.corp.example"));
  EXPECT_FALSE(DnsMatches("xn--a.corp.example", "xn--*.corp.example"));
}

TEST(ReferenceIdentityTest, OnTheWebNoWildcardStandsRightAboveASuffixOfARegistry) {
  const auto matches = [](std::string_view identity, const std::string& presented, Rules rules) {
    x509::SubjectAltName san;
    san.dns_names = {presented};
    return Matches(Identity(identity), &san, rules);
  };
  EXPECT_FALSE(matches("a.co.uk", "*.co.uk", Rules::kWebPki));
  EXPECT_FALSE(matches("a.co.uk", "*.CO.UK", Rules::kWebPki));
  EXPECT_TRUE(matches("a.co.uk", "a.co.uk", Rules::kWebPki));
  EXPECT_TRUE(matches("a.corp.co.uk", "*.corp.co.uk", Rules::kWebPki));
  EXPECT_TRUE(matches("a.corp.example", "*.corp.example", Rules::kWebPki));
  EXPECT_TRUE(matches("a.github.io", "*.github.io", Rules::kWebPki)) << "a suffix of a company, not of a registry";
  EXPECT_TRUE(matches("a.co.uk", "*.co.uk", Rules::kPrivate));
  EXPECT_TRUE(matches("a.co.uk", "*.co.uk", Rules::kRfc5280));
}

TEST(ReferenceIdentityTest, AddressesMatchAddressesAlone) {
  EXPECT_TRUE(IpMatches("10.0.0.1", "10.0.0.1"));
  EXPECT_TRUE(IpMatches("2001:db8::1", "2001:DB8:0::1"));
  EXPECT_TRUE(IpMatches("::ffff:10.0.0.1", "10.0.0.1"));
  EXPECT_FALSE(IpMatches("10.0.0.1", "10.0.0.2"));
  EXPECT_FALSE(IpMatches("10.0.0.1", "::ffff:10.0.0.1")) << "RFC 9525, 6.5: the octets are compared";
  EXPECT_FALSE(IpMatches("::10.0.0.1", "10.0.0.1"));
  EXPECT_FALSE(DnsMatches("10.0.0.1", "10.0.0.1")) << "no address in a dNSName counts";
  EXPECT_FALSE(DnsMatches("10.0.0.1", "*.0.0.1"));
  EXPECT_FALSE(IpMatches("a.example", "10.0.0.1"));
}

TEST(ReferenceIdentityTest, OtherNamesNeverMatch) {
  x509::SubjectAltName san;
  san.uris = {"https://a.example/"};
  san.email_addresses = {"a.example"};
  san.other_names = 1;
  EXPECT_FALSE(Matches(Identity("a.example"), &san));
  EXPECT_FALSE(Matches(Identity("a.example"), nullptr));
}

}  // namespace
}  // namespace certsweep::pki
