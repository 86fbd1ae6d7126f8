#include "engine/x509/signature_writer.h"

#include <openssl/bytestring.h>

#include <string>

#include "engine/x509/cbs.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/der.h"
#include "tests/support/test_keys.h"

namespace certsweep::x509 {
namespace {

using test::TestKey;

PrivateKey Private(const TestKey& key) { return PrivateKey(bssl::UpRef(key.pkey())); }

std::string AlgorithmName(const TestKey& key, HashAlgorithm hash) {
  const auto der = SignatureAlgorithmDer(Private(key), hash);
  if (!der.ok()) return der.status().ToString();
  const SignatureAlgorithm algorithm = ParseSignatureAlgorithm(base::AsBytes(*der));
  return algorithm.problem.empty() ? algorithm.name : algorithm.problem;
}

TEST(SignatureWriterTest, AlgorithmsAreThoseOfTheKey) {
  EXPECT_EQ(AlgorithmName(TestKey::Rsa(), HashAlgorithm::kSha256), "sha256WithRSAEncryption");
  EXPECT_EQ(AlgorithmName(TestKey::Rsa(), HashAlgorithm::kSha384), "sha384WithRSAEncryption");
  EXPECT_EQ(AlgorithmName(TestKey::Rsa(), HashAlgorithm::kSha512), "sha512WithRSAEncryption");
  EXPECT_EQ(AlgorithmName(TestKey::Ec(), HashAlgorithm::kSha256), "ecdsa-with-SHA256");
  EXPECT_EQ(AlgorithmName(TestKey::Ec("P-384"), HashAlgorithm::kSha384), "ecdsa-with-SHA384");
  EXPECT_EQ(AlgorithmName(TestKey::Ec("P-521"), HashAlgorithm::kSha512), "ecdsa-with-SHA512");
  EXPECT_EQ(AlgorithmName(TestKey::Ed25519(), HashAlgorithm::kSha256), "Ed25519");
}

TEST(SignatureWriterTest, SignaturesVerify) {
  const std::string message = test::DerSequence({test::DerInteger(7)});
  for (const TestKey& key : {TestKey::Rsa(), TestKey::Ec(), TestKey::Ec("P-384"), TestKey::Ed25519()}) {
    const auto der = SignedDer(message, Private(key), HashAlgorithm::kSha256);
    ASSERT_TRUE(der.ok()) << der.status();
    CBS rest = ToCbs(base::AsBytes(*der)), outer, signed_part, algorithm, signature;
    uint8_t unused = 1;
    ASSERT_TRUE(CBS_get_asn1(&rest, &outer, CBS_ASN1_SEQUENCE) && IsEmpty(rest) &&
                CBS_get_asn1_element(&outer, &signed_part, CBS_ASN1_SEQUENCE) &&
                CBS_get_asn1_element(&outer, &algorithm, CBS_ASN1_SEQUENCE) &&
                CBS_get_asn1(&outer, &signature, CBS_ASN1_BITSTRING) && IsEmpty(outer) &&
                CBS_get_u8(&signature, &unused) && unused == 0);
    EXPECT_EQ(ToText(signed_part), message);
    EXPECT_EQ(
        CheckSignatureBytes(ParseSignatureAlgorithm(ToBytes(algorithm)), PublicKey::Parse(base::AsBytes(key.spki())),
                            ToBytes(signed_part), ToBytes(signature)),
        SignatureCheck::kValid);
  }
}

TEST(SignatureWriterTest, KeysThatCanNotSign) {
  const PrivateKey none{bssl::UniquePtr<EVP_PKEY>(EVP_PKEY_new())};
  EXPECT_TRUE(absl::IsInvalidArgument(SignedDer("x", none, HashAlgorithm::kSha256).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(SignatureAlgorithmDer(none, HashAlgorithm::kSha256).status()));
}

}  // namespace
}  // namespace certsweep::x509
