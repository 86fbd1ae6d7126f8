#include "replacer/request/subject_attribute.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace certsweep::replacer {
namespace {

using ::testing::HasSubstr;
using x509::StringType;

SubjectAttribute Attribute(std::string_view name) {
  const std::optional<SubjectAttribute> found = FindSubjectAttribute(name);
  EXPECT_TRUE(found) << name;
  return found.value_or(SubjectAttribute());
}

StringType TypeOf(std::string_view name, StringMask mask, const std::string& value) {
  const auto written = WriteSubjectAttribute(Attribute(name), mask, value);
  EXPECT_TRUE(written.ok()) << written.status();
  return written.ok() ? written->type : StringType::kBmp;
}

std::string ErrorOf(std::string_view name, const std::string& value) {
  const auto written = WriteSubjectAttribute(Attribute(name), StringMask::kAny, value);
  return written.ok() ? "no error" : std::string(written.status().message());
}

TEST(SubjectAttributeTest, IsFoundByLongAndShortNameAndOid) {
  EXPECT_EQ(Attribute("commonName").oid, kCommonNameOid);
  EXPECT_EQ(Attribute("CN").oid, kCommonNameOid);
  EXPECT_EQ(Attribute("COMMONNAME").name, "commonName");
  EXPECT_EQ(Attribute("2.5.4.3").name, "commonName");
  EXPECT_EQ(Attribute("1.3.6.1.4.1.99999.1").name, "1.3.6.1.4.1.99999.1");
  for (const char* name : {"", "common", "1.2", "3.4.5", "1..2.3", "1.2.3.", "1.2.x.4"}) {
    EXPECT_FALSE(FindSubjectAttribute(name)) << name;
  }
}

TEST(SubjectAttributeTest, TheMaskSaysWhatItIsWrittenIn) {
  EXPECT_EQ(TypeOf("O", StringMask::kUtf8Only, "Corp"), StringType::kUtf8);
  EXPECT_EQ(TypeOf("O", StringMask::kNoMultiByte, "Corp"), StringType::kPrintable);
  EXPECT_EQ(TypeOf("O", StringMask::kNoMultiByte, "M\u00fcller"), StringType::kTeletex);
  EXPECT_EQ(TypeOf("O", StringMask::kNoMultiByte, "\u0160koda"), StringType::kUtf8) << "where no type of it fits";
  EXPECT_EQ(TypeOf("O", StringMask::kPkix, "a@b"), StringType::kBmp);
  EXPECT_EQ(TypeOf("O", StringMask::kAny, "Corp"), StringType::kPrintable);
  EXPECT_EQ(TypeOf("O", StringMask::kAny, "a@b"), StringType::kTeletex);
  EXPECT_EQ(TypeOf("O", StringMask::kAny, "\u0160koda"), StringType::kBmp);
  EXPECT_EQ(TypeOf("O", StringMask::kAny, "\U0001f600"), StringType::kUtf8);
  EXPECT_EQ(TypeOf("C", StringMask::kUtf8Only, "GB"), StringType::kPrintable);
  EXPECT_EQ(TypeOf("emailAddress", StringMask::kUtf8Only, "a@b.example"), StringType::kIa5);
}

TEST(SubjectAttributeTest, MasksHaveOpensslsNames) {
  EXPECT_EQ(ParseStringMask("utf8only"), StringMask::kUtf8Only);
  EXPECT_EQ(ParseStringMask("nombstr"), StringMask::kNoMultiByte);
  EXPECT_EQ(ParseStringMask("pkix"), StringMask::kPkix);
  EXPECT_EQ(ParseStringMask("default"), StringMask::kAny);
  EXPECT_EQ(ParseStringMask("MASK:0x2002"), std::nullopt);
}

TEST(SubjectAttributeTest, ValuesThatDoNotFitAreTold) {
  EXPECT_EQ(ErrorOf("countryName", "Germany"), "countryName \"Germany\" has to be 2 letters, as DE");
  EXPECT_THAT(ErrorOf("C", "D"), HasSubstr("has to be 2 letters"));
  EXPECT_THAT(ErrorOf("C", "\u00fc1"), HasSubstr("may only have letters, digits and"));
  EXPECT_THAT(ErrorOf("E", "\u00fc@b"), HasSubstr("may only have ASCII characters"));
  EXPECT_THAT(ErrorOf("O", std::string(65, 'x')), HasSubstr("has 65 characters; there may be 64"));
  std::string umlauts;
  for (int i = 0; i < 64; ++i) umlauts += "\u00fc";
  EXPECT_EQ(ErrorOf("O", umlauts), "no error") << "characters count, not bytes";
}

}  // namespace
}  // namespace certsweep::replacer
