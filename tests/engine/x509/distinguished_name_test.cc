#include "engine/x509/distinguished_name.h"

#include <string>
#include <vector>

#include "engine/base/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/der.h"

namespace certsweep::x509 {
namespace {

using namespace std::string_literals;
using test::Der;
using test::DerName;
using test::DerOid;
using test::DerSequence;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kCn[] = "2.5.4.3";
constexpr char kO[] = "2.5.4.10";
constexpr char kOu[] = "2.5.4.11";
constexpr char kDc[] = "0.9.2342.19200300.100.1.25";
constexpr char kEmail[] = "1.2.840.113549.1.9.1";

DistinguishedName Name(const std::string& der) { return DistinguishedName(base::AsBytes(der)); }
DistinguishedName Named(std::string value, uint8_t tag = test::kUtf8StringTag) {
  return Name(DerName({{{kCn, std::move(value), tag}}}));
}
std::string TextOf(std::string value, uint8_t tag = test::kUtf8StringTag) {
  return Named(std::move(value), tag).text();
}

TEST(DistinguishedNameTest, TheEmptyNameIsAName) {
  for (const DistinguishedName& name : {DistinguishedName(), Name(DerSequence({}))}) {
    EXPECT_TRUE(name.well_formed());
    EXPECT_TRUE(name.empty());
    EXPECT_EQ(name.text(), "");
    EXPECT_EQ(name, DistinguishedName());
  }
}

TEST(DistinguishedNameTest, TextBeginsWithTheMostSpecific) {
  const DistinguishedName name = Name(DerName({{{"2.5.4.6", "DE", test::kPrintableStringTag}},
                                               {{"2.5.4.8", "Bavaria"}},
                                               {{"2.5.4.7", "Munich"}},
                                               {{kO, "Corp"}},
                                               {{kOu, "IT"}},
                                               {{kCn, "sps01"}, {"2.5.4.5", "42"}},
                                               {{kEmail, "it@corp.example", test::kIa5StringTag}}}));
  EXPECT_EQ(name.text(), "emailAddress=it@corp.example,CN=sps01+serialNumber=42,OU=IT,O=Corp,L=Munich,ST=Bavaria,C=DE");
  EXPECT_EQ(name.normalized_rdns().size(), 7u);
  EXPECT_TRUE(name.well_formed());
  EXPECT_TRUE(name.strings_readable());
}

TEST(DistinguishedNameTest, EscapesAsRfc4514Says) {
  EXPECT_EQ(TextOf("a,b+c\"d\\e<f>g;h=i#j"), R"(CN=a\,b\+c\"d\\e\<f\>g\;h=i#j)");
  EXPECT_EQ(TextOf("#a"), R"(CN=\#a)");
  EXPECT_EQ(TextOf(" a b "), R"(CN=\ a b\ )");
  EXPECT_EQ(TextOf(" "), R"(CN=\ )");
  EXPECT_EQ(TextOf(""), "CN=");
  EXPECT_EQ(TextOf("a\0b"s), R"(CN=a\00b)");
}

TEST(DistinguishedNameTest, ATerminalIsSafeFromTheText) {
  EXPECT_EQ(TextOf("a\x1b[31m\nb"), R"(CN=a\x1b[31m\x0ab)");
  EXPECT_EQ(TextOf("\xe2\x80\xaegnp.exe"), R"(CN=\u{202e}gnp.exe)");
  EXPECT_EQ(TextOf("\x9b", test::kTeletexStringTag), R"(CN=\u{009b})");
}

TEST(DistinguishedNameTest, EveryStringTypeIsText) {
  EXPECT_EQ(TextOf("M\xc3\xbcller"), "CN=M\xc3\xbcller");
  EXPECT_EQ(TextOf("M\xfcller", test::kTeletexStringTag), "CN=M\xc3\xbcller");
  EXPECT_EQ(TextOf("\0M\0\xfc"s, test::kBmpStringTag), "CN=M\xc3\xbc");
  EXPECT_EQ(TextOf("\0\0\0M"s, test::kUniversalStringTag), "CN=M");
}

// RFC 4514, 2.4: "#" and the BER encoding of the value, which includes its tag and length.
TEST(DistinguishedNameTest, WhatHasNoTextIsShownAsItsEncoding) {
  EXPECT_EQ(Name(DerName({{{"1.3.6.1.4.1.1466.0", "Hi", test::kOctetStringTag}}})).text(),
            "1.3.6.1.4.1.1466.0=#04024869");
  EXPECT_EQ(Name(DerName({{{"1.2.3.4", "Hi"}}})).text(), "1.2.3.4=#0c024869");
  EXPECT_EQ(TextOf("M\xfcller"), "CN=#0c064dfc6c6c6572");
}

TEST(DistinguishedNameTest, SaysWhereStringsAreUnreadable) {
  EXPECT_TRUE(Named("Corp").strings_readable());
  for (const DistinguishedName& name :
       {Named("M\xfcller"), Named("\0M\0"s, test::kBmpStringTag), Named("\x05", test::kIntegerTag),
        Name(DerName({{{kO, "Corp"}, {kCn, "\xff"}}, {{kOu, "IT"}}}))}) {
    EXPECT_TRUE(name.well_formed());
    EXPECT_FALSE(name.strings_readable()) << name.text();
  }
}

TEST(DistinguishedNameTest, ComparesWithoutCaseSpaceAndStringType) {
  const DistinguishedName name = Named("Corp Issuing CA");
  EXPECT_EQ(Named("CORP issuing ca"), name);
  EXPECT_EQ(Named("  Corp   Issuing\tCA "), name);
  EXPECT_EQ(Named("Corp Issuing CA", test::kPrintableStringTag), name);
  EXPECT_EQ(Named("Corp Issuing CA", test::kTeletexStringTag), name);
  EXPECT_EQ(Named("\0C\0o\0r\0p\0 \0I\0s\0s\0u\0i\0n\0g\0 \0C\0A"s, test::kBmpStringTag), name);
  EXPECT_EQ(Named("M\xdcLLER", test::kTeletexStringTag), Named("m\xc3\xbcller"));
  EXPECT_FALSE(Named("CorpIssuing CA") == name);
  EXPECT_FALSE(Named("Corp Issuing CA 2") == name);
}

TEST(DistinguishedNameTest, TheTypeOfAnAttributeMatters) {
  EXPECT_FALSE(Name(DerName({{{kCn, "Corp"}}})) == Name(DerName({{{kO, "Corp"}}})));
}

TEST(DistinguishedNameTest, TheOrderOfRelativeNamesMattersThatWithinOneDoesNot) {
  const std::string a_b = DerName({{{kCn, "a"}}, {{kOu, "b"}}});
  const std::string b_a = DerName({{{kOu, "b"}}, {{kCn, "a"}}});
  const std::string a_and_b = DerName({{{kCn, "a"}, {kOu, "b"}}});
  const std::string b_and_a = DerName({{{kOu, "b"}, {kCn, "a"}}});
  EXPECT_FALSE(Name(a_b) == Name(b_a));
  EXPECT_EQ(Name(a_and_b), Name(b_and_a));
  EXPECT_FALSE(Name(a_b) == Name(a_and_b));
  EXPECT_FALSE(Name(DerName({{{kCn, "a"}, {kCn, "a"}}})) == Name(DerName({{{kCn, "a"}}})));
}

// What separates the parts can't be forged by a value.
TEST(DistinguishedNameTest, NoValueImitatesAnotherStructure) {
  const DistinguishedName one = Named("a,O=b");
  EXPECT_FALSE(one == Name(DerName({{{kO, "b"}}, {{kCn, "a"}}})));
  EXPECT_FALSE(Named("a\0b"s) == Named("a"));
  const DistinguishedName joined = Name(DerName({{{kCn, "ab"}}, {{kCn, "c"}}}));
  EXPECT_FALSE(joined == Name(DerName({{{kCn, "a"}}, {{kCn, "bc"}}})));
}

TEST(DistinguishedNameTest, UnreadableStringsAreComparedAsOctets) {
  EXPECT_EQ(Named("M\xfcller"), Named("M\xfcller"));
  EXPECT_FALSE(Named("M\xfcller") == Named("m\xfcller"));
  EXPECT_FALSE(Named("M\xfcller") == Named("M\xfcller", test::kTeletexStringTag));
  EXPECT_FALSE(Named("\x01", test::kIntegerTag) == Named("\x01", test::kOctetStringTag));
}

TEST(DistinguishedNameTest, ASubtreeIsAPrefixOfTheRelativeNames) {
  const DistinguishedName base = Name(DerName({{{kDc, "EXAMPLE", test::kIa5StringTag}}, {{kO, "Corp"}}}));
  const DistinguishedName below =
      Name(DerName({{{kDc, "example", test::kIa5StringTag}}, {{kO, "corp"}}, {{kCn, "sps01"}}}));
  ASSERT_EQ(base.normalized_rdns().size(), 2u);
  ASSERT_EQ(below.normalized_rdns().size(), 3u);
  EXPECT_EQ(below.normalized_rdns()[0], base.normalized_rdns()[0]);
  EXPECT_EQ(below.normalized_rdns()[1], base.normalized_rdns()[1]);
}

TEST(DistinguishedNameTest, CollectsEmailAddresses) {
  const DistinguishedName name = Name(DerName({{{kEmail, "a@corp.example", test::kIa5StringTag}, {kCn, "x"}},
                                               {{kEmail, "B@corp.example"}},
                                               {{kOu, "c@corp.example"}}}));
  EXPECT_THAT(name.email_addresses(), ElementsAre("a@corp.example", "B@corp.example"));
  EXPECT_THAT(Named("x").email_addresses(), IsEmpty());
}

std::vector<std::string> MalformedNames() {
  const std::string good = DerName({{{kCn, "a"}}});
  const std::string value = Der(test::kUtf8StringTag, "a");
  const auto with_set = [](const std::string& contents) {
    return Der(test::kSequenceTag, Der(test::kSetTag, contents));
  };
  return {
      "",
      std::string("\x30"),
      std::string("\x05\x00", 2),
      good + '\0',
      good.substr(0, good.size() - 1),
      Der(test::kSetTag, ""),
      Der(test::kSequenceTag, good),  // no SET
      with_set(""),
      with_set(DerOid(kCn) + value),                             // no SEQUENCE
      with_set(DerSequence({DerOid(kCn)})),                      // no value
      with_set(DerSequence({value, value})),                     // no type
      with_set(DerSequence({DerOid(kCn), value, value})),        // one too many
      with_set(DerSequence({DerOid(kCn), value}) + value),       // something else in the SET
      "\x30\x80" + good.substr(2) + std::string("\x00\x00", 2),  // indefinite length
      "\x30\x81" + good.substr(1),                               // length not minimal
      "\x30\x84\xff\xff\xff\xff" + good.substr(2),
  };
}

TEST(DistinguishedNameTest, AMalformedNameEqualsItsOwnBytesAlone) {
  const std::vector<std::string> names = MalformedNames();
  for (size_t i = 0; i < names.size(); ++i) {
    const DistinguishedName name = Name(names[i]);
    EXPECT_FALSE(name.well_formed()) << i;
    EXPECT_FALSE(name == DistinguishedName()) << i;
    EXPECT_FALSE(name == Named("a")) << i;
    for (size_t j = 0; j < names.size(); ++j) EXPECT_EQ(name == Name(names[j]), i == j) << i << " " << j;
  }
}

TEST(DistinguishedNameTest, OfAMalformedNameTheReadablePartIsShown) {
  const std::string broken =
      Der(test::kSequenceTag, Der(test::kSetTag, DerSequence({DerOid(kO), Der(test::kUtf8StringTag, "Corp")})) +
                                  Der(test::kSetTag, "\x01"));
  EXPECT_FALSE(Name(broken).well_formed());
  EXPECT_EQ(Name(broken).text(), "O=Corp");
}

TEST(DistinguishedNameTest, EveryTruncationIsMalformed) {
  const std::string whole = DerName({{{kO, "Corp"}}, {{kCn, "sps01"}, {kOu, "IT"}}});
  for (size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(Name(whole.substr(0, size)).well_formed()) << size;
}

TEST(DistinguishedNameTest, HugeNamesHaveShortTexts) {
  EXPECT_EQ(TextOf(std::string(65536, 'a')).size(), 1024u);
  EXPECT_TRUE(TextOf(std::string(65536, 'a')).ends_with("..."));
  EXPECT_FALSE(Named(std::string(65536, 'a') + "b") == Named(std::string(65536, 'a') + "c"));
  std::vector<std::vector<test::NameAttribute>> many(20000, {{kOu, "x"}});
  const DistinguishedName name = Name(DerName(many));
  EXPECT_TRUE(name.well_formed());
  EXPECT_EQ(name.normalized_rdns().size(), 20000u);
  EXPECT_EQ(name.text().size(), 1024u);
  const DistinguishedName wide = Name(DerName({std::vector<test::NameAttribute>(20000, {"1.2.3.4", "\xff"})}));
  EXPECT_TRUE(wide.well_formed());
  EXPECT_EQ(wide.text().size(), 1024u);
  EXPECT_TRUE(base::IsValidUtf8(TextOf(std::string(2000, '\xe9'), test::kTeletexStringTag)));
}

}  // namespace
}  // namespace certsweep::x509
