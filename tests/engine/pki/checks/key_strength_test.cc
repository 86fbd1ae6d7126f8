#include "engine/pki/checks/key_strength.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using test::TestKey;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Findings Check(const std::string& spki, const Policy& policy = {}) {
  const auto certificate =
      test::CertificateBuilder("a").Key(TestKey::OfSpki(spki)).SignedBy(TestKey::Ec()).Build().Parse();
  return CheckKeyStrength(*certificate, 1, policy);
}

TEST(KeyStrengthTest, KeysOfTodayPass) {
  for (const std::string& spki :
       {test::RsaSpki(2048), test::RsaSpki(4096), test::RsaSpki(2048, 3), test::RsaPssSpki(TestKey::Rsa(2048)),
        TestKey::Ec("P-256").spki(), TestKey::Ec("P-521").spki(), test::NamedCurveSpki(test::kBrainpoolP256r1Oid, 256),
        test::ExplicitCurveSpki(256), TestKey::Ed25519().spki(), test::Ed448Spki()}) {
    EXPECT_THAT(Check(spki), IsEmpty());
  }
}

TEST(KeyStrengthTest, ShortKeysAreWeak) {
  const struct {
    std::string spki;
    const char* message;
    const char* expected;
    const char* actual;
  } kCases[] = {
      {test::RsaSpki(512), "RSA 512 bits, policy asks for 2048", "2048", "512"},
      {test::RsaSpki(1024), "RSA 1024 bits, policy asks for 2048", "2048", "1024"},
      {test::RsaSpki(2047), "RSA 2047 bits, policy asks for 2048", "2048", "2047"},
      {test::RsaPssSpki(TestKey::Rsa(1024)), "RSA-PSS 1024 bits, policy asks for 2048", "2048", "1024"},
      {TestKey::Ec("P-224").spki(), "EC 224 bits, policy asks for 256", "256", "224"},
      {test::NamedCurveSpki("1.2.840.10045.3.1.1", 192), "EC 192 bits, policy asks for 256", "256", "192"},
      {test::ExplicitCurveSpki(255), "EC 255 bits, policy asks for 256", "256", "255"},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(Check(c.spki), ElementsAre(MakeFinding(FindingCode::kWeakKey, 1, c.message, c.expected, c.actual)));
  }
}

TEST(KeyStrengthTest, EveryDsaKeyIsWeak) {
  for (const int bits : {512, 2048, 3072}) {
    EXPECT_THAT(
        Check(test::DsaSpki(bits)),
        ElementsAre(MakeFinding(FindingCode::kWeakKey, 1,
                                "DSA " + std::to_string(bits) + " bits; DSA is no longer used", "RSA or EC", "DSA")));
  }
}

TEST(KeyStrengthTest, RsaNumbersThatProveNothingAreWeakAtAnySize) {
  for (const std::string& spki : {test::RsaSpki(4096, 1), test::RsaSpki(4096, 0), test::RsaSpki(4096, 65536),
                                  test::RsaSpki(4096, 65537, /*even_modulus=*/true)}) {
    EXPECT_THAT(Check(spki), ElementsAre(MakeFinding(
                                 FindingCode::kWeakKey, 1,
                                 "RSA 4096 bits, and the public exponent is even or below 3, or the modulus is even",
                                 "an odd exponent of 3 or more")));
  }
  const Findings both = Check(test::RsaSpki(1024, 1));
  ASSERT_EQ(both.size(), 1u);
  EXPECT_EQ(both[0].message,
            "RSA 1024 bits, policy asks for 2048; the public exponent is even or below 3, or the modulus is even");
  EXPECT_EQ(both[0].actual, "1024");
}

TEST(KeyStrengthTest, ThePolicySaysHowShortIsTooShort) {
  const Policy strict{.min_rsa_bits = 3072, .min_ec_bits = 384};
  EXPECT_EQ(Check(test::RsaSpki(2048), strict).at(0).expected, "3072");
  EXPECT_EQ(Check(TestKey::Ec("P-256").spki(), strict).at(0).expected, "384");
  EXPECT_THAT(Check(test::RsaSpki(1024), {.min_rsa_bits = 1024}), IsEmpty());
  EXPECT_THAT(Check(TestKey::Ec("P-224").spki(), {.min_ec_bits = 224}), IsEmpty());
}

TEST(KeyStrengthTest, ThePolicyMayListTheTypes) {
  const Policy rsa_only{.allowed_key_types = KeyTypeSet{x509::KeyType::kRsa, x509::KeyType::kRsaPss}};
  EXPECT_THAT(Check(test::RsaSpki(2048), rsa_only), IsEmpty());
  EXPECT_THAT(Check(test::RsaPssSpki(TestKey::Rsa()), rsa_only), IsEmpty());
  EXPECT_EQ(Check(test::RsaSpki(1024), rsa_only).at(0).actual, "1024") << "sizes count all the same";
  EXPECT_THAT(Check(TestKey::Ec("P-256").spki(), rsa_only),
              ElementsAre(MakeFinding(FindingCode::kWeakKey, 1, "a kind of key that policy does not allow: EC",
                                      "RSA, RSA-PSS", "EC")));
  EXPECT_EQ(Check(TestKey::Ed25519().spki(), rsa_only).at(0).actual, "Ed25519");
  const std::string unknown = test::DerSequence({test::AlgorithmIdentifier("1.2.3.4"), test::DerBitString("key")});
  EXPECT_EQ(Check(unknown, rsa_only).at(0).actual, "1.2.3.4");
  EXPECT_THAT(Check(TestKey::Ed25519().spki(), {.allowed_key_types = KeyTypeSet{x509::KeyType::kEd25519}}), IsEmpty());
}

TEST(KeyStrengthTest, OfUnknownKeysNothingIsSaid) {
  EXPECT_THAT(Check(test::NamedCurveSpki("1.2.3.4", 128)), IsEmpty());
  EXPECT_THAT(Check(test::DerSequence({test::AlgorithmIdentifier("1.2.3.4"), test::DerBitString("key")})), IsEmpty());
}

}  // namespace
}  // namespace certsweep::pki
