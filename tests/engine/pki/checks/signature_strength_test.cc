#include "engine/pki/checks/signature_strength.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using test::CertificateBuilder;
using test::TestKey;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using x509::HashAlgorithm;

Findings Check(const CertificateBuilder& builder, const Policy& policy = {}) {
  return CheckSignatureStrength(*builder.Build().Parse(), 1, policy);
}

Findings CheckAlgorithm(const std::string& oid) {
  const std::string algorithm = test::AlgorithmIdentifier(oid);
  return Check(CertificateBuilder("a").RawInnerAlgorithm(algorithm).RawOuterAlgorithm(algorithm));
}

TEST(SignatureStrengthTest, Sha256AndAboveAreStrong) {
  for (const HashAlgorithm hash : {HashAlgorithm::kSha256, HashAlgorithm::kSha384, HashAlgorithm::kSha512}) {
    EXPECT_THAT(Check(CertificateBuilder("a").Hash(hash)), IsEmpty());
    EXPECT_THAT(Check(CertificateBuilder("a").Key(TestKey::Rsa()).Hash(hash)), IsEmpty());
    EXPECT_THAT(Check(CertificateBuilder("a").Key(TestKey::Rsa()).Signature({.hash = hash, .pss = true})), IsEmpty());
  }
  EXPECT_THAT(Check(CertificateBuilder("a").Key(TestKey::Ed25519())), IsEmpty());
}

TEST(SignatureStrengthTest, BelowSha256IsWeakWithAnyKey) {
  const struct {
    std::string oid;
    std::string name;
    std::string hash;
  } kCases[] = {
      {"1.2.840.113549.1.1.2", "md2WithRSAEncryption", "MD2"},
      {"1.2.840.113549.1.1.3", "md4WithRSAEncryption", "MD4"},
      {"1.2.840.113549.1.1.4", "md5WithRSAEncryption", "MD5"},
      {"1.2.840.113549.1.1.5", "sha1WithRSAEncryption", "SHA-1"},
      {"1.3.14.3.2.29", "sha1WithRSA", "SHA-1"},
      {"1.2.840.113549.1.1.14", "sha224WithRSAEncryption", "SHA-224"},
      {"1.2.840.10045.4.1", "ecdsa-with-SHA1", "SHA-1"},
      {"1.2.840.10045.4.3.1", "ecdsa-with-SHA224", "SHA-224"},
      {"1.2.840.10040.4.3", "dsa-with-SHA1", "SHA-1"},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(
        CheckAlgorithm(c.oid),
        ElementsAre(MakeFinding(FindingCode::kWeakSignature, 1,
                                "signed with " + c.name + "; " + c.hash + " is below SHA-256", "SHA-256", c.hash)));
  }
}

TEST(SignatureStrengthTest, PssIsAsWeakAsItsHash) {
  const Findings findings = Check(CertificateBuilder("a")
                                      .Key(TestKey::Rsa())
                                      .Signature({.hash = HashAlgorithm::kSha1, .pss = true, .pss_salt_length = 20}));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].message, "signed with rsassaPss-sha1; SHA-1 is below SHA-256");
}

TEST(SignatureStrengthTest, ThePolicySaysWhichHashesAreAllowed) {
  const Policy strict{.allowed_hashes = {HashAlgorithm::kSha384, HashAlgorithm::kSha512}};
  EXPECT_THAT(Check(CertificateBuilder("a"), strict),
              ElementsAre(MakeFinding(FindingCode::kWeakSignature, 1,
                                      "signed with ecdsa-with-SHA256; policy allows SHA-384, SHA-512, not SHA-256",
                                      "SHA-384, SHA-512", "SHA-256")));
  EXPECT_THAT(Check(CertificateBuilder("a").Hash(HashAlgorithm::kSha384), strict), IsEmpty());
  const Policy lax{.allowed_hashes = {HashAlgorithm::kSha1, HashAlgorithm::kSha256}};
  EXPECT_THAT(Check(CertificateBuilder("a").Hash(HashAlgorithm::kSha1), lax), IsEmpty());
  EXPECT_EQ(Check(CertificateBuilder("a").Hash(HashAlgorithm::kSha512), lax).at(0).actual, "SHA-512")
      << "a list is a list";
}

TEST(SignatureStrengthTest, EdwardsCurvesAreAllowedInTheirOwnRight) {
  EXPECT_THAT(Check(CertificateBuilder("a").Key(TestKey::Ed25519()), {.allowed_hashes = {HashAlgorithm::kSha384}}),
              IsEmpty());
  EXPECT_THAT(CheckAlgorithm("1.3.101.113"), IsEmpty()) << "Ed448";
}

TEST(SignatureStrengthTest, OfUnknownAlgorithmsNothingIsSaid) { EXPECT_THAT(CheckAlgorithm("1.2.3.4"), IsEmpty()); }

}  // namespace
}  // namespace certsweep::pki
