#include "engine/tls/leaf_key.h"

#include <openssl/err.h>
#include <openssl/pool.h>

#include <string>

#include "engine/base/bytes.h"
#include "gtest/gtest.h"
#include "tests/support/test_certificates.h"

namespace certsweep::tls {
namespace {

using enum LeafKeyUse;
using test::CertificateBuilder;
using test::TestKey;

LeafKeyUse UseOf(const std::string& der) {
  const bssl::UniquePtr<CRYPTO_BUFFER> buffer(CRYPTO_BUFFER_new(base::AsBytes(der).data(), der.size(), nullptr));
  const LeafKeyUse use = UseOfLeafKey(*buffer);
  EXPECT_EQ(ERR_peek_error(), 0u);
  return use;
}

LeafKeyUse UseOfKey(const std::string& spki) {
  return UseOf(CertificateBuilder("leaf").Key(TestKey::Ec().ShownAs(spki)).Build().der);
}

TEST(LeafKeyTest, ProvesPossessionByWhatTheLibraryVerifies) {
  for (const TestKey& key : {TestKey::Rsa(512), TestKey::Rsa(), TestKey::Ec("P-224"), TestKey::Ec("P-256"),
                             TestKey::Ec("P-384"), TestKey::Ec("P-521"), TestKey::Ed25519()}) {
    EXPECT_EQ(UseOfKey(key.spki()), kProvesPossession);
  }
  EXPECT_EQ(UseOfKey(test::RsaSpki(16384)), kProvesPossession);
  EXPECT_EQ(UseOfKey(test::RsaSpki(2048, 3)), kProvesPossession);
}

TEST(LeafKeyTest, ProvesNothingWhereAnybodyCanSign) {
  EXPECT_EQ(UseOfKey(test::RsaSpki(2048, 1)), kProvesNothing);
  EXPECT_EQ(UseOfKey(test::RsaSpki(2048, 0)), kProvesNothing);
  EXPECT_EQ(UseOfKey(test::RsaSpki(2048, 65536)), kProvesNothing);
  EXPECT_EQ(UseOfKey(test::RsaSpki(2048, 65537, /*even_modulus=*/true)), kProvesNothing);
}

TEST(LeafKeyTest, IsUnusableWhereTheLibraryHasNoUseForIt) {
  EXPECT_EQ(UseOfKey(test::DsaSpki(2048)), kUnusable);
  EXPECT_EQ(UseOfKey(test::RsaPssSpki(TestKey::Rsa())), kUnusable);
  EXPECT_EQ(UseOfKey(test::RsaSpki(16400)), kUnusable);
  EXPECT_EQ(UseOfKey(test::NamedCurveSpki(test::kBrainpoolP256r1Oid, 256)), kUnusable);
  EXPECT_EQ(UseOfKey(test::ExplicitCurveSpki(256)), kUnusable);
  EXPECT_EQ(UseOfKey(test::Ed448Spki()), kUnusable);
  EXPECT_EQ(UseOfKey(test::DerSequence({})), kUnusable);
}

TEST(LeafKeyTest, FindsTheKeyInOldAndOddCertificates) {
  EXPECT_EQ(UseOf(CertificateBuilder("leaf").Version(1).Build().der), kProvesPossession);
  EXPECT_EQ(UseOf(CertificateBuilder("leaf").RawSerial("").Build().der), kProvesPossession);
  EXPECT_EQ(UseOf(CertificateBuilder("leaf").Build().der + "trailing"), kProvesPossession);
}

TEST(LeafKeyTest, IsUnusableWhereThereIsNoKeyToRead) {
  const std::string der = CertificateBuilder("leaf").Build().der;
  for (size_t size = 0; size < der.size(); ++size) ASSERT_EQ(UseOf(der.substr(0, size)), kUnusable) << size;
  EXPECT_EQ(UseOf("no certificate"), kUnusable);
}

}  // namespace
}  // namespace certsweep::tls
