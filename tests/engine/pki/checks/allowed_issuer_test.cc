#include "engine/pki/checks/allowed_issuer.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"

namespace certsweep::pki {
namespace {

using test::TestCertificate;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Policy Allowing(const std::vector<std::string>& texts) {
  auto issuers = std::make_shared<AllowedIssuers>();
  for (const std::string& text : texts) EXPECT_TRUE(issuers->Add(text).ok()) << text;
  return {.allowed_issuers = issuers};
}

Findings Check(const std::vector<TestCertificate>& path, const std::vector<std::string>& allowed,
               const Findings& path_findings = {}) {
  const std::vector<x509::CertificatePtr> parsed = Parsed(path);
  std::vector<const x509::Certificate*> certificates;
  for (const x509::CertificatePtr& certificate : parsed) certificates.push_back(certificate.get());
  return CheckAllowedIssuer(certificates, path_findings, Allowing(allowed));
}

const std::vector<TestCertificate>& LongPath() {
  static const auto* path = new std::vector<TestCertificate>{Leaf().IssuedBy(Issuing()).Build(), Issuing(), Root()};
  return *path;
}

std::string KeyOf(const TestCertificate& certificate) { return base::HexEncode(certificate.Parse()->spki_sha256()); }
std::string HashOf(const TestCertificate& certificate) { return base::HexEncode(certificate.Parse()->sha256()); }

TEST(AllowedIssuerTest, OneOfThoseAboveTheLeafIsEnough) {
  for (const std::string& allowed : {HashOf(Issuing()), KeyOf(Issuing()), HashOf(Root()), KeyOf(Root()),
                                     std::string("CN=Issuing"), std::string("CN=Root")}) {
    EXPECT_THAT(Check(LongPath(), {allowed}), IsEmpty()) << allowed;
    EXPECT_THAT(Check(LongPath(), {"CN=Other", allowed}), IsEmpty()) << allowed;
  }
}

TEST(AllowedIssuerTest, OthersAreToldByName) {
  EXPECT_THAT(
      Check(LongPath(), {"CN=Other", "CN=Another"}),
      ElementsAre(MakeFinding(FindingCode::kIssuerNotAllowed, 0, "it was issued by none of those that policy allows",
                              "CN=Other; CN=Another", "CN=Issuing; CN=Root")));
}

TEST(AllowedIssuerTest, TheLeafDoesNotIssueItself) {
  EXPECT_EQ(Check(LongPath(), {"CN=leaf", HashOf(LongPath()[0]), KeyOf(LongPath()[0])}).size(), 1u);
}

TEST(AllowedIssuerTest, ButALeafThatIsTheAnchorMayBeAllowed) {
  const TestCertificate leaf = Leaf().Build();
  EXPECT_THAT(Check({leaf}, {"CN=leaf"}), IsEmpty());
  EXPECT_THAT(Check({leaf}, {HashOf(leaf)}), IsEmpty());
  EXPECT_EQ(Check({leaf}, {"CN=Root"}).at(0).actual, "CN=leaf");
}

// Whoever holds the key of a certificate that is no CA's can sign one for "CN=Issuing".
TEST(AllowedIssuerTest, ANameCountsOnlyWhereNothingIsWrongWithItNorAbove) {
  const auto with = [](FindingCode code, std::optional<int> depth) {
    return Check(LongPath(), {"CN=Issuing"}, {MakeFinding(code, depth, "")}).size();
  };
  EXPECT_EQ(with(FindingCode::kIssuerNotCa, 2), 1u);
  EXPECT_EQ(with(FindingCode::kNameConstraintViolation, 1), 1u);
  EXPECT_EQ(with(FindingCode::kBudgetExhausted, {}), 1u);
  EXPECT_EQ(with(FindingCode::kExpired, 0), 0u) << "an expired leaf is still its issuer's";
  Finding warn = MakeFinding(FindingCode::kRevocationUnknown, 2, "");
  warn.severity = Severity::kWarn;
  EXPECT_THAT(Check(LongPath(), {"CN=Issuing"}, {warn}), IsEmpty());
}

TEST(AllowedIssuerTest, FingerprintsAndTheNameOfAnAnchorCountAllTheSame) {
  for (const int depth : {1, 2}) {
    const Findings wrong = {MakeFinding(FindingCode::kExpired, depth, "")};
    EXPECT_THAT(Check(LongPath(), {"CN=Root"}, wrong), IsEmpty());
    EXPECT_THAT(Check(LongPath(), {HashOf(Issuing())}, wrong), IsEmpty());
    EXPECT_THAT(Check(LongPath(), {KeyOf(Root())}, wrong), IsEmpty());
  }
}

TEST(AllowedIssuerTest, OfALongPathTheFirstIssuersAreTold) {
  std::vector<TestCertificate> path = LongPath();
  for (int i = 0; i < 4; ++i) path.insert(path.begin() + 1, Issuing());
  EXPECT_EQ(Check(path, {"CN=Other"}).at(0).actual, "CN=Issuing; CN=Issuing; CN=Issuing; CN=Issuing and 2 more");
}

TEST(AllowedIssuerTest, WithoutAListAnyoneMay) {
  const x509::CertificatePtr leaf = Leaf().Build().Parse();
  const x509::Certificate* path[] = {leaf.get()};
  EXPECT_THAT(CheckAllowedIssuer(path, {}, {}), IsEmpty());
}

}  // namespace
}  // namespace certsweep::pki
