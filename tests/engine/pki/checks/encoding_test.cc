#include "engine/pki/checks/encoding.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Rules kAllRules[] = {Rules::kRfc5280, Rules::kWebPki, Rules::kPrivate};

Findings Check(const CertificateBuilder& builder, Rules rules, int depth = 0) {
  return CheckEncoding(*builder.Build().Parse(), depth, rules);
}

TEST(EncodingTest, AWellFormedCertificateHasNoFinding) {
  for (const Rules rules : kAllRules) EXPECT_THAT(Check(CertificateBuilder("a").Dns("a.example"), rules), IsEmpty());
}

TEST(EncodingTest, WhatIsFatalIsSoUnderAllRules) {
  const CertificateBuilder builder = CertificateBuilder("a").Extension("2.5.29.15", true, "junk");
  for (const Rules rules : kAllRules) {
    EXPECT_THAT(Check(builder, rules, 2), ElementsAre(MakeFinding(FindingCode::kMalformedCertificate, 2,
                                                                  "extensions.keyUsage: not a BIT STRING")));
  }
}

TEST(EncodingTest, BadFormIsLetPassUnderThePrivateRules) {
  const CertificateBuilder builder = CertificateBuilder("a").RawSerial("\xff");
  EXPECT_THAT(Check(builder, Rules::kPrivate), IsEmpty());
  for (const Rules rules : {Rules::kRfc5280, Rules::kWebPki}) {
    EXPECT_THAT(Check(builder, rules),
                ElementsAre(MakeFinding(FindingCode::kMalformedCertificate, 0, "serialNumber: zero or negative")));
  }
}

TEST(EncodingTest, SeveralProblemsAreOneFinding) {
  const CertificateBuilder builder = CertificateBuilder("a").RawSerial("\xff").Extension("2.5.29.15", true, "junk");
  EXPECT_THAT(Check(builder, Rules::kWebPki),
              ElementsAre(MakeFinding(FindingCode::kMalformedCertificate, 0,
                                      "serialNumber: zero or negative; extensions.keyUsage: not a BIT STRING")));
  EXPECT_EQ(Check(builder, Rules::kPrivate)[0].message, "extensions.keyUsage: not a BIT STRING");
}

TEST(EncodingTest, WhatOthersFoundIsToldWithIt) {
  const auto certificate = CertificateBuilder("a").Extension("2.5.29.15", true, "junk").Build().Parse();
  const Findings findings = CheckEncoding(*certificate, 0, Rules::kPrivate, {"version 1"});
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "extensions.keyUsage: not a BIT STRING; version 1");
  EXPECT_THAT(CheckEncoding(*CertificateBuilder("a").Build().Parse(), 0, Rules::kPrivate, {"version 1"}), SizeIs(1));
}

TEST(EncodingTest, CriticalExtensionsThatNobodyUnderstandsAreNamed) {
  const CertificateBuilder builder = CertificateBuilder("a")
                                         .Extension("1.2.3.4", true, "x")
                                         .Extension("1.2.3.5", false, "x")
                                         .Extension("1.2.3.6", true, "x");
  for (const Rules rules : kAllRules) {
    EXPECT_THAT(Check(builder, rules, 1),
                ElementsAre(MakeFinding(FindingCode::kUnknownCriticalExtension, 1,
                                        "critical extension that is not understood: 1.2.3.4; 1.2.3.6", {},
                                        "1.2.3.4; 1.2.3.6")));
  }
}

TEST(EncodingTest, EvidenceIsShortHoweverMuchThereIs) {
  CertificateBuilder builder("a");
  for (int i = 0; i < 1000; ++i) builder.Extension("1.2.3." + std::to_string(i), true, "x");
  const Findings findings = Check(builder, Rules::kPrivate);
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].actual, testing::EndsWith("1.2.3.9 and 990 more"));
  EXPECT_LT(findings[0].message.size(), 300u);
}

TEST(EncodingTest, ACertificateThatCannotBeParsedIsMalformed) {
  EXPECT_EQ(Unparsed(3, "issuer is no Name"),
            MakeFinding(FindingCode::kMalformedCertificate, 3, "it cannot be parsed: issuer is no Name"));
  EXPECT_EQ(Unparsed(0, "a\x1b").message, "it cannot be parsed: a\\x1b");
}

}  // namespace
}  // namespace certsweep::pki
