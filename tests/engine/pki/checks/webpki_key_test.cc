#include "engine/pki/checks/webpki_key.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::pki {
namespace {

using test::TestKey;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Findings Check(const std::string& spki) {
  return CheckWebPkiKey(
      *test::CertificateBuilder("a").Key(TestKey::OfSpki(spki)).SignedBy(TestKey::Ec()).Build().Parse(), 1);
}

TEST(WebPkiKeyTest, KeysOfTheWebPass) {
  for (const std::string& spki :
       {test::RsaSpki(2048), test::RsaSpki(2056), test::RsaSpki(4096), TestKey::Ec("P-256").spki(),
        TestKey::Ec("P-384").spki(), TestKey::Ec("P-521").spki()}) {
    EXPECT_THAT(Check(spki), IsEmpty());
  }
}

TEST(WebPkiKeyTest, RsaIsOf2048BitsOrMoreInStepsOf8) {
  for (const int bits : {1024, 2047, 2049, 4095}) {
    EXPECT_THAT(
        Check(test::RsaSpki(bits)),
        ElementsAre(MakeFinding(FindingCode::kWeakKey, 1,
                                "RSA " + std::to_string(bits) + " bits: the web asks for 2048 or more, in steps of 8",
                                "2048", std::to_string(bits))));
  }
}

TEST(WebPkiKeyTest, KeysOfRsassaPssAreRsaKeys) {
  EXPECT_THAT(Check(test::RsaPssSpki(TestKey::Rsa(2048))), IsEmpty());
  EXPECT_THAT(Check(test::RsaPssSpki(TestKey::Rsa(1024))), testing::SizeIs(1));
}

TEST(WebPkiKeyTest, OtherKindsAreNotTaken) {
  const struct {
    std::string spki;
    std::string kind;
  } kCases[] = {
      {TestKey::Ed25519().spki(), "Ed25519"},
      {test::Ed448Spki(), "Ed448"},
      {test::DerSequence({test::AlgorithmIdentifier("1.2.3.4"), test::DerBitString("key")}), "1.2.3.4"},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(Check(c.spki),
                ElementsAre(MakeFinding(FindingCode::kWeakKey, 1, "a kind of key that the web does not take: " + c.kind,
                                        "RSA or EC", c.kind)));
  }
  EXPECT_THAT(Check(test::DerSequence({})), IsEmpty()) << "one that can't be read is malformed_certificate's to tell";
}

TEST(WebPkiKeyTest, OtherCurvesAreNotTaken) {
  const struct {
    std::string spki;
    std::string curve;
  } kCases[] = {
      {TestKey::Ec("P-224").spki(), "P-224"},
      {test::NamedCurveSpki(test::kBrainpoolP256r1Oid, 256), "brainpoolP256r1"},
      {test::ExplicitCurveSpki(256), "explicit"},
      {test::NamedCurveSpki("1.2.3.4", 256), "1.2.3.4"},
  };
  for (const auto& c : kCases) {
    EXPECT_THAT(Check(c.spki),
                ElementsAre(MakeFinding(FindingCode::kWeakKey, 1, "a curve that the web does not take: " + c.curve,
                                        "P-256, P-384 or P-521", c.curve)));
  }
}

TEST(WebPkiKeyTest, DsaIsNotTaken) {
  EXPECT_THAT(
      Check(test::DsaSpki(3072)),
      ElementsAre(MakeFinding(FindingCode::kWeakKey, 1, "DSA, which the web does not take", "RSA or EC", "DSA")));
}

}  // namespace
}  // namespace certsweep::pki
