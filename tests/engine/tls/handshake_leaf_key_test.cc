// Leaf keys that BoringSSL can't verify with, or that prove nothing: the certificate is kept, and what could not be
// done is told. And the odd ones that it can use.

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <string>
#include <vector>

#include "engine/tls/handshake.h"
#include "gtest/gtest.h"
#include "tests/engine/tls/converse.h"
#include "tests/engine/tls/tls12_script.h"
#include "tests/engine/tls/tls13_script.h"
#include "tests/engine/tls/tls_bytes.h"
#include "tests/engine/tls/tls_server.h"
#include "tests/support/check.h"
#include "tests/support/test_certificates.h"

namespace certsweep::tls {
namespace {

using test::CertificateBuilder;
using test::TestCertificate;
using test::TestKey;

// Made by `openssl genrsa 16384`, which takes minutes.
bssl::UniquePtr<EVP_PKEY> Rsa16384() {
  const bssl::UniquePtr<BIO> file(BIO_new_file(RSA_16384_KEY, "r"));
  bssl::UniquePtr<EVP_PKEY> key(PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr));
  test::Check(key != nullptr, RSA_16384_KEY);
  return key;
}

// An unusable key, and one of the kind that a server would sign with (what it signs is never looked at).
struct OddKey {
  const char* name;
  std::string spki;
  TestKey signer;
  uint16_t algorithm;
  uint16_t cipher_suite;
};

std::vector<OddKey> UnusableKeys() {
  const TestKey rsa = TestKey::Rsa(), ec = TestKey::Ec();
  constexpr uint16_t kRsa = SSL_SIGN_RSA_PSS_RSAE_SHA256, kEc = SSL_SIGN_ECDSA_SECP256R1_SHA256;
  const auto with_rsa = [&](const char* name, std::string spki) {
    return OddKey{name, std::move(spki), rsa, kRsa, kEcdheRsaAes128Gcm};
  };
  const auto with_ec = [&](const char* name, std::string spki) {
    return OddKey{name, std::move(spki), ec, kEc, kEcdheEcdsaAes128Gcm};
  };
  return {
      with_rsa("RSA, exponent 1", test::RsaSpki(2048, 1)),
      with_rsa("RSA, exponent 2", test::RsaSpki(2048, 2)),
      with_rsa("RSA, even exponent", test::RsaSpki(2048, 65536)),
      with_rsa("RSA, even modulus", test::RsaSpki(2048, 65537, /*even_modulus=*/true)),
      with_rsa("RSA, 16,400 bits", test::RsaSpki(16400)),
      with_rsa("RSA-PSS", test::RsaPssSpki(rsa)),
      with_rsa("DSA 1024", test::DsaSpki(1024)),
      with_ec("DSA 2048", test::DsaSpki(2048)),
      with_ec("brainpoolP256r1", test::NamedCurveSpki(test::kBrainpoolP256r1Oid, 256)),
      with_ec("P-256, point not on the curve", test::NamedCurveSpki("1.2.840.10045.3.1.7", 256)),
      with_ec("explicit curve", test::ExplicitCurveSpki(256)),
      with_ec("Ed448", test::Ed448Spki()),
      with_ec("unknown", test::DerSequence({test::AlgorithmIdentifier("1.2.3.4"), test::DerBitString("key")})),
      with_ec("empty", test::DerSequence({})),
  };
}

TestCertificate LeafOf(const OddKey& key) {
  return CertificateBuilder("leaf").Key(key.signer.ShownAs(key.spki)).Build();
}

void ExpectUnusable(const Observation& observation, const TestCertificate& leaf) {
  EXPECT_EQ(observation.outcome, Outcome::kUnusableKey) << observation.error;
  EXPECT_FALSE(observation.proof_of_possession);
  EXPECT_NE(observation.error, "");
  EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
}

TEST(HandshakeLeafKeyTest, KeepsTheCertificateOfAKeyThatCannotBeUsedInTls13) {
  for (const OddKey& key : UnusableKeys()) {
    SCOPED_TRACE(key.name);
    const TestCertificate leaf = LeafOf(key);
    const auto peer = [&](std::string_view hello) {
      return Tls13Script(hello).Flight({leaf.der}, key.signer, key.algorithm);
    };
    ExpectUnusable(Observe(peer), leaf);
    ExpectUnusable(Observe(peer, {.chunk = 1}), leaf);
  }
}

TEST(HandshakeLeafKeyTest, KeepsTheCertificateOfAKeyThatCannotBeUsedInTls12) {
  for (const OddKey& key : UnusableKeys()) {
    SCOPED_TRACE(key.name);
    const TestCertificate leaf = LeafOf(key);
    const auto peer = [&](std::string_view hello) {
      Tls12Script script(hello);
      return Join({script.ServerHello(key.cipher_suite), script.Certificate({leaf.der}),
                   script.ServerKeyExchange(key.signer, key.algorithm), script.ServerHelloDone()});
    };
    ExpectUnusable(Observe(peer), leaf);
    ExpectUnusable(Observe(peer, {.chunk = 1}), leaf);
  }
}

// With RSA key exchange nothing is signed, and what a broken key encrypts is no secret.
TEST(HandshakeLeafKeyTest, KeepsTheCertificateOfAKeyThatCannotBeUsedForRsaKeyExchange) {
  constexpr uint16_t kRsaAes128Cbc = 0x002f;
  for (const OddKey& key : UnusableKeys()) {
    if (key.cipher_suite != kEcdheRsaAes128Gcm) continue;
    SCOPED_TRACE(key.name);
    const TestCertificate leaf = LeafOf(key);
    const auto peer = [&](std::string_view hello) {
      Tls12Script script(hello);
      return Join({script.ServerHello(kRsaAes128Cbc), script.Certificate({leaf.der}), script.ServerHelloDone()});
    };
    ExpectUnusable(Observe(peer), leaf);
  }
}

TEST(HandshakeLeafKeyTest, ReadsThemWhereTheCertificateIsAllThatIsWanted) {
  for (const OddKey& key : UnusableKeys()) {
    SCOPED_TRACE(key.name);
    const TestCertificate leaf = LeafOf(key);
    const auto peer = [&](std::string_view hello) {
      return Tls13Script(hello).Flight({leaf.der}, key.signer, key.algorithm);
    };
    const Observation observation = Observe(peer, {}, {.certificate_only = true});
    EXPECT_EQ(observation.outcome, Outcome::kCertificateOnly);
    EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
  }
}

// Not even a certificate: that is for others to judge, who need what came.
TEST(HandshakeLeafKeyTest, KeepsALeafThatIsNoCertificate) {
  for (const std::string& der : {std::string("no certificate"), std::string("\x30\x00", 2), std::string(1, '\0')}) {
    const auto tls13 = [&](std::string_view hello) {
      Tls13Script script(hello);
      return Join({script.ServerHello(), script.EncryptedExtensions(), script.Certificate({der})});
    };
    const auto tls12 = [&](std::string_view hello) {
      Tls12Script script(hello);
      return Join({script.ServerHello(), script.Certificate({der}), script.ServerHelloDone()});
    };
    for (const Observation& observation : {Observe(tls13), Observe(tls12)}) {
      EXPECT_EQ(observation.outcome, Outcome::kUnusableKey);
      EXPECT_EQ(ChainOf(observation), std::vector{der});
    }
  }
}

// The key could be used, but BoringSSL minds what the certificate says it is for.
TEST(HandshakeLeafKeyTest, TellsAKeyUsageThatForbidsSigning) {
  const TestCertificate leaf = CertificateBuilder("leaf").Key(TestKey::Rsa()).KeyUsage(x509::kKeyEncipherment).Build();
  const auto peer = [&](std::string_view hello) {
    return Tls13Script(hello).Flight({leaf.der}, leaf.key, SSL_SIGN_RSA_PSS_RSAE_SHA256);
  };
  const Observation observation = Observe(peer);
  ExpectUnusable(observation, leaf);
  EXPECT_EQ(observation.error, "SSL:KEY_USAGE_BIT_INCORRECT");

  // In TLS 1.2 it looks at that only after the signature: possession is proven by then.
  const TestCertificate ec = CertificateBuilder("leaf").KeyUsage(x509::kKeyCertSign).Build();
  const auto tls12 = [&](std::string_view hello) {
    return Tls12Script(hello).Flight({ec.der}, ec.key, SSL_SIGN_ECDSA_SECP256R1_SHA256);
  };
  const Observation proven = Observe(tls12);
  EXPECT_EQ(proven.outcome, Outcome::kHandshakeFailed);
  EXPECT_EQ(proven.error, "SSL:KEY_USAGE_BIT_INCORRECT");
  EXPECT_TRUE(proven.proof_of_possession);
  EXPECT_EQ(ChainOf(proven), std::vector{ec.der});
}

// A usable key in the wrong place is the server's fault, and not the key's.
TEST(HandshakeLeafKeyTest, TellsACipherSuiteForAnotherKindOfKey) {
  const TestCertificate leaf = CertificateBuilder("leaf").Key(TestKey::Ec()).Build();
  const auto peer = [&](std::string_view hello) {
    Tls12Script script(hello);
    return Join({script.ServerHello(kEcdheRsaAes128Gcm), script.Certificate({leaf.der})});
  };
  const Observation observation = Observe(peer);
  EXPECT_EQ(observation.outcome, Outcome::kHandshakeFailed);
  EXPECT_EQ(observation.error, "SSL:WRONG_CERTIFICATE_TYPE");
  EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
}

// 512 bits are too few for RSA-PSS with SHA-256, so it is TLS 1.2 that meets them.
TEST(HandshakeLeafKeyTest, UsesRsaOf512Bits) {
  const TestCertificate leaf = CertificateBuilder("leaf").Key(TestKey::Rsa(512)).Build();
  for (const uint16_t version : {TLS1_VERSION, TLS1_2_VERSION}) {
    const ServerOptions options = {.max_version = version, .signature_algorithms = {SSL_SIGN_RSA_PKCS1_SHA256}};
    const Observation observation = Observe(ServerPeer(leaf, options));
    EXPECT_EQ(observation.outcome, Outcome::kComplete);
    EXPECT_TRUE(observation.proof_of_possession);
    EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
  }
}

TEST(HandshakeLeafKeyTest, UsesRsaOf16384Bits) {
  const bssl::UniquePtr<EVP_PKEY> key = Rsa16384();
  const TestKey test_key = TestKey::OfPrivateKey(key.get());
  const TestCertificate leaf = CertificateBuilder("leaf").Key(test_key).SignedBy(TestKey::Ec()).Build();
  const auto peer = [&](std::string_view hello) {
    return Tls13Script(hello).Flight({leaf.der}, test_key, SSL_SIGN_RSA_PSS_RSAE_SHA256);
  };
  const Observation observation = Observe(peer);
  EXPECT_EQ(observation.outcome, Outcome::kComplete);
  EXPECT_TRUE(observation.proof_of_possession);
  EXPECT_EQ(ChainOf(observation), std::vector{leaf.der});
}

}  // namespace
}  // namespace certsweep::tls
