#include "engine/x509/general_names.h"

#include <string>

#include "engine/x509/cbs.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/der.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;
using test::CommonName;
using test::ConstructedContextTag;
using test::ContextTag;
using test::Der;
using test::DirectoryName;
using test::DnsName;
using test::EmailName;
using test::IpName;
using test::IpRangeName;
using test::UriName;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct NamesResult {
  GeneralNames names;
  NamesProblem problem;
};

NamesResult Names(const std::string& contents) {
  NamesResult result;
  result.problem = ReadGeneralNames(ToCbs(base::AsBytes(contents)), &result.names);
  return result;
}

struct SubtreesResult {
  NameSubtrees subtrees;
  NamesProblem problem;
};

// One GeneralSubtree around each of `bases`.
SubtreesResult Subtrees(const std::vector<std::string>& bases) {
  std::string contents;
  for (const std::string& base : bases) contents += Der(test::kSequenceTag, base);
  SubtreesResult result;
  result.problem = ReadSubtrees(ToCbs(base::AsBytes(contents)), &result.subtrees);
  return result;
}

TEST(GeneralNamesTest, SortsNamesByTheirForm) {
  const NamesResult result =
      Names(DnsName("A.example") + IpName("10.0.0.1") + EmailName("a@b.example") + UriName("https://a.example/") +
            DirectoryName(CommonName("a")) + DnsName("*.b.example") + IpName("2001:db8::1"));
  EXPECT_FALSE(result.problem.found()) << result.problem.detail;
  EXPECT_THAT(result.names.dns_names, ElementsAre("A.example", "*.b.example"));
  EXPECT_THAT(result.names.ip_addresses,
              ElementsAre(*base::IpAddress::Parse("10.0.0.1"), *base::IpAddress::Parse("2001:db8::1")));
  EXPECT_THAT(result.names.email_addresses, ElementsAre("a@b.example"));
  EXPECT_THAT(result.names.uris, ElementsAre("https://a.example/"));
  ASSERT_EQ(result.names.directory_names.size(), 1u);
  EXPECT_EQ(result.names.directory_names[0].text(), "CN=a");
  EXPECT_EQ(result.names.other_names, 0);
  EXPECT_EQ(result.names.count(), 7u);
}

TEST(GeneralNamesTest, OtherFormsAreCounted) {
  const NamesResult result = Names(test::OtherName() + Der(ConstructedContextTag(3), "") +
                                   Der(ConstructedContextTag(5), "") + Der(ContextTag(8), "\x2a\x03"));
  EXPECT_FALSE(result.problem.found());
  EXPECT_EQ(result.names.other_names, 4);
  EXPECT_EQ(result.names.count(), 4u);
}

TEST(GeneralNamesTest, NoNamesAreNoProblemHere) {
  EXPECT_FALSE(Names("").problem.found());
  EXPECT_EQ(Names("").names.count(), 0u);
}

TEST(GeneralNamesTest, KeepsBytesAsTheyAreAndSaysThatTheyAreNoIa5String) {
  for (const std::string& text : {"m\xc3\xbcnchen.example"s, "a.example\0.evil.example"s, "\xff"s}) {
    const NamesResult result = Names(DnsName(text));
    EXPECT_EQ(result.problem.detail, "dNSName that is no IA5String");
    EXPECT_FALSE(result.problem.fatal);
    EXPECT_THAT(result.names.dns_names, ElementsAre(text));
  }
  EXPECT_EQ(Names(EmailName("\xc3\xbc@a.example")).problem.detail, "rfc822Name that is no IA5String");
  EXPECT_EQ(Names(UriName("\xff")).problem.detail, "uniformResourceIdentifier that is no IA5String");
  EXPECT_EQ(Names(DnsName("")).problem.detail, "an empty dNSName");
}

TEST(GeneralNamesTest, ANameThatCannotBeReadIsFatalAndHidesNoOther) {
  const struct {
    std::string der;
    const char* detail;
  } kCases[] = {
      {Der(ContextTag(7), ""), "iPAddress of 0 octets"},
      {Der(ContextTag(7), "\x0a\x00\x01"s), "iPAddress of 3 octets"},
      {Der(ContextTag(7), std::string(8, '\1')), "iPAddress of 8 octets"},
      {DirectoryName("junk"), "directoryName that can't be read"},
      {DirectoryName(CommonName("a") + CommonName("b")), "directoryName that can't be read"},
      {Der(ContextTag(9), "x"), "a name of no known form"},
      {Der(test::kUtf8StringTag, "a.example"), "a name of no known form"},
      {Der(ConstructedContextTag(2), "a.example"), "a name of no known form"},  // constructed: not DER for a string
      {Der(ContextTag(0), "x"), "a name of no known form"},
  };
  for (const auto& c : kCases) {
    const NamesResult result = Names(DnsName("a.example") + c.der + DnsName("b.example"));
    EXPECT_EQ(result.problem.detail, c.detail);
    EXPECT_TRUE(result.problem.fatal) << c.detail;
    EXPECT_THAT(result.names.dns_names, ElementsAre("a.example", "b.example"));
    EXPECT_EQ(result.names.other_names, 1);
  }
}

TEST(GeneralNamesTest, AListThatBreaksOffKeepsWhatCameBefore) {
  const std::string whole = DnsName("a.example") + DnsName("b.example");
  const NamesResult result = Names(whole.substr(0, whole.size() - 1));
  EXPECT_EQ(result.problem.detail, "not a list of names");
  EXPECT_TRUE(result.problem.fatal);
  EXPECT_THAT(result.names.dns_names, ElementsAre("a.example"));
}

TEST(GeneralNamesTest, AFatalProblemIsToldBeforeBadForm) {
  const NamesResult result = Names(DnsName("\xff") + Der(ContextTag(7), "x") + DnsName("\xfe"));
  EXPECT_EQ(result.problem.detail, "iPAddress of 1 octets");
  EXPECT_TRUE(result.problem.fatal);
  EXPECT_EQ(Names(DnsName("") + DnsName("\xff")).problem.detail, "an empty dNSName") << "of equals the first";
}

TEST(GeneralNamesTest, ReadsSubtrees) {
  const SubtreesResult result =
      Subtrees({DnsName("corp.example"), IpRangeName("10.0.0.0/9"), IpRangeName("2001:db8::/32"),
                EmailName("@corp.example"), UriName(".corp.example"), DirectoryName(CommonName("a")), DnsName("")});
  EXPECT_FALSE(result.problem.found()) << result.problem.detail;
  EXPECT_THAT(result.subtrees.dns_names, ElementsAre("corp.example", ""));
  EXPECT_THAT(result.subtrees.email_addresses, ElementsAre("@corp.example"));
  EXPECT_THAT(result.subtrees.uris, ElementsAre(".corp.example"));
  ASSERT_EQ(result.subtrees.ip_ranges.size(), 2u);
  EXPECT_EQ(result.subtrees.ip_ranges[0].address, "\x0a\0\0\0"s);
  EXPECT_EQ(result.subtrees.ip_ranges[0].mask, "\xff\x80\0\0"s);
  EXPECT_EQ(result.subtrees.ip_ranges[1].address.size(), 16u);
  EXPECT_EQ(result.subtrees.ip_ranges[1].mask, "\xff\xff\xff\xff"s + std::string(12, '\0'));
  ASSERT_EQ(result.subtrees.directory_names.size(), 1u);
  EXPECT_FALSE(result.subtrees.has_unsupported);
  EXPECT_EQ(result.subtrees.count(), 7u);
}

TEST(GeneralNamesTest, MasksAreOnesThenZeros) {
  const auto masked = [](const std::string& mask) {
    return Subtrees({Der(ContextTag(7), "\x0a\0\0\0"s + mask)}).problem;
  };
  for (const std::string& mask : {"\0\0\0\0"s, "\x80\0\0\0"s, "\xff\xff\xfe\0"s, "\xff\xff\xff\xff"s}) {
    EXPECT_FALSE(masked(mask).found());
  }
  for (const std::string& mask : {"\xff\0\xff\0"s, "\x7f\xff\xff\xff"s, "\xff\xfd\0\0"s, "\0\0\0\1"s}) {
    EXPECT_EQ(masked(mask).detail, "iPAddress with a mask that is no prefix (RFC 4632)");
    EXPECT_TRUE(masked(mask).fatal);
  }
}

// A constraint that isn't understood must not count as one that isn't there.
TEST(GeneralNamesTest, SubtreesThatAreNotUnderstoodAreRemembered) {
  const struct {
    std::string base;
    const char* detail;
  } kCases[] = {
      {test::OtherName(), ""},
      {Der(ContextTag(8), "\x2a\x03"), ""},
      {IpName("10.0.0.1"), "iPAddress of 4 octets, where an address and its mask belong"},
      {Der(ContextTag(7), std::string(33, '\1')), "iPAddress of 33 octets, where an address and its mask belong"},
      {DirectoryName("junk"), "directoryName that can't be read"},
  };
  for (const auto& c : kCases) {
    const SubtreesResult result = Subtrees({DnsName("a.example"), c.base, DnsName("b.example")});
    EXPECT_EQ(result.problem.detail, c.detail);
    EXPECT_TRUE(result.subtrees.has_unsupported) << c.detail;
    EXPECT_THAT(result.subtrees.dns_names, ElementsAre("a.example", "b.example"));
  }
}

TEST(GeneralNamesTest, SubtreesHaveNeitherMinimumNorMaximum) {
  const SubtreesResult result = Subtrees({DnsName("a.example") + Der(ContextTag(0), "\x01")});
  EXPECT_EQ(result.problem.detail, "a subtree with minimum or maximum");
  EXPECT_TRUE(result.problem.fatal);
  EXPECT_THAT(result.subtrees.dns_names, ElementsAre("a.example"));
}

TEST(GeneralNamesTest, SubtreesThatAreOddlyWrittenAreBadForm) {
  const struct {
    std::string base;
    const char* detail;
  } kCases[] = {
      {DnsName(".corp.example"), "dNSName that begins with a period"},
      {DnsName("*.corp.example"), "dNSName with a wildcard"},
      {DnsName("\xff"), "dNSName that is no IA5String"},
      {EmailName("a@b@corp.example"), "rfc822Name with two at signs"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Subtrees({c.base}).problem.detail, c.detail);
    EXPECT_FALSE(Subtrees({c.base}).problem.fatal) << c.detail;
    EXPECT_EQ(Subtrees({c.base}).subtrees.count(), 1u) << "and counts all the same: " << c.detail;
  }
}

TEST(GeneralNamesTest, ABrokenListOfSubtreesIsNotAShorterOne) {
  NameSubtrees subtrees;
  const std::string contents = DnsName("a.example");  // no SEQUENCE around it
  EXPECT_TRUE(ReadSubtrees(ToCbs(base::AsBytes(contents)), &subtrees).fatal);
  EXPECT_TRUE(subtrees.has_unsupported);
  EXPECT_EQ(Subtrees({}).problem.detail, "an empty list of subtrees");
}

}  // namespace
}  // namespace certsweep::x509
