#include "engine/pki/checks/subject_alt_name.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Findings Check(const CertificateBuilder& builder, const std::vector<std::string>& identities) {
  std::vector<ReferenceIdentity> parsed;
  for (const std::string& identity : identities) parsed.push_back(*ReferenceIdentity::Parse(identity));
  return CheckNames(*builder.Build().Parse(), parsed);
}

TEST(SubjectAltNameTest, EveryIdentityIsCovered) {
  const CertificateBuilder builder = CertificateBuilder("a").Dns("*.corp.example").Ip("10.0.0.1");
  EXPECT_THAT(Check(builder, {"a.corp.example", "b.corp.example", "10.0.0.1"}), IsEmpty());
}

TEST(SubjectAltNameTest, EveryIdentityThatIsNotCoveredIsListed) {
  const CertificateBuilder builder = CertificateBuilder("a").Dns("a.example").Ip("10.0.0.1");
  EXPECT_THAT(Check(builder, {"b.example", "a.example", "10.0.0.2", "::1"}),
              ElementsAre(MakeFinding(FindingCode::kNameMismatch, 0, "not valid for b.example, 10.0.0.2, ::1",
                                      "b.example, 10.0.0.2, ::1", "a.example, 10.0.0.1")));
}

TEST(SubjectAltNameTest, TheCommonNameIsNeverLookedAt) {
  EXPECT_THAT(
      Check(CertificateBuilder("a.example").Dns("b.example"), {"a.example"}),
      ElementsAre(MakeFinding(FindingCode::kNameMismatch, 0, "not valid for a.example", "a.example", "b.example")));
}

TEST(SubjectAltNameTest, NoSubjectAltNameIsNotAMismatchToo) {
  const std::string empty = test::DerSequence({});
  for (const CertificateBuilder& builder :
       {CertificateBuilder("a.example"), CertificateBuilder("a.example").Extension("2.5.29.17", false, empty)}) {
    EXPECT_THAT(Check(builder, {"a.example", "10.0.0.1"}),
                ElementsAre(MakeFinding(FindingCode::kNoSubjectAltName, 0,
                                        "the certificate has no subjectAltName, so it is valid for no name",
                                        "a.example, 10.0.0.1")));
  }
}

TEST(SubjectAltNameTest, ASubjectAltNameWithoutAnyNameOfAHostIsAMismatch) {
  const Findings findings = Check(CertificateBuilder("a").San(test::EmailName("a@b.example")), {"a.example"});
  EXPECT_THAT(findings,
              ElementsAre(MakeFinding(FindingCode::kNameMismatch, 0, "not valid for a.example", "a.example", "")));
}

TEST(SubjectAltNameTest, WithoutIdentitiesNoNameIsJudged) {
  EXPECT_THAT(Check(CertificateBuilder("a").Dns("a.example"), {}),
              ElementsAre(MakeFinding(FindingCode::kNameNotJudged, {}, "no name to judge the certificate by")));
  const Findings without_san = Check(CertificateBuilder("a"), {});
  ASSERT_THAT(without_san, SizeIs(2));
  EXPECT_EQ(without_san[0].code, FindingCode::kNameNotJudged);
  EXPECT_EQ(without_san[0].severity, Severity::kInfo);
  EXPECT_EQ(without_san[1].code, FindingCode::kNoSubjectAltName);
  EXPECT_EQ(without_san[1].expected, "");
}

// RFC 5280 itself asks for no subjectAltName; a name to judge does.
TEST(SubjectAltNameTest, UnderRfc5280OnlyANameAsksForOne) {
  const auto leaf = CertificateBuilder("a").Build().Parse();
  const Findings without_name = CheckNames(*leaf, {}, Rules::kRfc5280);
  ASSERT_THAT(without_name, SizeIs(1));
  EXPECT_EQ(without_name[0].code, FindingCode::kNameNotJudged);
  const ReferenceIdentity identities[] = {*ReferenceIdentity::Parse("a.example")};
  const Findings with_name = CheckNames(*leaf, identities, Rules::kRfc5280);
  ASSERT_THAT(with_name, SizeIs(1));
  EXPECT_EQ(with_name[0].code, FindingCode::kNoSubjectAltName);
}

TEST(SubjectAltNameTest, EvidenceIsShortAndSafeHoweverManyNamesThereAre) {
  CertificateBuilder builder("a");
  for (int i = 0; i < 10000; ++i) builder.Dns(std::string(300, 'x') + "\x1b.example");
  const Findings findings = Check(builder, {"a.example"});
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_LT(findings[0].actual.size(), 20u * 260);
  EXPECT_THAT(findings[0].actual, testing::EndsWith(" and 9980 more"));
  EXPECT_EQ(findings[0].actual.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace certsweep::pki
