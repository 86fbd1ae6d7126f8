#include "engine/pki/checks/certificate_policies.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kAny[] = "2.5.29.32.0";
constexpr char kGold[] = "1.2.3.1";
constexpr char kSilver[] = "1.2.3.2";
constexpr char kBronze[] = "1.2.3.3";

// A certificate as far as policies go. It need not be signed by the next one: that is not looked at here.
CertificateBuilder Cert(const std::vector<std::string>& policies = {}) {
  CertificateBuilder builder = CertificateBuilder("subject").IssuerName(test::CommonName("issuer"));
  if (!policies.empty()) builder.Policies(policies);
  return builder;
}
CertificateBuilder SelfIssued(const std::vector<std::string>& policies = {}) {
  CertificateBuilder builder("self");
  if (!policies.empty()) builder.Policies(policies);
  return builder;
}

// The depth of the violation, -1 for none. Leaf first, as in the path.
int Violation(const std::vector<CertificateBuilder>& path) {
  std::vector<x509::CertificatePtr> certificates;
  std::vector<const x509::Certificate*> pointers;
  for (const CertificateBuilder& builder : path) {
    certificates.push_back(builder.Build().Parse());
    pointers.push_back(certificates.back().get());
  }
  const Findings findings = CheckCertificatePolicies(pointers);
  if (findings.empty()) return -1;
  EXPECT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, FindingCode::kCertificatePolicyViolation);
  EXPECT_EQ(findings[0].severity, Severity::kFail);
  return findings[0].depth.value_or(-2);
}

TEST(CertificatePoliciesTest, WhereNothingIsDemandedNothingIsMissing) {
  EXPECT_EQ(Violation({Cert()}), -1);
  EXPECT_EQ(Violation({Cert(), Cert(), Cert()}), -1);
  EXPECT_EQ(Violation({Cert({kGold}), Cert({kSilver})}), -1);
}

TEST(CertificatePoliciesTest, ADemandIsMetByAPolicyOfTheWholePath) {
  EXPECT_EQ(Violation({Cert({kGold}), Cert({kGold}).PolicyConstraints(0, std::nullopt)}), -1);
  EXPECT_EQ(Violation({Cert({kGold, kSilver}), Cert({kSilver, kBronze}).PolicyConstraints(0, std::nullopt)}), -1);
  EXPECT_EQ(Violation({Cert({kGold}), Cert({kSilver}).PolicyConstraints(0, std::nullopt)}), 0);
  EXPECT_EQ(Violation({Cert(), Cert({kSilver}).PolicyConstraints(0, std::nullopt)}), 0);
  EXPECT_EQ(Violation({Cert({kGold}), Cert(), Cert({kGold}).PolicyConstraints(0, std::nullopt)}), 1)
      << "lost once, it is lost for good";
}

TEST(CertificatePoliciesTest, ADemandBeginsAfterAsManyCertificatesAsItSays) {
  EXPECT_EQ(Violation({Cert(), Cert(), Cert({kGold}).PolicyConstraints(0, std::nullopt)}), 1);
  EXPECT_EQ(Violation({Cert(), Cert({kGold}), Cert({kGold}).PolicyConstraints(1, std::nullopt)}), 0);
  EXPECT_EQ(Violation({Cert(), Cert({kGold}), Cert({kGold}).PolicyConstraints(2, std::nullopt)}), 0);
  EXPECT_EQ(Violation({Cert(), Cert({kGold}), Cert({kGold}).PolicyConstraints(3, std::nullopt)}), -1);
  // Self-issued ones are not counted.
  EXPECT_EQ(Violation({Cert(), SelfIssued({kGold}), Cert({kGold}).PolicyConstraints(1, std::nullopt)}), 0);
  EXPECT_EQ(
      Violation({Cert(), SelfIssued({kGold}), SelfIssued({kGold}), Cert({kGold}).PolicyConstraints(3, std::nullopt)}),
      -1);
}

TEST(CertificatePoliciesTest, TheLeafMayDemandForItself) {
  EXPECT_EQ(Violation({Cert({kGold}).PolicyConstraints(0, std::nullopt), Cert({kGold})}), -1);
  EXPECT_EQ(Violation({Cert().PolicyConstraints(0, std::nullopt), Cert({kGold})}), 0);
  EXPECT_EQ(Violation({Cert().PolicyConstraints(1, std::nullopt), Cert({kGold})}), -1);
}

TEST(CertificatePoliciesTest, ALaterDemandDoesNotSoftenAnEarlierOne) {
  EXPECT_EQ(Violation({Cert(), Cert({kGold}).PolicyConstraints(5, std::nullopt),
                       Cert({kGold}).PolicyConstraints(0, std::nullopt)}),
            0);
  EXPECT_EQ(Violation({Cert({kSilver}), Cert({kGold}).PolicyMappings({{kGold, kSilver}}),
                       Cert({kGold}).PolicyConstraints(std::nullopt, 5), Cert({kGold}).PolicyConstraints(0, 0)}),
            0);
  EXPECT_EQ(Violation({Cert({kAny}), Cert({kGold}).InhibitAnyPolicy(5),
                       Cert({kGold}).PolicyConstraints(0, std::nullopt).InhibitAnyPolicy(0)}),
            0);
}

TEST(CertificatePoliciesTest, AnyPolicyStandsForAll) {
  EXPECT_EQ(Violation({Cert({kGold}), Cert({kAny}).PolicyConstraints(0, std::nullopt)}), -1);
  EXPECT_EQ(Violation({Cert({kAny}), Cert({kGold}).PolicyConstraints(0, std::nullopt)}), -1);
  EXPECT_EQ(Violation({Cert({kSilver}), Cert({kAny}), Cert({kGold}).PolicyConstraints(0, std::nullopt)}), 0)
      << "what was narrowed stays narrow";
}

TEST(CertificatePoliciesTest, AnyPolicyMayBeInhibited) {
  EXPECT_EQ(Violation({Cert({kAny}), Cert({kGold}).PolicyConstraints(0, std::nullopt).InhibitAnyPolicy(0)}), 0);
  EXPECT_EQ(Violation({Cert({kAny}), Cert({kGold}).PolicyConstraints(0, std::nullopt).InhibitAnyPolicy(1)}), -1);
  EXPECT_EQ(
      Violation({Cert({kAny}), Cert({kAny}), Cert({kGold}).PolicyConstraints(0, std::nullopt).InhibitAnyPolicy(1)}), 0);
  // A self-issued intermediate may still say any policy, the leaf may not (6.1.3 (d)(2)).
  EXPECT_EQ(Violation({Cert({kGold}), SelfIssued({kAny}),
                       Cert({kGold}).PolicyConstraints(0, std::nullopt).InhibitAnyPolicy(0)}),
            -1);
  EXPECT_EQ(Violation({SelfIssued({kAny}), Cert({kGold}).PolicyConstraints(0, std::nullopt).InhibitAnyPolicy(0)}), 0);
}

TEST(CertificatePoliciesTest, MappedPoliciesAreExpectedUnderTheirNewName) {
  const CertificateBuilder mapping =
      Cert({kGold}).PolicyConstraints(0, std::nullopt).PolicyMappings({{kGold, kSilver}});
  EXPECT_EQ(Violation({Cert({kSilver}), mapping}), -1);
  EXPECT_EQ(Violation({Cert({kGold}), mapping}), 0);
  const CertificateBuilder to_two =
      Cert({kGold}).PolicyConstraints(0, std::nullopt).PolicyMappings({{kGold, kSilver}, {kGold, kBronze}});
  EXPECT_EQ(Violation({Cert({kBronze}), to_two}), -1);
  const CertificateBuilder swap =
      Cert({kGold}).PolicyConstraints(0, std::nullopt).PolicyMappings({{kGold, kSilver}, {kSilver, kGold}});
  EXPECT_EQ(Violation({Cert({kSilver}), swap}), -1);
  EXPECT_EQ(Violation({Cert({kGold}), swap}), 0) << "silver was not valid, so nothing became gold";
  const CertificateBuilder any = Cert({kAny}).PolicyConstraints(0, std::nullopt).PolicyMappings({{kGold, kSilver}});
  EXPECT_EQ(Violation({Cert({kSilver}), any}), -1);
}

TEST(CertificatePoliciesTest, InhibitedMappingTakesThePolicyAway) {
  const CertificateBuilder mapping = Cert({kGold}).PolicyMappings({{kGold, kSilver}});
  const CertificateBuilder top = Cert({kGold}).PolicyConstraints(0, 0);
  EXPECT_EQ(Violation({Cert({kSilver}), mapping, top}), 0);
  EXPECT_EQ(Violation({Cert({kGold}), mapping, top}), 0);
  EXPECT_EQ(Violation({Cert({kSilver}), mapping, Cert({kGold}).PolicyConstraints(0, 1)}), -1);
  EXPECT_EQ(Violation({Cert({kSilver}), mapping, Cert({kGold}), Cert({kGold}).PolicyConstraints(0, 1)}), 0);
  EXPECT_EQ(Violation({Cert({kSilver}), mapping, SelfIssued({kGold}), Cert({kGold}).PolicyConstraints(0, 1)}), -1)
      << "self-issued ones are not counted";
}

TEST(CertificatePoliciesTest, SaysWhatIsMissing) {
  const auto leaf = Cert().Build().Parse(), ca = Cert({kGold}).PolicyConstraints(0, std::nullopt).Build().Parse();
  const x509::Certificate* path[] = {leaf.get(), ca.get()};
  EXPECT_THAT(
      CheckCertificatePolicies(path),
      ElementsAre(MakeFinding(FindingCode::kCertificatePolicyViolation, 0,
                              "a certificate policy is demanded (policyConstraints), and none is valid for the path")));
}

}  // namespace
}  // namespace certsweep::pki
