#include "engine/pki/certificate_checks.h"

#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/pki/chains.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using test::TestKey;

std::string Check(const CertificateBuilder& builder, CertificateRole role, Rules rules = Rules::kPrivate) {
  const CheckContext context{.rules = rules, .policy = {.max_validity_days = 398}, .unix_seconds = test::kTestTime};
  const CertificateFindings findings = CheckCertificate(*builder.Build().Parse(), role, 1, context);
  return FindingsText(findings.path) + " | " + FindingsText(findings.policy);
}

// Expired, for clients, no CA, a weak key and signature, too long valid.
CertificateBuilder Bad() {
  return CertificateBuilder("bad")
      .Key(TestKey::Rsa(1024))
      .IssuerName(test::CommonName("ca"))
      .Hash(x509::HashAlgorithm::kSha1)
      .NotCa()
      .ExtendedKeyUsage({"1.3.6.1.5.5.7.3.2"})
      .Valid(test::kTestNotBefore, test::kTestTime - 1)
      .Dns("bad.example");
}

TEST(CertificateChecksTest, WhatIsAskedDependsOnThePlace) {
  EXPECT_EQ(
      Check(Bad(), CertificateRole::kLeaf),
      "fail expired 1, fail not_for_server_auth 1 | fail validity_too_long 0, fail weak_key 1, fail weak_signature 1");
  EXPECT_EQ(Check(Bad(), CertificateRole::kAnchorAsLeaf),
            "fail expired 1, fail not_for_server_auth 1 | fail validity_too_long 0, fail weak_key 1")
      << "an anchor's own signature is not judged";
  EXPECT_EQ(
      Check(Bad(), CertificateRole::kIssuer),
      "fail expired 1, fail not_for_server_auth 1, fail issuer_not_ca 1 | fail weak_key 1, fail weak_signature 1");
  EXPECT_EQ(Check(Bad(), CertificateRole::kAnchor),
            "fail expired 1, fail not_for_server_auth 1, fail issuer_not_ca 1 | ");
  EXPECT_EQ(Check(Bad(), CertificateRole::kBystander), "fail expired 1 | fail weak_key 1, fail weak_signature 1");
}

TEST(CertificateChecksTest, ACaIsNoLeafButUnderRfc5280) {
  const CertificateBuilder ca = Ca("ca", 1).KeyUsage(x509::kDigitalSignature | x509::kKeyCertSign).SubjectKeyId("x");
  for (const CertificateRole role : {CertificateRole::kLeaf, CertificateRole::kAnchorAsLeaf}) {
    EXPECT_EQ(Check(ca, role), "fail ca_certificate_as_leaf 0 | fail validity_too_long 0");
    EXPECT_EQ(Check(ca, role, Rules::kRfc5280), " | fail validity_too_long 0");
  }
}

TEST(CertificateChecksTest, StrengthIsOfThePathOnTheWebAndOfThePolicyElsewhere) {
  const CertificateBuilder weak =
      StrictLeaf().Key(TestKey::Rsa(1024)).Valid(test::kTestTime, test::kTestTime + 90 * test::kTestDay);
  EXPECT_EQ(Check(weak, CertificateRole::kLeaf), " | fail weak_key 1");
  EXPECT_EQ(Check(weak, CertificateRole::kLeaf, Rules::kRfc5280), " | fail weak_key 1");
  EXPECT_EQ(Check(weak, CertificateRole::kLeaf, Rules::kWebPki), "fail weak_key 1 | ");
}

TEST(CertificateChecksTest, KindsOfKeysAreAskedForOfAPathOnTheWeb) {
  const CertificateBuilder ed25519 =
      StrictLeaf().Key(TestKey::Ed25519()).Valid(test::kTestTime, test::kTestTime + 90 * test::kTestDay);
  EXPECT_EQ(Check(ed25519, CertificateRole::kLeaf, Rules::kWebPki), "fail weak_key 1 | ");
  EXPECT_EQ(Check(ed25519, CertificateRole::kLeaf, Rules::kRfc5280), " | ");
  EXPECT_EQ(Check(ed25519, CertificateRole::kBystander, Rules::kWebPki), " | ");
}

// What the web forbids is path validation whatever the policy; what a policy asks for beyond it stands beside.
TEST(CertificateChecksTest, OnTheWebAPolicyOfItsOwnStandsBesideThePath) {
  const auto check = [](const CertificateBuilder& builder, const Policy& policy) {
    const CheckContext context{.rules = Rules::kWebPki, .policy = policy, .unix_seconds = test::kTestTime};
    const CertificateFindings findings = CheckCertificate(*builder.Build().Parse(), CertificateRole::kLeaf, 1, context);
    return FindingsText(findings.path) + " | " + FindingsText(findings.policy);
  };
  const CertificateBuilder good = StrictLeaf().Key(TestKey::Rsa(2048));
  const CertificateBuilder weak = StrictLeaf().Key(TestKey::Rsa(1024));
  const CertificateBuilder sha1 = StrictLeaf().Hash(x509::HashAlgorithm::kSha1);
  EXPECT_EQ(check(good, {.min_rsa_bits = 3072}), " | fail weak_key 1");
  EXPECT_EQ(check(good, {.allowed_hashes = {x509::HashAlgorithm::kSha384}}), " | fail weak_signature 1");
  EXPECT_EQ(check(weak, {.min_rsa_bits = 3072}), "fail weak_key 1 | fail weak_key 1") << "2048 would not be enough";
  EXPECT_EQ(check(weak, {}), "fail weak_key 1 | ");
  EXPECT_EQ(check(weak, {.min_rsa_bits = 1024}), "fail weak_key 1 | ");
  EXPECT_EQ(check(sha1, {.allowed_hashes = {x509::HashAlgorithm::kSha1}}), "fail weak_signature 1 | ");
  EXPECT_EQ(check(sha1, {.min_ec_bits = 384}), "fail weak_signature 1 | fail weak_key 1");
}

TEST(CertificateChecksTest, ListsOfThePolicyArePolicyUnderAllRules) {
  const test::TestCertificate ca = StrictIssuing();
  const Policy policy{
      .required_usages = std::make_shared<const std::vector<ExtendedKeyUsage>>(1, *ParseExtendedKeyUsage("clientAuth")),
      .forbidden_keys = std::make_shared<const base::Sha256Set>(std::vector{ca.Parse()->spki_sha256()})};
  for (const Rules rules : {Rules::kRfc5280, Rules::kWebPki, Rules::kPrivate}) {
    const CheckContext context{.rules = rules, .policy = policy, .unix_seconds = test::kTestTime};
    const auto check = [&](const CertificateBuilder& builder, CertificateRole role) {
      const CertificateFindings findings = CheckCertificate(*builder.Build().Parse(), role, 2, context);
      EXPECT_EQ(FindingsText(findings.path), "");
      return FindingsText(findings.policy);
    };
    const CertificateBuilder leaf = StrictLeaf();
    EXPECT_EQ(check(leaf, CertificateRole::kLeaf), "fail extended_key_usage_missing 0");
    EXPECT_EQ(check(leaf, CertificateRole::kBystander), "");
    const CertificateBuilder issuing = StrictCa("Issuing", 2).AuthorityKeyId("key of Root").IssuedBy(StrictRoot());
    for (const CertificateRole role :
         {CertificateRole::kIssuer, CertificateRole::kAnchor, CertificateRole::kBystander}) {
      EXPECT_EQ(check(issuing, role), "fail forbidden_key 2");
    }
  }
}

TEST(CertificateChecksTest, BadFormOfAnAnchorIsItsOwnersBusiness) {
  const CertificateBuilder odd = StrictCa("ca", 1).RawSerial("\xff");
  for (const Rules rules : {Rules::kRfc5280, Rules::kWebPki}) {
    EXPECT_EQ(Check(odd, CertificateRole::kAnchor, rules), " | ");
    EXPECT_EQ(Check(odd, CertificateRole::kIssuer, rules), "fail malformed_certificate 1 | ");
  }
}

TEST(CertificateChecksTest, AllButAnAnchorExpireSoon) {
  const CertificateBuilder soon = Ca("ca", 1).Valid(test::kTestNotBefore, test::kTestTime + test::kTestDay);
  EXPECT_EQ(Check(soon, CertificateRole::kIssuer), " | warn expiring_soon 1");
  EXPECT_EQ(Check(soon, CertificateRole::kAnchor), " | ");
}

TEST(CertificateChecksTest, OnlyAFailIsAFail) {
  const Finding warn = MakeFinding(FindingCode::kExpiringSoon, 0, "warn");
  EXPECT_FALSE(HasFail({}));
  EXPECT_FALSE(HasFail({warn, MakeFinding(FindingCode::kNameNotJudged, {}, "info")}));
  EXPECT_TRUE(HasFail({warn, MakeFinding(FindingCode::kExpired, 0, "fail")}));
}

}  // namespace
}  // namespace certsweep::pki
